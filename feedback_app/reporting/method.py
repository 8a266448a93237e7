"""How the numbers were made, and all of them as tables and as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from feedback_app.domain.questionnaire import Scale
from feedback_app.domain.results import FormResults, VisitResults
from feedback_app.domain.summary import ItemSummary, summarise
from feedback_app.domain.visits import Visit
from feedback_app.presentation import formats
from feedback_app.presentation.charts import MOST_TICKS
from feedback_app.presentation.symbols import FEW_PEOPLE, MIXED_FROM, STRENGTH_FROM
from feedback_app.presentation.wording import COUNTS_FIRST, FEW, Voice
from feedback_app.reporting.content import Attachment, NumberTable, Paragraphs, Part
from feedback_app.reporting.tables import BYTE_ORDER_MARK, harmless

COLUMNS = ("form", "stop", "question", "value", "label", "count")
"""The columns of the attached file; values "shown" and "answered" count people, the others answers."""


def how(visit: Visit, voice: Voice) -> Part:
    """How answers were counted and protected, in plain words."""
    say = voice.say
    said = [
        (
            say("Answers:"),
            say(
                "Every question was optional. People who did not answer, and answers such as “don't know”, are "
                "counted apart and are not part of any share or mean."
            ),
        ),
        (
            say("Positive:"),
            say("Each scale says in advance which answers are positive. It is written above every chart."),
        ),
        (
            say("Elements:"),
            say(
                "An element is judged from all the answers to its questions together. One guest can give several "
                "answers, so these are answers and not people."
            ),
        ),
        (
            say("Status:"),
            say(
                "Clear strength from %(strength)s positive answers, mixed from %(mixed)s, most to gain below. With "
                "fewer than %(few)s people nothing is judged. Shape and word say the same as the colour.",
                strength=formats.percent(STRENGTH_FROM, voice.language),
                mixed=formats.percent(MIXED_FROM, voice.language),
                few=FEW_PEOPLE,
            ),
        ),
        (
            say("Small numbers:"),
            say(
                "Below %(first)s answers the count comes before the percentage. Below %(few)s answers there are only "
                "counts. In a bar with at most %(boxes)s answers, each box is one answer.",
                first=COUNTS_FIRST,
                few=FEW,
                boxes=MOST_TICKS,
            ),
        ),
        (
            say("Uncertainty:"),
            say(
                "The tables give intervals at the 95 percent level: Wilson's for shares, Student's t for means. They "
                "say how much the result could have differed with other guests of the same kind. Answers about several "
                "boards have none, for one guest gave several of them."
            ),
        ),
        (say("Comparing boards:"), _comparing(voice)),
        (say("Privacy:"), _privacy(visit, voice)),
    ]
    return Part("", (Paragraphs(tuple(said)),))


def tables(results: VisitResults, voice: Voice) -> tuple[Part, ...]:
    """Every counted question of every form in numbers: a table for each scale, and one for the rest."""
    return tuple(
        Part(voice.pick(form.form.questionnaire.title), tuple(_tables(form, voice)))
        for form in results.forms
        if form.tally.responses()
    )


def attachment(results: VisitResults, voice: Voice) -> Attachment:
    """All the counts by form and stop as a semicolon file, without texts."""
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for form in results.forms:
        for stop in form.tally.stops():
            for row in _counts(form, stop, voice):
                writer.writerow([harmless(value) for value in row])
    return Attachment(
        f"{results.visit.slug}-{voice.language}.csv",
        voice.say("The numbers of this report"),
        BYTE_ORDER_MARK + rows.getvalue(),
    )


def _comparing(voice: Voice) -> str:
    return voice.say(
        "A guest's own answers at two boards are paired through a random name that the device made for this visit. "
        "It is not connected to any person, and only the counts are shown."
    )


def _privacy(visit: Visit, voice: Voice) -> str:
    day = formats.day(visit.delete_on, voice.language)
    kept = (
        voice.say("The single answers have been deleted; only the counts remain.")
        if visit.forgotten
        else voice.say("The single answers are deleted on %(day)s; only the counts remain.", day=day)
    )
    return (
        voice.say(
            "Answers are treated confidentially, but a small group is not anonymous: those who know each other may "
            "recognise an opinion or a way of writing."
        )
        + " "
        + kept
    )


def _tables(results: FormResults, voice: Voice) -> Iterator[NumberTable]:
    questionnaire = results.form.questionnaire
    found = [item for section in summarise(questionnaire, results.tally) for item in section.items if item.answered]
    for key, scale in questionnaire.scales.items():
        if rated := [item for item in found if item.question.scale == key]:
            yield _scale_table(scale, rated, voice, independent=not results.form.per_stop)
    if others := [item for item in found if item.bars and not item.question.scale]:
        yield _option_table(others, voice)


def _scale_table(scale: Scale, rated: Sequence[ItemSummary], voice: Voice, *, independent: bool) -> NumberTable:
    choices = scale.choices + scale.outside
    heads = (
        voice.say("Statement"),
        *(voice.pick(choice.label) for choice in choices),
        voice.say("Not answered"),
        voice.say("Median"),
        voice.say("Mean"),
        voice.say("Positive"),
    )
    mapping = ", ".join(f"{voice.pick(choice.label)} = {choice.value}" for choice in scale.choices)
    return NumberTable(
        voice.say("Numbers behind the answers: %(mapping)s.", mapping=mapping),
        heads,
        tuple(_scale_row(item, voice, independent=independent) for item in rated),
    )


def _scale_row(item: ItemSummary, voice: Voice, *, independent: bool) -> tuple[str, ...]:
    counted = tuple(str(count) for _, count in item.bars + item.outside)
    silent = str(item.shown - item.answered)
    median = voice.middle(item.median) if item.median is not None else "–"
    return (
        voice.pick(item.question.text),
        *counted,
        silent,
        median,
        _mean(item, voice, independent=independent),
        _top_box(item, voice, independent=independent),
    )


def _mean(item: ItemSummary, voice: Voice, *, independent: bool) -> str:
    mean = item.mean
    if mean is None or item.n < FEW:
        return "–"
    if not independent or mean.low is None or mean.high is None:
        return voice.decimal(mean.value)
    return f"{voice.decimal(mean.value)} ({voice.decimal(mean.low)}–{voice.decimal(mean.high)})"


def _top_box(item: ItemSummary, voice: Voice, *, independent: bool) -> str:
    share = item.top_box
    if share is None:
        return "–"
    if share.total < FEW or not independent or share.low is None or share.high is None:
        return voice.of(share.count, share.total)
    return f"{voice.of(share.count, share.total)} ({voice.interval(share.low, share.high)})"


def _option_table(found: Iterable[ItemSummary], voice: Voice) -> NumberTable:
    rows = tuple(
        (voice.pick(item.question.text), _counted(item, voice), str(item.shown - item.answered)) for item in found
    )
    heads = (voice.say("Question"), voice.say("Answers"), voice.say("Not answered"))
    return NumberTable(voice.say("Questions with options"), heads, rows)


def _counted(item: ItemSummary, voice: Voice) -> str:
    return ", ".join(f"{voice.pick(choice.label)}: {count}" for choice, count in item.bars)


def _counts(results: FormResults, stop: str | None, voice: Voice) -> Iterator[tuple[str, ...]]:
    for section in summarise(results.form.questionnaire, results.tally, stop):
        for item in section.items:
            start = (results.form.key, stop or "", item.question.key)
            yield (*start, "shown", "", str(item.shown))
            yield (*start, "answered", "", str(item.answered))
            values: Mapping[str, int] = results.tally.item(item.question.key, stop).values
            labels = {choice.key: voice.pick(choice.label) for choice, _ in item.bars + item.outside}
            for value in labels or sorted(values):
                yield (*start, value, labels.get(value, ""), str(values.get(value, 0)))
