"""Board by board: the same questions side by side, and how the same guests placed two boards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from feedback_app.domain.pairing import PairedItem
from feedback_app.domain.questionnaire import Questionnaire, Section
from feedback_app.domain.summary import ItemSummary, SectionSummary, summarise
from feedback_app.domain.tally import Tally
from feedback_app.presentation import charts
from feedback_app.presentation.charts import Cell, Comparison, ComparisonRow, Ruler, Sides
from feedback_app.presentation.wording import Voice
from feedback_app.reporting import items
from feedback_app.reporting.items import Rulers

PAIRS_IN_A_TABLE = 3
ORDER = Sides(1, 1, 1)
"""Lower, the same, higher."""

ByStop = Mapping[str, SectionSummary]
"""One section at every stop that has answers, in walking order."""


def by_stop(questionnaire: Questionnaire, tally: Tally, stops: Iterable[str]) -> list[tuple[Section, ByStop]]:
    """Every section with its numbers at each stop that has responses."""
    at = {stop: summarise(questionnaire, tally, stop) for stop in stops if tally.responses(stop)}
    return [
        (section, {stop: sections[position] for stop, sections in at.items()})
        for position, section in enumerate(questionnaire.sections)
    ]


def side_by_side(
    found: ByStop, names: Mapping[str, str], questionnaire: Questionnaire, rulers: Rulers, voice: Voice
) -> tuple[Comparison, ...]:
    """The questions of one section at the stops: with bars where a scale says what is positive, else in words."""
    asked = list(zip(*(section.items for section in found.values()), strict=True))
    rows = [row for row in asked if any(item.answered and (item.bars or item.mean) for item in row)]
    if not rows:
        return ()
    scales = dict.fromkeys(row[0].question.scale for row in rows)
    sided = [(questionnaire.scales[key], rulers[key]) for key in scales if key and key in rulers]
    comparison = Comparison(
        caption=" ".join(
            voice.say("Positive means %(labels)s.", labels=items.positive_words(scale, voice)) for scale, _ in sided
        ),
        heads=(voice.say("Question"), *(names[stop] for stop in found)),
        rows=tuple(
            ComparisonRow(
                voice.pick(row[0].question.text),
                tuple(_cell(item, rulers.get(item.question.scale), voice) for item in row),
            )
            for row in rows
        ),
        legend=tuple(key for scale, ruler in sided for key in items.legend(scale, ruler, voice)),
    )
    return (comparison,)


def pairs(paired: Sequence[PairedItem], names: Mapping[str, str], voice: Voice) -> tuple[Comparison, ...]:
    """How many guests placed the second board higher, as high or lower than the first, for every pair of boards."""
    placed = [item for item in paired if item.higher + item.same + item.lower]
    columns = list(dict.fromkeys((item.first, item.second) for item in placed))
    return tuple(
        _paired(placed, columns[start : start + PAIRS_IN_A_TABLE], names, voice)
        for start in range(0, len(columns), PAIRS_IN_A_TABLE)
    )


def _cell(item: ItemSummary, ruler: Ruler | None, voice: Voice) -> Cell:
    if not item.n:
        return Cell(voice.say("no answers"))
    counts = charts.counts_of(item)
    if ruler:
        bar = charts.diverging(counts, ruler, items.spoken(item, voice, item.n))
        return Cell(voice.share(ruler.sides.split(counts)[2], item.n), bar)
    if item.bars:
        chosen = [(choice, count) for choice, count in item.bars if count]
        return Cell(", ".join(f"{voice.pick(choice.label)}: {count}" for choice, count in chosen))
    return Cell(items.median(item, voice))


def _paired(
    placed: Sequence[PairedItem], columns: Sequence[tuple[str, str]], names: Mapping[str, str], voice: Voice
) -> Comparison:
    cells = {(item.question.key, item.first, item.second): item for item in placed}
    questions = dict.fromkeys(item.question for item in placed)
    heads = [
        voice.say("%(second)s compared with %(first)s", first=names[first], second=names[second])
        for first, second in columns
    ]
    ruler = Ruler.around(ORDER, [_order(item) for item in placed])
    return Comparison(
        caption=voice.say(
            "How many guests placed the board higher, as high or lower. Only those who answered at both."
        ),
        heads=(voice.say("Statement"), *heads),
        rows=tuple(
            ComparisonRow(
                voice.pick(question.text),
                tuple(_paired_cell(cells.get((question.key, *column)), ruler, voice) for column in columns),
            )
            for question in questions
        ),
        legend=charts.legend(ORDER, [voice.say("Lower"), voice.say("As high"), voice.say("Higher")]),
    )


def _paired_cell(item: PairedItem | None, ruler: Ruler, voice: Voice) -> Cell:
    if item is None:
        return Cell(voice.say("no answers"))
    text = voice.say(
        "%(higher)s higher, %(same)s as high, %(lower)s lower", higher=item.higher, same=item.same, lower=item.lower
    )
    return Cell(text, charts.diverging(_order(item), ruler, text))


def _order(item: PairedItem) -> tuple[int, int, int]:
    return item.lower, item.same, item.higher
