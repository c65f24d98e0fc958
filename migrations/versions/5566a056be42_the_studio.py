"""the studio"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "5566a056be42"
down_revision = "3f6d1b8e42c7"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bringings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("taken_back_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_bringings_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bringings")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("older", sa.JSON(), nullable=False),
        sa.Column("micro_class_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("approved_by_id", sa.Integer(), nullable=True),
        sa.Column("bringing_id", sa.Integer(), nullable=True),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'published') = (approved_by_id is not null)", name=op.f("ck_drafts_approved")),
        sa.CheckConstraint("state <> 'review' or sent_by_id is not null", name=op.f("ck_drafts_sent")),
        sa.CheckConstraint("state in ('draft', 'review', 'published', 'dropped')", name=op.f("ck_drafts_state")),
        sa.CheckConstraint(
            "approved_by_id is null or approved_by_id <> sent_by_id", name=op.f("ck_drafts_second_pair_of_eyes")
        ),
        sa.ForeignKeyConstraint(["approved_by_id"], ["persons.id"], name=op.f("fk_drafts_approved_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_drafts_author_id")),
        sa.ForeignKeyConstraint(["bringing_id"], ["bringings.id"], name=op.f("fk_drafts_bringing_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["persons.id"], name=op.f("fk_drafts_changed_by_id")),
        sa.ForeignKeyConstraint(["micro_class_id"], ["micro_classes.id"], name=op.f("fk_drafts_micro_class_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_drafts_question_id")),
        sa.ForeignKeyConstraint(["sent_by_id"], ["persons.id"], name=op.f("fk_drafts_sent_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_bringing_id"), ["bringing_id"], unique=False)
        batch_op.create_index(
            "uq_drafts_open",
            ["key"],
            unique=True,
            sqlite_where=sa.text("state in ('draft', 'review')"),
            postgresql_where=sa.text("state in ('draft', 'review')"),
        )

    op.create_table(
        "draft_remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=1000), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_remarks_draft_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_draft_remarks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_remarks")),
    )
    with op.batch_alter_table("draft_remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_remarks_draft_id"), ["draft_id"], unique=False)

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_studio", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.alter_column("in_studio", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_column("in_studio")

    with op.batch_alter_table("draft_remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_remarks_draft_id"))

    op.drop_table("draft_remarks")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_drafts_open",
            sqlite_where=sa.text("state in ('draft', 'review')"),
            postgresql_where=sa.text("state in ('draft', 'review')"),
        )
        batch_op.drop_index(batch_op.f("ix_drafts_bringing_id"))

    op.drop_table("drafts")
    op.drop_table("bringings")
