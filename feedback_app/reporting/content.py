"""What a report is made of, as plain values in one language.

A chapter holds parts, a part holds blocks. A block's `form` names the macro of
components/results.html or components/chart.html that draws it. All of it can be
pickled and sent to another process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from feedback_app.presentation.charts import Comparison, DivergingChart, Mark, OptionChart


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that is read from afar, and what it counts."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """Running text, each paragraph with an optional lead word."""

    form: ClassVar = "paragraphs"
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Highlights:
    """Two cards side by side, each a title with items: what went best, and where there is most to gain."""

    form: ClassVar = "highlights"
    cards: tuple[tuple[str, tuple[KeyFigure, ...]], ...]


@dataclass(frozen=True, slots=True)
class NumberTable:
    """Numbers as they are. The first of `heads` stands above the row labels, which are the first of every row."""

    form: ClassVar = "numbers"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    """What people wrote, under the question that they were asked."""

    form: ClassVar = "quotes"
    question: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion or a word of praise: its lines with a lead word each ("" for none), where it belongs, and a mark."""

    lines: tuple[tuple[str, str], ...]
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cards:
    """Cards under one heading of their part."""

    form: ClassVar = "cards"
    cards: tuple[Card, ...]


Block = DivergingChart | OptionChart | Comparison | Paragraphs | Highlights | NumberTable | Quotes | Cards


@dataclass(frozen=True, slots=True)
class Part:
    """Blocks under a heading; an empty title has no heading of its own."""

    title: str
    blocks: tuple[Block, ...]
    mark: Mark | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter. `key` is its anchor and its name in the style sheets."""

    key: str
    title: str
    lead: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside the PDF."""

    name: str
    description: str
    content: str


@dataclass(frozen=True, slots=True)
class Foot:
    """The words at the foot of every page: "18. mars 2026 · Side 3 av 9" from `text`, `page` and `of`."""

    text: str
    page: str
    of: str
