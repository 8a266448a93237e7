"""The questionnaire: a frozen value that knows its canonical form and its digest.

A questionnaire holds sections, a section holds questions, a question is of one *kind* (see `kinds`).
Every text exists in all three languages. Keys are permanent: they name answers across versions and years.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Language = Literal["nb", "nn", "en"]
LANGUAGES: tuple[Language, ...] = ("nb", "nn", "en")

Mode = Literal["confidential", "anonymous"]
Look = Literal["faces", "steps"]


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in the three languages."""

    nb: str
    nn: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return {"nb": self.nb, "nn": self.nn, "en": self.en}[language]


@dataclass(frozen=True, slots=True)
class Choice:
    """One option. `value` is its number on a scale; None means a category, or a value outside the scale."""

    key: str
    label: Text
    value: int | None = None
    free_text: bool = False
    """The respondent may write a text of their own beside this option ("other")."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A labelled scale: ordered choices with numbers, and choices outside it ("don't know") without."""

    key: str
    choices: tuple[Choice, ...]
    outside: tuple[Choice, ...] = ()
    look: Look = "steps"
    positive: int | None = None
    """The lowest value that counts into the top box, e.g. 4 on a five point agree scale."""
    neutral: int | None = None
    """The middle value of a scale with two sides; None for a scale that only rises."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the answer to an earlier question is one of `options`, or lies within the bounds."""

    question: str
    options: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """When something is shown: every one of `all_of` holds and, if there are any, one of `any_of`."""

    all_of: tuple[Condition, ...] = ()
    any_of: tuple[Condition, ...] = ()

    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, whichever way they are joined."""
        return self.all_of + self.any_of


@dataclass(frozen=True, slots=True)
class Question:
    """One question. Only the fields that its kind uses are set; the reader refuses all others."""

    key: str
    kind: str
    text: Text
    help: Text | None = None
    show: Rule | None = None
    required: bool = False
    revision: int = 1
    """Raised by the author when the meaning changes; the same number says that only the spelling did."""
    scale: str | None = None
    choices: tuple[Choice, ...] = ()
    low: Text | None = None
    high: Text | None = None
    unit: Text | None = None
    minimum: float | None = None
    maximum: float | None = None
    decimals: int = 0
    max_length: int | None = None
    max_cards: int | None = None
    earliest: str | None = None
    latest: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A screenful of questions. An *element* section is a part of the Lean model that suggestions can be about."""

    key: str
    title: Text
    questions: tuple[Question, ...]
    intro: Text | None = None
    show: Rule | None = None
    element: bool = False


@dataclass(frozen=True)
class Questionnaire:
    """The whole instrument, as it was authored."""

    key: str
    mode: Mode
    title: Text
    intro: Text
    minutes: int
    sections: tuple[Section, ...]
    scales: Mapping[str, Scale] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Every question in the order of the page."""
        for section in self.sections:
            yield from section.questions

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by their keys."""
        return {question.key: question for question in self.questions()}

    def scale_of(self, question: Question) -> Scale:
        """The scale of a question of kind `scale`."""
        return self.scales[question.scale or ""]

    def elements(self) -> tuple[Section, ...]:
        """The sections that are elements of the model."""
        return tuple(section for section in self.sections if section.element)


def document(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as plain data with everything unset left out; `reading.parse` reads it back."""
    return {
        "key": questionnaire.key,
        "mode": questionnaire.mode,
        "title": _text(questionnaire.title),
        "intro": _text(questionnaire.intro),
        "minutes": questionnaire.minutes,
        "scales": {key: _scale(scale) for key, scale in sorted(questionnaire.scales.items())},
        "sections": [_section(section) for section in questionnaire.sections],
    }


def canonical(questionnaire: Questionnaire) -> str:
    """The one way to write this questionnaire: JSON with sorted keys and without spaces."""
    return json.dumps(document(questionnaire), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(questionnaire: Questionnaire) -> str:
    """SHA-256 of the canonical form in UTF-8, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(questionnaire).encode()).hexdigest()


def _text(text: Text) -> dict[str, str]:
    return {language: text[language] for language in LANGUAGES}


def _choice(choice: Choice) -> dict[str, Any]:
    return _set(key=choice.key, label=_text(choice.label), value=choice.value, free_text=choice.free_text or None)


def _scale(scale: Scale) -> dict[str, Any]:
    return _set(
        choices=[_choice(choice) for choice in scale.choices],
        outside=[_choice(choice) for choice in scale.outside] or None,
        look=scale.look,
        positive=scale.positive,
        neutral=scale.neutral,
    )


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "question": condition.question,
        **({"is": list(condition.options)} if condition.options else {}),
        **_set(at_least=condition.at_least, at_most=condition.at_most),
    }


def rule_document(rule: Rule | None) -> dict[str, Any] | None:
    """A showing rule as plain data, as a file writes it and the browser reads it."""
    if rule is None:
        return None
    return _set(
        all=[_condition(condition) for condition in rule.all_of] or None,
        any=[_condition(condition) for condition in rule.any_of] or None,
    )


def _question(question: Question) -> dict[str, Any]:
    return _set(
        key=question.key,
        kind=question.kind,
        text=_text(question.text),
        help=question.help and _text(question.help),
        show=rule_document(question.show),
        required=question.required or None,
        revision=question.revision if question.revision != 1 else None,
        scale=question.scale,
        choices=[_choice(choice) for choice in question.choices] or None,
        low=question.low and _text(question.low),
        high=question.high and _text(question.high),
        unit=question.unit and _text(question.unit),
        minimum=question.minimum,
        maximum=question.maximum,
        decimals=question.decimals or None,
        max_length=question.max_length,
        max_cards=question.max_cards,
        earliest=question.earliest,
        latest=question.latest,
    )


def _section(section: Section) -> dict[str, Any]:
    return _set(
        key=section.key,
        title=_text(section.title),
        intro=section.intro and _text(section.intro),
        show=rule_document(section.show),
        element=section.element or None,
        questions=[_question(question) for question in section.questions],
    )


def _set(**values: Any) -> dict[str, Any]:
    """The values that are set."""
    return {key: value for key, value in values.items() if value is not None}
