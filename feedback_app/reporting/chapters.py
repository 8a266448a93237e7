"""The chapters of a report, each from the findings. A chapter without anything to say is None."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from feedback_app.domain.summary import ItemSummary, SectionSummary
from feedback_app.presentation import charts
from feedback_app.presentation.charts import Comparison, DivergingChart
from feedback_app.presentation.wording import Voice
from feedback_app.reporting import boards, items, method, said
from feedback_app.reporting.content import Block, Chapter, Highlights, KeyFigure, NumberTable, Part
from feedback_app.reporting.findings import Findings, FormFindings
from feedback_app.reporting.items import Element


def all_chapters(findings: Findings, voice: Voice) -> tuple[Chapter, ...]:
    """The whole report in its order."""
    say, results = voice.say, findings.results
    names = said.stop_names(((stop.key, stop.unit) for stop in results.visit.stops), voice)
    all_answers = say(
        "All answers about each element, strongest first. The line in the bars parts the negative from the positive."
    )
    on_the_spot = say(
        "The same questions at every board, answered on the spot. With few answers, small differences may be chance."
    )
    answered = say("In the guests' own words. Every suggestion gets an owner and an answer.")
    own_words = say("In the guests' own words, for the boards they are about.")
    suggestions = said.suggestions(findings.suggestions, findings.elements(), names, voice)
    found = (
        _chapter("picture", say("The picture on one page"), _picture(findings, voice), all_answers),
        _chapter("who", say("Who answered"), _who(findings, names, voice)),
        _chapter("elements", say("Element by element"), _elements(findings, voice)),
        _chapter("boards", say("Board by board"), _boards(findings, names, voice), on_the_spot),
        _chapter("suggestions", say("Suggestions for improvement"), suggestions, answered),
        _chapter("praise", say("Praise"), said.praise(findings.praise, names, voice), own_words),
        _chapter("closing", say("What the guests take with them"), _closing(findings, voice)),
        _chapter("method", say("How the numbers were made"), [method.how(results.visit, voice)]),
        _chapter("numbers", say("All the numbers"), method.tables(results, voice)),
    )
    return tuple(chapter for chapter in found if chapter)


def _chapter(key: str, title: str, parts: Iterable[Part], lead: str = "") -> Chapter | None:
    filled = [part for part in parts if part.blocks]
    return Chapter(key, title, lead, tuple(_calmed(filled))) if filled else None


def _calmed(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts, with every caption and legend of charts where it comes first only."""
    met: set[object] = set()
    for part in parts:
        blocks: list[Block] = []
        for block in part.blocks:
            blocks.append(charts.calmed(block, met))
            if isinstance(block, DivergingChart | Comparison):
                met |= {block.caption, block.legend}
        yield replace(part, blocks=tuple(blocks))


def _picture(findings: Findings, voice: Voice) -> Iterator[Part]:
    for form in findings.once:
        yield Part("", items.element_charts(form.elements, form.results.form.questionnaire, form.rulers, voice))
    best, weakest = findings.statements()
    if best:
        cards = (
            (voice.say("What succeeded best"), _statements(best, voice)),
            (voice.say("Where there is most to gain"), _statements(weakest, voice)),
        )
        yield Part("", (Highlights(cards),))


def _statements(found: Iterable[ItemSummary], voice: Voice) -> tuple[KeyFigure, ...]:
    return tuple(
        KeyFigure(
            voice.say("%(share)s positive answers", share=voice.share(item.top_box.count, item.top_box.total)),
            voice.pick(item.question.text),
        )
        for item in found
        if item.top_box
    )


def _who(findings: Findings, names: Mapping[str, str], voice: Voice) -> Iterator[Part]:
    visit = findings.results.visit
    received = findings.results.received_by_stop()
    rows = [(names[stop.key], received[stop.key]) for stop in visit.stops]
    if findings.once:
        rows.append((voice.say("The whole visit"), received[None]))
    table = NumberTable(
        voice.say("Answers received, by what they are about"),
        (voice.say("About"), voice.say("Answers")),
        tuple((name, _received(count, visit.expected, voice)) for name, count in rows),
    )
    yield Part("", (table,))
    for form in findings.once:
        yield from _others(form, findings, voice, before=True)


def _received(count: int, expected: int | None, voice: Voice) -> str:
    return voice.of(count, expected) if expected and count <= expected else str(count)


def _elements(findings: Findings, voice: Voice) -> Iterator[Part]:
    for form in findings.once:
        known = {element.section.section.key: element for element in form.elements}
        for section in form.sections:
            if not section.section.element:
                continue
            element = known.get(section.section.key)
            yield Part(
                voice.pick(section.section.title),
                _all_blocks(section, form, findings, voice),
                mark=items.mark(element.status, voice) if element else None,
                detail=_standing(element, voice) if element else "",
            )


def _standing(element: Element, voice: Voice) -> str:
    share = voice.share(element.positive, element.pooled.n, element.people)
    return voice.say("%(share)s positive answers", share=share)


def _boards(findings: Findings, names: Mapping[str, str], voice: Voice) -> Iterator[Part]:
    stops = findings.results.visit.stop_keys()
    for form in findings.per_stop:
        questionnaire = form.results.form.questionnaire
        yield Part(
            voice.say("All boards together"), items.element_charts(form.elements, questionnaire, form.rulers, voice)
        )
        for section, found in boards.by_stop(questionnaire, form.results.tally, stops):
            yield Part(voice.pick(section.title), boards.side_by_side(found, names, questionnaire, form.rulers, voice))
        yield Part(voice.say("The same guest at two boards"), boards.pairs(form.results.paired, names, voice))
        for stop in stops:
            written = [
                quote
                for section in questionnaire.sections
                for quote in said.quotes(findings.results.texts, section, voice, stop)
            ]
            yield Part(voice.say("In their own words: %(stop)s", stop=names[stop]), tuple(written))


def _closing(findings: Findings, voice: Voice) -> Iterator[Part]:
    for form in findings.once:
        yield from _others(form, findings, voice, before=False)


def _others(form: FormFindings, findings: Findings, voice: Voice, *, before: bool) -> Iterator[Part]:
    """The sections that are no elements: those before the first element, or those after it."""
    kinds = [section.section.element for section in form.sections]
    first = kinds.index(True) if True in kinds else len(kinds)
    for section in form.sections[:first] if before else form.sections[first:]:
        if not section.section.element:
            yield Part(voice.pick(section.section.title), _all_blocks(section, form, findings, voice))


def _all_blocks(section: SectionSummary, form: FormFindings, findings: Findings, voice: Voice) -> tuple[Block, ...]:
    counted = items.blocks(section.items, form.results.form.questionnaire, form.rulers, voice)
    return (*counted, *said.quotes(findings.results.texts, section.section, voice))
