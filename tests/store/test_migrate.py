import shutil
import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from feedback_app.store import migrate, models
from feedback_app.store.database import Base, connect, lock_round

FAILING = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.create_table("half_done", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO person (login) VALUES ('nobody')")
"""


def tables(url: str) -> set[str]:
    engine = connect(url)
    found = set(inspect(engine).get_table_names())
    engine.dispose()
    return found


def test_an_empty_database_gets_all_tables_and_is_current_then(empty_database_url: str) -> None:
    assert not migrate.is_current(empty_database_url)
    migrate.upgrade(empty_database_url)
    assert migrate.is_current(empty_database_url)
    assert tables(empty_database_url) == {*Base.metadata.tables, "alembic_version"}


def test_upgrading_again_changes_nothing(empty_database_url: str) -> None:
    migrate.upgrade(empty_database_url)
    engine = connect(empty_database_url)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO unit (name) VALUES ('NAV')"))
    migrate.upgrade(empty_database_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM unit")).scalars().all() == ["NAV"]
    engine.dispose()


def test_the_migrations_lead_to_what_the_models_say(database_url: str) -> None:
    assert models.ResponseRow.metadata is Base.metadata
    engine = connect(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_check_constraints_and_table_kinds_are_those_of_the_models(empty_database_url: str, database_url: str) -> None:
    """Autogenerate does not compare these."""
    created, migrated = connect(empty_database_url), connect(database_url)
    Base.metadata.create_all(created)

    def truths(engine: object) -> dict[str, object]:
        inspector = inspect(engine)
        return {
            name: (
                sorted((check["name"], check["sqltext"]) for check in inspector.get_check_constraints(name)),
                sorted(tuple(key["constrained_columns"]) for key in inspector.get_foreign_keys(name)),
                inspector.get_table_options(name),
            )
            for name in Base.metadata.tables
        }

    assert truths(created) == truths(migrated)
    created.dispose()
    migrated.dispose()


def test_a_failing_migration_leaves_nothing_half_done(
    empty_database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.upgrade(empty_database_url)
    before = tables(empty_database_url)
    planted = tmp_path / "100%" / "migrations"
    shutil.copytree(migrate.MIGRATIONS, planted)
    newest = max(path.name[:4] for path in (planted / "versions").glob("*.py"))
    (planted / "versions" / "9999_failing.py").write_text(FAILING.format(newest=newest))
    monkeypatch.setattr(migrate, "MIGRATIONS", planted)
    with pytest.raises(Exception, match=r"(?i)not.null"):
        migrate.upgrade(empty_database_url)
    assert tables(empty_database_url) == before
    assert not migrate.is_current(empty_database_url)
    monkeypatch.undo()
    assert migrate.is_current(empty_database_url)


def test_a_node_waits_while_another_one_upgrades(empty_database_url: str) -> None:
    engine = connect(empty_database_url)
    upgrading = threading.Thread(target=migrate.upgrade, args=(empty_database_url,))
    with engine.connect().execution_options(begin="IMMEDIATE") as other, other.begin():
        lock_round(other, migrate.NO_ROUND, shared=False)
        upgrading.start()
        upgrading.join(0.5)
        assert upgrading.is_alive()
    upgrading.join()
    engine.dispose()
    assert migrate.is_current(empty_database_url)
