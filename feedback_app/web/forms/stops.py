"""The programme of a visit as a form: rows in walking order that can be added, moved and removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm

from feedback_app.web.forms.fields import typed_text
from feedback_app.web.forms.typed import NOTHING, read_clock

LONGEST_NAME = 120
ROWS_AT_FIRST = 3


@dataclass(frozen=True, slots=True)
class StopRow:
    """One stop as it was typed. A new unit is put below the chosen one. `problem` says what to mend."""

    unit: str = ""
    new: str = ""
    at: str = ""
    problem: str = ""

    @property
    def empty(self) -> bool:
        """Nothing is typed here."""
        return not (self.unit or self.new.strip() or self.at.strip())

    @property
    def time(self) -> time | None:
        """The time of day; ValueError when it cannot be read."""
        return read_clock(self.at) if self.at.strip() else None

    @property
    def readable(self) -> bool:
        """Can a picker show the time?"""
        try:
            return self.time is not None or not self.at.strip()
        except ValueError:
            return False


class Stops(Field):
    """Rows sent as `stops-0-unit`, `stops-0-new`, `stops-0-at` ..."""

    data: list[StopRow]

    def __init__(self, label: str = "", *, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.most = most
        self.units: frozenset[str] = frozenset()

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the rows that were sent; without anything sent, show those given, or a few empty ones."""
        self.process_errors = []
        if formdata:
            self.data = [self._row(formdata, place) for place in range(self.most + 1) if self._sent(formdata, place)]
        else:
            self.data = [StopRow()] * ROWS_AT_FIRST if data in NOTHING else list(data)

    def change(self, act: str) -> None:
        """Add a row ("add"), or do something with one: "up-2", "down-0", "remove-1". Anything else changes nothing."""
        word, _, number = act.partition("-")
        place = int(number) if number.isdecimal() and len(number) < 4 else len(self.data)
        rows = self.data
        if word == "add" and len(rows) < self.most:
            rows.append(StopRow())
        elif word == "remove" and place < len(rows):
            del rows[place]
        elif word == "up" and 0 < place < len(rows):
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
        elif word == "down" and place + 1 < len(rows):
            rows[place + 1], rows[place] = rows[place], rows[place + 1]

    def filled(self) -> list[StopRow]:
        """The rows in which something is typed."""
        return [row for row in self.data if not row.empty]

    def pre_validate(self, form: BaseForm) -> None:
        """Say in each row what is wrong with it."""
        self.data = [replace(row, problem=self._problem(row)) for row in self.data]
        self.errors = [row.problem for row in self.data if row.problem]
        if len(self.data) > self.most:
            self.errors.append(self.gettext("A visit has at most %(most)s stops.") % {"most": self.most})

    def _problem(self, row: StopRow) -> str:
        if row.unit and row.unit not in self.units:
            return self.gettext("Choose one of the units shown.")
        if len(row.new) > LONGEST_NAME:
            return self.gettext("The name of a unit may have %(most)s characters.") % {"most": LONGEST_NAME}
        if not row.readable:
            return self.gettext("Write a time of day, for example 10:00.")
        if row.at.strip() and not row.unit and not row.new.strip():
            return self.gettext("Choose the unit, or empty the time.")
        return ""

    def _sent(self, formdata: Any, place: int) -> bool:
        return f"{self.name}-{place}-unit" in formdata or f"{self.name}-{place}-new" in formdata

    def _row(self, formdata: Any, place: int) -> StopRow:
        unit, new, at = (typed_text(formdata, f"{self.name}-{place}-{part}") for part in ("unit", "new", "at"))
        return StopRow(unit, new, at)
