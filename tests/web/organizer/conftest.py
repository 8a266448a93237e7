"""Somebody of each role, and a client that is logged in."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import g
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from feedback_app.domain.roles import Role
from feedback_app.services import people, questionnaires
from tests.web.inspector import InspectingClient

PASSWORD = "a password of the tests"


class Staff:
    """A member of staff at a browser: every post comes from our own page."""

    def __init__(self, client: InspectingClient) -> None:
        self.client = client

    def get(self, address: str, **options: Any) -> TestResponse:
        _forget_who_asked_before()
        return self.client.get(address, **options)

    def post(self, address: str, data: Any = None, **options: Any) -> TestResponse:
        _forget_who_asked_before()
        return self.client.post(address, data=data or {}, headers={"Sec-Fetch-Site": "same-origin"}, **options)

    def log_in(self, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
        return self.post("/login", {"login": login, "password": password, **more})

    def at_another_browser(self) -> "Staff":
        """The same service, without a cookie."""
        other = self.client.application.test_client()
        assert isinstance(other, InspectingClient)
        return Staff(other)

    def log_out(self) -> TestResponse:
        return self.post("/logout")


def _forget_who_asked_before() -> None:
    """The tests hold one application context open, in which the login of the request before would be remembered."""
    g.pop("_login_user", None)


LogIn = Callable[[Role], Staff]


@pytest.fixture
def log_in(client: InspectingClient, session: Session) -> LogIn:
    """Somebody of a role who is logged in and works in English; the login is the role."""

    def enter(role: Role) -> Staff:
        people.add(session, role, f"Kari {role}", role, PASSWORD)
        staff = Staff(client)
        assert staff.log_in(role).status_code == 303
        staff.get("/visits?language=en")
        return staff

    return enter


@pytest.fixture
def staff(client: InspectingClient, session: Session) -> Staff:
    """An organizer at a browser, not logged in."""
    people.add(session, "organizer", "Kari Nordmann", "organizer", PASSWORD)
    return Staff(client)


@pytest.fixture
def organizer(log_in: LogIn) -> Staff:
    """An organizer who is logged in and works in English."""
    return log_in("organizer")


@pytest.fixture
def administrator(log_in: LogIn) -> Staff:
    """An administrator who is logged in and works in English."""
    return log_in("administrator")


@pytest.fixture
def built_in(session: Session) -> None:
    """The built-in questionnaires are published."""
    questionnaires.publish_built_in(session, datetime.now(UTC).date())
