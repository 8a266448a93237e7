"""The status of an element: one shape, one word and one colour that always come together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Shape = Literal["circle", "triangle", "square", "ring"]

FEW_PEOPLE = 5
"""With fewer people behind it nothing is judged: counts alone are shown."""

STRENGTH_FROM, MIXED_FROM = 3 / 4, 1 / 2
"""The smallest share of positive answers for a clear strength, and for a mixed picture."""


@dataclass(frozen=True, slots=True)
class Status:
    """`word` is a message to translate; `shape` names the drawing in components/chart.html."""

    shape: Shape
    word: str


STRENGTH = Status("circle", "Clear strength")
MIXED = Status("triangle", "Mixed")
TO_GAIN = Status("square", "Most to gain")
TOO_FEW = Status("ring", "Too few answers")


def judge(positive: int, answers: int, people: int) -> Status:
    """The status of an element from its positive answers, all its answers, and the people who gave them."""
    if people < FEW_PEOPLE or answers == 0:
        return TOO_FEW
    share = positive / answers
    if share >= STRENGTH_FROM:
        return STRENGTH
    return MIXED if share >= MIXED_FROM else TO_GAIN
