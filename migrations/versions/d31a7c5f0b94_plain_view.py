"""plain view"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "d31a7c5f0b94"
down_revision = "b7e94d20a5c1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plain", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.alter_column("plain", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("persons", schema=None) as batch_op:
        batch_op.drop_column("plain")
