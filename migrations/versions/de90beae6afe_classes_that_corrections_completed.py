"""classes that corrections completed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "de90beae6afe"
down_revision = "4f2ed59da598"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrected_persons", schema=None) as batch_op:
        batch_op.add_column(sa.Column("classes", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("corrected_persons", schema=None) as batch_op:
        batch_op.drop_column("classes")
