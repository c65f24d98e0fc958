"""timetables that were made"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "5e2b9c71d604"
down_revision = "7c1e5d90ab42"
branch_labels = None
depends_on = None

UNDER_WAY = sa.text("state in ('waiting', 'solving')")


def upgrade() -> None:
    op.create_table(
        "final_timetables",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("final_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("started_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("ended_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("outage", sa.JSON(), nullable=False),
        sa.Column("obstacle", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state in ('waiting', 'solving', 'stored', 'failed')", name=op.f("ck_final_timetables_state")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["persons.id"], name=op.f("fk_final_timetables_asked_by_id_persons")),
        sa.ForeignKeyConstraint(["final_id"], ["finals.id"], name=op.f("fk_final_timetables_final_id_finals")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_final_timetables")),
    )
    with op.batch_alter_table("final_timetables", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_final_timetables_final_id"), ["final_id"], unique=False)
        batch_op.create_index(
            "uq_final_timetables_under_way",
            ["final_id"],
            unique=True,
            sqlite_where=UNDER_WAY,
            postgresql_where=UNDER_WAY,
        )


def downgrade() -> None:
    op.drop_table("final_timetables")
