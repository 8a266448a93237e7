"""What a visit has brought so far."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping

from sqlalchemy.orm import Session

from feedback_app.domain.answers import OTHER
from feedback_app.domain.kinds import TEXT_KINDS, Answer
from feedback_app.domain.pairing import PairedItem, compare
from feedback_app.domain.results import FormResults, TextAnswer, VisitResults
from feedback_app.domain.tally import Tally
from feedback_app.domain.visits import Visit
from feedback_app.services import aggregating
from feedback_app.store import responses
from feedback_app.store.database import snapshot
from feedback_app.store.models import AggregateRow

MOST_TEXTS = 2_000
"""Responses whose words one page or report holds."""

MOST_KEPT = 16
"""Visits whose last results this process remembers."""

_kept: OrderedDict[int, tuple[object, VisitResults]] = OrderedDict()
"""The last results of a visit with the state they were read at."""


def read(session: Session, visit: Visit) -> VisitResults:
    """The results of a visit, exact at one moment; nothing is recounted that was counted before."""
    if _tail(session, visit) > aggregating.LONG_TAIL:
        aggregating.seal(session, visit)
        aggregating.fold(session, visit)
    with snapshot(session):
        aggregate = responses.aggregate(session, visit.id)
        tail = responses.tail_size(session, visit.id, aggregate.upto)
        state = (visit, aggregate.upto, aggregate.edits, tail)
        results = _remembered(visit.id, state) or assemble(session, visit, aggregate)
        _remember(visit.id, state, results)
    return results


def _tail(session: Session, visit: Visit) -> int:
    return responses.tail_size(session, visit.id, responses.aggregate(session, visit.id).upto)


def assemble(session: Session, visit: Visit, aggregate: AggregateRow) -> VisitResults:
    """The aggregate and the responses after it, put together as this transaction sees them."""
    cells = aggregating.counted(aggregate)
    aggregating.count_in(cells, visit, responses.in_batches(session, visit.id, aggregate.upto))
    paired = pairs(session, visit) if aggregate.paired is None else kept_pairs(visit, aggregate.paired)
    found = list(responses.with_text(session, visit.id, MOST_TEXTS + 1))
    return VisitResults(
        visit=visit,
        forms=tuple(
            FormResults(form, Tally(form.questionnaire, cells.get(form.digest, {})), paired[form.digest])
            for form in visit.forms
        ),
        texts=tuple(text for response in found[:MOST_TEXTS] for text in _texts(visit, response)),
        more_texts=len(found) > MOST_TEXTS,
    )


def pairs(session: Session, visit: Visit) -> Mapping[str, tuple[PairedItem, ...]]:
    """How the same visitors placed the same items at two stops, by version digest."""
    placed: dict[str, list[tuple[str, str, Mapping[str, Answer]]]] = {form.digest: [] for form in visit.forms}
    if any(form.per_stop for form in visit.forms) and len(visit.stops) > 1:
        for response in responses.with_visitor(session, visit.id):
            if response.visitor and response.stop:
                answers = json.loads(response.answers)
                placed[response.version].append((response.visitor, response.stop, answers))
    return {form.digest: compare(placed[form.digest], form.questionnaire, visit.stop_keys()) for form in visit.forms}


def pairs_to_keep(paired: Mapping[str, tuple[PairedItem, ...]]) -> str:
    """The pairs as JSON: they are counts, so they outlive the raw answers."""
    return json.dumps(
        {
            digest: [(item.question.key, item.first, item.second, item.higher, item.same, item.lower) for item in items]
            for digest, items in paired.items()
        }
    )


def kept_pairs(visit: Visit, kept: str) -> Mapping[str, tuple[PairedItem, ...]]:
    """The pairs that `pairs_to_keep` wrote."""
    found = json.loads(kept)
    paired = {}
    for form in visit.forms:
        questions = {question.key: question for question in form.questionnaire.questions()}
        paired[form.digest] = tuple(PairedItem(questions[key], *counts) for key, *counts in found.get(form.digest, []))
    return paired


def _texts(visit: Visit, response: responses.Stored) -> Iterator[TextAnswer]:
    form = next(form for form in visit.forms if form.digest == response.version)
    answers = json.loads(response.answers)
    for section in form.questionnaire.sections:
        for question in section.questions:
            if question.kind in TEXT_KINDS and question.key in answers:
                yield TextAnswer(form, section, question, response.stop, answers[question.key])
            if question.key + OTHER in answers:
                yield TextAnswer(form, section, question, response.stop, answers[question.key + OTHER])


def _remembered(visit_id: int, state: object) -> VisitResults | None:
    kept = _kept.get(visit_id)
    return kept[1] if kept is not None and kept[0] == state else None


def _remember(visit_id: int, state: object, results: VisitResults) -> None:
    _kept[visit_id] = (state, results)
    _kept.move_to_end(visit_id)
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
