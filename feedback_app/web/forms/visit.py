"""Plan a visit: everything an organizer decides, in one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from wtforms.validators import ValidationError

from feedback_app.domain.questionnaire import LANGUAGES, Language, Questionnaire
from feedback_app.services.visits import MOST_STOPS, VisitPlan
from feedback_app.web.forms.stops import StopRow, Stops
from feedback_app.web.forms.typed import Chosen, Day, Filled, Line, Longest, Moment, StaffForm, Whole

FIRST_HOUR, LAST_HOUR = time(8), time(16)
OPEN_DAYS = 3
"""Unless the organizer chooses, a visit is open from the morning of its day to an afternoon so many days later."""

USUAL_USE = {"visit-model": "once", "board-meeting": "per_stop"}
MOST_GUESTS = 10_000
LATEST_YEAR = 2200


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: units by id, questionnaires, and the zone in which times are meant."""

    places: Sequence[tuple[int, str]]
    questionnaires: Sequence[Questionnaire]
    zone: ZoneInfo


class SensibleYear:
    """A date that somebody can have meant."""

    def __call__(self, form: StaffForm, field: Day | Moment) -> None:
        """Refuse years in which there is no visit."""
        if field.value and not 2000 <= field.value.year <= LATEST_YEAR:
            raise ValidationError(field.gettext("Is the year right?"))


class VisitForm(StaffForm):
    """A visit as it is planned. Questionnaires are sent as `use-<key>`: "once", "per_stop" or nothing."""

    group = Line("Who is coming?", [Filled("Write the name of the group."), Longest(200)])
    day = Day("Date", [Filled("Choose the day of the visit."), SensibleYear()])
    expected = Whole("How many guests?")
    stops = Stops("Programme", most=MOST_STOPS)
    opens = Moment("Opens", [SensibleYear()])
    closes = Moment("Closes", [SensibleYear()])
    languages = Chosen("Languages")
    uses = Line("Questionnaires")
    delete_on = Day("Answers are deleted on", [SensibleYear()])

    def __init__(
        self,
        typed: Any,
        language: Language,
        choices: Choices,
        prefilled: Mapping[str, Any],
        *,
        settled: bool = False,
    ) -> None:
        """`settled`: somebody has answered, so that programme and questionnaires stay as they are."""
        super().__init__(typed, language, prefilled)
        self.choices, self.settled = choices, settled
        self.stops.units = frozenset(str(key) for key, _ in choices.places)
        known = prefilled["use"]
        self.use = {
            form.key: typed.get(f"use-{form.key}", "") if typed else known.get(form.key, "")
            for form in choices.questionnaires
        }

    @property
    def opening(self) -> datetime | None:
        """When it opens, aware."""
        return self._local(self.opens, FIRST_HOUR, days=0)

    @property
    def closing(self) -> datetime | None:
        """When it closes, aware."""
        return self._local(self.closes, LAST_HOUR, days=OPEN_DAYS)

    def _local(self, field: Moment, hour: time, days: int) -> datetime | None:
        """The moment that was chosen, or else an hour so many days after the visit."""
        if field.value:
            return field.value.replace(tzinfo=self.choices.zone)
        if self.day.value:
            return datetime.combine(self.day.value + timedelta(days=days), hour, self.choices.zone)
        return None

    def used(self, how: str) -> tuple[str, ...]:
        """Keys of the questionnaires that are used once, or at each stop."""
        return tuple(key for key, chosen in self.use.items() if chosen == how)

    def plan(self, stops: Sequence[tuple[int, time | None]]) -> VisitPlan:
        """The plan, with the units of its stops. The form must be valid."""
        assert self.day.value
        assert self.opening
        assert self.closing
        return VisitPlan(
            group=self.group.data,
            day=self.day.value,
            opens=self.opening,
            closes=self.closing,
            languages=tuple(language for language in LANGUAGES if language in self.languages.data),
            expected=self.expected.value,
            delete_on=self.delete_on.value,
            stops=tuple(stops),
            once=self.used("once"),
            per_stop=self.used("per_stop"),
        )

    def validate_expected(self, field: Whole) -> None:
        """A group that can come."""
        if field.value is not None and not 1 <= field.value <= MOST_GUESTS:
            raise ValidationError(field.gettext("Write a number from 1 to 10,000."))

    def validate_closes(self, field: Moment) -> None:
        """First open, then close."""
        if self.opening and self.closing and self.closing <= self.opening:
            raise ValidationError(field.gettext("Choose a closing time after the opening time."))

    def validate_delete_on(self, field: Day) -> None:
        """Answers must be there while the visit is open."""
        if field.value and self.closing and field.value <= self.closing.date():
            raise ValidationError(field.gettext("Choose a day after the visit has closed."))

    def validate_languages(self, field: Chosen) -> None:
        """Guests read at least one."""
        if not set(field.data) & set(LANGUAGES):
            raise ValidationError(field.gettext("Choose at least one language."))

    def validate_uses(self, field: Line) -> None:
        """Something must be asked, and somewhere."""
        if self.settled:
            return
        if not self.used("once") and not self.used("per_stop"):
            raise ValidationError(field.gettext("Choose at least one questionnaire."))
        if self.used("per_stop") and not self.stops.filled():
            raise ValidationError(field.gettext("A questionnaire for each stop needs at least one stop."))


def new_visit(questionnaires: Sequence[Questionnaire]) -> dict[str, Any]:
    """How the form begins."""
    return {"languages": LANGUAGES, "use": {form.key: USUAL_USE.get(form.key, "") for form in questionnaires}}


def planned_visit(plan: VisitPlan, zone: ZoneInfo) -> dict[str, Any]:
    """A plan as the form shows it."""
    return {
        "group": plan.group,
        "day": plan.day,
        "expected": plan.expected,
        "stops": [StopRow(str(unit), "", f"{at:%H:%M}" if at else "") for unit, at in plan.stops],
        "opens": plan.opens.astimezone(zone),
        "closes": plan.closes.astimezone(zone),
        "languages": plan.languages,
        "delete_on": plan.delete_on,
        "use": dict.fromkeys(plan.once, "once") | dict.fromkeys(plan.per_stop, "per_stop"),
    }


class CloneForm(StaffForm):
    """A visit like an earlier one: only group and day are new."""

    group = Line("Who is coming?", [Filled("Write the name of the group."), Longest(200)])
    day = Day("Date", [Filled("Choose the day of the visit."), SensibleYear()])


class ExtendForm(StaffForm):
    """Another closing time."""

    closes = Moment("New closing time", [Filled("Choose the new closing time."), SensibleYear()])
