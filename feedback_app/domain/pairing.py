"""Board by board: how the same visitors placed the same item at two stops.

Visitors are told apart by a random name that their device made for this visit. What comes out is counts only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from feedback_app.domain.kinds import Answer
from feedback_app.domain.questionnaire import Question, Questionnaire

Response = tuple[str, str, Mapping[str, Answer]]
"""Visitor, stop and canonical answers."""


@dataclass(frozen=True, slots=True)
class PairedItem:
    """How many visitors placed the item higher, as high, or lower at `second` than at `first`."""

    question: Question
    first: str
    second: str
    higher: int
    same: int
    lower: int


def compare(
    responses: Iterable[Response], questionnaire: Questionnaire, stops: Sequence[str] = ()
) -> tuple[PairedItem, ...]:
    """Every question on a scale or from 0 to 10, for every pair of stops that have responses.

    `stops` is the walking order; other stops follow by key. A pair counts the visitors who placed the item
    at both stops: no answer and an answer outside the scale place nothing. Two responses of one visitor about
    one stop contradict each other, so that visitor is left out of that stop.
    """
    order = {stop: position for position, stop in enumerate(stops)}
    visitors = _by_visitor(responses)
    visited = {stop for placed in visitors for stop in placed}
    walk = sorted(visited, key=lambda stop: (order.get(stop, len(order)), stop))
    return tuple(
        _paired(question, first, second, visitors, numbers)
        for question, numbers in _placing(questionnaire)
        for first, second in combinations(walk, 2)
    )


def _by_visitor(responses: Iterable[Response]) -> list[dict[str, Mapping[str, Answer]]]:
    """For every visitor the answers by stop; none where there are several responses."""
    visitors: dict[str, dict[str, Mapping[str, Answer]]] = defaultdict(dict)
    for visitor, stop, answers in responses:
        visitors[visitor][stop] = {} if stop in visitors[visitor] else answers
    return list(visitors.values())


def _placing(questionnaire: Questionnaire) -> Iterator[tuple[Question, Mapping[Answer, int]]]:
    """The questions that place what they are about, with the number behind each answer."""
    for question in questionnaire.questions():
        if question.kind == "scale":
            choices = questionnaire.scale_of(question).choices
            yield question, {choice.key: choice.value for choice in choices if choice.value is not None}
        elif question.kind == "rating":
            yield question, {rating: rating for rating in range(11)}


def _paired(
    question: Question,
    first: str,
    second: str,
    visitors: Iterable[Mapping[str, Mapping[str, Answer]]],
    numbers: Mapping[Answer, int],
) -> PairedItem:
    higher = same = lower = 0
    for stops in visitors:
        before = numbers.get(stops.get(first, {}).get(question.key))
        after = numbers.get(stops.get(second, {}).get(question.key))
        if before is not None and after is not None:
            higher += after > before
            same += after == before
            lower += after < before
    return PairedItem(question, first, second, higher, same, lower)
