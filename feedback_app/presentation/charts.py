"""From counts to drawings: bars as plain numbers that components/chart.html turns into SVG and tables.

All charts of a set share one zero line, so that rows compare at a glance. A chart is always also a table: what the
bar shows stands beside it as text.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, TypeVar

from jinja2 import Environment

from feedback_app.domain.questionnaire import Scale
from feedback_app.domain.summary import ItemSummary
from feedback_app.presentation import palette
from feedback_app.presentation.symbols import Shape
from feedback_app.presentation.wording import FEW

WIDTH, HEIGHT = 200.0, 14.0
"""The drawing surface of a bar; the page stretches it to the width of its column."""

MOST_TICKS = 40
"""Up to this many answers a bar is divided so that every answer can be counted."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar. `x` and `width` are in units of the drawing surface."""

    x: float
    width: float
    fill: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `ticks` divide it into single answers; `zero` is the common line, None when the bar has no sides."""

    title: str
    segments: tuple[Segment, ...]
    ticks: tuple[float, ...] = ()
    zero: float | None = None


@dataclass(frozen=True, slots=True)
class Key:
    """One entry of a legend."""

    fill: str
    label: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A status, ready to be shown: its shape with its word."""

    shape: Shape
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its numbers. `apart` says what the bar leaves out."""

    label: str
    bar: Bar | None
    negative: str
    positive: str
    apart: str = ""
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class DivergingHeads:
    """The words above the columns; an empty `apart` or `mark` leaves the column out."""

    label: str
    negative: str
    bar: str
    positive: str
    apart: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DivergingChart:
    """A table of bars around one zero line. `heads` are the words above the columns, "" where a column is left out."""

    form: ClassVar = "diverging"
    caption: str
    heads: DivergingHeads
    rows: tuple[Row, ...]
    legend: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option with how many chose it."""

    label: str
    bar: Bar
    number: str


@dataclass(frozen=True, slots=True)
class OptionChart:
    """A table of options with plain bars."""

    form: ClassVar = "options"
    caption: str
    heads: tuple[str, str, str]
    rows: tuple[OptionRow, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One place in a comparison: a bar where there is one to draw, and always the words."""

    text: str
    bar: Bar | None = None


@dataclass(frozen=True, slots=True)
class ComparisonRow:
    """One thing compared."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same things side by side. The first of `heads` stands above the labels."""

    form: ClassVar = "comparison"
    caption: str
    heads: tuple[str, ...]
    rows: tuple[ComparisonRow, ...]
    legend: tuple[Key, ...] = ()


Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Sides:
    """Which choices lie on which side of the zero line, by position: [0, negative) | neutral | [positive, end)."""

    negative: int
    neutral: int
    positive: int

    @classmethod
    def of(cls, scale: Scale) -> Sides | None:
        """The sides of a scale; None when it does not say what is positive."""
        if scale.positive is None:
            return None
        values = [choice.value for choice in scale.choices if choice.value is not None]
        positive = sum(value >= scale.positive for value in values)
        neutral = sum(value == scale.neutral for value in values)
        return cls(len(values) - neutral - positive, neutral, positive)

    def split(self, counts: Sequence[int]) -> tuple[int, int, int]:
        """The counts below, on and above the zero line."""
        middle = self.negative + self.neutral
        return sum(counts[: self.negative]), sum(counts[self.negative : middle]), sum(counts[middle:])


@dataclass(frozen=True, slots=True)
class Span:
    """How much is drawn on either side of the zero line, as shares of a whole bar."""

    left: float
    right: float

    @property
    def zero(self) -> float:
        """Where the zero line lies on the drawing surface."""
        return round(self.left / (self.left + self.right) * WIDTH, 2)

    @property
    def unit(self) -> float:
        """The length of a whole bar on the drawing surface."""
        return WIDTH / (self.left + self.right)


@dataclass(frozen=True, slots=True)
class Ruler:
    """What all the bars of one scale are laid out on, so that their zero lines stand above one another."""

    sides: Sides
    place: Span

    @classmethod
    def around(cls, sides: Sides, every_counts: Iterable[Sequence[int]]) -> Ruler:
        """The smallest ruler into which all the bars fit, with room enough to see that there are two sides."""
        left, right = 0.15, 0.5
        for counts in every_counts:
            below, middle, above = sides.split(counts)
            whole = max(below + middle + above, FEW)
            left = max(left, (below + middle / 2) / whole)
            right = max(right, (above + middle / 2) / whole)
        return cls(sides, Span(left, right))


def diverging(counts: Sequence[int], ruler: Ruler, title: str) -> Bar:
    """A bar around the zero line; fewer than five answers make a shorter bar rather than a full one."""
    sides, place = ruler.sides, ruler.place
    below, middle, above = sides.split(counts)
    n = below + middle + above
    step = place.unit / max(n, FEW)
    start = place.zero - (below + middle / 2) * step
    fills = palette.sides(sides.negative, sides.neutral, sides.positive)
    return Bar(title, _segments(counts, fills, start, step), _ticks(n, start, step), place.zero)


def plain(count: int, whole: int, title: str = "") -> Bar:
    """A bar from the left edge, as long as `count` is of `whole`; without a title it is decoration."""
    step = WIDTH / max(whole, FEW)
    return Bar(title, _segments([count], [palette.PLAIN], 0, step), _ticks(count, 0, step))


def legend(sides: Sides, labels: Iterable[str]) -> tuple[Key, ...]:
    """What the fills mean, in the order of the scale."""
    fills = palette.sides(sides.negative, sides.neutral, sides.positive)
    return tuple(Key(fill, label) for fill, label in zip(fills, labels, strict=True))


def calmed(block: Drawn, met: Container[object]) -> Drawn:
    """A chart without the caption and the legend that the reader has already met; anything else as it is."""
    if isinstance(block, DivergingChart | Comparison):
        caption = "" if block.caption in met else block.caption
        return replace(block, caption=caption, legend=() if block.legend in met else block.legend)
    return block


def counts_of(item: ItemSummary) -> list[int]:
    """The counts along the scale."""
    return [number for _, number in item.bars]


def install(environment: Environment) -> None:
    """Give a template environment what components/chart.html needs."""
    environment.globals["palette"] = palette
    environment.globals["surface"] = (WIDTH, HEIGHT)


def _segments(counts: Sequence[int], fills: Sequence[str], start: float, step: float) -> tuple[Segment, ...]:
    segments, x = [], start
    for count, fill in zip(counts, fills, strict=True):
        if count:
            segments.append(Segment(round(x, 2), round(count * step, 2), fill))
        x += count * step
    return tuple(segments)


def _ticks(n: int, start: float, step: float) -> tuple[float, ...]:
    return tuple(round(start + step * answer, 2) for answer in range(1, n)) if n <= MOST_TICKS else ()
