"""How much has come in, for many rounds at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback_app.store.models import AggregateRow, ResponseRow


class Arrived(NamedTuple):
    """What a round's aggregate holds (JSON, see AggregateRow), and how many responses came after it."""

    round_id: int
    cells: str
    tail: int


def arrived(session: Session, round_ids: Collection[int]) -> Iterator[Arrived]:
    """One statement for all of these rounds, so that aggregates and tails are of the same moment."""
    tail = (
        select(func.count())
        .where(ResponseRow.round_id == AggregateRow.round_id, ResponseRow.batch > AggregateRow.upto)
        .scalar_subquery()
    )
    found = select(AggregateRow.round_id, AggregateRow.cells, tail).where(AggregateRow.round_id.in_(round_ids))
    return (Arrived(*row) for row in session.execute(found))
