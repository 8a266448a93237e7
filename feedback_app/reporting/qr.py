"""QR codes as drawings that a page can hold without an image file."""

from __future__ import annotations

import io
import re
from typing import NamedTuple

import segno

QUIET = 4
"""Empty modules around the code, as the standard wants (ISO/IEC 18004)."""


class Drawing(NamedTuple):
    """A code of `size` by `size` modules, the quiet zone included; `path` are the strokes of its dark modules."""

    size: int
    path: str


def drawing(text: str) -> Drawing:
    """The code of a text; a quarter of it may be dirty or torn."""
    code = segno.make_qr(text, error="Q")
    written = io.BytesIO()
    code.save(written, kind="svg", border=QUIET, xmldecl=False, svgns=False, omitsize=True)
    found = re.search(r' d="([^"]+)"', written.getvalue().decode())
    assert found is not None
    return Drawing(int(code.symbol_size(border=QUIET)[0]), found[1])
