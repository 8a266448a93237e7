"""Can every section and question be shown to somebody?

Yes, when there are answers under which its rule holds and under which every question that the rule asks about
is itself shown. No condition can be negated, so few answers need trying: each option alone where one can be
chosen, all of them together where many can, and for a number its minimum and each lower bound of a rule.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal

from feedback_app.domain.faults import Fault
from feedback_app.domain.kinds import Answer
from feedback_app.domain.questionnaire import Condition, Question
from feedback_app.domain.references import OPTIONS, Guarded, Outline
from feedback_app.domain.routing import fulfils

PATIENCE = 20_000
"""Attempts after which the search gives up; a questionnaire that people understand takes a few per rule."""


class TooEntangled(Exception):
    """The search ran out of patience."""


def faults(outline: Outline, unsound: Collection[tuple[Guarded, Condition]]) -> Iterator[Fault]:
    """Every rule that can never hold. Conditions known to be unsound count as met: one fault is enough."""
    search = _Search(outline, unsound)
    dead: list[Guarded] = []
    for guarded in outline.guarded:
        if guarded.outer in dead:
            continue
        try:
            possible = search.can_show(guarded)
        except TooEntangled:
            message = "The rules up to here are too entangled to be checked."
            yield Fault(f"{guarded.path}.show", message, "Ask about fewer questions in any = [...].")
            return
        if not possible:
            dead.append(guarded)
            advice = "Look for conditions that exclude each other, here or in the rules of the questions it asks about."
            yield Fault(f"{guarded.path}.show", "No answers can ever make this rule hold.", advice)


@dataclass(slots=True)
class _Attempt:
    """Conditions still to meet, alternatives still to choose from, answers still possible by question."""

    conditions: list[Condition] = field(default_factory=list)
    alternatives: list[tuple[Condition, ...]] = field(default_factory=list)
    answers: dict[str, list[Answer]] = field(default_factory=dict)

    def choose(self, condition: Condition) -> _Attempt:
        """The attempt that goes on with one of the last alternatives."""
        return _Attempt([condition], self.alternatives[:-1], dict(self.answers))


class _Search:
    def __init__(self, outline: Outline, unsound: Collection[tuple[Guarded, Condition]]) -> None:
        self.outline = outline
        self.unsound = unsound
        self.patience = PATIENCE
        asked = {c.at_least for guarded in outline.guarded for c in guarded.rule.conditions()}
        self.bounds = [bound for bound in asked if bound is not None]

    def can_show(self, guarded: Guarded) -> bool:
        """Are there answers to the questions before it that show it?"""
        attempts = [_Attempt()]
        self._demand(attempts[0], guarded)
        while attempts:
            self.patience -= 1
            if self.patience < 0:
                raise TooEntangled
            attempt = attempts.pop()
            if self._meet(attempt):
                if not attempt.alternatives:
                    return True
                attempts.extend(attempt.choose(condition) for condition in reversed(attempt.alternatives[-1]))
        return False

    def _demand(self, attempt: _Attempt, guarded: Guarded | None) -> None:
        """Add a rule, and that of the section around it, to what an attempt must meet."""
        while guarded:
            rule = guarded.rule
            attempt.conditions.extend(c for c in rule.all_of if (guarded, c) not in self.unsound)
            if rule.any_of and not any((guarded, c) in self.unsound for c in rule.any_of):
                attempt.alternatives.append(rule.any_of)
            guarded = guarded.outer

    def _meet(self, attempt: _Attempt) -> bool:
        """Meet all conditions of an attempt, and show every question that they ask about. Is it still possible?"""
        while attempt.conditions:
            condition = attempt.conditions.pop()
            question = self.outline.questions.get(condition.question)
            if question is None or not self._answers(question):
                continue  # a fault of its own, already reported
            if question.key not in attempt.answers:
                attempt.answers[question.key] = self._answers(question)
                self._demand(attempt, self.outline.guards[question.key])
            left = [
                answer
                for answer in attempt.answers[question.key]
                if fulfils(condition, answer, question, self.outline.questionnaire)
            ]
            if not left:
                return False
            attempt.answers[question.key] = left
        return True

    def _answers(self, question: Question) -> list[Answer]:
        """Answers enough to meet every set of conditions that can be met at once."""
        if question.kind == "number":
            return _numbers(question, self.bounds)
        if question.kind not in OPTIONS:
            return []
        options = list(OPTIONS[question.kind](question, self.outline.questionnaire))
        if question.kind == "multiple":
            return [options]
        return list(map(int, options)) if question.kind == "rating" else options


def _numbers(question: Question, bounds: Collection[float]) -> list[Answer]:
    """The least answer, and the least that reaches each bound."""
    if question.minimum is None or question.maximum is None:
        return []
    step = Decimal(1).scaleb(-question.decimals)
    least = {float(Decimal(str(b)).quantize(step, ROUND_CEILING)) for b in (question.minimum, *bounds)}
    return [number for number in sorted(least) if question.minimum <= number <= question.maximum]
