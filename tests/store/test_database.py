"""What every transaction may rely on, read from the engines themselves."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from feedback_app.store import responses
from feedback_app.store.database import answers, connect, disk_has_room, lock_round, snapshot, submitting, writing
from feedback_app.store.models import UnitRow

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
NOBODYS = responses.New(7, uuid4(), "d" * 64, None, None, "{}", "a" * 64, has_text=False)


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Engine]:
    engine = connect(sqlite_url)
    yield engine
    engine.dispose()


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Engine]:
    engine = connect(postgres_url)
    yield engine
    engine.dispose()


def traced(engine: Engine) -> list[str]:
    """Every statement that reaches SQLite from now on, also what driver and pool add: begin, commit, pragmas."""
    seen: list[str] = []
    engine.dispose()
    event.listen(engine, "connect", lambda connection, record: connection.set_trace_callback(seen.append))
    return seen


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 10_000)],
)
def test_every_connection_to_sqlite_is_durable_and_strict(sqlite_store: Engine, pragma: str, value: object) -> None:
    with Session(sqlite_store) as session, submitting(session, 7) as connection:
        responses.add(connection, NOBODYS, NOON)
    connections = [sqlite_store.connect() for _ in range(3)]
    for connection in connections:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
        connection.close()


def test_a_submission_is_one_statement_on_sqlite(sqlite_store: Engine) -> None:
    seen = traced(sqlite_store)
    with Session(sqlite_store) as session:
        for _ in range(2):
            seen.clear()
            with submitting(session, 7) as connection:
                responses.add(connection, NOBODYS, NOON)
            statements = [statement for statement in seen if not statement.startswith("PRAGMA")]
            assert [statement.split()[0] for statement in statements] == ["INSERT"]


def test_who_writes_on_sqlite_takes_the_lock_at_once(sqlite_store: Engine) -> None:
    seen = traced(sqlite_store)
    with Session(sqlite_store) as session:
        session.scalars(select(UnitRow)).all()  # a read before must not leave its transaction open
        with writing(session):
            session.add(UnitRow(name="NAV"))
    begun = [statement for statement in seen if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]
    assert begun == ["BEGIN DEFERRED", "ROLLBACK", "BEGIN IMMEDIATE", "COMMIT"]


def test_after_a_submission_writers_and_readers_begin_as_before(sqlite_store: Engine) -> None:
    """The pool hands the same connection on; nothing of the submission's mode may stick to it."""
    seen = traced(sqlite_store)
    with Session(sqlite_store) as session:
        with submitting(session, 7) as connection:
            responses.add(connection, NOBODYS, NOON)
        seen.clear()
        with writing(session):
            session.add(UnitRow(name="NAV"))
        with snapshot(session):
            assert len(session.scalars(select(UnitRow)).all()) == 1
    begun = [statement for statement in seen if statement.startswith(("BEGIN", "COMMIT", "ROLLBACK"))]
    assert begun == ["BEGIN IMMEDIATE", "COMMIT", "BEGIN DEFERRED", "ROLLBACK"]


def test_a_submission_on_postgresql_holds_the_rounds_lock_before_it_writes(postgres_store: Engine) -> None:
    seen: list[str] = []
    event.listen(postgres_store, "before_cursor_execute", lambda *given: seen.append(given[2]))
    with Session(postgres_store) as session, submitting(session, 7) as connection:
        responses.add(connection, NOBODYS, NOON)
    assert [statement.split("(")[0].split()[-1] for statement in seen] == ["pg_advisory_xact_lock_shared", "response"]


def test_what_fails_half_way_is_undone(session: Session) -> None:
    def fail() -> None:
        with writing(session):
            session.add(UnitRow(name="NAV"))
            session.flush()
            session.add(UnitRow(name="NAV"))

    with pytest.raises(DatabaseError):
        fail()
    assert session.scalars(select(UnitRow)).all() == []


def test_a_snapshot_does_not_see_what_is_committed_meanwhile(store: Engine) -> None:
    with Session(store) as reader, Session(store) as writer:
        with snapshot(reader):
            assert reader.scalars(select(UnitRow.name)).all() == []
            with writing(writer):
                writer.add(UnitRow(name="NAV"))
            assert reader.scalars(select(UnitRow.name)).all() == []
        assert reader.scalars(select(UnitRow.name)).all() == ["NAV"]


@pytest.mark.parametrize(("first", "second", "waits"), [(True, True, False), (True, False, True), (False, True, True)])
def test_writers_share_a_rounds_lock_and_a_sealer_has_it_alone(
    postgres_store: Engine, first: bool, second: bool, waits: bool
) -> None:
    taken = threading.Event()

    def take() -> None:
        with postgres_store.begin() as connection:
            lock_round(connection, 7, shared=second)
            taken.set()

    other = threading.Thread(target=take)
    with postgres_store.begin() as connection:
        lock_round(connection, 7, shared=first)
        other.start()
        assert taken.wait(0.3) is not waits
    other.join()
    assert taken.is_set()


def test_a_database_without_tables_does_not_answer(empty_database_url: str) -> None:
    engine = connect(empty_database_url)
    with Session(engine) as session, pytest.raises(DatabaseError):
        answers(session)
    engine.dispose()


def test_a_migrated_database_answers_and_has_room(session: Session) -> None:
    assert answers(session)
    assert disk_has_room(session)


def test_a_disk_that_is_gone_has_no_room(tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/gone/feedback.db")
    with Session(engine) as session:
        assert not disk_has_room(session)
    engine.dispose()


def test_a_writer_on_sqlite_waits_for_the_one_before_it(sqlite_store: Engine) -> None:
    names: list[str] = []

    def write(name: str, hold: float) -> Callable[[], None]:
        def run() -> None:
            with Session(sqlite_store) as session, writing(session):
                session.add(UnitRow(name=name))
                time.sleep(hold)
                names.append(name)

        return run

    first, second = (threading.Thread(target=write(name, hold)) for name, hold in (("a", 0.3), ("b", 0)))
    first.start()
    time.sleep(0.1)
    second.start()
    for thread in (first, second):
        thread.join()
    assert names == ["a", "b"]
    with sqlite_store.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM unit")).scalar_one() == 2
