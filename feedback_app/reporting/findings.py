"""What stands out in the results of a visit, before any words are made: who answered, what is strong, what is weak."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from feedback_app.domain.questionnaire import Section
from feedback_app.domain.results import FormResults, VisitResults
from feedback_app.domain.summary import ItemSummary, SectionSummary, summarise
from feedback_app.presentation.symbols import FEW_PEOPLE
from feedback_app.reporting import items, said
from feedback_app.reporting.items import Element, Rulers
from feedback_app.reporting.said import Given

HIGHLIGHTS = 3
"""So many statements are named as best, and as many as weakest."""


@dataclass(frozen=True, slots=True)
class FormFindings:
    """One questionnaire of the visit, all its stops together."""

    results: FormResults
    sections: tuple[SectionSummary, ...]
    elements: tuple[Element, ...]
    rulers: Rulers

    @classmethod
    def of(cls, results: FormResults) -> FormFindings:
        """What one questionnaire found."""
        questionnaire, tally = results.form.questionnaire, results.tally
        sections = summarise(questionnaire, tally)
        everywhere = [section for stop in tally.stops() for section in summarise(questionnaire, tally, stop)]
        people = _people(everywhere)
        return cls(results, sections, items.elements(sections, people), items.rulers(questionnaire, everywhere))


@dataclass(frozen=True, slots=True)
class Findings:
    """`once` are the forms that a guest answers once, `per_stop` those for every board; only forms with responses."""

    results: VisitResults
    once: tuple[FormFindings, ...]
    per_stop: tuple[FormFindings, ...]
    suggestions: tuple[Given, ...]
    praise: tuple[Given, ...]

    @classmethod
    def of(cls, results: VisitResults) -> Findings:
        """What the visit found."""
        answered = [FormFindings.of(form) for form in results.forms if form.tally.responses()]
        return cls(
            results,
            tuple(form for form in answered if not form.results.form.per_stop),
            tuple(form for form in answered if form.results.form.per_stop),
            tuple(said.given(results.texts, "suggestions")),
            tuple(said.given(results.texts, "praise")),
        )

    def guests(self) -> int:
        """How many guests answered at least something: a form is answered once by each, so its busiest place tells."""
        places = (None, *self.results.visit.stop_keys())
        return max((form.tally.responses(place) for form in self.results.forms for place in places), default=0)

    def elements(self) -> list[Section]:
        """All the elements that a suggestion can be about, without repeats."""
        sections = [section for form in self.results.forms for section in form.form.questionnaire.elements()]
        return list({section.key: section for section in reversed(sections)}.values())[::-1]

    def judged(self) -> list[Element]:
        """The elements of the whole visit with people enough behind them, strongest first."""
        found = [element for form in self.once for element in form.elements if element.people >= FEW_PEOPLE]
        return sorted(found, key=lambda element: element.share, reverse=True)

    def statements(self) -> tuple[list[ItemSummary], list[ItemSummary]]:
        """The best and the weakest statements of the elements; nothing unless the two lists are apart."""
        rated = sorted(_rated(self.judged()), key=_standing, reverse=True)
        if len(rated) < 2 * HIGHLIGHTS or _standing(rated[HIGHLIGHTS - 1])[0] == _standing(rated[-HIGHLIGHTS])[0]:
            return [], []
        return rated[:HIGHLIGHTS], rated[: -HIGHLIGHTS - 1 : -1]


def _people(everywhere: Iterable[SectionSummary]) -> dict[str, int]:
    """How many people answered each question: at the stop where most did, for some are at every stop."""
    found: dict[str, int] = {}
    for section in everywhere:
        for item in section.items:
            found[item.question.key] = max(found.get(item.question.key, 0), item.n)
    return found


def _rated(elements: Iterable[Element]) -> list[ItemSummary]:
    return [item for element in elements for item in element.section.items if item.top_box and item.n >= FEW_PEOPLE]


def _standing(item: ItemSummary) -> tuple[float, float]:
    assert item.top_box, "only rated statements are compared"
    return item.top_box.count / item.top_box.total, item.mean.value if item.mean else 0.0
