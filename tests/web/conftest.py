"""The app with a visit that is open now, seen through a client that inspects every page."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from feedback_app.domain.questionnaire import LANGUAGES
from feedback_app.domain.visits import Visit
from feedback_app.services import questionnaires, units, visits
from feedback_app.services.visits import VisitPlan
from feedback_app.store.database import db
from tests.questionnaires import FILES
from tests.web.inspector import InspectingClient

MakeVisit = Callable[..., Visit]


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    """Fails the test that fetches a page with a fault."""
    app.test_client_class = InspectingClient
    found = app.test_client()
    assert isinstance(found, InspectingClient)
    return found


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session()


@pytest.fixture
def make_visit(session: Session) -> MakeVisit:
    """A visit with two stops; `once` and `per_stop` are names of questionnaire files, times are hours from now."""

    def make(
        *,
        once: tuple[str, ...] = ("visit-model",),
        per_stop: tuple[str, ...] = ("board-meeting",),
        opens: float = -1,
        closes: float = 8,
    ) -> Visit:
        now = datetime.now(UTC)
        keys = {
            name: questionnaires.publish(session, FILES[name].read_bytes(), now.date()).key
            for name in (*once, *per_stop)
        }
        plan = VisitPlan(
            group="Lean-studenter",
            day=now.date(),
            opens=now + timedelta(hours=opens),
            closes=now + timedelta(hours=closes),
            languages=LANGUAGES,
            stops=(
                (units.add(session, "NAV"), time(10)),
                (units.add(session, "Raufosstun sykehjem"), None),
            ),
            once=tuple(keys[name] for name in once),
            per_stop=tuple(keys[name] for name in per_stop),
        )
        return visits.create(session, plan, now + timedelta(hours=min(opens, 0) - 1))

    return make


@pytest.fixture
def visit(make_visit: MakeVisit) -> Visit:
    """An open visit with the two built-in forms for visitors."""
    return make_visit()


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """Every SQL statement from here on."""
    found: list[str] = []

    def remember(connection: object, cursor: object, statement: str, *rest: object) -> None:
        found.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", remember)
    yield found
    event.remove(engine, "before_cursor_execute", remember)
