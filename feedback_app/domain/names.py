"""One line of text that names something: a unit, a person, a group, a code that somebody typed."""

from __future__ import annotations

import unicodedata


def tidy(typed: str) -> str:
    """The name in NFC, with single spaces and without control characters or half characters.

    No engine can be asked for those two; what differs only in them is the same name.
    """
    signs = (sign for sign in typed if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join(unicodedata.normalize("NFC", "".join(signs)).split())
