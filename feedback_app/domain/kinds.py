"""The question kinds. Each is one entry: which fields it uses, how an answer is judged, which cells it counts into.

`clean(question, raw, setting)` gives the canonical answer or raises `Unacceptable`; what a form sends (strings) and
what the API sends (JSON) are taken alike. `cells(question, answer)` names the counters that the answer raises by one.
A raw value for which `is_empty` holds never reaches `clean`.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from feedback_app.domain.problems import Unacceptable
from feedback_app.domain.questionnaire import Question, Questionnaire, Scale

WHOLE_MODEL = "model"
"""The stop that stands for the whole model rather than for one board."""

SHORT, LONG = 200, 2000
"""Longest short and long text in characters, unless the question says otherwise."""

MAX_SUGGESTIONS, MAX_PRAISE = 5, 3
CARD_DEPTH = 3
"""Levels of the deepest answer: a list of cards of texts."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
"""Control characters other than tab and line feed, and halves of surrogate pairs."""

RATINGS = tuple(str(number) for number in range(11))
SUGGESTION_TEXTS = ("saw", "suggest", "better")
SUGGESTION_FIELDS = (*SUGGESTION_TEXTS, "element", "stop")
PRAISE_FIELDS = ("text", "stop", "aloud")

Answer = Any
"""A canonical answer: JSON made of str, int, float, bool, list and dict."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an answer may point at besides its own question: scales, elements of the model, stops of the visit."""

    scales: Mapping[str, Scale]
    elements: Collection[str]
    stops: Collection[str]

    @classmethod
    def of(cls, questionnaire: Questionnaire, stops: Collection[str] = ()) -> Setting:
        """The setting of a questionnaire that is answered on a visit with these stops."""
        elements = tuple(section.key for section in questionnaire.elements())
        return cls(questionnaire.scales, elements, (*stops, WHOLE_MODEL))


@dataclass(frozen=True, slots=True)
class Kind:
    """One entry of the registry."""

    clean: Callable[[Question, Any, Setting], Answer]
    cells: Callable[[Question, Answer], list[str]]
    needs: frozenset[str] = frozenset()
    """Fields that a question of this kind must define, besides key, kind and text."""
    takes: frozenset[str] = frozenset()
    """Fields that it may define, besides help, show, required and revision."""


def is_empty(raw: Any, depth: int = CARD_DEPTH) -> bool:
    """Nothing was answered: absent, only white space, or a container of nothing but that.

    What is nested deeper than any answer is something, though nothing that a kind accepts.
    """
    if isinstance(raw, str):
        return not raw or raw.isspace()
    if raw is None:
        return True
    if depth == 0:
        return False
    if isinstance(raw, Mapping):
        return all(is_empty(value, depth - 1) or value is False for value in raw.values())
    if isinstance(raw, list | tuple):
        return all(is_empty(value, depth - 1) for value in raw)
    return False


def plain_text(raw: Any, limit: int, part: str = "") -> str:
    """Text in NFC with LF line ends and without control characters; refuses what is longer than `limit`."""
    if not isinstance(raw, str):
        raise Unacceptable("wrong_type", part)
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    text = unicodedata.normalize("NFC", CONTROLS.sub("", lines)).strip()
    if len(text) > limit:
        raise Unacceptable("too_long", part, limit=limit, length=len(text))
    return text


def _number(question: Question, raw: Any, setting: Setting) -> int | float:
    """An int when the question takes whole numbers, else a float; a comma is as good as a point."""
    if isinstance(raw, str) and re.fullmatch(r"[+-]?\d{1,15}([.,]\d{1,10})?", raw.strip()):
        number: int | float = float(raw.strip().replace(",", "."))
    elif _is_whole(raw) or (isinstance(raw, float) and math.isfinite(raw)):
        number = raw
    else:
        raise Unacceptable("not_a_number")
    if question.minimum is not None and number < question.minimum:
        raise Unacceptable("too_small", limit=question.minimum)
    if question.maximum is not None and number > question.maximum:
        raise Unacceptable("too_large", limit=question.maximum)
    if round(number, question.decimals) != number:
        if question.decimals == 0:
            raise Unacceptable("not_whole")
        raise Unacceptable("too_many_decimals", limit=question.decimals)
    return int(number) if question.decimals == 0 else number + 0.0  # which also turns -0.0 into 0.0


def _is_whole(raw: Any) -> bool:
    return isinstance(raw, int) and not isinstance(raw, bool)


def _rating(question: Question, raw: Any, setting: Setting) -> int:
    if raw in RATINGS or (_is_whole(raw) and 0 <= raw < len(RATINGS)):
        return int(raw)
    raise Unacceptable("unknown_option")


