"""answers given without a line"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "a1d0f6c3b7e2"
down_revision = "5be5c4a9c00e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("review_answers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("practice", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("review_answers", schema=None) as batch_op:
        batch_op.alter_column("practice", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("review_answers", schema=None) as batch_op:
        batch_op.drop_column("practice")
