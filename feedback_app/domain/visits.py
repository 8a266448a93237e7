"""A visit: a group of guests, a programme of stops, the questionnaires they answer, and when answers are accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal

from feedback_app.domain.questionnaire import Language, Questionnaire

Phase = Literal["upcoming", "testing", "open", "closed"]

RAW_ANSWERS_KEPT_DAYS = 90
"""Raw answers are deleted this many days after closing, unless the organizer chose another day."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One board meeting in the programme. `key`, its number in walking order from "1", names it in answers."""

    key: str
    unit: str
    at: time | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A published questionnaire in use on a visit: answered once by each guest, or once at each stop."""

    digest: str
    questionnaire: Questionnaire
    per_stop: bool

    @property
    def key(self) -> str:
        """The key of the questionnaire; a visit uses each questionnaire once."""
        return self.questionnaire.key


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as everybody but the store sees it. All moments are aware datetimes in UTC; `id` is the round's key."""

    id: int
    slug: str
    code: str
    group: str
    day: date
    languages: tuple[Language, ...]
    expected: int | None
    opens: datetime
    closes: datetime
    delete_on: date
    testing: bool
    forgotten: bool
    """The raw answers have been deleted; only what was counted remains."""
    stops: tuple[Stop, ...]
    forms: tuple[Form, ...]

    def phase(self, now: datetime) -> Phase:
        """Where the visit is in its life. Test answers are accepted only before the opening."""
        if now >= self.closes:
            return "closed"
        if now >= self.opens:
            return "open"
        return "testing" if self.testing else "upcoming"

    def stop(self, key: str) -> Stop | None:
        """The stop with this key."""
        return next((stop for stop in self.stops if stop.key == key), None)

    def form(self, key: str) -> Form | None:
        """The form with this questionnaire key."""
        return next((form for form in self.forms if form.key == key), None)

    def stop_keys(self) -> tuple[str, ...]:
        """The keys of the stops in walking order."""
        return tuple(stop.key for stop in self.stops)

    def tasks(self) -> tuple[tuple[Form, Stop | None], ...]:
        """What a guest answers, in the order of the page: the stops on the way, then what is answered once."""
        walk = tuple((form, stop) for stop in self.stops for form in self.forms if form.per_stop)
        return walk + tuple((form, None) for form in self.forms if not form.per_stop)
