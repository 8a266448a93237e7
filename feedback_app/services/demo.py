"""A visit to look at: real forms, invented answers. Everything goes in through the doors that real visits use."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback_app.domain.visits import RAW_ANSWERS_KEPT_DAYS, Visit
from feedback_app.services import importing, people, questionnaires, units, visits
from feedback_app.services.errors import NotFound, Refusal
from feedback_app.services.visits import VisitPlan

ANSWERS = Path(__file__).parent.parent / "demo" / "answers.jsonl"
LOGIN = "demo"
GUESTS = 11
PROGRAMME = (
    (("Vestre Toten kommune", "NAV"), time(10, 0)),
    (("Vestre Toten kommune", "Helse og omsorg", "Raufosstun sykehjem"), time(11, 15)),
    (("Vestre Toten kommune", "Oppvekst", "Ihle skole"), time(13, 0)),
)


@dataclass(frozen=True, slots=True)
class Demo:
    """What a newcomer needs: who to log in as, a visit that is over and has results, and one that is open now."""

    login: str
    password: str
    finished: Visit
    open: Visit


def make(session: Session, now: datetime, zone: ZoneInfo) -> Demo:
    """Make the demo, or find it again; the login gets a new password each time."""
    today = now.astimezone(zone).date()
    questionnaires.publish_built_in(session, today)
    password = secrets.token_urlsafe(12)
    try:
        people.add(session, LOGIN, "Demo", "organizer", password)
    except Refusal:
        people.change_password(session, LOGIN, password)
    stops = tuple((_unit(session, names), at) for names, at in PROGRAMME)
    spring = _last_18_march(today)
    finished = _found_or_created(session, _finished_plan(spring, today, stops, zone), now)
    if not finished.forgotten:
        importing.collect(session, finished, ANSWERS.read_bytes(), lines=True, progress=lambda done, total: None)
    current = _found_or_created(session, _open_plan(today, stops, zone), now)
    return Demo(LOGIN, password, finished, current)


def _finished_plan(day: date, today: date, stops: tuple[tuple[int, time | None], ...], zone: ZoneInfo) -> VisitPlan:
    return VisitPlan(
        group="Lean-studenter",
        day=day,
        opens=datetime.combine(day, time(8), zone),
        closes=datetime.combine(day + timedelta(days=1), time(16), zone),
        delete_on=today + timedelta(days=RAW_ANSWERS_KEPT_DAYS),
        expected=GUESTS,
        stops=stops,
    )


def _open_plan(today: date, stops: tuple[tuple[int, time | None], ...], zone: ZoneInfo) -> VisitPlan:
    return VisitPlan(
        group="Prøvebesøk",
        day=today,
        opens=datetime.combine(today, time(0), zone),
        closes=datetime.combine(today + timedelta(days=30), time(16), zone),
        expected=GUESTS,
        stops=stops,
    )


def _found_or_created(session: Session, plan: VisitPlan, now: datetime) -> Visit:
    try:
        return visits.find(session, visits.slug(plan), now)
    except NotFound:
        return visits.create(session, plan, now)


def _unit(session: Session, names: tuple[str, ...]) -> int:
    parent: int | None = None
    for name in names:
        parent = units.add(session, name, parent)
    assert parent is not None
    return parent


def _last_18_march(today: date) -> date:
    """The latest 18 March whose visit, which lasts until the day after, is over."""
    this_year = date(today.year, 3, 18)
    return this_year if this_year + timedelta(days=1) < today else date(today.year - 1, 3, 18)
