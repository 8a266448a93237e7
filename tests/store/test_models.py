"""Each constraint really refuses, on both engines; the rows are those of a small visit."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, delete, inspect, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from feedback_app.store.database import Base
from feedback_app.store.models import (
    AggregateRow,
    EarlierResponseRow,
    PersonRow,
    ReportRow,
    ResponseRow,
    RoundFormRow,
    RoundRow,
    StopRow,
    UnitRow,
    VersionRow,
)

DAY = date(2026, 3, 18)
OPENS = datetime(2026, 3, 18, 7, tzinfo=UTC)
UID = UUID("6d35dcd9-6855-4f20-94a9-016ebacdaf20")


def version(**other: Any) -> VersionRow:
    return VersionRow(**{"digest": "d" * 64, "key": "k", "number": 1, "document": "{}", "published": DAY} | other)


def round_(**other: Any) -> RoundRow:
    given = {
        "slug": "s", "code": "c", "group": "g", "day": DAY, "languages": "nb", "opens": OPENS,
        "closes": OPENS + timedelta(hours=1), "delete_on": DAY + timedelta(days=90),
    }  # fmt: skip
    return RoundRow(**given | other)


def response(**other: Any) -> ResponseRow:
    given = {
        "round_id": 1, "uid": UID, "batch": 1, "version_id": 1, "stop": "1", "answers": "{}", "digest": "a" * 64,
        "has_text": False,
    }  # fmt: skip
    return ResponseRow(**given | other)


def person(**other: Any) -> PersonRow:
    return PersonRow(**{"login": "kari", "name": "Kari", "role": "reader", "password_hash": "x"} | other)


@pytest.fixture
def rows(session: Session) -> Iterator[Session]:
    """One row in every table."""
    for batch in (
        [UnitRow(name="NAV"), version(), round_(), person()],
        [UnitRow(name="Team", parent_id=1), StopRow(round_id=1, key="1", unit_id=1), AggregateRow(round_id=1),
         RoundFormRow(round_id=1, version_id=1, position=0, per_stop=True),
         ReportRow(digest="r" * 64, round_id=1, language="nb", claimed=OPENS)],
        [response()],
        [EarlierResponseRow(round_id=1, uid=UID, digest="b" * 64, answers="{}")],
    ):  # fmt: skip
        session.add_all(batch)
        session.flush()
    session.commit()
    session.expunge_all()
    yield session
    session.rollback()


@pytest.mark.parametrize(
    "row",
    [
        UnitRow(name="NAV"),
        UnitRow(name="Team", parent_id=1),
        UnitRow(name="Ny", parent_id=99),
        person(),
        person(login="ola", role="king"),
        version(key="other"),
        version(digest="e" * 64),
        version(digest="e" * 64, number=0),
        version(digest="e" * 64, number=2, document="{"),
        round_(code="d"),
        round_(slug="t"),
        round_(slug="t", code="d", closes=OPENS),
        round_(slug="t", code="d", expected=0),
        round_(slug="t", code="d", open_batch=0),
        StopRow(round_id=1, key="1", unit_id=1),
        StopRow(round_id=1, key="2", unit_id=99),
        StopRow(round_id=99, key="1", unit_id=1),
        RoundFormRow(round_id=1, version_id=1, position=1, per_stop=False),
        RoundFormRow(round_id=1, version_id=99, position=1, per_stop=False),
        AggregateRow(round_id=1),
        AggregateRow(round_id=99),
        ReportRow(digest="r" * 64, round_id=1, language="nn", claimed=OPENS),
        ReportRow(digest="q" * 64, round_id=99, language="nb", claimed=OPENS),
        response(),
        response(batch=2),
        response(uid=UUID(int=1), answers="[1"),
        response(uid=UUID(int=1), round_id=99),
        response(uid=UUID(int=1), version_id=99),
        response(uid=UUID(int=1), stop="9"),
        EarlierResponseRow(round_id=1, uid=UID, digest="b" * 64, answers="{}"),
        EarlierResponseRow(round_id=1, uid=UUID(int=1), digest="b" * 64, answers="{}"),
    ],
    ids=lambda row: f"{row.__tablename__} " + " ".join(
        f"{key}={str(value)[:12]}" for key, value in vars(row).items() if not key.startswith("_")
    ),
)  # fmt: skip
def test_what_cannot_be_true_is_refused(rows: Session, row: Base) -> None:
    columns = {column.key for column in inspect(type(row)).column_attrs}
    copy = type(row)(**{key: value for key, value in vars(row).items() if key in columns})
    rows.add(copy)
    with pytest.raises(DatabaseError):
        rows.flush()


def test_what_is_nearly_the_same_but_true_is_taken(rows: Session) -> None:
    """Or the test above could pass because of something else that is wrong in its rows."""
    rows.add_all(
        [
            UnitRow(name="Team"), UnitRow(name="NAV", parent_id=1), person(login="ola"),
            version(digest="e" * 64, number=2), round_(slug="t", code="d", expected=1),
            StopRow(round_id=1, key="2", unit_id=1),
            ReportRow(digest="q" * 64, round_id=1, language="nb", claimed=OPENS),
            response(uid=UUID(int=1), stop=None),
            EarlierResponseRow(round_id=1, uid=UID, digest="c" * 64, answers="{}"),
        ]
    )  # fmt: skip
    rows.flush()


@pytest.mark.parametrize("change", [{"document": '{"a":1}'}, {"number": 2}, {"published": date(2026, 1, 1)}])
def test_a_published_version_is_frozen(rows: Session, change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError, match="a published version is frozen"):
        rows.execute(update(VersionRow).values(**change))


def test_a_unit_cannot_lie_below_itself(rows: Session) -> None:
    with pytest.raises(DatabaseError):
        rows.execute(update(UnitRow).where(UnitRow.id == 1).values(parent_id=1))


@pytest.mark.parametrize("table", [UnitRow, VersionRow, RoundRow, RoundFormRow, StopRow])
def test_nothing_that_a_response_points_at_can_be_deleted(rows: Session, table: type[Base]) -> None:
    with pytest.raises(DatabaseError):
        rows.execute(delete(table))


def test_what_a_response_said_before_goes_with_it(rows: Session) -> None:
    rows.execute(delete(ResponseRow))
    assert rows.scalars(select(EarlierResponseRow)).all() == []


def test_moments_come_back_as_the_same_moment_in_utc(rows: Session) -> None:
    summer = datetime.fromisoformat("2026-07-01T10:00:00+02:00")
    rows.add(round_(slug="t", code="d", opens=summer, closes=summer + timedelta(hours=1)))
    rows.commit()
    found = rows.scalars(select(RoundRow.opens).where(RoundRow.slug == "t")).one()
    assert (found, found.tzinfo) == (summer, UTC)


def test_no_other_constraint_waits_to_be_tested(store: Engine) -> None:
    """The names of all check constraints; a new one needs a row above that it refuses."""
    names = {
        re.sub("_(sqlite|postgresql)$", "", str(check["name"]))
        for table in Base.metadata.tables
        for check in inspect(store).get_check_constraints(table)
    }
    assert names == {
        "not_its_own_parent", "known_role", "number_from_one", "document_is_json", "closes_after_opening",
        "somebody_expected", "batch_from_one", "answers_is_json",
    }  # fmt: skip
