"""Nothing in the tables of responses tells which came first."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from itertools import pairwise
from uuid import UUID

import pytest
from sqlalchemy import Engine, inspect
from sqlalchemy.types import Date, DateTime, Time

from feedback_app.store.database import connect

COLUMNS = {
    "response": [
        "round_id", "uid", "batch", "version_id", "stop", "visitor", "answers", "digest", "has_text", "corrected",
    ],
    "earlier_response": ["round_id", "uid", "digest", "answers"],
}  # fmt: skip


@pytest.mark.parametrize("table", COLUMNS)
def test_the_tables_hold_exactly_these_columns_and_no_time(store: Engine, table: str) -> None:
    found = inspect(store).get_columns(table)
    assert [column["name"] for column in found] == COLUMNS[table]
    for column in found:
        assert not isinstance(column["type"], Date | DateTime | Time)
        assert column["type"].python_type not in (date, datetime, time)
        assert column["default"] is None


@pytest.fixture
def file(sqlite_url: str) -> Iterator[sqlite3.Connection]:
    """The SQLite file itself, below everything of ours; foreign keys are off in it."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as connection:
        yield connection


@pytest.mark.parametrize("table", COLUMNS)
def test_sqlite_keeps_no_row_number(file: sqlite3.Connection, table: str) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        file.execute(f"SELECT rowid FROM {table}")


def test_a_dump_in_physical_order_tells_nothing_of_the_order_of_arrival(file: sqlite3.Connection) -> None:
    dice = random.Random(18)
    arrived = [UUID(int=dice.getrandbits(128)).hex for _ in range(400)]
    for uid in arrived:
        file.execute("INSERT INTO response VALUES (1, ?, 1, 1, NULL, NULL, '{}', ?, 0, 0)", (uid, "a" * 64))
        file.execute("INSERT INTO earlier_response VALUES (1, ?, ?, '{}')", (uid, "a" * 64))
        file.commit()
    for table in COLUMNS:
        dumped = [uid for (uid,) in file.execute(f"SELECT uid FROM {table} NOT INDEXED")]
        assert dumped == sorted(arrived)
        later = {uid: number for number, uid in enumerate(arrived)}
        pairs = list(pairwise(dumped))
        in_order = sum(later[first] < later[second] for first, second in pairs) / len(pairs)
        assert 0.4 < in_order < 0.6


def test_no_index_on_postgresql_or_sqlite_orders_by_arrival(store: Engine) -> None:
    """Every index begins with the round and goes on with something random or shared by many."""
    found = {tuple(index["column_names"]) for index in inspect(store).get_indexes("response")}
    assert found == {("round_id", "batch"), ("round_id", "uid"), ("round_id", "visitor")}


def test_the_round_alone_holds_the_number_of_the_open_batch(sqlite_url: str) -> None:
    engine = connect(sqlite_url)
    with engine.connect() as connection:
        assert "sqlite_sequence" not in inspect(connection).get_table_names()
    engine.dispose()
