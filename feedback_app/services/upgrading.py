"""Keep the database's tables up to date."""

from __future__ import annotations

from feedback_app.store import migrate


def upgrade(database_url: str) -> None:
    """Bring the database to the newest tables; a database that has them already is left as it is."""
    migrate.upgrade(database_url)
