"""The list of visits, and the page of one visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.results import VisitResults
from feedback_app.domain.visits import Phase, Stop, Visit
from feedback_app.presentation import formats
from feedback_app.presentation.texts import LANGUAGE_NAMES
from feedback_app.reporting import qr
from feedback_app.services import arrivals, reports
from feedback_app.services import results as outcome
from feedback_app.services import visits as service
from feedback_app.services.errors import NotFound
from feedback_app.store.database import db
from feedback_app.web import desk
from feedback_app.web.pages import now

GROUPS: tuple[tuple[str, tuple[Phase, ...]], ...] = (
    ("Open now", ("open",)),
    ("Coming", ("testing", "upcoming")),
    ("Closed", ("closed",)),
)
"""Headings of the list (messages), with the phases below each."""


@dataclass(frozen=True, slots=True)
class Line:
    """A visit in the list. `expected` responses, when the number of guests is known."""

    visit: Visit
    phase: Phase
    received: int
    expected: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """Responses to one task of the visit; `stop` is None for what is answered once. `full` is the end of the bar."""

    stop: Stop | None
    received: int
    expected: int | None
    full: int


def visits() -> Response:
    """All visits: those that are open first, then those to come, then those that are over."""
    moment, session = now(), db.session()
    found = service.listing(session)
    received = arrivals.received(session, found, moment)
    lines = [Line(visit, visit.phase(moment), received[visit.id], _expected(visit)) for visit in found]
    groups = [(heading, [line for line in lines if line.phase in phases]) for heading, phases in GROUPS]
    groups[1][1].reverse()  # the next visit first
    return desk.draw("organizer/visits.html", groups=groups)


def visit(slug: str) -> Response:
    """One visit: how many have answered, the way in, and everything that can be done with it."""
    found = visit_or_404(slug)
    brought = outcome.read(db.session(), found)
    address = f"{desk.settings().public_url}/v/{found.code}"
    return desk.draw(
        "organizer/visit.html",
        visit=found,
        phase=found.phase(now()),
        received=brought.received(),
        expected=_expected(found),
        counts=counts(brought),
        address=address,
        qr=qr.drawing(address),
        reports=[
            (each.digest, LANGUAGE_NAMES[each.language], _when(each.made))
            for each in reports.released(db.session(), found)
        ],
        once=titles(found, desk.language(), per_stop=False),
        per_stop=titles(found, desk.language(), per_stop=True),
    )


def _when(made: datetime) -> str:
    return formats.moment(made, desk.language(), desk.settings().time_zone)


def visit_or_404(slug: str) -> Visit:
    """The visit with this slug."""
    try:
        return service.find(db.session(), slug, now())
    except NotFound:
        abort(404)


def counts(brought: VisitResults) -> tuple[Count, ...]:
    """Responses in walking order, then those about the whole visit."""
    by_stop, plan = brought.received_by_stop(), brought.visit
    forms: Mapping[bool, int] = {each: sum(form.per_stop is each for form in plan.forms) for each in (True, False)}
    places: list[Stop | None] = [*(plan.stops if forms[True] else ()), *([None] if forms[False] else [])]
    most = max((by_stop[stop.key if stop else None] for stop in places), default=0)
    listed = []
    for stop in places:
        received = by_stop[stop.key if stop else None]
        expected = plan.expected and plan.expected * forms[stop is not None]
        listed.append(Count(stop, received, expected, max(received, expected or most, 1)))
    return tuple(listed)


def titles(visit: Visit, language: Language, *, per_stop: bool) -> list[str]:
    """What the questionnaires are called that are answered at each stop, or once."""
    return [form.questionnaire.title[language] for form in visit.forms if form.per_stop is per_stop]


def _expected(visit: Visit) -> int | None:
    """Responses, when every guest answers everything."""
    return visit.expected and visit.expected * len(visit.tasks())
