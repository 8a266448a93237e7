"""Results of many responses: the first view, the next one, and one after more have come; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime

from benchmarks.measure import Figure, wall
from benchmarks.stage import app_on, fill
from feedback_app.services import results, visits
from feedback_app.store.database import db

SIZES = (1_000, 100_000, 1_000_000)


def run(name: str, url: str, size: int) -> list[Figure]:
    """Milliseconds of wall time; reading every row once in SQL is the floor."""
    now = datetime.now(UTC)
    with app_on(url) as (app, made), app.app_context():
        session = db.session()
        visit = visits.find(session, made.open.slug, now)
        fill(session, visit, size, seed=1)

        def view() -> None:
            if results.read(session, visit).received() < size:
                raise RuntimeError("responses are missing")

        def scan() -> None:
            session.rollback()
            session.connection().exec_driver_sql("SELECT count(*), sum(length(answers)) FROM response").all()

        floor, first, following = wall(scan), wall(view), wall(view)
        fill(session, visit, max(1, size // 100), seed=2)
        more = wall(view)
    return [
        Figure(f"{name}: read every row once in SQL", floor, "ms"),
        Figure(f"{name}: first view of the results", first, "ms", f"{name}: read every row once in SQL"),
        Figure(f"{name}: next view", following, "ms", f"{name}: read every row once in SQL"),
        Figure(f"{name}: view after 1 % more", more, "ms", f"{name}: read every row once in SQL"),
    ]
