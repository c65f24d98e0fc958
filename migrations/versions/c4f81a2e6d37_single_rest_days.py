"""single rest days, holidays of all dealers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "c4f81a2e6d37"
down_revision = "d31a7c5f0b94"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rest_days",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_rest_days_person_id")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_rest_days")),
    )
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.alter_column("dealer_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    op.execute("delete from holidays where dealer_id is null")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.alter_column("dealer_id", existing_type=sa.Integer(), nullable=False)
    op.drop_table("rest_days")
