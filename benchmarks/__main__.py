"""Run the benchmarks: `python -m benchmarks [pages] [serving] [results] [reports] [--sizes 1000,100000]`."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import pages, reports, results, serving
from benchmarks.measure import Figure, table
from benchmarks.stage import sqlite
from feedback_app.store.migrate import upgrade
from tests.engines import Postgres

PARTS = ("pages", "serving", "reports", "results")


def main() -> None:
    """Measure what was asked for, by default everything, and print each part as it is done."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="what to measure; all when left out")
    parser.add_argument("--sizes", default=",".join(map(str, results.SIZES)), help="responses in the results part")
    given = parser.parse_args()
    sizes = tuple(int(size) for size in given.sizes.split(","))
    logging.getLogger("feedback").setLevel(logging.ERROR)
    parts: dict[str, Callable[[Path], Iterator[list[Figure]]]] = {
        "pages": lambda directory: iter([pages.run(directory)]),
        "serving": lambda directory: iter([serving.run(directory)]),
        "reports": lambda directory: iter([reports.run(directory)]),
        "results": lambda directory: _results(directory, sizes),
    }
    for part in given.parts or PARTS:
        print(f"\n{part}")
        with tempfile.TemporaryDirectory() as directory:
            for figures in parts[part](Path(directory)):
                print(table(figures), flush=True)


def _results(directory: Path, sizes: tuple[int, ...]) -> Iterator[list[Figure]]:
    server = Postgres(upgrade)
    try:
        for size in sizes:
            folder = directory / str(size)
            folder.mkdir()
            yield results.run(f"SQLite {size:,}", sqlite(folder), size)
            with server.empty() as url:
                yield results.run(f"PostgreSQL {size:,}", url, size)
    finally:
        server.stop()


main()
