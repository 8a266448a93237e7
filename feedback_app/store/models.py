"""The tables. Constraints state what must be true whatever the code does.

`response` and `earlier_response` keep no insertion order: random keys, WITHOUT ROWID on SQLite, no time of any kind.
"""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from feedback_app.domain.roles import ROLES
from feedback_app.store.database import Base, Moment

_JSON = {"sqlite": "json_valid({0})", "postgresql": "({0})::jsonb IS NOT NULL"}


def _is_json(column: str, dialect: str) -> CheckConstraint:
    """The column holds JSON; each engine says it in its own words."""
    constraint = CheckConstraint(_JSON[dialect].format(column), name=f"{column}_is_json_{dialect}")
    return constraint.ddl_if(dialect=dialect)


class UnitRow(Base):
    """A node in the organisation tree."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("parent_id", "name"),
        Index(
            "unit_top_name",
            "name",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(String(120))


class PersonRow(Base):
    """Somebody who logs in. Respondents are never persons here."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint(f"role IN {ROLES}", name="known_role"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(200))
    epoch: Mapped[int] = mapped_column(default=1)
    """Raised to end every open login of this person."""


class VersionRow(Base):
    """A published version of a questionnaire. A trigger refuses every change to it."""

    __tablename__ = "version"
    __table_args__ = (
        UniqueConstraint("key", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        _is_json("document", "sqlite"),
        _is_json("document", "postgresql"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    key: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    published: Mapped[date]


class RoundRow(Base):
    """A round of answers: a visit. `open_batch` is the batch that new responses fall into."""

    __tablename__ = "round"
    __table_args__ = (
        CheckConstraint("closes > opens", name="closes_after_opening"),
        CheckConstraint("expected >= 1", name="somebody_expected"),
        CheckConstraint("open_batch >= 1", name="batch_from_one"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    group: Mapped[str] = mapped_column("group_name", String(200))
    day: Mapped[date]
    languages: Mapped[str] = mapped_column(String(20))
    expected: Mapped[int | None]
    opens: Mapped[datetime] = mapped_column(Moment)
    closes: Mapped[datetime] = mapped_column(Moment)
    delete_on: Mapped[date]
    testing: Mapped[bool] = mapped_column(default=False)
    forgotten: Mapped[bool] = mapped_column(default=False)
    open_batch: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class StopRow(Base):
    """A stop of a visit's programme; `key` is its number in walking order."""

    __tablename__ = "stop"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(4), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    at: Mapped[time | None]


class RoundFormRow(Base):
    """A version in use in a round."""

    __tablename__ = "round_form"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"), primary_key=True)
    position: Mapped[int]
    per_stop: Mapped[bool]


class ResponseRow(Base):
    """One submitted questionnaire: the truth. The key is what makes it exactly once."""

    __tablename__ = "response"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "version_id"], ["round_form.round_id", "round_form.version_id"]),
        ForeignKeyConstraint(["round_id", "stop"], ["stop.round_id", "stop.key"]),
        _is_json("answers", "sqlite"),
        _is_json("answers", "postgresql"),
        Index("response_tail", "round_id", "batch"),
        Index(
            "response_text",
            "round_id",
            "uid",
            sqlite_where=text("has_text"),
            postgresql_where=text("has_text"),
        ),
        Index(
            "response_visitor",
            "round_id",
            "visitor",
            sqlite_where=text("visitor IS NOT NULL"),
            postgresql_where=text("visitor IS NOT NULL"),
        ),
        {"sqlite_with_rowid": False},
    )
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    uid: Mapped[UUID] = mapped_column(primary_key=True)
    batch: Mapped[int]
    version_id: Mapped[int]
    stop: Mapped[str | None] = mapped_column(String(4))
    visitor: Mapped[str | None] = mapped_column(String(36))
    answers: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    has_text: Mapped[bool]
    corrected: Mapped[bool] = mapped_column(default=False)


class EarlierResponseRow(Base):
    """What a corrected response said before; kept until the visit closes."""

    __tablename__ = "earlier_response"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "uid"], ["response.round_id", "response.uid"], ondelete="CASCADE"),
        {"sqlite_with_rowid": False},
    )
    round_id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    answers: Mapped[str] = mapped_column(Text)


class AggregateRow(Base):
    """What the sealed batches of a round add up to. `cells` maps version digest -> cell -> count (see domain.tally)."""

    __tablename__ = "aggregate"
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    upto: Mapped[int] = mapped_column(default=0)
    """The last batch that is counted in."""
    edits: Mapped[int] = mapped_column(default=0)
    """Raised by every erasure and correction, so that no cached page outlives one."""
    cells: Mapped[str] = mapped_column(Text, default="{}")
    paired: Mapped[str | None] = mapped_column(Text)
    """The comparison between stops, kept when the raw answers are deleted."""


class ReportRow(Base):
    """A rendered report, found again by the digest of everything it says."""

    __tablename__ = "report"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    language: Mapped[str] = mapped_column(String(2))
    claimed: Mapped[datetime] = mapped_column(Moment)
    """When somebody began to render it; an old claim without a file was abandoned."""
    failed: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
