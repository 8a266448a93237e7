"""First tables: units, people, questionnaires, rounds, responses, reports."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

FROZEN = {
    "sqlite": [
        """CREATE TRIGGER version_is_frozen BEFORE UPDATE ON version
        BEGIN SELECT RAISE(ABORT, 'a published version is frozen'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'a published version is frozen'; END $$""",
        """CREATE TRIGGER version_is_frozen BEFORE UPDATE ON version
        FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    ],
}


def _is_json(column: str) -> list[sa.CheckConstraint]:
    """The column holds JSON; each engine says it in its own words."""
    conditions = {"sqlite": f"json_valid({column})", "postgresql": f"({column})::jsonb IS NOT NULL"}
    return [
        sa.CheckConstraint(condition, name=f"{column}_is_json_{dialect}").ddl_if(dialect=dialect)
        for dialect, condition in conditions.items()
    ]


def upgrade() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.CheckConstraint("role IN ('administrator', 'organizer', 'reader')", name="known_role"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("login"),
    )
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("group_name", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("languages", sa.String(length=20), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("opens", sa.DateTime(), nullable=False),
        sa.Column("closes", sa.DateTime(), nullable=False),
        sa.Column("delete_on", sa.Date(), nullable=False),
        sa.Column("testing", sa.Boolean(), nullable=False),
        sa.Column("forgotten", sa.Boolean(), nullable=False),
        sa.Column("open_batch", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint("closes > opens", name="closes_after_opening"),
        sa.CheckConstraint("expected >= 1", name="somebody_expected"),
        sa.CheckConstraint("open_batch >= 1", name="batch_from_one"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("parent_id", "name"),
    )
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=False),
        *_is_json("document"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
        sa.UniqueConstraint("key", "number"),
    )
    op.create_table(
        "aggregate",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("upto", sa.Integer(), nullable=False),
        sa.Column("edits", sa.Integer(), nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.Column("paired", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
        ),
        sa.PrimaryKeyConstraint("round_id"),
    )
    op.create_table(
        "report",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("claimed", sa.DateTime(), nullable=False),
        sa.Column("failed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
        ),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "round_form",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("per_stop", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["version.id"],
        ),
        sa.PrimaryKeyConstraint("round_id", "version_id"),
    )
    op.create_table(
        "stop",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=4), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Time(), nullable=True),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("round_id", "key"),
    )
    op.create_table(
        "response",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("batch", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("stop", sa.String(length=4), nullable=True),
        sa.Column("visitor", sa.String(length=36), nullable=True),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        *_is_json("answers"),
        sa.ForeignKeyConstraint(
            ["round_id", "stop"],
            ["stop.round_id", "stop.key"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id", "version_id"],
            ["round_form.round_id", "round_form.version_id"],
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["round.id"],
        ),
        sa.PrimaryKeyConstraint("round_id", "uid"),
        sqlite_with_rowid=False,
    )
    op.create_index("response_tail", "response", ["round_id", "batch"], unique=False)
    op.create_index(
        "response_text",
        "response",
        ["round_id", "uid"],
        unique=False,
        sqlite_where=sa.text("has_text"),
        postgresql_where=sa.text("has_text"),
    )
    op.create_index(
        "response_visitor",
        "response",
        ["round_id", "visitor"],
        unique=False,
        sqlite_where=sa.text("visitor IS NOT NULL"),
        postgresql_where=sa.text("visitor IS NOT NULL"),
    )
    op.create_table(
        "earlier_response",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["round_id", "uid"], ["response.round_id", "response.uid"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "uid", "digest"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "unit_top_name",
        "unit",
        ["name"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
        postgresql_where=sa.text("parent_id IS NULL"),
    )
    for statement in FROZEN[op.get_bind().dialect.name]:
        op.execute(statement)
