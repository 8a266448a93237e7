"""Responses: written once by one statement, read by key, by batch or by what they hold.

Every response carries the batch that was open when it came. Sealing raises the open batch, folding adds the sealed
ones to the round's aggregate. The batch is no part of the key: a retry after a seal must meet its first try.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import starmap
from uuid import UUID

from sqlalchemy import (
    Connection,
    Insert,
    Select,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from feedback_app.store.database import Moment, insert_for, lock_round
from feedback_app.store.models import (
    AggregateRow,
    EarlierResponseRow,
    ResponseRow,
    RoundFormRow,
    RoundRow,
    VersionRow,
)

CHUNK = 5_000
"""Rows that one read holds in memory."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A response as it lies in the store."""

    uid: UUID
    batch: int
    version: str
    stop: str | None
    visitor: str | None
    answers: str
    digest: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class New:
    """A response to be stored. `version` is a digest, `answers` canonical JSON."""

    round_id: int
    uid: UUID
    version: str
    stop: str | None
    visitor: str | None
    answers: str
    digest: str
    has_text: bool


def _insert(dialect: str) -> Insert:
    """INSERT ... SELECT: stores nothing unless the round accepts answers at this moment.

    Real answers need an opened round whose test answers are wiped, test answers a round that has not opened.
    """
    now = bindparam("now", type_=Moment)
    given = (
        ("uid", ResponseRow.uid),
        ("stop", ResponseRow.stop),
        ("visitor", ResponseRow.visitor),
        ("answers", ResponseRow.answers),
        ("digest", ResponseRow.digest),
        ("has_text", ResponseRow.has_text),
    )
    source = (
        select(
            RoundRow.id,
            RoundRow.open_batch,
            RoundFormRow.version_id,
            *(bindparam(name, type_=column.type) for name, column in given),
            literal(False),
        )
        .join(RoundFormRow, RoundFormRow.round_id == RoundRow.id)
        .join(VersionRow, VersionRow.id == RoundFormRow.version_id)
        .where(
            RoundRow.id == bindparam("round_id"),
            VersionRow.digest == bindparam("version"),
            now < RoundRow.closes,
            RoundRow.forgotten.is_(False),
            or_(
                and_(RoundRow.opens <= now, RoundRow.testing.is_(False)),
                and_(RoundRow.opens > now, RoundRow.testing.is_(True)),
            ),
        )
    )
    columns = ["round_id", "batch", "version_id", *(name for name, _ in given), "corrected"]
    return (
        insert_for(dialect)(ResponseRow)
        .from_select(columns, source)
        .on_conflict_do_nothing(index_elements=["round_id", "uid"])
        .execution_options(preserve_rowcount=True)
    )


_INSERTS = {dialect: _insert(dialect) for dialect in ("sqlite", "postgresql")}


def add(connection: Connection, response: New, now: datetime) -> bool:
    """Store a response in one short write, on a connection from `database.submitting`.

    False when a response of this name was there already, or when the round does not accept it.
    """
    values = {
        "now": now,
        "round_id": response.round_id,
        "uid": response.uid,
        "version": response.version,
        "stop": response.stop,
        "visitor": response.visitor,
        "answers": response.answers,
        "digest": response.digest,
        "has_text": response.has_text,
    }
    return connection.execute(_INSERTS[connection.dialect.name], values).rowcount == 1


def add_many(session: Session, new: Sequence[New], version_ids: Mapping[str, int]) -> int:
    """Store responses that somebody collected elsewhere, whether or not the round is open; how many were new.

    All of one round, inside a writing transaction. `version_ids` maps version digests to the keys of their rows.
    """
    round_id = new[0].round_id
    lock_round(session, round_id, shared=True)
    batch = session.execute(select(RoundRow.open_batch).where(RoundRow.id == round_id)).scalar_one()
    rows = [
        {
            "round_id": response.round_id,
            "uid": response.uid,
            "batch": batch,
            "version_id": version_ids[response.version],
            "stop": response.stop,
            "visitor": response.visitor,
            "answers": response.answers,
            "digest": response.digest,
            "has_text": response.has_text,
            "corrected": False,
        }
        for response in new
    ]
    insert = insert_for(session.get_bind().dialect.name)(ResponseRow)
    once = insert.on_conflict_do_nothing(index_elements=["round_id", "uid"]).returning(ResponseRow.uid)
    return len(session.connection().execute(once, rows).all())


def digests(session: Session, round_id: int, uids: Collection[UUID]) -> dict[UUID, str]:
    """What has been received under these names, as digests."""
    found = select(ResponseRow.uid, ResponseRow.digest).where(
        ResponseRow.round_id == round_id, ResponseRow.uid.in_(uids)
    )
    return dict(session.execute(found).all())


