"""What a visit has brought, as values: the one thing that the results page, the PDF and the command line all read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from feedback_app.domain.kinds import Answer
from feedback_app.domain.pairing import PairedItem
from feedback_app.domain.questionnaire import Question, Section
from feedback_app.domain.tally import Tally
from feedback_app.domain.visits import Form, Visit


@dataclass(frozen=True, slots=True)
class TextAnswer:
    """Words that somebody wrote. `answer` is a text, or the list of cards of a suggestions or praise question."""

    form: Form
    section: Section
    question: Question
    stop: str | None
    answer: Answer


@dataclass(frozen=True, slots=True)
class FormResults:
    """One questionnaire of the visit: its counts by stop, and the comparison of its items between stops."""

    form: Form
    tally: Tally
    paired: tuple[PairedItem, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitResults:
    """Everything received on a visit. `texts` are in random order and may be only the first ones: see `more_texts`."""

    visit: Visit
    forms: tuple[FormResults, ...]
    texts: tuple[TextAnswer, ...]
    more_texts: bool = False

    def received(self) -> int:
        """Responses in all."""
        return sum(form.tally.responses() for form in self.forms)

    def received_by_stop(self) -> Mapping[str | None, int]:
        """Responses per stop; None is what is answered once for the whole visit."""
        counts: dict[str | None, int] = {stop.key: 0 for stop in self.visit.stops}
        counts[None] = 0
        for results in self.forms:
            for key in (None, *self.visit.stop_keys()):
                counts[key] += results.tally.responses(key)
        return counts
