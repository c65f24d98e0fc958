"""sections in the studio"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "d1fc7e338051"
down_revision = "f06c3f5cef78"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "section_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('open', 'done', 'dropped')", name=op.f("ck_section_changes_state")),
        sa.CheckConstraint(
            "decided_by_id is null or decided_by_id <> by_id", name=op.f("ck_section_changes_second_pair_of_eyes")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_section_changes_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["persons.id"], name=op.f("fk_section_changes_decided_by_id")),
        sa.ForeignKeyConstraint(["section_id"], ["sections.id"], name=op.f("fk_section_changes_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_changes")),
    )
    with op.batch_alter_table("section_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_changes_section_id"), ["section_id"], unique=False)
        batch_op.create_index(
            "uq_section_changes_open", ["section_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )
    with op.batch_alter_table("sections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_studio", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("sections", schema=None) as batch_op:
        batch_op.alter_column("in_studio", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("sections", schema=None) as batch_op:
        batch_op.drop_column("in_studio")
    op.drop_table("section_changes")
