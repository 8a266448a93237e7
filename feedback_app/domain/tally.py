"""Counts in: what a response adds to the totals, and how the totals are read.

Totals are flat integers by cell, so that adding and subtracting them is exact and needs no questionnaire. A
cell is named "stop/question/counter"; the stop is empty for a response that is about none, and keys hold no
slash. The counters:

    s//responses        responses about the stop s
    s/q/shown           those that were shown the question q
    s/q/answered        those that answered it
    s/q/=v              answers with the value v, as `kinds` counts them (for cards: one per card)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from feedback_app.domain.kinds import KINDS, Answer, Kind
from feedback_app.domain.questionnaire import Choice, Question, Questionnaire, Rule
from feedback_app.domain.routing import holds

Cells = dict[str, int]


class _Every(Enum):
    STOP = "every stop"


ALL: Final = _Every.STOP
"""All stops together, and the responses that are about none."""

Stop = str | None | Literal[_Every.STOP]
"""The key of a stop, None for responses that are about no stop, or `ALL`."""


def count(questionnaire: Questionnaire, stop: str | None, answers: Mapping[str, Answer]) -> Cells:
    """What one response with canonical answers adds to the totals.

    A question that a showing rule hides counts as neither shown nor answered.
    """
    plan = _plan(_Same(questionnaire), stop or "")
    cells = plan.all_shown.copy()
    if plan.ruled:
        answers = dict(answers)
        for section_rule, counters in plan.ruled:
            rule = counters.question.show
            if not (holds(section_rule, answers, questionnaire) and holds(rule, answers, questionnaire)):
                del cells[counters.shown]
                answers.pop(counters.question.key, None)  # counts as not given for later rules too
    for key, answer in answers.items():
        if key in plan.questions:
            question, kind, _, answered, value, one_of = plan.questions[key]
            cells[answered] = 1
            if one_of and answer in one_of:
                cells[one_of[answer]] = 1
            else:
                for name in kind.cells(question, answer):
                    cells[value + name] = cells.get(value + name, 0) + 1
    return cells


def add(total: Cells, part: Mapping[str, int]) -> None:
    """Add `part` to `total` in place; a cell that becomes zero vanishes."""
    for cell, number in part.items():
        result = total.get(cell, 0) + number
        if result:
            total[cell] = result
        else:
            total.pop(cell, None)


def subtract(total: Cells, part: Mapping[str, int]) -> None:
    """Undo `add`."""
    add(total, {cell: -number for cell, number in part.items()})


@dataclass(frozen=True, slots=True)
class Item:
    """The counts of one question. `shown` - `answered` is its item non-response."""

    shown: int
    answered: int
    values: Mapping[str, int]
    """How many answers by value; a value that nobody gave is missing."""


class Tally:
    """Totals, read by question and stop."""

    def __init__(self, questionnaire: Questionnaire, cells: Mapping[str, int]) -> None:
        self._questions = {question.key for question in _counted(questionnaire)}
        self._cells: dict[str, dict[str, Cells]] = {}
        for name, number in cells.items():
            stop, question, counter = name.split("/", 2)
            self._cells.setdefault(stop, {}).setdefault(question, {})[counter] = number

    def stops(self) -> tuple[str | None, ...]:
        """The stops that have responses, by key; None comes first if some responses are about no stop."""
        return tuple(stop or None for stop in sorted(self._cells))

    def responses(self, stop: Stop = ALL) -> int:
        """How many responses there are."""
        return self._sum("", stop).get("responses", 0)

    def item(self, question_key: str, stop: Stop = ALL) -> Item:
        """The counts of a question; KeyError when there is no question with this key that can be answered."""
        if question_key not in self._questions:
            raise KeyError(question_key)
        counters = self._sum(question_key, stop)
        values = {name[1:]: number for name, number in counters.items() if name.startswith("=")}
        return Item(counters.get("shown", 0), counters.get("answered", 0), values)

    def _sum(self, question_key: str, stop: Stop) -> Cells:
        total: Cells = {}
        for questions in self._cells.values() if stop is ALL else [self._cells.get(stop or "", {})]:
            add(total, questions.get(question_key, {}))
        return total


class _Counters(NamedTuple):
    """A question with the names of its cells for one stop."""

    question: Question
    kind: Kind
    shown: str
    answered: str
    value: str
    """What the cell of a value begins with."""
    one_of: Mapping[Answer, str]
    """The whole cell by answer, for the kinds that take one of a few answers: the bulk of what is counted."""


class _Plan(NamedTuple):
    """Everything about counting that does not depend on the answers, made once per questionnaire and stop."""

    ruled: tuple[tuple[Rule | None, _Counters], ...]
    """Questions that are not always shown, in the order of the page, each with the rule of its section."""
    all_shown: Cells
    questions: dict[str, _Counters]


class _Same:
    """A questionnaire as a cache key: the very same object, for comparing contents would cost too much."""

    __slots__ = ("questionnaire",)

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    def __hash__(self) -> int:
        return id(self.questionnaire)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.questionnaire is other.questionnaire


@lru_cache(maxsize=256)
def _plan(same: _Same, stop: str) -> _Plan:
    questionnaire = same.questionnaire
    questions = {
        question.key: _counters(questionnaire, question, f"{stop}/{question.key}")
        for question in _counted(questionnaire)
    }
    all_shown = {f"{stop}//responses": 1, **{counters.shown: 1 for counters in questions.values()}}
    ruled = tuple(
        (section.show, questions[question.key])
        for section in questionnaire.sections
        for question in section.questions
        if (section.show or question.show) and question.key in questions
    )
    return _Plan(ruled, all_shown, questions)


def _counters(questionnaire: Questionnaire, question: Question, place: str) -> _Counters:
    kind = KINDS[question.kind]
    choices: tuple[Choice, ...] = ()
    if question.kind == "scale":
        scale = questionnaire.scale_of(question)
        choices = scale.choices + scale.outside
    elif question.kind == "single":
        choices = question.choices
    one_of = {choice.key: f"{place}/={name}" for choice in choices for name in kind.cells(question, choice.key)}
    return _Counters(question, kind, f"{place}/shown", f"{place}/answered", f"{place}/=", one_of)


def _counted(questionnaire: Questionnaire) -> list[Question]:
    return [question for question in questionnaire.questions() if question.kind != "information"]
