"""Carry what was typed across a login that had expired, so that nobody types it twice."""

from __future__ import annotations

import json

from flask import request

FIELD = "_kept"
SECRETS = frozenset({"password", "current"})
"""Never written into a page."""

Typed = tuple[tuple[str, str], ...]
"""Names and values of a form, in their order."""


def pack() -> str:
    """What was just posted, for a hidden field."""
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in SECRETS]
    return json.dumps(pairs)


def unpack(packed: str) -> Typed:
    """What such a field holds; nothing when it is damaged."""
    try:
        pairs = json.loads(packed)
        return tuple((name, value) for name, value in pairs if isinstance(name, str) and isinstance(value, str))
    except (ValueError, TypeError, RecursionError):
        return ()
