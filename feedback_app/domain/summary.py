"""What the answers to every question say in numbers: the one source of charts and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from feedback_app.domain import statistics
from feedback_app.domain.kinds import RATINGS
from feedback_app.domain.questionnaire import Choice, Question, Questionnaire, Scale, Section, Text
from feedback_app.domain.tally import ALL, Item, Stop, Tally

_NOTHING = Scale("", ())
_YES_NO = Scale("", (Choice("yes", Text("Ja", "Ja", "Yes")), Choice("no", Text("Nei", "Nei", "No"))))
_RATINGS = Scale("", tuple(Choice(key, Text(key, key, key), int(key)) for key in RATINGS))


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `total` answers with the Wilson interval at 95 %; none where answers are not independent."""

    count: int
    total: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean with the t interval at 95 %; none for a single answer or where answers are not independent."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """One question in numbers. Item non-response is `shown` - `answered`."""

    question: Question
    shown: int
    answered: int
    bars: tuple[tuple[Choice, int], ...]
    """Values of the scale, options, yes and no, or 0 to 10 in order, with zeros; empty for other kinds."""
    outside: tuple[tuple[Choice, int], ...]
    """Values outside the scale ("don't know"), in order, zeros included."""
    n: int
    """Answers that are not outside the scale: what shares and means are about."""
    mean: Mean | None
    """None when there is no answer, or no number behind the answers; so is `median`."""
    median: float | None
    top_box: Share | None
    """How many reach the scale's `positive` value; None when it has none or there is no answer."""


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """One section in numbers; information texts have none."""

    section: Section
    items: tuple[ItemSummary, ...]
    pooled: ItemSummary | None
    """All scale questions of the section as one, titled as the section; None unless they share one scale.

    It counts answers, not people. Those of one person are not independent, so nothing in it has an interval.
    """


def summarise(questionnaire: Questionnaire, tally: Tally, stop: Stop = ALL) -> tuple[SectionSummary, ...]:
    """Every section in the order of the page, for one stop or for all."""
    return tuple(_section(section, questionnaire, tally, stop) for section in questionnaire.sections)


def _section(section: Section, questionnaire: Questionnaire, tally: Tally, stop: Stop) -> SectionSummary:
    counted = [
        (question, tally.item(question.key, stop)) for question in section.questions if question.kind != "information"
    ]
    items = tuple(_summary(question, _scale(question, questionnaire), item) for question, item in counted)
    rated = [(question, item) for question, item in counted if question.kind == "scale"]
    return SectionSummary(section, items, _pooled(section, questionnaire, rated))


def _scale(question: Question, questionnaire: Questionnaire) -> Scale:
    """What the answers to a question are laid out on."""
    match question.kind:
        case "scale":
            return questionnaire.scale_of(question)
        case "single" | "multiple":
            return Scale("", question.choices)
        case "yes_no":
            return _YES_NO
        case "rating":
            return _RATINGS
        case _:
            return _NOTHING


def _summary(question: Question, scale: Scale, item: Item, *, independent: bool = True) -> ItemSummary:
    bars = _laid_out(scale.choices, item)
    outside = _laid_out(scale.outside, item)
    n = item.answered - sum(number for _, number in outside)
    numbers = _numbers(question, bars, item)
    known = n > 0 and bool(numbers)
    return ItemSummary(
        question=question,
        shown=item.shown,
        answered=item.answered,
        bars=bars,
        outside=outside,
        n=n,
        mean=_mean(numbers, independent=independent) if known else None,
        median=statistics.median(numbers) if known else None,
        top_box=_top_box(numbers, scale.positive, independent=independent) if known else None,
    )


def _laid_out(choices: Iterable[Choice], item: Item) -> tuple[tuple[Choice, int], ...]:
    return tuple((choice, item.values.get(choice.key, 0)) for choice in choices)


def _numbers(question: Question, bars: Iterable[tuple[Choice, int]], item: Item) -> Mapping[float, int]:
    """How many answers by number; empty for the kinds that have no numbers."""
    numbers: Counter[float] = Counter()
    if question.kind == "number":
        numbers.update({float(value): number for value, number in item.values.items()})
    elif question.kind in ("scale", "rating"):
        for choice, number in bars:
            if choice.value is not None:
                numbers[choice.value] += number
    return numbers


def _mean(numbers: Mapping[float, int], *, independent: bool) -> Mean:
    value, low, high = statistics.mean_with_interval(numbers)
    return Mean(value, low, high) if independent else Mean(value, None, None)


def _top_box(numbers: Mapping[float, int], positive: int | None, *, independent: bool) -> Share | None:
    if positive is None:
        return None
    count, total = statistics.top_box(numbers, positive)
    return Share(count, total, *(statistics.wilson(count, total) if independent else (None, None)))


def _pooled(
    section: Section, questionnaire: Questionnaire, rated: Sequence[tuple[Question, Item]]
) -> ItemSummary | None:
    scales = {question.scale for question, _ in rated}
    if len(scales) != 1:
        return None
    values: Counter[str] = Counter()
    for _, item in rated:
        values.update(item.values)
    together = Item(sum(item.shown for _, item in rated), sum(item.answered for _, item in rated), values)
    question = Question(section.key, "scale", section.title, scale=scales.pop())
    return _summary(question, questionnaire.scale_of(question), together, independent=False)
