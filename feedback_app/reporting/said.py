"""What people wrote: answers to open questions, suggestions and praise, grouped by what they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from feedback_app.domain.kinds import WHOLE_MODEL
from feedback_app.domain.questionnaire import Question, Section
from feedback_app.domain.results import TextAnswer
from feedback_app.presentation.wording import Voice
from feedback_app.reporting.content import Card, Cards, Part, Quotes

Given = tuple[Mapping[str, Any], str | None]
"""A card as it was answered, and the stop that the whole response was about."""

CARDS = ("suggestions", "praise")
LEAD_WORDS = {"saw": "Saw:", "suggest": "Suggests:", "better": "What gets better:"}


def quotes(texts: Iterable[TextAnswer], section: Section, voice: Voice, stop: str | None = None) -> tuple[Quotes, ...]:
    """The open answers of a section, and the texts beside its options, under their questions in their order."""
    mine = [text for text in texts if text.section.key == section.key and text.stop == stop]
    return tuple(
        Quotes(_asked(question, voice), answers)
        for question in section.questions
        if question.kind not in CARDS
        and (answers := tuple(text.answer for text in mine if text.question.key == question.key))
    )


def _asked(question: Question, voice: Voice) -> str:
    """The question; with the option that a text stands beside, when there is one."""
    beside = (voice.pick(choice.label) for choice in question.choices if choice.free_text)
    return " – ".join((voice.pick(question.text), *beside))


def given(texts: Iterable[TextAnswer], kind: str) -> list[Given]:
    """All the cards of one kind."""
    return [(card, text.stop) for text in texts if text.question.kind == kind for card in text.answer]


def suggestions(
    cards: Iterable[Given], elements: Sequence[Section], names: Mapping[str, str], voice: Voice
) -> tuple[Part, ...]:
    """Suggestions by element in the order of the model; those about no element come last."""
    titles = {section.key: voice.pick(section.title) for section in elements}
    titles[""] = voice.say("Other suggestions")

    def element(card: Given) -> str:
        return str(card[0].get("element", ""))

    def shown(card: Given) -> Card:
        fields, stop = card
        lines = tuple((voice.say(word), fields[name]) for name, word in LEAD_WORDS.items() if name in fields)
        return Card(lines, names.get(fields.get("stop") or stop or "", ""))

    return _grouped(cards, titles, element, shown, voice)


def praise(cards: Iterable[Given], names: Mapping[str, str], voice: Voice) -> tuple[Part, ...]:
    """Praise by stop in walking order; what is about the whole visit comes last."""
    titles = {**names, "": voice.say("The whole visit")}

    def stop(card: Given) -> str:
        return str(card[0].get("stop") or card[1] or "")

    def shown(card: Given) -> Card:
        fields, _ = card
        return Card((("", fields["text"]),), note=voice.say("May be read aloud") if fields["aloud"] else "")

    return _grouped(cards, titles, stop, shown, voice)


def stop_names(stops: Iterable[tuple[str, str]], voice: Voice) -> dict[str, str]:
    """What each stop is called, with the one that stands for the whole model."""
    return {**dict(stops), WHOLE_MODEL: voice.say("The whole model")}


def _grouped(
    cards: Iterable[Given],
    titles: Mapping[str, str],
    key: Callable[[Given], str],
    shown: Callable[[Given], Card],
    voice: Voice,
) -> tuple[Part, ...]:
    groups: dict[str, list[Card]] = {name: [] for name in titles}
    for card in cards:
        groups[key(card) if key(card) in groups else ""].append(shown(card))
    return tuple(
        Part(titles[name], (Cards(tuple(found)),), detail=str(len(found))) for name, found in groups.items() if found
    )
