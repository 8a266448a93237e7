"""Run the benchmarks: `python -m benchmarks [pages] [serving] [results] [reports] [--sizes 1000,100000]`."""

from __future__ import annotations

import argparse
import logging
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import pages, reports, results, serving
from benchmarks.measure import Figure, table
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
    measured: dict[str, Callable[[Path], list[Figure]]] = {
        "pages": pages.run,
        "serving": serving.run,
        "reports": reports.run,
        "results": lambda directory: _results(directory, sizes),
    }
    for part in given.parts or PARTS:
        with tempfile.TemporaryDirectory() as directory:
            print(f"\n{part}\n{table(measured[part](Path(directory)))}", flush=True)


def _results(directory: Path, sizes: tuple[int, ...]) -> list[Figure]:
    server = Postgres(upgrade)
    try:
        return results.run(directory, sizes, server.empty)
    finally:
        server.stop()


main()