def _date(question: Question, raw: Any, setting: Setting) -> str:
    if not isinstance(raw, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", raw.strip()):
        raise Unacceptable("not_a_date")
    try:
        day = date.fromisoformat(raw.strip()).isoformat()
    except ValueError as error:
        raise Unacceptable("not_a_date") from error
    if question.earliest and day < question.earliest:
        raise Unacceptable("too_early", limit=question.earliest)
    if question.latest and day > question.latest:
        raise Unacceptable("too_late", limit=question.latest)
    return day


def _yes_no(question: Question, raw: Any, setting: Setting) -> str:
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return _one_of(raw, ("yes", "no"))


def _one_of(raw: Any, options: Collection[str], part: str = "") -> str:
    if not isinstance(raw, str):
        raise Unacceptable("wrong_type", part)
    if raw not in options:
        raise Unacceptable("unknown_option", part)
    return raw


def _single(question: Question, raw: Any, setting: Setting) -> str:
    return _one_of(raw, [choice.key for choice in question.choices])


def _multiple(question: Question, raw: Any, setting: Setting) -> list[str]:
    if not isinstance(raw, list | tuple):
        raise Unacceptable("wrong_type")
    options = [choice.key for choice in question.choices]
    chosen = {_one_of(value, options) for value in raw if not is_empty(value)}
    return [option for option in options if option in chosen]


def _scale(question: Question, raw: Any, setting: Setting) -> str:
    scale = setting.scales[question.scale or ""]
    return _one_of(raw, [choice.key for choice in scale.choices + scale.outside])


def _one_stop(raw: Any, setting: Setting, part: str = "") -> str:
    if raw not in setting.stops:
        raise Unacceptable("unknown_stop", part)
    return str(raw)


def _stop(question: Question, raw: Any, setting: Setting) -> str:
    return _one_stop(raw, setting)


def _cards(raw: Any, limit: int, fields: Collection[str]) -> list[tuple[int, Mapping[str, Any]]]:
    """The filled cards with the number that each has on the page."""
    if not isinstance(raw, list | tuple):
        raise Unacceptable("wrong_type")
    cards = []
    for position, card in enumerate(raw):
        if is_empty(card):
            continue
        if not isinstance(card, Mapping):
            raise Unacceptable("wrong_type", f"-{position}")
        for name in card:
            if name not in fields:
                raise Unacceptable("unknown_field", f"-{position}", name=str(name)[:40])
        cards.append((position, card))
    if len(cards) > limit:
        raise Unacceptable("too_many_cards", limit=limit)
    return cards


def _words(card: Mapping[str, Any], name: str, limit: int, position: int) -> str:
    """The text of one field of a card; empty when there is none."""
    raw = card.get(name)
    return "" if is_empty(raw) else plain_text(raw, limit, f"-{position}-{name}")


def _suggestions(question: Question, raw: Any, setting: Setting) -> list[dict[str, Any]]:
    limit = question.max_length or LONG
    cleaned = []
    for position, card in _cards(raw, question.max_cards or MAX_SUGGESTIONS, SUGGESTION_FIELDS):
        result: dict[str, Any] = {}
        for name in SUGGESTION_TEXTS:
            words = _words(card, name, limit, position)
            if words:
                result[name] = words
        if not ("suggest" in result or "saw" in result):
            raise Unacceptable("card_needs_text", f"-{position}-suggest")
        if not is_empty(card.get("element")):
            if card["element"] not in setting.elements:
                raise Unacceptable("unknown_element", f"-{position}-element")
            result["element"] = card["element"]
        if not is_empty(card.get("stop")):
            result["stop"] = _one_stop(card["stop"], setting, f"-{position}-stop")
        cleaned.append(result)
    return cleaned


def _praise(question: Question, raw: Any, setting: Setting) -> list[dict[str, Any]]:
    cleaned = []
    for position, card in _cards(raw, question.max_cards or MAX_PRAISE, PRAISE_FIELDS):
        words = _words(card, "text", question.max_length or LONG, position)
        if not words:
            raise Unacceptable("card_needs_text", f"-{position}-text")
        aloud = card.get("aloud") or "no"
        result: dict[str, Any] = {
            "text": words,
            "aloud": aloud is True or _one_of(aloud, ("yes", "no"), f"-{position}-aloud") == "yes",
        }
        if not is_empty(card.get("stop")):
            result["stop"] = _one_stop(card["stop"], setting, f"-{position}-stop")
        cleaned.append(result)
    return cleaned


def _no_answer(question: Question, raw: Any, setting: Setting) -> Answer:
    raise Unacceptable("unknown_question")


def _text(limit: int) -> Callable[[Question, Any, Setting], str]:
    return lambda question, raw, setting: plain_text(raw, question.max_length or limit)


def _uncounted(question: Question, answer: Answer) -> list[str]:
    return []


def _value(question: Question, answer: Answer) -> list[str]:
    return [str(answer)]


def _values(question: Question, answer: Answer) -> list[str]:
    return list(answer)


def _cards_about(name: str) -> Callable[[Question, Answer], list[str]]:
    return lambda question, answer: [f"{name}:{card[name]}" for card in answer if name in card]


def _fields(*names: str) -> frozenset[str]:
    return frozenset(names)


KINDS: Mapping[str, Kind] = {
    "single": Kind(_single, _value, needs=_fields("choices")),
    "multiple": Kind(_multiple, _values, needs=_fields("choices")),
    "scale": Kind(_scale, _value, needs=_fields("scale")),
    "rating": Kind(_rating, _value, needs=_fields("low", "high")),
    "yes_no": Kind(_yes_no, _value),
    "number": Kind(_number, _value, needs=_fields("unit", "minimum", "maximum"), takes=_fields("decimals")),
    "date": Kind(_date, _value, takes=_fields("earliest", "latest")),
    "short_text": Kind(_text(SHORT), _uncounted, takes=_fields("max_length")),
    "long_text": Kind(_text(LONG), _uncounted, takes=_fields("max_length")),
    "stop": Kind(_stop, _value),
    "suggestions": Kind(_suggestions, _cards_about("element"), takes=_fields("max_cards", "max_length")),
    "praise": Kind(_praise, _cards_about("stop"), takes=_fields("max_cards", "max_length")),
    "information": Kind(_no_answer, _uncounted),
}

TEXT_KINDS = frozenset({"short_text", "long_text", "suggestions", "praise"})
"""The kinds whose answers are words that somebody reads rather than numbers that are counted."""
