"""Run migrations on the connection that `store.migrate` hands over."""

from alembic import context

from feedback_app.store import models  # noqa: F401  (declares the tables)
from feedback_app.store.database import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
