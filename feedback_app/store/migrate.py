"""Bring a database to the newest tables, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url

from feedback_app.store.database import connect, lock_round

MIGRATIONS = Path(__file__).parent / "migrations"
NO_ROUND = 0
"""Its lock is held by who changes the tables."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(url: str) -> None:
    """Run every migration that the database has not seen, in one transaction; makes a SQLite file if there is none."""
    parsed = make_url(url)
    if parsed.drivername == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = connect(parsed)
    try:
        with engine.connect().execution_options(begin="IMMEDIATE") as connection, connection.begin():
            lock_round(connection, NO_ROUND, shared=False)  # two nodes may start at the same time
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def is_current(url: str) -> bool:
    """Has the database seen every migration?"""
    engine = connect(url)
    try:
        with engine.connect() as connection:
            heads = MigrationContext.configure(connection).get_current_heads()
    finally:
        engine.dispose()
    return set(heads) == set(ScriptDirectory.from_config(_config()).get_heads())
