"""What Alembic runs: migrations over the connection it is handed, in that connection's transaction."""

from __future__ import annotations

from alembic import context

from preferences.migrations import VERSION_TABLE
from preferences.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
