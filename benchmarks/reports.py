"""The PDF summary of the demo visit, cold and warm."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import Figure, wall
from benchmarks.stage import app_on, environment, sqlite
from feedback_app.reporting import render
from feedback_app.services import reports
from feedback_app.store.database import db


def run(directory: Path) -> list[Figure]:
    """Wall time: cold is the whole command in a new process; warm is the second rendering in this one."""
    url = sqlite(directory)
    with app_on(url) as (app, made), app.app_context():
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "report", made.finished.slug]
        output = ["--language", "nb", "--output", str(directory / "summary.pdf")]
        cold = wall(
            lambda: subprocess.run(
                [*command, *output], check=True, capture_output=True, env={**os.environ, **environment(url)}
            )
        )
        document = reports.document(db.session(), reports.Order(made.finished, "nb", datetime.now(UTC).date(), ""))
        render.pdf(document)
        warm = wall(lambda: render.pdf(document))
    return [
        Figure("PDF of the demo visit, warm", warm, "ms"),
        Figure("PDF of the demo visit, cold (a new process)", cold, "ms", "PDF of the demo visit, warm"),
    ]
