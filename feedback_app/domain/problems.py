"""Everything that can be wrong with what somebody sent, as codes; the words are made where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Code = Literal[
    "required",
    "nothing_answered",
    "unknown_question",
    "unknown_option",
    "unknown_stop",
    "unknown_element",
    "unknown_field",
    "other_needs_choice",
    "wrong_type",
    "not_a_number",
    "not_whole",
    "too_many_decimals",
    "too_small",
    "too_large",
    "not_a_date",
    "too_early",
    "too_late",
    "too_long",
    "too_many_cards",
    "card_needs_text",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    `where` is the question's key, or a field inside it: `ideas-0-suggest`, `role.other`; empty for the whole response.
    `values` fills the message, e.g. {"limit": 200}.
    """

    where: str
    code: Code
    values: Mapping[str, str | int | float] = field(default_factory=dict)

    @property
    def question(self) -> str:
        """The key of the question that `where` lies in."""
        return self.where.partition("-")[0].partition(".")[0]


class Unacceptable(Exception):
    """Raised while one answer is judged; `answers.check` turns it into a problem."""

    def __init__(self, code: Code, part: str = "", **values: str | int | float) -> None:
        super().__init__(code)
        self.code: Code = code
        self.part = part
        self.values = values
