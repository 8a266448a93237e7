"""What showing rules may ask about: earlier questions, options that these have, and numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from feedback_app.domain.faults import Fault, did_you_mean, quoted
from feedback_app.domain.kinds import RATINGS, WHOLE_MODEL
from feedback_app.domain.questionnaire import Condition, Question, Questionnaire, Rule


def _choices(question: Question, questionnaire: Questionnaire) -> tuple[str, ...]:
    return tuple(choice.key for choice in question.choices)


def _scale(question: Question, questionnaire: Questionnaire) -> tuple[str, ...]:
    scale = questionnaire.scales.get(question.scale or "")
    return tuple(choice.key for choice in scale.choices + scale.outside) if scale else ()


OPTIONS: Mapping[str, Callable[[Question, Questionnaire], tuple[str, ...]]] = {
    "single": _choices,
    "multiple": _choices,
    "scale": _scale,
    "rating": lambda question, questionnaire: RATINGS,
    "yes_no": lambda question, questionnaire: ("yes", "no"),
    # The other stops are known only when a visit is planned.
    "stop": lambda question, questionnaire: (WHOLE_MODEL,),
}
"""The kinds whose answers a rule can list, with the options to list."""

NUMERIC = frozenset({"scale", "rating", "number"})
"""The kinds whose answers a rule can compare with a bound."""


@dataclass(frozen=True, slots=True)
class Guarded:
    """Something with a showing rule: a section or a question."""

    path: str
    rule: Rule
    questions: range
    """Positions of the questions that the rule shows; it may ask about those before."""
    outer: Guarded | None = None
    """The section around a question, when that has a rule too."""

    def conditions(self) -> Iterator[tuple[str, Condition]]:
        """Each condition with its path; a lone one may have been written without a list."""
        if len(self.rule.conditions()) == 1:
            yield f"{self.path}.show", self.rule.conditions()[0]
            return
        for name, conditions in (("all", self.rule.all_of), ("any", self.rule.any_of)):
            for position, condition in enumerate(conditions):
                yield f"{self.path}.show.{name}[{position}]", condition

    def everything_asked(self) -> tuple[Condition, ...]:
        """The conditions of its own rule and of the section around it."""
        return self.rule.conditions() + (self.outer.rule.conditions() if self.outer else ())


@dataclass(slots=True)
class Outline:
    """A questionnaire as its rules see it: questions with their positions, and what guards each of them."""

    questionnaire: Questionnaire
    questions: dict[str, Question] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    guarded: list[Guarded] = field(default_factory=list)
    guards: dict[str, Guarded | None] = field(default_factory=dict)
    """By question: the question itself when it has a rule, else its section when that has one."""

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Outline:
        """The outline of a questionnaire; of two questions with the same key it knows the first."""
        outline = cls(questionnaire)
        start = 0
        for n, section in enumerate(questionnaire.sections):
            inside = range(start, start + len(section.questions))
            outer = outline._guard(f"sections[{n}]", section.show, inside, None)
            for m, question in enumerate(section.questions):
                own = outline._guard(f"sections[{n}].questions[{m}]", question.show, inside[m : m + 1], outer)
                if question.key not in outline.questions:
                    outline.questions[question.key] = question
                    outline.positions[question.key] = inside[m]
                    outline.guards[question.key] = own or outer
            start = inside.stop
        return outline

    def _guard(self, path: str, rule: Rule | None, questions: range, outer: Guarded | None) -> Guarded | None:
        if rule is None:
            return None
        self.guarded.append(Guarded(path, rule, questions, outer))
        return self.guarded[-1]


def faults(outline: Outline) -> Iterator[tuple[Guarded, Condition, Fault]]:
    """Every condition that asks about something it cannot ask about."""
    for guarded in outline.guarded:
        for path, condition in guarded.conditions():
            for message, advice in _faults(guarded, condition, outline):
                yield guarded, condition, Fault(path, message, advice)


def _faults(guarded: Guarded, condition: Condition, outline: Outline) -> Iterator[tuple[str, str]]:
    question = outline.questions.get(condition.question)
    if question:
        yield from _order(guarded, question.key, outline)
    elif condition.question:
        yield (
            f"There is no question {quoted(condition.question)}.",
            did_you_mean(condition.question, outline.questions),
        )
    bounded = condition.at_least is not None or condition.at_most is not None
    if bounded and condition.options:
        yield "A condition asks for options or for bounds, not for both.", "Make two conditions of it."
    elif bounded and question:
        yield from _bounds(question)
    elif condition.options and question:
        yield from _options(condition, question, outline.questionnaire)
    elif not bounded and not condition.options:
        yield "This condition asks for nothing.", 'Write is = ["..."], or at_least, or at_most.'


def _order(guarded: Guarded, key: str, outline: Outline) -> Iterator[tuple[str, str]]:
    position = outline.positions[key]
    if position in guarded.questions:
        yield f"This rule asks about {quoted(key)}, which it shows itself.", "Ask about an earlier question."
    elif position > guarded.questions.start:
        circle = _circle(key, guarded.questions, outline)
        if circle:
            yield f"These wait for each other in a circle: {circle}.", "Remove the rule of one of them."
        else:
            yield f"The question {quoted(key)} comes only later.", "Move it before what it shows."


def _circle(key: str, home: range, outline: Outline) -> str:
    """The way from a question along all that it waits for to one of `home`; empty when none leads there."""
    ways: list[tuple[str, ...]] = [(key,)]
    seen = {key}
    for way in ways:
        if outline.positions.get(way[-1]) in home:
            return " → ".join(map(quoted, (way[-1], *way)))
        guarded = outline.guards.get(way[-1])
        for condition in guarded.everything_asked() if guarded else ():
            if condition.question not in seen:
                seen.add(condition.question)
                ways.append((*way, condition.question))
    return ""


def _bounds(question: Question) -> Iterator[tuple[str, str]]:
    if question.kind and question.kind not in NUMERIC:
        advice = "List the options instead: is = [...]." if question.kind in OPTIONS else "Ask about another question."
        yield f"The answer to {quoted(question.key)} is no number that could be compared.", advice


def _options(condition: Condition, question: Question, questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """What is not known about a question that is itself at fault is not held against the rule."""
    if question.kind and question.kind not in OPTIONS:
        advice = "Use at_least or at_most." if question.kind in NUMERIC else "Ask about another question."
        yield f"The question {quoted(question.key)} has no options to choose from.", advice
        return
    known = OPTIONS[question.kind](question, questionnaire) if question.kind else ()
    for option in condition.options:
        if known and option not in known:
            yield (
                f"The question {quoted(question.key)} has no option {quoted(option)}.",
                did_you_mean(option, known),
            )
