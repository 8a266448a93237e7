"""Visits that were just looked up, with the pages already drawn for them: a warm page asks the database nothing.

What is kept here only decides what is *shown*. Whether an answer is accepted the database decides, on every delivery.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from feedback_app.domain.questionnaire import Language
from feedback_app.domain.visits import Form, Phase, Stop, Visit
from feedback_app.presentation import formats
from feedback_app.web.forms.sheet import Sheet, Stops, sheet_of
from feedback_app.web.visitor.parcel import Parcel

FRESH_SECONDS = 2.0
"""So long an organizer may wait to see a change on visitors' pages."""

MOST_VISITS = 100

PageKey = tuple[Language, str, str | None, Phase]


@dataclass(slots=True)
class Known:
    """A visit and what was made for it."""

    visit: Visit
    looked_up: float
    pages: dict[PageKey, Parcel] = field(default_factory=dict)
    sheets: dict[tuple[Language, str], Sheet] = field(default_factory=dict)

    def sheet(self, form: Form, language: Language) -> Sheet:
        """The questionnaire in a language, with the stops of this visit."""
        key = (language, form.key)
        if key not in self.sheets:
            self.sheets[key] = sheet_of(form.questionnaire, language, stops(self.visit, language))
        return self.sheets[key]


class KnownVisits:
    """The visits that were asked for last, by their code."""

    def __init__(self) -> None:
        self._known: dict[str, Known] = {}

    def __contains__(self, code: str) -> bool:
        return code in self._known

    def get(self, code: str, look_up: Callable[[str], Visit | None]) -> Known | None:
        """The visit with this code: looked up again when what we know is no longer fresh."""
        known = self._known.get(code)
        now = time.monotonic()
        if known and now - known.looked_up < FRESH_SECONDS:
            return known
        visit = look_up(code)
        if visit is None:
            self._known.pop(code, None)
            return None
        if known and known.visit == visit:
            known.looked_up = now
            return known
        return self._remember(code, Known(visit, now))

    def _remember(self, code: str, known: Known) -> Known:
        if len(self._known) >= MOST_VISITS:
            self._known.clear()
        self._known[code] = known
        return known


def stops(visit: Visit, language: Language) -> Stops:
    """Keys and names of the stops: the unit, and the time when there is one."""
    return tuple((stop.key, stop_name(stop, language)) for stop in visit.stops)


def stop_name(stop: Stop, language: Language) -> str:
    """One stop, as a visitor recognises it."""
    return f"{stop.unit} ({formats.clock(stop.at, language)})" if stop.at else stop.unit
