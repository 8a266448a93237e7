"""Colours, measured for contrast on white, for colour blindness and in grey. A colour never speaks alone.

Drawings carry these values as attributes, because neither style sheets nor variables reach into a drawing when
it is printed. The style sheets repeat those that text and surfaces need.
"""

from __future__ import annotations

from collections.abc import Sequence

INK = "#1B1F24"
MUTED = "#4B5563"
PAPER = "#FFFFFF"

OUTLINE = "#3B4350"
"""Around every segment of a bar, for the pale ones alone would vanish on white."""

STRENGTH, STRENGTH_MARK = "#00795F", "#FFFFFF"
MIXED, MIXED_MARK, MIXED_OUTLINE = "#F5B700", "#1B1F24", "#5C4300"
TO_GAIN, TO_GAIN_MARK = "#9B1C1C", "#FFFFFF"
FEW, FEW_MARK = "#FFFFFF", "#4B5563"

NEGATIVE = ("#9A3B0A", "#F2A65A")
NEUTRAL = "#E3E6EA"
POSITIVE = ("#74B3DB", "#0B4F94")
PLAIN = "#0B4F94"
"""A bar without sides."""


def sides(negative: int, neutral: int, positive: int) -> tuple[str, ...]:
    """Fills for a scale from its worst to its best value, darkest at both ends."""
    return (
        *_blend(NEGATIVE[0], NEGATIVE[1], negative),
        *(NEUTRAL for _ in range(neutral)),
        *reversed(_blend(POSITIVE[1], POSITIVE[0], positive)),
    )


def _blend(outer: str, inner: str, steps: int) -> Sequence[str]:
    """`steps` colours from the outermost inwards, evenly spaced in RGB."""
    start, end = _channels(outer), _channels(inner)
    return [
        "#" + "".join(f"{round(a + (b - a) * step / max(steps - 1, 1)):02X}" for a, b in zip(start, end, strict=True))
        for step in range(steps)
    ]


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(colour[1:]))
