"""A questionnaire as its page needs it: plain words in one language, ready to be drawn.

Made once per published version, language and programme, and kept; drawing a page looks up nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from feedback_app.domain.answers import OTHER
from feedback_app.domain.kinds import LONG, MAX_PRAISE, MAX_SUGGESTIONS, SHORT, WHOLE_MODEL
from feedback_app.domain.questionnaire import (
    Choice,
    Language,
    Question,
    Questionnaire,
    Section,
    Text,
    rule_document,
)
from feedback_app.presentation.texts import translate

Stops = tuple[tuple[str, str], ...]
"""Keys and names of the stops of a visit, in walking order."""

Look = Literal["list", "faces", "steps", "boxes"]
FACES = 5


class Option(NamedTuple):
    """One answer to choose. `number` is its value for showing rules, `face` the drawing beside it, 1 to 5."""

    value: str
    label: str
    number: int | None = None
    face: int = 0
    free_text: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `limits` are smallest and largest value, as the attributes of an input want them."""

    key: str
    kind: str
    text: str
    help: str
    required: bool
    show: str
    """The showing rule as JSON; empty when the question is always shown."""
    look: Look
    options: tuple[Option, ...]
    outside: tuple[Option, ...]
    low: str
    high: str
    unit: str
    limits: tuple[str, str]
    whole: bool
    max_length: int
    cards: int
    elements: tuple[Option, ...]

    @property
    def other(self) -> str | None:
        """Name of the text beside the option "other", when there is one."""
        return self.key + OTHER if any(option.free_text for option in self.options) else None


@dataclass(frozen=True, slots=True)
class Part:
    """One section."""

    key: str
    title: str
    intro: str
    show: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole questionnaire."""

    title: str
    intro: str
    minutes: int
    parts: tuple[Part, ...]

    def items(self) -> Iterator[Item]:
        """Every question in the order of the page."""
        for part in self.parts:
            yield from part.items


def sheet_of(questionnaire: Questionnaire, language: Language, stops: Stops) -> Sheet:
    """Draw up the questionnaire in a language, for a visit with these stops."""
    return _Drawer(questionnaire, language, stops).sheet()


@dataclass(frozen=True, slots=True)
class _Drawer:
    questionnaire: Questionnaire
    language: Language
    stops: Stops

    def sheet(self) -> Sheet:
        form = self.questionnaire
        parts = tuple(self._part(section) for section in form.sections)
        return Sheet(self._words(form.title), self._words(form.intro), form.minutes, parts)

    def _part(self, section: Section) -> Part:
        return Part(
            key=section.key,
            title=self._words(section.title),
            intro=self._words(section.intro),
            show=_rule(section),
            items=tuple(self._item(question) for question in section.questions),
        )

    def _item(self, question: Question) -> Item:
        look, options, outside = self._options(question)
        return Item(
            key=question.key,
            kind=question.kind,
            text=self._words(question.text),
            help=self._words(question.help),
            required=question.required,
            show=_rule(question),
            look=look,
            options=options,
            outside=outside,
            low=self._words(question.low),
            high=self._words(question.high),
            unit=self._words(question.unit),
            limits=_limits(question),
            whole=question.decimals == 0,
            max_length=question.max_length or (SHORT if question.kind == "short_text" else LONG),
            cards=question.max_cards or (MAX_PRAISE if question.kind == "praise" else MAX_SUGGESTIONS),
            elements=tuple(Option(part.key, self._words(part.title)) for part in self.questionnaire.elements()),
        )

    def _options(self, question: Question) -> tuple[Look, tuple[Option, ...], tuple[Option, ...]]:
        if question.kind == "scale":
            scale = self.questionnaire.scale_of(question)
            inside = tuple(
                self._option(choice, _face(place, len(scale.choices))) for place, choice in enumerate(scale.choices)
            )
            return scale.look, inside, tuple(self._option(choice) for choice in scale.outside)
        if question.kind == "rating":
            return "boxes", tuple(Option(str(number), str(number), number) for number in range(11)), ()
        if question.kind == "yes_no":
            words = {"yes": translate(self.language, "Yes"), "no": translate(self.language, "No")}
            return "list", tuple(Option(value, label) for value, label in words.items()), ()
        if question.kind in ("stop", "suggestions", "praise"):
            whole = Option(WHOLE_MODEL, translate(self.language, "The whole model"))
            return "list", (*(Option(key, name) for key, name in self.stops), whole), ()
        return "list", tuple(self._option(choice) for choice in question.choices), ()

    def _option(self, choice: Choice, face: int = 0) -> Option:
        return Option(choice.key, self._words(choice.label), choice.value, face, choice.free_text)

    def _words(self, text: Text | None) -> str:
        return text[self.language] if text else ""


def _rule(shown: Section | Question) -> str:
    return json.dumps(rule_document(shown.show), separators=(",", ":")) if shown.show else ""


def _face(place: int, choices: int) -> int:
    """Spread the five faces over a scale of any length."""
    return 1 + round(place * (FACES - 1) / max(choices - 1, 1))


def _limits(question: Question) -> tuple[str, str]:
    ends: Sequence[object] = (question.earliest, question.latest)
    if question.kind == "number":
        ends = (question.minimum, question.maximum)
    smallest, largest = (f"{end:g}" if isinstance(end, float | int) else end or "" for end in ends)
    return str(smallest), str(largest)
