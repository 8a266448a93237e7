"""The connection to SQLite or PostgreSQL, and what every transaction on them may rely on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import URL, Connection, DateTime, Dialect, Engine, TypeDecorator, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session

BUSY_MILLISECONDS = 10_000
"""How long a writer on SQLite waits for the one before it."""

LEAST_FREE_BYTES = 50_000_000
"""With less room than this on the disk the service is not healthy."""

LOCK_SPACE = 7_204
"""First half of the key of our advisory locks on PostgreSQL, so that they meet nobody else's."""


class Base(DeclarativeBase):
    """Parent of every table."""


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept without a zone on both engines."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On its way into the database."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """On its way out."""
        return value and value.replace(tzinfo=UTC)


def connect(url: str | URL) -> Engine:
    """An engine for this address, prepared."""
    engine = create_engine(url)
    prepare(engine)
    return engine


def prepare(engine: Engine) -> None:
    """Make SQLite durable and strict, and let us decide how its transactions begin. PostgreSQL needs nothing."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)


def _on_connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged answers on a power cut
        f"busy_timeout={BUSY_MILLISECONDS}",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("begin", "DEFERRED")
    if mode is not None:
        connection.exec_driver_sql(f"BEGIN {mode}")


@contextmanager
def writing(session: Session) -> Iterator[Session]:
    """One transaction that writes. SQLite takes its write lock at once, so that it never fails half-way."""
    session.rollback()  # end what only read before
    session.connection(execution_options={"begin": "IMMEDIATE"})
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def submitting(session: Session, round_id: int) -> Iterator[Connection]:
    """A connection for one writing statement, committed when the block ends.

    On SQLite the statement is its own transaction, so the write lock is never held while Python runs; on PostgreSQL
    it comes after the round's shared lock.
    """
    session.rollback()
    if session.get_bind().dialect.name == "sqlite":
        with _engine(session).connect() as connection:
            yield connection.execution_options(begin=None)  # the driver commits each statement by itself
        return
    try:
        lock_round(session, round_id, shared=True)
        yield session.connection()
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def snapshot(session: Session) -> Iterator[Session]:
    """One transaction that reads, and sees the same moment throughout."""
    session.rollback()
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    try:
        yield session
    finally:
        session.rollback()


def insert_for(dialect: str) -> type[sqlite.Insert | postgresql.Insert]:
    """The INSERT of an engine, which knows ON CONFLICT."""
    return sqlite.Insert if dialect == "sqlite" else postgresql.Insert


def lock_round(session: Session | Connection, round_id: int, *, shared: bool) -> None:
    """Writers share the lock of a round; who seals a batch has it alone, until the transaction ends.

    It must be a statement of its own: a snapshot taken by the same statement would be older than the wait. SQLite has
    one writer at a time and needs nothing.
    """
    bind = session.get_bind() if isinstance(session, Session) else session
    if bind.dialect.name == "postgresql":
        kind = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        session.execute(text(f"SELECT {kind}(:space, :round)"), {"space": LOCK_SPACE, "round": round_id})


def reclaim(session: Session) -> None:
    """Give deleted rows' space back now, so that neither the file nor its log still holds what was deleted.

    PostgreSQL's log and backups keep it until they expire; that is the operator's to set.
    """
    session.rollback()
    statements = {
        "sqlite": ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"],
        "postgresql": ["VACUUM response", "VACUUM earlier_response"],
    }[session.get_bind().dialect.name]
    with _engine(session).connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT", begin=None)
        for statement in statements:
            connection.exec_driver_sql(statement)


def answers(session: Session) -> bool:
    """Does the database answer, with its tables in place?"""
    session.rollback()
    return bool(session.execute(text("SELECT count(*) FROM alembic_version")).scalar_one() == 1)


def disk_has_room(session: Session) -> bool:
    """Can the file of an embedded database grow? A database server looks after its own disk."""
    url = session.get_bind().engine.url
    if url.drivername != "sqlite" or not url.database:
        return True
    directory = Path(url.database).parent
    return os.access(directory, os.W_OK) and shutil.disk_usage(directory).free > LEAST_FREE_BYTES


def _engine(session: Session) -> Engine:
    bind = session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