def _reading() -> Select[UUID, int, str, str | None, str | None, str, str, bool]:
    return select(
        ResponseRow.uid,
        ResponseRow.batch,
        VersionRow.digest,
        ResponseRow.stop,
        ResponseRow.visitor,
        ResponseRow.answers,
        ResponseRow.digest,
        ResponseRow.corrected,
    ).join(VersionRow, VersionRow.id == ResponseRow.version_id)


def get(session: Session, round_id: int, uid: UUID) -> Stored | None:
    """The response with this name."""
    row = session.execute(_reading().where(ResponseRow.round_id == round_id, ResponseRow.uid == uid)).first()
    return None if row is None else Stored(*row)


def replace(session: Session, old: Stored, new: New) -> None:
    """Put new content in the place of old, which is kept beside it. The caller has locked the aggregate."""
    earlier = insert_for(session.get_bind().dialect.name)(EarlierResponseRow).values(
        round_id=new.round_id, uid=old.uid, digest=old.digest, answers=old.answers
    )
    session.execute(earlier.on_conflict_do_nothing())
    open_batch = select(RoundRow.open_batch).where(RoundRow.id == new.round_id).scalar_subquery()
    session.execute(
        update(ResponseRow)
        .where(ResponseRow.round_id == new.round_id, ResponseRow.uid == new.uid)
        .values(answers=new.answers, digest=new.digest, has_text=new.has_text, batch=open_batch, corrected=True)
    )


def was_before(session: Session, round_id: int, uid: UUID, digest: str) -> bool:
    """Did this response say exactly this before it was corrected?"""
    return session.get(EarlierResponseRow, (round_id, uid, digest)) is not None


def remove(session: Session, round_id: int, uid: UUID) -> None:
    """Delete a response with all it said before. The caller has locked the aggregate."""
    session.execute(
        delete(EarlierResponseRow).where(EarlierResponseRow.round_id == round_id, EarlierResponseRow.uid == uid)
    )
    session.execute(delete(ResponseRow).where(ResponseRow.round_id == round_id, ResponseRow.uid == uid))


def lock_aggregate(session: Session, round_id: int) -> AggregateRow:
    """The round's aggregate, held alone until the transaction ends; read batch numbers only after it."""
    locked = select(AggregateRow).where(AggregateRow.round_id == round_id).with_for_update()
    return session.execute(locked.execution_options(populate_existing=True)).scalar_one()


def aggregate(session: Session, round_id: int) -> AggregateRow:
    """The round's aggregate, as this transaction sees it."""
    found = select(AggregateRow).where(AggregateRow.round_id == round_id)
    return session.execute(found.execution_options(populate_existing=True)).scalar_one()


def seal(session: Session, round_id: int) -> None:
    """Close the open batch, after every writer in it has committed: later responses fall into the next."""
    lock_round(session, round_id, shared=False)
    session.execute(update(RoundRow).where(RoundRow.id == round_id).values(open_batch=RoundRow.open_batch + 1))


def sealed_batch(session: Session, round_id: int) -> int:
    """The number of the last sealed batch; 0 when none is."""
    return session.execute(select(RoundRow.open_batch).where(RoundRow.id == round_id)).scalar_one() - 1


def in_batches(session: Session, round_id: int, after: int, upto: int | None = None) -> Iterator[Stored]:
    """Responses of the batches after `after`, up to and with `upto`, streamed."""
    found = _reading().where(ResponseRow.round_id == round_id, ResponseRow.batch > after)
    if upto is not None:
        found = found.where(ResponseRow.batch <= upto)
    return starmap(Stored, session.execute(found.execution_options(yield_per=CHUNK)))


def tail_size(session: Session, round_id: int, after: int) -> int:
    """How many responses are not in the aggregate."""
    counted = select(func.count()).where(ResponseRow.round_id == round_id, ResponseRow.batch > after)
    return session.execute(counted).scalar_one()


def with_text(session: Session, round_id: int, limit: int) -> Iterator[Stored]:
    """Responses in which somebody wrote words, in the order of their random names."""
    found = _reading().where(ResponseRow.round_id == round_id, ResponseRow.has_text)
    return starmap(Stored, session.execute(found.order_by(ResponseRow.uid).limit(limit)))


def with_visitor(session: Session, round_id: int) -> Iterator[Stored]:
    """Responses that carry a visit-local name."""
    found = _reading().where(ResponseRow.round_id == round_id, ResponseRow.visitor.is_not(None))
    return starmap(Stored, session.execute(found.execution_options(yield_per=CHUNK)))


def everything(session: Session, round_id: int) -> Iterator[Stored]:
    """All responses of a round in the order of their random names, streamed."""
    found = _reading().where(ResponseRow.round_id == round_id).order_by(ResponseRow.uid)
    return starmap(Stored, session.execute(found.execution_options(yield_per=CHUNK)))
