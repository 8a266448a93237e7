"""Free text that the embedded fonts can really show: a glyph that is missing or has no width makes a PDF invalid."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

FONTS = (
    Path("/usr/share/fonts/opentype/inter/Inter-Regular.otf"),
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
)
"""The fonts that print.css names, in its order, where Debian's packages put them."""

UNKNOWN = "□"
KEPT_SPACES = "\n\t\u00a0\u202f"
LINE_ENDS = "\r\u2028\u2029\x0b\x0c"

OVERLONG = re.compile(r"\S{80}(?=\S)")
"""What is longer is no word: breaking lines in it would take the renderer minutes, so a space divides it."""


def clean(text: str) -> str:
    """The text in NFC, without invisible controls, and with □ for every sign that no font of ours has.

    Variation selectors and skin tones go without a trace, so that an emoji leaves one □ rather than several.
    """
    shown = "".join(_sign(sign) for sign in unicodedata.normalize("NFC", text))
    return OVERLONG.sub(r"\g<0> ", shown)


def finalize(value: Any) -> Any:
    """Clean what a template writes; markup was cleaned when it was made."""
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _sign(sign: str) -> str:
    if sign in KEPT_SPACES:
        return sign
    if sign in LINE_ENDS:
        return "\n"
    code, category = ord(sign), unicodedata.category(sign)
    if category in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or 0x1F3FB <= code <= 0x1F3FF:
        return ""
    return sign if category not in ("Cs", "Co", "Cn") and code in _covered() else UNKNOWN


@cache
def _covered() -> frozenset[int]:
    """The code points that the fonts on this machine cover."""
    # Imported here: only a process that renders needs it, and it comes with the renderer.
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # noqa: PLC0415

    codes: set[int] = set()
    for path in FONTS:
        if path.exists():
            with TTFont(path, lazy=True) as font:
                codes.update(font.getBestCmap())
    return frozenset(codes)
