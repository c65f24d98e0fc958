"""the secret of the lot"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "238cd3c57f2b"
down_revision = "d1fc7e338051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("finals") as batch_op:
        batch_op.add_column(sa.Column("lot_secret", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("lot_opened_at", app.kit.database.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("finals") as batch_op:
        batch_op.alter_column("lot_secret", existing_type=sa.String(length=64), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("finals") as batch_op:
        batch_op.drop_column("lot_opened_at")
        batch_op.drop_column("lot_secret")
