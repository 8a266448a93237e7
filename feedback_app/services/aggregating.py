"""Keep one small aggregate per round, so that no page recounts what was counted before.

The aggregate is exact up to a sealed batch; a reader adds the responses after it. Order matters: who changes the
aggregate locks it first and reads the number of the sealed batch only then, or two of them move it backwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from feedback_app.domain import tally
from feedback_app.domain.questionnaire import Questionnaire
from feedback_app.domain.visits import Visit
from feedback_app.store import responses
from feedback_app.store.database import writing
from feedback_app.store.models import AggregateRow

LONG_TAIL = 500
"""More responses than this outside the aggregate are worth folding in."""

CellsByVersion = dict[str, tally.Cells]


def counted(aggregate: AggregateRow) -> CellsByVersion:
    """The cells that an aggregate holds, by version digest."""
    cells: CellsByVersion = json.loads(aggregate.cells)
    return cells


def count_in(cells: CellsByVersion, visit: Visit, found: Iterable[responses.Stored]) -> None:
    """Add responses to the cells, in place."""
    questionnaires = _questionnaires(visit)
    for response in found:
        part = tally.count(questionnaires[response.version], response.stop, json.loads(response.answers))
        tally.add(cells.setdefault(response.version, {}), part)


def keep(aggregate: AggregateRow, cells: CellsByVersion, upto: int) -> None:
    """Write cells into the (locked) aggregate, exact up to a batch."""
    aggregate.cells, aggregate.upto = json.dumps(cells), upto


def uncount(aggregate: AggregateRow, visit: Visit, response: responses.Stored) -> None:
    """Take a response out of the (locked) aggregate before it changes or goes."""
    aggregate.edits += 1
    if response.batch <= aggregate.upto:
        cells = counted(aggregate)
        part = tally.count(_questionnaires(visit)[response.version], response.stop, json.loads(response.answers))
        tally.subtract(cells[response.version], part)
        aggregate.cells = json.dumps(cells)


def seal(session: Session, visit: Visit) -> None:
    """Close the batch that is open now."""
    with writing(session):
        responses.seal(session, visit.id)


def fold(session: Session, visit: Visit) -> None:
    """Add every sealed batch to the aggregate."""
    with writing(session):
        aggregate = responses.lock_aggregate(session, visit.id)
        sealed = responses.sealed_batch(session, visit.id)
        if sealed <= aggregate.upto:
            return
        cells = counted(aggregate)
        count_in(cells, visit, responses.in_batches(session, visit.id, aggregate.upto, sealed))
        keep(aggregate, cells, sealed)


def _questionnaires(visit: Visit) -> Mapping[str, Questionnaire]:
    return {form.digest: form.questionnaire for form in visit.forms}
