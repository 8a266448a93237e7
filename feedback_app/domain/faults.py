"""What is wrong with a questionnaire, in plain English for its author: where, what, and what to do."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

SHOWN = 60
"""Longest piece of the author's own words that a message repeats."""

FEW = 15
"""As many words as a suggestion lists in full."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend.

    `path` leads there, e.g. `sections[2].questions[0].text.nn`; it is empty for the whole document.
    """

    path: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        """The fault on one line."""
        return " ".join(filter(None, (self.path and f"{self.path}:", self.message, self.suggestion)))


class Faults(Exception):
    """Raised with every fault of a questionnaire at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(map(str, self.faults)))


def quoted(value: Any) -> str:
    """A word from the author in double quotes, cut short and printable whatever it holds."""
    word = str(value)[:SHOWN]
    return json.dumps(word, ensure_ascii=not word.isprintable())


def listed(values: Iterable[Any]) -> str:
    """Several words one after the other."""
    return ", ".join(map(quoted, values))


def did_you_mean(word: Any, known: Collection[str]) -> str:
    """A suggestion: the nearest of the known words, or all of them while they are few."""
    near = get_close_matches(str(word)[:SHOWN], known, n=1)
    if near:
        return f"Did you mean {quoted(near[0])}?"
    return f"Known here: {listed(known)}." if 0 < len(known) <= FEW else ""
