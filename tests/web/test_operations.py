"""What whoever runs the service gets to see: health, and a log that knows no respondent."""

import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback_app.app import create_app
from feedback_app.domain.visits import Visit
from feedback_app.services import collecting
from feedback_app.settings import from_environment
from feedback_app.store.database import db
from feedback_app.web.operations import JsonLines
from tests.web.inspector import InspectingClient

ADDRESS = "203.0.113.77"
BROWSER = "Mozilla/5.0 (a tablet that nobody else has)"
ANSWER = "Kaffen var kald"
VISITOR = "a-very-own-visitor"
HEADERS = {"User-Agent": BROWSER, "X-Forwarded-For": ADDRESS, "Referer": "http://localhost/secret-page"}


class Lines(logging.Handler):
    """What is written, as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonLines())
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """Every log line of the process, ours or a library's."""
    handler = Lines()
    loggers = [logging.getLogger("feedback"), logging.getLogger()]
    for logger in loggers:
        logger.addHandler(handler)
    yield handler.written
    for logger in loggers:
        logger.removeHandler(handler)


def test_health_is_good_when_database_and_disk_answer(client: InspectingClient) -> None:
    response = client.get("/health")
    assert (response.status_code, response.json) == (200, {"database": "ok", "disk": "ok"})


def test_health_tells_that_the_tables_are_gone(client: InspectingClient, app: Flask) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    response = client.get("/health")
    assert (response.status_code, response.json) == (503, {"database": "fails", "disk": "ok"})


@pytest.mark.parametrize(
    ("address", "disk"), [("sqlite:///{}/gone/file.db", "fails"), ("postgresql://nobody@/nowhere?host={}", "ok")]
)
def test_health_tells_that_the_database_does_not_answer(
    environment_for: Callable[[str], dict[str, str]], tmp_path: Path, address: str, disk: str
) -> None:
    lonely = create_app(from_environment(environment_for(address.format(tmp_path))))
    response = lonely.test_client().get("/health")
    assert (response.status_code, response.json) == (503, {"database": "fails", "disk": disk})


def test_every_request_is_one_line_of_json_that_names_the_route(
    client: InspectingClient, visit: Visit, lines: list[str]
) -> None:
    client.get(f"/v/{visit.code}/nb")
    client.get("/no/such/page")
    client.get("/health")
    first, second = map(json.loads, lines)
    assert (first["event"], first["method"], first["status"]) == ("request", "GET", 200)
    assert first["route"] == "/v/<code>/<any(nb,nn,en):language>"
    assert isinstance(first["milliseconds"], float)
    assert (second["route"], second["status"]) == ("none", 404)


def requests_that_hold_a_secret(client: InspectingClient, visit: Visit, uid: str) -> list[int]:
    body = {"visit": visit.code, "form": "board-meeting", "stop": "1", "visitor": VISITOR, "answers": {"best": ANSWER}}
    form = {"best": ANSWER, "_uid": uid, "_visitor": VISITOR}
    answers = [
        client.put(f"/api/responses/{uid}?secret={ANSWER}", json=body, headers=HEADERS),
        client.put(f"/api/responses/{uid}", data=f"{{{ANSWER}", headers=HEADERS),
        client.post(
            f"/v/{visit.code}/nb/board-meeting/1", data=form, headers={**HEADERS, "Origin": "http://localhost"}
        ),
        client.get(f"/v/{visit.code}/nb/receipt/{uid}", headers=HEADERS),
        client.get(f"/v/{visit.code}-{ANSWER}/nb", headers=HEADERS),
        client.post("/", data={"code": visit.code}, headers=HEADERS),
    ]
    return [answer.status_code for answer in answers]


@pytest.mark.parametrize("broken", [False, True])
def test_the_log_never_holds_an_answer_a_code_or_who_asked(
    client: InspectingClient, visit: Visit, lines: list[str], monkeypatch: pytest.MonkeyPatch, broken: bool
) -> None:
    uid = str(uuid4())
    if broken:

        def fail(*given: object, **named: object) -> None:
            raise RuntimeError(f"{given} {named} {ANSWER} {visit.code} {uid}")

        monkeypatch.setattr(collecting, "receive", fail)
    statuses = requests_that_hold_a_secret(client, visit, uid)
    assert (500 in statuses) is broken
    assert len(lines) == len(statuses) + statuses.count(500)
    written = "\n".join(lines)
    for secret in (
        ANSWER,
        visit.code,
        uid,
        uid.replace("-", ""),
        VISITOR,
        ADDRESS,
        "127.0.0.1",
        BROWSER,
        "secret-page",
    ):
        assert secret not in written


def test_a_failure_is_logged_with_its_kind_and_its_place(
    client: InspectingClient, visit: Visit, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collecting, "receipt", lambda *given: 1 // 0)
    assert client.get(f"/v/{visit.code}/nb/receipt/{uuid4()}").status_code == 500
    failure, request = map(json.loads, lines)
    assert (failure["event"], failure["exception"], request["status"]) == ("failure", "ZeroDivisionError", 500)
    assert any("receipts.py" in place for place in failure["places"])


def test_a_database_error_does_not_put_its_statement_into_the_log(
    client: InspectingClient, visit: Visit, session: Session, lines: list[str]
) -> None:
    """SQLAlchemy's message quotes the values of the statement that failed: the answers."""
    session.execute(text("DROP TABLE earlier_response"))
    session.execute(text("DROP TABLE response"))
    session.commit()
    statuses = requests_that_hold_a_secret(client, visit, str(uuid4()))
    assert 500 in statuses
    assert ANSWER not in "\n".join(lines)
