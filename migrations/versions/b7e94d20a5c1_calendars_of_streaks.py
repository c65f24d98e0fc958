"""calendars of streaks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "b7e94d20a5c1"
down_revision = "2c3cf4b45c0b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rest_patterns",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.CheckConstraint("weekdays between 0 and 127", name=op.f("ck_rest_patterns_weekdays")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_rest_patterns_person_id")),
        sa.PrimaryKeyConstraint("person_id", "from_day", name=op.f("pk_rest_patterns")),
    )
    op.create_table(
        "leaves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("entered_at", app.kit.database.Instant(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_leaves_days")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_leaves_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leaves_person_id"), ["person_id"], unique=False)
    op.create_table(
        "holidays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", app.kit.database.Instant(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_holidays_days")),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_holidays_by_id")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_holidays_dealer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holidays")),
    )
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holidays_dealer_id"), ["dealer_id"], unique=False)
    op.create_table(
        "outages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=120), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", app.kit.database.Instant(), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_outages_days")),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_outages_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outages")),
    )
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.create_index("ix_outages_last_day", ["last_day"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.drop_index("ix_outages_last_day")
    op.drop_table("outages")
    with op.batch_alter_table("holidays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holidays_dealer_id"))
    op.drop_table("holidays")
    with op.batch_alter_table("leaves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leaves_person_id"))
    op.drop_table("leaves")
    op.drop_table("rest_patterns")
