"""The document about a visit: what both the results page and the PDF lay out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.results import VisitResults
from feedback_app.presentation import formats
from feedback_app.presentation.wording import Voice
from feedback_app.reporting import method
from feedback_app.reporting.chapters import all_chapters
from feedback_app.reporting.content import Attachment, Chapter, Foot, KeyFigure
from feedback_app.reporting.findings import Findings
from feedback_app.reporting.items import Element


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language, every word of it ready.

    `title` names it in lists of files, `heading` on its first page; `made` is the date that its metadata carries.
    """

    language: Language
    title: str
    author: str
    kicker: str
    heading: str
    lead: tuple[str, ...]
    figures: tuple[KeyFigure, ...]
    chapters: tuple[Chapter, ...]
    foot: Foot
    attachment: Attachment
    made: date


def build(results: VisitResults, language: Language, made: date, organisation: str = "") -> Document:
    """The report on a visit. `organisation` publishes it; without one the visit alone is named."""
    voice, findings, visit = Voice(language), Findings.of(results), results.visit
    day = formats.day(visit.day, language)
    return Document(
        language=language,
        title=voice.say("What our guests saw: %(group)s, %(day)s", group=visit.group, day=day),
        author=organisation,
        kicker=voice.say("Feedback from a visit · %(day)s", day=day),
        heading=voice.say("What our guests saw"),
        lead=_lead(findings, voice),
        figures=_figures(findings, voice),
        chapters=all_chapters(findings, voice),
        foot=Foot(" · ".join(filter(None, (organisation, visit.group, day))), voice.say("Page"), voice.say("of")),
        attachment=method.attachment(results, voice),
        made=made,
    )


def _lead(findings: Findings, voice: Voice) -> tuple[str, ...]:
    """What happened and what stands out. Nothing is claimed that the numbers do not say."""
    visit = findings.results.visit
    said = []
    if visit.stops:
        stops = voice.listed([stop.unit for stop in visit.stops])
        said.append(voice.say("%(group)s visited %(stops)s.", group=visit.group, stops=stops))
    ranked = findings.judged()
    if ranked and ranked[0].share > ranked[-1].share:
        said.append(
            voice.say(
                "Strongest is %(best)s; there is most to gain in %(weakest)s.",
                best=_named([element for element in ranked if element.share == ranked[0].share], voice),
                weakest=_named([element for element in ranked if element.share == ranked[-1].share], voice),
            )
        )
    return tuple(said)


def _named(elements: list[Element], voice: Voice) -> str:
    """«Gevinster» (4 av 11 svar er positive); elements that stand equal are all named."""
    titles = voice.listed([voice.quoted(voice.pick(element.section.section.title)) for element in elements])
    positive, answers = sum(element.positive for element in elements), sum(element.pooled.n for element in elements)
    return voice.say("%(titles)s (%(share)s answers are positive)", titles=titles, share=voice.of(positive, answers))


def _figures(findings: Findings, voice: Voice) -> tuple[KeyFigure, ...]:
    visit, guests = findings.results.visit, findings.guests()
    known = visit.expected is not None and guests <= visit.expected
    least = voice.say("at least") + " " if findings.results.more_texts else ""
    suggestions, praise = len(findings.suggestions), len(findings.praise)
    return (
        KeyFigure(
            voice.of(guests, visit.expected or 0) if known else str(guests),
            voice.plural("guest answered", "guests answered", visit.expected or 0 if known else guests),
        ),
        KeyFigure(str(len(visit.stops)), voice.plural("board meeting", "board meetings", len(visit.stops))),
        KeyFigure(f"{least}{suggestions}", voice.plural("suggestion", "suggestions", suggestions)),
        KeyFigure(f"{least}{praise}", voice.plural("word of praise", "words of praise", praise)),
    )
