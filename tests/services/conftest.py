"""A visit to work with, on each of the two engines in turn."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback_app.domain.answers import check
from feedback_app.domain.visits import Visit
from feedback_app.services import questionnaires, units, visits
from feedback_app.services.collecting import Delivery
from feedback_app.services.visits import VisitPlan
from feedback_app.store import migrate
from feedback_app.store.database import connect, db
from tests.engines import Engine

DAY = date(2026, 3, 18)
OPENS = datetime(2026, 3, 18, 7, 0, tzinfo=UTC)
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
CLOSES = datetime(2026, 3, 19, 15, 0, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
EVE = OPENS - timedelta(days=1)
LATER = CLOSES + timedelta(days=1)

BOARD = "board-meeting"
MODEL = "visit-model"


def _publish_built_in_forms(url: str) -> None:
    migrate.upgrade(url)
    engine = connect(url)
    with Session(engine) as session:
        questionnaires.publish_built_in(session, DAY)
    engine.dispose()


@pytest.fixture
def database_url(engine: Engine) -> Iterator[str]:
    """A fresh database in which the built-in forms are published, on each of the two engines in turn."""
    with engine.prepared(_publish_built_in_forms) as url:
        yield url


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


@pytest.fixture
def plan(session: Session) -> VisitPlan:
    """Three stops, the two built-in forms for visitors, opening on the morning of 18 March 2026."""
    stops = ((units.add(session, "NAV"), time(10)), (units.add(session, "Raufosstun sykehjem"), time(11, 15)))
    return VisitPlan(
        group="Lean-studenter", day=DAY, opens=OPENS, closes=CLOSES, expected=11,
        stops=(*stops, (units.add(session, "Ihle skole"), None)),
    )  # fmt: skip


@pytest.fixture
def visit(session: Session, plan: VisitPlan) -> Visit:
    return visits.create(session, plan, EVE)


def delivery(visit: Visit, form_key: str, stop: str | None = None, uid: UUID | None = None, **answers: Any) -> Delivery:
    """As the web and the API make it from judged answers; keyword arguments are the answers, and `visitor`."""
    visitor = answers.pop("visitor", None)
    form = visit.form(form_key)
    assert form is not None
    checked = check(form.questionnaire, answers, visit.stop_keys())
    assert not checked.problems, checked.problems
    return Delivery(uid or uuid4(), form, stop, checked.answers, visitor)


@pytest.fixture
def count_queries(session: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects what the engine executes inside a `with` block, statement by statement."""
    engine = session.get_bind().engine

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def remember(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            statements.append(statement)

        event.listen(engine, "before_cursor_execute", remember)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", remember)

    return counting
