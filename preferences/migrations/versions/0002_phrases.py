"""The words people taught."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Written out rather than taken from preferences.tables: a revision stays as it was when tables move on.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of phrases."""
    op.create_table(
        "mynah_phrase",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("person_id", NUMBER, sa.ForeignKey("mynah_person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("steps", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("learned_at", sa.DateTime, nullable=False),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sqlite_autoincrement=True,
    )
    op.create_index("mynah_phrase_key", "mynah_phrase", ["person_id", "key"], unique=True)
