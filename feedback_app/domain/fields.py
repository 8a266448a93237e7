"""Readers of the fields of a document: each takes a raw value and gives a typed one, or reports a fault.

A reader never stops at a fault. It reports, and gives None or a blank in place of the value, so that all that
follows is read too and keeps its place in its list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from feedback_app.domain.faults import Fault, did_you_mean, listed, quoted

T = TypeVar("T")
Report = list[Fault]
Read = Callable[[Any, str, Report], Any]

LARGEST = 10**12
"""Bound of the numbers in a document: floats and every database keep them exactly."""

LONGEST = 5_000
"""Most characters of one text: some three pages."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a table: how it is read, and what stands in for it when it is needed and unreadable."""

    read: Read
    needed: bool = False
    blank: Any = None


def table(what: str, fields: Mapping[str, Field], make: Callable[..., T]) -> Callable[[Any, str, Report], T]:
    """Read a table with these fields and give `make(**values)`; fields that are not needed may be absent."""

    def read(raw: Any, path: str, report: Report) -> T:
        if not isinstance(raw, Mapping):
            report.append(Fault(path, f"This must be a table: {what}.", _fields_are(fields)))
            return make(**{name: field.blank for name, field in fields.items() if field.needed})
        for name in raw:
            if name not in fields:
                suggestion = did_you_mean(name, fields)
                report.append(Fault(inside(path, name), f"No field of {what} is called {quoted(name)}.", suggestion))
        values = {}
        for name, field in fields.items():
            value = field.read(raw[name], inside(path, name), report) if name in raw else None
            if name not in raw and field.needed:
                report.append(Fault(inside(path, name), "This field is missing.", f"Every {_bare(what)} needs it."))
            if value is not None or field.needed:
                values[name] = field.blank if value is None else value
        return make(**values)

    return read


def many(read_one: Callable[[Any, str, Report], T]) -> Callable[[Any, str, Report], tuple[T, ...]]:
    """Read a list with at least one member."""

    def read(raw: Any, path: str, report: Report) -> tuple[T, ...]:
        if not isinstance(raw, list | tuple):
            report.append(Fault(path, "This must be a list.", "Put it in square brackets."))
            return ()
        if not raw:
            report.append(Fault(path, "This list is empty.", "Name at least one member, or leave the field out."))
        return tuple(read_one(value, f"{path}[{position}]", report) for position, value in enumerate(raw))

    return read


def words(raw: Any, path: str, report: Report) -> str | None:
    """A text that is neither empty nor endless and that every database can store; kept as it was written."""
    if not isinstance(raw, str):
        report.append(Fault(path, "This must be a text.", "Put it in double quotes."))
    elif not raw.strip():
        report.append(Fault(path, "This text is empty.", "Write it, or leave out the field where it is optional."))
    elif len(raw) > LONGEST:
        report.append(Fault(path, f"This text has {len(raw)} characters.", f"Write {LONGEST} at most."))
    elif any(sign not in "\n\t" and unicodedata.category(sign) in ("Cc", "Cs") for sign in raw):
        report.append(Fault(path, "This text holds an invisible control character.", "Type the text anew."))
    else:
        return raw
    return None


def key(pattern: str, example: str) -> Read:
    """A name for machines; a bad one is given all the same, so that rules that refer to it find it."""

    def read(raw: Any, path: str, report: Report) -> str | None:
        if not isinstance(raw, str):
            report.append(Fault(path, "A key must be a text.", f"For example {quoted(example)}."))
            return None
        if not re.fullmatch(pattern, raw):
            advice = f"Small letters a-z and digits, 60 characters at most, for example {quoted(example)}."
            report.append(Fault(path, f"{quoted(raw)} cannot be a key.", advice))
        return raw

    return read


def reference(raw: Any, path: str, report: Report) -> str | None:
    """The key of something else in the document."""
    if isinstance(raw, str):
        return raw
    report.append(Fault(path, "This must be a key in double quotes."))
    return None


def one_of(options: Collection[str]) -> Read:
    """One of a few fixed words."""

    def read(raw: Any, path: str, report: Report) -> str | None:
        if isinstance(raw, str) and raw in options:
            return raw
        if isinstance(raw, str):
            report.append(Fault(path, f"{quoted(raw)} is not known here.", did_you_mean(raw, options)))
        else:
            report.append(Fault(path, "This must be a word in double quotes.", f"One of {listed(options)}."))
        return None

    return read


def flag(raw: Any, path: str, report: Report) -> bool | None:
    """True or false."""
    if isinstance(raw, bool):
        return raw
    report.append(Fault(path, "This must be true or false.", "Without quotes."))
    return None


def number(raw: Any, path: str, report: Report) -> int | float | None:
    """A number of ordinary size, of the type that it was written in."""
    if isinstance(raw, int | float) and not isinstance(raw, bool) and -LARGEST <= raw <= LARGEST:
        return raw
    report.append(Fault(path, "This must be a number of ordinary size.", "Without quotes, with a decimal point."))
    return None


def whole(low: int, high: int) -> Read:
    """A whole number within bounds."""

    def read(raw: Any, path: str, report: Report) -> int | None:
        if isinstance(raw, int) and not isinstance(raw, bool) and low <= raw <= high:
            return raw
        report.append(Fault(path, f"This must be a whole number from {low} to {high}.", "Without quotes."))
        return None

    return read


def day(raw: Any, path: str, report: Report) -> str | None:
    """A date as ISO text, from such a text or from a bare TOML date."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw.isoformat()
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            return date.fromisoformat(raw).isoformat()
        except ValueError:
            report.append(Fault(path, f"The calendar has no day {quoted(raw)}."))
            return None
    report.append(Fault(path, "This must be a date.", 'Write year, month and day, for example "2026-03-18".'))
    return None


def inside(path: str, name: Any) -> str:
    """The path of a field inside the table at `path`."""
    shown = name if isinstance(name, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name) else quoted(name)
    return f"{path}.{shown}" if path else shown


def _fields_are(fields: Mapping[str, Field]) -> str:
    return f"It needs {listed(name for name, field in fields.items() if field.needed)}."


def _bare(what: str) -> str:
    return what.partition(" ")[2]
