"""From counted questions to the blocks that show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from feedback_app.domain.questionnaire import Questionnaire, Scale
from feedback_app.domain.summary import ItemSummary, SectionSummary
from feedback_app.presentation import charts
from feedback_app.presentation.charts import DivergingChart, DivergingHeads, Mark, OptionChart, OptionRow, Ruler, Sides
from feedback_app.presentation.symbols import Status, judge
from feedback_app.presentation.wording import FEW, Voice
from feedback_app.reporting.content import Block, Paragraphs

Rulers = Mapping[str | None, Ruler]
"""Rulers by the key of their scale."""


@dataclass(frozen=True, slots=True)
class Element:
    """An element of the model with all its answers together. `people` is how many answered its busiest question."""

    section: SectionSummary
    pooled: ItemSummary
    positive: int
    people: int

    @property
    def share(self) -> float:
        """The share of positive answers, from 0 to 1."""
        return self.positive / self.pooled.n if self.pooled.n else 0.0

    @property
    def status(self) -> Status:
        """What the share says about the element."""
        return judge(self.positive, self.pooled.n, self.people)


@dataclass(frozen=True, slots=True)
class Rated:
    """A row of a chart to be: the answers, how many people gave them, and the status where there is one."""

    item: ItemSummary
    people: int
    mark: Mark | None = None


def elements(sections: Iterable[SectionSummary], people: Mapping[str, int]) -> tuple[Element, ...]:
    """The elements that can be judged: their questions share one scale that says what is positive.

    `people` maps question keys to how many people answered them.
    """
    return tuple(
        Element(
            section,
            section.pooled,
            section.pooled.top_box.count,
            max(people.get(item.question.key, 0) for item in section.items),
        )
        for section in sections
        if section.section.element and section.pooled and section.pooled.top_box
    )


def mark(status: Status, voice: Voice) -> Mark:
    """A status in words."""
    return Mark(status.shape, voice.say(status.word))


def rulers(questionnaire: Questionnaire, found: Iterable[SectionSummary]) -> Rulers:
    """The rulers of the scales that say what is positive, by the key of the scale, for everything in `found`."""
    counts: dict[str, list[list[int]]] = {key: [] for key in questionnaire.scales}
    for section in found:
        for item in section.items:
            if item.question.scale:
                counts[item.question.scale].append(charts.counts_of(item))
    sides = {key: Sides.of(scale) for key, scale in questionnaire.scales.items()}
    return {key: Ruler.around(found, counts[key]) for key, found in sides.items() if found}


def element_charts(
    found: Iterable[Element], questionnaire: Questionnaire, rulers: Rulers, voice: Voice
) -> tuple[DivergingChart, ...]:
    """The picture: one chart per scale, the element with the largest share of positive answers first."""
    by_scale: dict[str, list[Element]] = {}
    for element in sorted(found, key=lambda element: element.share, reverse=True):
        by_scale.setdefault(element.pooled.question.scale or "", []).append(element)
    return tuple(
        _diverging(
            questionnaire.scales[key],
            rulers[key],
            [Rated(element.pooled, element.people, mark(element.status, voice)) for element in group],
            voice.say("Element"),
            voice,
        )
        for key, group in by_scale.items()
    )


def blocks(items: Sequence[ItemSummary], questionnaire: Questionnaire, rulers: Rulers, voice: Voice) -> Iterable[Block]:
    """What the questions of a section say, in their order; neighbours on one scale share a chart."""
    asked = [item for item in items if item.answered and (item.bars or item.mean)]
    for scale, neighbours in groupby(asked, key=lambda item: item.question.scale):
        rated = list(neighbours)
        if scale in rulers:
            statements = [Rated(item, item.n) for item in rated]
            yield _diverging(questionnaire.scales[scale], rulers[scale], statements, voice.say("Statement"), voice)
        else:
            yield from (options(item, voice) if item.bars else number(item, voice) for item in rated)


def options(item: ItemSummary, voice: Voice) -> OptionChart:
    """A question with options as a chart of its own."""
    rows = tuple(
        OptionRow(voice.pick(choice.label), charts.plain(count, item.n), voice.share(count, item.n))
        for choice, count in item.bars
    )
    heads = (voice.say("Answer"), voice.say("How many"), voice.say("Number"))
    return OptionChart(voice.pick(item.question.text), heads, rows, apart(item, voice))


def number(item: ItemSummary, voice: Voice) -> Paragraphs:
    """A question that is answered with a number, in one sentence."""
    said = [voice.plural("%(count)s answer", "%(count)s answers", item.n), median(item, voice)]
    if item.mean and item.n >= FEW:
        said.append(voice.say("mean %(value)s", value=voice.decimal(item.mean.value)))
    return Paragraphs(((voice.pick(item.question.text), ", ".join(said)),))


def median(item: ItemSummary, voice: Voice) -> str:
    """The median of a question that was answered with numbers: median 10 minutter."""
    value = voice.middle(item.median or 0)
    unit = voice.pick(item.question.unit) if item.question.unit else ""
    return voice.say("median %(value)s", value=f"{value} {unit}".strip())


def apart(item: ItemSummary, voice: Voice) -> str:
    """What the bar leaves out: values outside the scale, and those who did not answer."""
    said = [f"{count} {_inside(voice.pick(choice.label))}" for choice, count in item.outside if count]
    if silent := item.shown - item.answered:
        said.append(voice.say("%(count)s did not answer", count=silent))
    return ", ".join(said)


def positive_words(scale: Scale, voice: Voice) -> str:
    """The labels that count as positive: «Enig» eller «Svært enig»."""
    labels = [
        voice.quoted(voice.pick(choice.label))
        for choice in scale.choices
        if scale.positive is not None and choice.value is not None and choice.value >= scale.positive
    ]
    return voice.listed(labels, either=True)


def spoken(item: ItemSummary, voice: Voice, people: int) -> str:
    """The distribution in words, which a bar carries as its alternative text."""
    return ", ".join(f"{voice.pick(choice.label)}: {voice.brief(count, item.n, people)}" for choice, count in item.bars)


def legend(scale: Scale, ruler: Ruler, voice: Voice) -> tuple[charts.Key, ...]:
    """The fills of a scale with its words."""
    return charts.legend(ruler.sides, [voice.pick(choice.label) for choice in scale.choices])


def _diverging(scale: Scale, ruler: Ruler, rated: Sequence[Rated], label: str, voice: Voice) -> DivergingChart:
    marked = any(one.mark for one in rated)
    heads = DivergingHeads(
        label,
        voice.say("Negative"),
        voice.say("Distribution of answers"),
        voice.say("Positive"),
        "" if marked else voice.say("Outside the bar"),
        voice.say("Status") if marked else "",
    )
    caption = voice.say("Positive means %(labels)s.", labels=positive_words(scale, voice))
    rows = tuple(_row(one, ruler, voice) for one in rated)
    return DivergingChart(caption, heads, rows, legend(scale, ruler, voice))


def _row(one: Rated, ruler: Ruler, voice: Voice) -> charts.Row:
    item, counts = one.item, charts.counts_of(one.item)
    below, _, above = ruler.sides.split(counts)
    return charts.Row(
        label=voice.pick(item.question.text),
        bar=charts.diverging(counts, ruler, spoken(item, voice, one.people)) if item.n else None,
        negative=voice.brief(below, item.n, one.people),
        positive=voice.share(above, item.n, one.people) if item.n else voice.say("no answers"),
        apart=apart(item, voice),
        mark=one.mark,
    )


def _inside(label: str) -> str:
    """A label in the middle of a sentence."""
    return label[:1].lower() + label[1:]
