"""What people set aside without forgetting it, and how often their corrections were used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Note since when a row is left aside; nothing is yet, and no correction was counted."""
    for table in ("mynah_preference", "mynah_correction", "mynah_phrase"):
        op.add_column(table, sa.Column("paused_at", sa.DateTime))
    op.add_column("mynah_correction", sa.Column("uses", sa.Integer, nullable=False, server_default="0"))
    op.add_column("mynah_correction", sa.Column("used_at", sa.DateTime))
