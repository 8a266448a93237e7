"""A visit that is open now, on the live server that the browser talks to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from feedback_app.app import create_app
from feedback_app.domain.kinds import Answer
from feedback_app.domain.visits import Visit
from feedback_app.services import collecting, questionnaires, units, visits
from feedback_app.services.visits import VisitPlan
from feedback_app.settings import from_environment
from feedback_app.store.database import db
from tests.engines import Engine
from tests.servers import LiveServer

CheckAxe = Callable[[Page], None]


@dataclass(frozen=True)
class Scene:
    """The server, the visit on it, and a look into its database."""

    server: LiveServer
    visit: Visit
    session: Session

    def url(self, path: str = "", language: str = "nb") -> str:
        """Address of a page of the visit."""
        return f"{self.server.url}/v/{self.visit.code}/{language}" + (f"/{path}" if path else "")

    def answers(self, uid: str) -> dict[str, Answer] | None:
        """What the database holds under this id now."""
        self.session.rollback()
        found = collecting.receipt(self.session, self.visit, UUID(uid))
        return dict(found.answers) if found else None

    def close(self) -> None:
        """End the visit, as an organizer would."""
        visits.close(self.session, self.visit.slug, datetime.now(UTC))


@pytest.fixture(scope="session")
def stage(sqlite_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveServer, Flask]]:
    """One server for all tests of a worker, and the same app in this process to prepare visits with."""
    with sqlite_engine.migrated() as url:
        environment = {
            "DATABASE_URL": url,
            "SECRET_KEY": "only the browser tests know this one",
            "FEEDBACK_ENV": "development",
        }
        server = LiveServer(environment, tmp_path_factory.mktemp("server") / "log").start()
        yield server, create_app(from_environment(environment))
        server.stop()


@pytest.fixture
def scene(stage: tuple[LiveServer, Flask]) -> Iterator[Scene]:
    """A visit of its own for each test, open now, with two stops."""
    server, app = stage
    with app.app_context():
        session = db.session()
        now = datetime.now(UTC)
        questionnaires.publish_built_in(session, now.date())
        stops = tuple((units.add(session, name), None) for name in ("NAV", "Raufosstun sykehjem"))
        plan = VisitPlan(
            group="Lean-studenter",
            day=now.date(),
            opens=now - timedelta(hours=1),
            closes=now + timedelta(hours=8),
            stops=stops,
        )
        yield Scene(server, visits.create(session, plan, now - timedelta(hours=2)), session)
        session.rollback()


@pytest.fixture(scope="session")
def check_axe() -> CheckAxe:
    """No rule of axe is broken on the page as it is now."""
    axe = Axe()

    def check(page: Page) -> None:
        page.wait_for_load_state("networkidle")
        results = axe.run(page)
        assert results.violations_count == 0, results.generate_report()

    return check
