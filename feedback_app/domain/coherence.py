"""What must agree between two places of a questionnaire: keys differ, scales exist, bounds are in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from feedback_app.domain.faults import Fault, did_you_mean, quoted
from feedback_app.domain.questionnaire import Choice, Question, Questionnaire, Scale

BOUNDS = (("minimum", "maximum"), ("earliest", "latest"))


def faults(questionnaire: Questionnaire) -> Iterator[Fault]:
    """Every disagreement. Blank keys and values, which the reader has already reported, are passed over."""
    yield from _same_keys((f"sections[{n}].key", section.key) for n, section in enumerate(questionnaire.sections))
    yield from _same_keys((f"{path}.key", question.key) for path, question in places(questionnaire))
    for key, scale in questionnaire.scales.items():
        yield from _scale(f"scales.{key}", scale)
    for path, question in places(questionnaire):
        yield from _choices(path, question.choices)
        yield from _bounds(path, question)
        if question.scale and question.scale not in questionnaire.scales:
            suggestion = did_you_mean(question.scale, questionnaire.scales)
            yield Fault(f"{path}.scale", f"There is no scale {quoted(question.scale)}.", suggestion)


def places(questionnaire: Questionnaire) -> Iterator[tuple[str, Question]]:
    """Every question with its path in the document."""
    for n, section in enumerate(questionnaire.sections):
        for m, question in enumerate(section.questions):
            yield f"sections[{n}].questions[{m}]", question


def _same_keys(keys: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for path, key in keys:
        if key and first.setdefault(key, path) != path:
            yield Fault(path, f"The key {quoted(key)} is taken by {first[key]}.", "Give one of the two another key.")


def _choices(path: str, choices: tuple[Choice, ...]) -> Iterator[Fault]:
    yield from _same_keys((f"{path}.choices[{n}].key", choice.key) for n, choice in enumerate(choices))
    for n in [n for n, choice in enumerate(choices) if choice.free_text][1:]:
        yield Fault(
            f"{path}.choices[{n}].free_text",
            "Another choice of this question already has a text of its own.",
            "One per question: remove free_text from one of them.",
        )


def _scale(path: str, scale: Scale) -> Iterator[Fault]:
    yield from _same_keys(
        (f"{path}.{name}[{n}].key", choice.key)
        for name, choices in (("choices", scale.choices), ("outside", scale.outside))
        for n, choice in enumerate(choices)
    )
    if len(scale.choices) == 1:
        yield Fault(f"{path}.choices", "A scale has at least two values.", "Add the other end of the scale.")
    numbered = [(n, choice.value) for n, choice in enumerate(scale.choices) if choice.value is not None]
    for (_, before), (n, value) in pairwise(numbered):
        if value <= before:
            advice = "Put the choices in order, from the lowest value to the highest."
            yield Fault(f"{path}.choices[{n}].value", f"The value {value} does not rise above {before}.", advice)
    values = [str(value) for _, value in numbered]
    for name in ("positive", "neutral"):
        value = getattr(scale, name)
        if value is not None and str(value) not in values:
            yield Fault(f"{path}.{name}", f"{value} is not a value of this scale.", did_you_mean(value, values))


def _bounds(path: str, question: Question) -> Iterator[Fault]:
    for low, high in BOUNDS:
        lower, upper = getattr(question, low), getattr(question, high)
        if lower is not None and upper is not None and lower > upper:
            yield Fault(f"{path}.{low}", f"The {low} {lower} lies above the {high} {upper}.", "Swap the two.")
