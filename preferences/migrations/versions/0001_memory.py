"""The first memory: people, preferences, corrections, refusals, acts, confirmations, belongings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Written out rather than taken from preferences.tables: a revision stays as it was when tables move on.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "mynah_person",
        sa.Column("id", NUMBER, primary_key=True),
        sa.Column("name", sa.String(200), nullable=False, unique=True),
        sa.Column("stamp", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mynah_preference",
        sa.Column("id", NUMBER, primary_key=True),
        _person(),
        sa.Column("concept", sa.String(200), nullable=False),
        sa.Column("value", sa.String(200), nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("liked", sa.Boolean, nullable=False),
        sa.Column("single", sa.Boolean, nullable=False),
        sa.Column("strength", sa.Float, nullable=False),
        sa.Column("condition", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("learned_at", sa.DateTime, nullable=False),
        sa.Column("retired_at", sa.DateTime),
        sa.Column("uses", sa.Integer, nullable=False),
        sa.Column("used_at", sa.DateTime),
        sqlite_autoincrement=True,
    )
    op.create_index("mynah_preference_current", "mynah_preference", ["person_id", "retired_at", "learned_at", "id"])
    op.create_table(
        "mynah_correction",
        sa.Column("id", NUMBER, primary_key=True),
        _person(),
        sa.Column("entity", sa.String(200), nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("meant", sa.String(200), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("learned_at", sa.DateTime, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("mynah_correction_said", "mynah_correction", ["person_id", "entity", "said"], unique=True)
    op.create_table(
        "mynah_refusal",
        _person(primary_key=True),
        sa.Column("concept", sa.String(200), primary_key=True),
    )
    op.create_table(
        "mynah_act",
        sa.Column("id", NUMBER, primary_key=True),
        _person(),
        sa.Column("steps", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("mynah_act_person", "mynah_act", ["person_id", "id"])
    op.create_table(
        "mynah_confirmation",
        _person(primary_key=True),
        sa.Column("what", sa.String(200), primary_key=True),
        sa.Column("until", sa.DateTime, nullable=False),
    )
    op.create_table(
        "mynah_belonging",
        _person(primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "mynah_household",
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )


def _person(primary_key: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(
        "person_id",
        NUMBER,
        sa.ForeignKey("mynah_person.id", ondelete="CASCADE"),
        nullable=False,
        primary_key=primary_key,
    )
