"""Prepare a visit, open and close it, and find it by its code."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback_app.domain import codes, names
from feedback_app.domain.questionnaire import LANGUAGES, Language
from feedback_app.domain.visits import RAW_ANSWERS_KEPT_DAYS, Visit
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.store import rounds, versions
from feedback_app.store.database import lock_round, writing
from feedback_app.store.models import AggregateRow, RoundFormRow, RoundRow, StopRow, UnitRow

MOST_STOPS = 20


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """What an organizer decides about a visit. `stops` are unit ids with times.

    A questionnaire (by its key) in `once` is answered once by each guest, one in `per_stop` at each stop.
    """

    group: str
    day: date
    opens: datetime
    closes: datetime
    languages: tuple[Language, ...] = LANGUAGES
    expected: int | None = None
    delete_on: date | None = None
    stops: tuple[tuple[int, time | None], ...] = ()
    once: tuple[str, ...] = ("visit-model",)
    per_stop: tuple[str, ...] = ("board-meeting",)


def create(session: Session, plan: VisitPlan, now: datetime) -> Visit:
    """Create a visit with its own address and code."""
    _check(plan)
    with writing(session):
        row = RoundRow(slug=_free_slug(session, plan), code=_free_code(session))
        _fill(row, plan)
        session.add(row)
        session.flush()
        session.add(AggregateRow(round_id=row.id))
        _set_programme(session, row.id, plan)
    return find(session, row.slug, now)


def clone(session: Session, name: str, group: str, day: date, now: datetime, zone: ZoneInfo) -> Visit:
    """A new visit like an earlier one: programme, times of day in the zone, forms in their newest version, languages.

    The code, the answers and the test mode are not copied.
    """
    old = find(session, name, now)
    shift = day - old.day
    plan = replace(
        plan_of(session, old),
        group=group,
        day=day,
        opens=_shifted(old.opens, shift, zone),
        closes=_shifted(old.closes, shift, zone),
        delete_on=old.delete_on + shift,
    )
    return create(session, plan, now)


def _shifted(moment: datetime, shift: timedelta, zone: ZoneInfo) -> datetime:
    """As many days later by the clock on the wall, whether or not summer time began in between."""
    return (moment.astimezone(zone).replace(tzinfo=None) + shift).replace(tzinfo=zone)


def revise(session: Session, name: str, plan: VisitPlan, now: datetime) -> Visit:
    """Change a visit. Programme and forms may change only as long as nobody has answered."""
    _check(plan)
    visit = find(session, name, now)
    with writing(session):
        lock_round(session, visit.id, shared=False)
        row = session.get_one(RoundRow, visit.id)
        if row.forgotten and (plan.opens, plan.closes) != (row.opens, row.closes):
            raise Refusal("the answers of this visit have been deleted; it cannot be opened again")
        old = plan_of(session, visit)
        answered = rounds.has_responses(session, visit.id) or visit.forgotten
        if (old.stops, old.once, old.per_stop) != (plan.stops, plan.once, plan.per_stop):
            if answered:
                raise Refusal("programme and forms cannot change after the first answer")
            _set_programme(session, row.id, plan)
        if answered and plan.delete_on and plan.delete_on > visit.delete_on:
            raise Refusal("guests who answered were told an earlier day of deletion; it cannot move later")
        told = visit.delete_on if answered and visit.delete_on > plan.closes.date() else None
        _fill(row, replace(plan, delete_on=plan.delete_on or told))
    return find(session, visit.slug, now)


def find(session: Session, name: str, now: datetime) -> Visit:
    """The visit with this slug or code."""
    row = rounds.row(session, names.tidy(name))
    if row is None:
        raise NotFound(f"there is no visit named {name}")
    return _settled(session, row, now)


def find_by_code(session: Session, typed: str, now: datetime) -> Visit | None:
    """The visit that a code opens, however it was typed. A slug, which anybody can guess, opens nothing."""
    row = rounds.row_with_code(session, names.tidy(codes.tidy(typed)))
    return None if row is None else _settled(session, row, now)


def listing(session: Session) -> list[Visit]:
    """All visits, the latest first."""
    return rounds.visits(session, rounds.rows(session))


def open_now(session: Session, name: str, now: datetime) -> Visit:
    """Open at once; a visit that had closed is open for two hours more."""
    visit = find(session, name, now)
    closes = visit.closes if visit.closes > now else now + timedelta(hours=2)
    return _set_times(session, visit, min(visit.opens, now), closes, now)


def extend(session: Session, name: str, closes: datetime, now: datetime) -> Visit:
    """Accept answers until another moment."""
    visit = find(session, name, now)
    if closes <= now:
        raise Refusal("the new closing time must be in the future")
    return _set_times(session, visit, visit.opens, closes, now)


def close(session: Session, name: str, now: datetime) -> Visit:
    """Accept no more answers."""
    visit = find(session, name, now)
    if visit.phase(now) != "open":
        raise Refusal("the visit is not open")
    return _set_times(session, visit, visit.opens, max(now, visit.opens + timedelta(seconds=1)), now)


def set_testing(session: Session, name: str, testing: bool, now: datetime) -> Visit:
    """Let test answers in before the opening, or end the test. Either way what was tried is wiped."""
    visit = find(session, name, now)
    if visit.phase(now) not in ("upcoming", "testing"):
        raise Refusal("only a visit that has not opened can be tested")
    with writing(session):
        lock_round(session, visit.id, shared=False)
        row = session.get_one(RoundRow, visit.id)
        if not row.testing and rounds.has_responses(session, visit.id):
            raise Refusal("the visit has real answers, which a test would wipe")
        row.testing = testing
        rounds.wipe_responses(session, visit.id)
    return find(session, name, now)


def plan_of(session: Session, visit: Visit) -> VisitPlan:
    """The plan that would create this visit again."""
    return VisitPlan(
        group=visit.group,
        day=visit.day,
        opens=visit.opens,
        closes=visit.closes,
        languages=visit.languages,
        expected=visit.expected,
        delete_on=visit.delete_on,
        stops=tuple((stop.unit_id, stop.at) for stop in rounds.programme_rows(session, visit.id)),
        once=tuple(form.key for form in visit.forms if not form.per_stop),
        per_stop=tuple(form.key for form in visit.forms if form.per_stop),
    )


def _settled(session: Session, row: RoundRow, now: datetime) -> Visit:
    """The visit after what time has brought: test answers are wiped when it opens."""
    if row.testing and now >= row.opens:
        with writing(session):
            lock_round(session, row.id, shared=False)
            fresh = session.get_one(RoundRow, row.id, populate_existing=True)
            if fresh.testing and now >= fresh.opens:
                fresh.testing = False
                rounds.wipe_responses(session, row.id)
        row = session.get_one(RoundRow, row.id)
    return rounds.visits(session, [row])[0]


def _set_times(session: Session, visit: Visit, opens: datetime, closes: datetime, now: datetime) -> Visit:
    if visit.forgotten:
        raise Refusal("the answers of this visit have been deleted; it cannot be opened again")
    with writing(session):
        lock_round(session, visit.id, shared=False)
        row = session.get_one(RoundRow, visit.id)
        row.opens, row.closes = opens, closes
        row.delete_on = max(row.delete_on, closes.date() + timedelta(days=1))
        if closes <= now:
            rounds.drop_earlier(session, visit.id)
    return find(session, visit.slug, now)


def _check(plan: VisitPlan) -> None:
    """Refuse a plan that makes no sense, for its first fault."""
    chosen = plan.once + plan.per_stop
    wrong = {
        "the name of the group must have 1 to 200 characters": not 1 <= len(names.tidy(plan.group)) <= 200,
        "the closing time must be after the opening time": plan.closes <= plan.opens,
        "the day of deletion must be after the closing day": plan.delete_on and plan.delete_on <= plan.closes.date(),
        "choose at least one language": not plan.languages,
        "the number of guests must be 1 to 10,000": plan.expected is not None and not 1 <= plan.expected <= 10_000,
        "choose at least one questionnaire": not chosen,
        "a questionnaire is answered either once or at each stop": len(set(chosen)) != len(chosen),
        "a questionnaire for each stop needs at least one stop": plan.per_stop and not plan.stops,
        f"a visit has at most {MOST_STOPS} stops": len(plan.stops) > MOST_STOPS,
    }
    for message, is_wrong in wrong.items():
        if is_wrong:
            raise Refusal(message)


def _fill(row: RoundRow, plan: VisitPlan) -> None:
    row.group, row.day = names.tidy(plan.group), plan.day
    row.languages = " ".join(plan.languages)
    row.expected = plan.expected
    row.opens, row.closes = plan.opens, plan.closes
    row.delete_on = plan.delete_on or plan.closes.date() + timedelta(days=RAW_ANSWERS_KEPT_DAYS)


def _set_programme(session: Session, round_id: int, plan: VisitPlan) -> None:
    for unit_id, _ in plan.stops:
        if session.get(UnitRow, unit_id) is None:
            raise NotFound("a unit of the programme is not there")
    stops = [
        StopRow(round_id=round_id, key=str(number), unit_id=unit_id, at=at)
        for number, (unit_id, at) in enumerate(plan.stops, start=1)
    ]
    chosen = [(key, True) for key in plan.per_stop] + [(key, False) for key in plan.once]
    forms = [
        RoundFormRow(round_id=round_id, version_id=_newest_version(session, key), position=position, per_stop=per_stop)
        for position, (key, per_stop) in enumerate(chosen)
    ]
    rounds.set_programme(session, round_id, stops, forms)


def _newest_version(session: Session, key: str) -> int:
    row = versions.newest_row(session, key)
    if row is None:
        raise NotFound(f"no questionnaire {key} is published")
    if versions.thaw(row.digest, row.document).mode != "confidential":
        raise Refusal(f"the questionnaire {key} promises anonymity, which a small group of visitors cannot have")
    return row.id


def slug(plan: VisitPlan) -> str:
    """The name of a visit in addresses and on the command line: its day and its group, in plain letters."""
    letters = plan.group.casefold().replace("æ", "ae").replace("ø", "o").replace("å", "a")
    plain = unicodedata.normalize("NFKD", letters).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    return f"{plan.day.isoformat()}-{words or 'visit'}"


def _free_slug(session: Session, plan: VisitPlan) -> str:
    wanted = slug(plan)
    return _first_free(session, [wanted, *(f"{wanted}-{number}" for number in range(2, 100))])


def _free_code(session: Session) -> str:
    return _first_free(session, (codes.draw(secrets.choice) for _ in range(100)))


def _first_free(session: Session, candidates: Iterable[str]) -> str:
    for name in candidates:
        if rounds.row(session, name) is None:
            return name
    raise Refusal("no free name was found for this visit")
