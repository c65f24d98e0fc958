"""devices of judges"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "f06c3f5cef78"
down_revision = "4fbe1c67469e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "judge_devices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=16), nullable=False),
        sa.Column("seen_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint("waiting >= 0", name=op.f("ck_judge_devices_waiting")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_judge_devices_person_id")),
        sa.PrimaryKeyConstraint("person_id", "device", name=op.f("pk_judge_devices")),
    )


def downgrade() -> None:
    op.drop_table("judge_devices")
