"""Time two or more ways of doing something by turns, so that a busy machine slows all of them alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure. `floor` names the figure it is held against; `limit` is the most times that."""

    name: str
    value: float
    unit: str
    floor: str | None = None
    limit: float | None = None


def cpu_by_turns(ways: Mapping[str, Callable[[], object]], rounds: int = 15, calls: int = 40) -> dict[str, float]:
    """Milliseconds of CPU that one call takes, by way: the median over rounds in which every way has its turn."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for way in ways.values():
        way()
    for _ in range(rounds):
        for name, way in ways.items():
            began = time.process_time()
            for _ in range(calls):
                way()
            taken[name].append(1000 * (time.process_time() - began) / calls)
    return {name: statistics.median(times) for name, times in taken.items()}


def wall(work: Callable[[], object]) -> float:
    """Milliseconds until the work is done."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def table(figures: list[Figure]) -> str:
    """The figures as lines, each with its ratio to its floor and whether that is within its limit."""
    values = {figure.name: figure.value for figure in figures}
    lines = []
    for figure in figures:
        line = f"{figure.name:<58} {figure.value:>12,.2f} {figure.unit:<8}"
        if figure.floor is not None:
            ratio = figure.value / values[figure.floor]
            line += f" {ratio:>7.2f} x {figure.floor}"
            if figure.limit is not None:
                line += f"  ({'within' if ratio <= figure.limit else 'OVER'} {figure.limit:g} x)"
        lines.append(line.rstrip())
    return "\n".join(lines)
