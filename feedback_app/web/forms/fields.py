"""Fields that read what was typed and hold it, exactly. They judge nothing and draw nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import Field

CARD_FIELDS: Mapping[str, tuple[str, ...]] = {
    "suggestions": ("saw", "suggest", "better", "element", "stop"),
    "praise": ("stop", "text", "aloud"),
}

# What no keyboard sends and no page may hold: control characters, lone surrogates, noncharacters.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010fffd]")


class OneText(Field):
    """One value: a text, a number as it was written, or the key of what was chosen."""

    data: str

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the value sent under the field's name."""
        self.data = typed_text(formdata, self.name)


class Ticks(Field):
    """The keys of everything that was ticked."""

    data: list[str]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read all values sent under the field's name."""
        sent: Sequence[str] = formdata.getlist(self.name) if formdata else ()
        self.data = [_printable(value) for value in sent]


class Cards(Field):
    """Repeated cards; the field `suggest` of the first card is sent as `ideas-0-suggest`."""

    data: list[dict[str, str]]

    def __init__(self, kind: str, limit: int, **options: Any) -> None:
        super().__init__(**options)
        self.card_fields = CARD_FIELDS[kind]
        self.limit = limit

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read every card, empty ones too, so that each keeps its place on the page."""
        self.data = [
            {name: typed_text(formdata, f"{self.name}-{place}-{name}") for name in self.card_fields}
            for place in range(self.limit)
        ]


def typed_text(formdata: Any, name: str) -> str:
    """What was sent under a name, without what no page may hold."""
    return _printable(formdata.get(name, "")) if formdata else ""


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)
