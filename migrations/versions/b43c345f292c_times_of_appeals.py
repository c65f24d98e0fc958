"""times of appeals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "b43c345f292c"
down_revision = "8b356db085ed"
branch_labels = None
depends_on = None


NAMES = ("appeal_minutes", "decision_minutes")


def upgrade() -> None:
    """A final that is there keeps the times that stood in the code until now."""
    with op.batch_alter_table("finals", schema=None) as batch_op:
        for name, minutes in zip(NAMES, ("120", "240"), strict=True):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=minutes))
    with op.batch_alter_table("finals", schema=None) as batch_op:
        for name in NAMES:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_check_constraint(
            "appeals", "appeal_minutes between 10 and 10080 and decision_minutes between 10 and 10080"
        )


def downgrade() -> None:
    with op.batch_alter_table("finals", schema=None) as batch_op:
        batch_op.drop_constraint("appeals", type_="check")
        for name in reversed(NAMES):
            batch_op.drop_column(name)
