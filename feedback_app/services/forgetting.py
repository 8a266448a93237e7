"""Delete raw answers when their day has come; what was counted, and released reports, stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy.orm import Session

from feedback_app.domain.visits import Visit
from feedback_app.services import aggregating, results
from feedback_app.store import responses, rounds
from feedback_app.store.database import lock_round, reclaim, writing
from feedback_app.store.models import RoundRow


def forget(session: Session, today: date, now: datetime) -> Iterator[Visit]:
    """Forget every visit that is due, and what corrected answers of closed visits said before; yields each forgotten.

    Interrupted, it goes on where it stopped: a visit is forgotten whole or not at all.
    """
    for row in rounds.closed(session, now):
        with writing(session):
            rounds.drop_earlier(session, row.id)
    for row in rounds.due_for_deletion(session, today):
        visit = rounds.visits(session, [row])[0]
        if _forget(session, visit, today):
            yield visit
    reclaim(session)


def _forget(session: Session, visit: Visit, today: date) -> bool:
    """Count what is not yet counted, keep the comparison between stops, delete the answers: all in one transaction.

    False when it is not due any more: somebody else has just forgotten it, or moved its day.
    """
    with writing(session):
        lock_round(session, visit.id, shared=False)
        row = session.get_one(RoundRow, visit.id, populate_existing=True)
        if row.forgotten or row.delete_on > today:
            return False
        aggregate = responses.lock_aggregate(session, visit.id)
        cells = aggregating.counted(aggregate)
        aggregating.count_in(cells, visit, responses.in_batches(session, visit.id, aggregate.upto))
        aggregate.paired = results.pairs_to_keep(results.pairs(session, visit))
        aggregating.keep(aggregate, cells, responses.sealed_batch(session, visit.id) + 1)
        aggregate.edits += 1
        rounds.delete_responses(session, visit.id)
        row.forgotten = True
    return True
