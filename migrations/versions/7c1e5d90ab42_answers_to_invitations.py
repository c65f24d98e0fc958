"""answers to invitations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "7c1e5d90ab42"
down_revision = "7dab18c39ea2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("finals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer_by", app.kit.database.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("finalists", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shows_name", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("travel", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("finalists", schema=None) as batch_op:
        batch_op.alter_column("shows_name", server_default=None)
        batch_op.alter_column("travel", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("finalists", schema=None) as batch_op:
        batch_op.drop_column("travel")
        batch_op.drop_column("shows_name")
    with op.batch_alter_table("finals", schema=None) as batch_op:
        batch_op.drop_column("answer_by")
