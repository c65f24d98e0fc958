"""when results are shown"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "5d20c7e4f1a8"
down_revision = "5e2b9c71d604"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("final_results", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown_at", app.kit.database.Instant(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("final_results", schema=None) as batch_op:
        batch_op.drop_column("shown_at")
