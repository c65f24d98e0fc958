"""plans, snapshots and remarks on fields of what is written in the studio; classes written there, too"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "e4f33eddbef5"
down_revision = "5566a056be42"
branch_labels = None
depends_on = None

IS_OPEN = "state in ('draft', 'review', 'planned')"


def upgrade() -> None:
    op.create_table(
        "draft_snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("micro_class_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["persons.id"], name=op.f("fk_draft_snapshots_by_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_snapshots_draft_id")),
        sa.ForeignKeyConstraint(
            ["micro_class_id"], ["micro_classes.id"], name=op.f("fk_draft_snapshots_micro_class_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_snapshots")),
        sa.UniqueConstraint("draft_id", "version", name=op.f("uq_draft_snapshots_draft_id_version")),
    )
    with op.batch_alter_table("draft_remarks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("path", sa.String(length=80), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("resolved_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("resolved_by_id", sa.Integer(), nullable=True))
        batch_op.alter_column("person_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_foreign_key(
            batch_op.f("fk_draft_remarks_resolved_by_id"), "persons", ["resolved_by_id"], ["id"]
        )
        batch_op.create_check_constraint("resolved", "(resolved_at is null) = (resolved_by_id is null)")
    with op.batch_alter_table("draft_remarks", schema=None) as batch_op:
        batch_op.alter_column("path", server_default=None)

    with op.batch_alter_table("drafts", schema=None) as batch_op:
        batch_op.drop_index("uq_drafts_open")
        batch_op.add_column(sa.Column("publish_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("number", sa.Integer(), nullable=True))
        batch_op.drop_constraint("state", type_="check")
        batch_op.drop_constraint("approved", type_="check")
        batch_op.create_check_constraint("state", "state in ('draft', 'review', 'planned', 'published', 'dropped')")
        batch_op.create_check_constraint(
            "approved", "(state in ('planned', 'published')) = (approved_by_id is not null)"
        )
        batch_op.create_check_constraint("planned", "state <> 'planned' or publish_at is not null")
        batch_op.create_check_constraint("class", "kind <> 'class' or question_id is null")
    for name, columns, only in (
        ("uq_drafts_open", ["key"], f"{IS_OPEN} and kind <> 'class'"),
        ("uq_drafts_open_class", ["key"], f"{IS_OPEN} and kind = 'class'"),
        ("ix_drafts_planned", ["publish_at"], "state = 'planned'"),
    ):
        where = sa.text(only)
        unique = name.startswith("uq")
        op.create_index(name, "drafts", columns, unique=unique, sqlite_where=where, postgresql_where=where)

    with op.batch_alter_table("micro_classes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_studio", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_micro_classes_expires_at"), ["expires_at"], unique=False)
    with op.batch_alter_table("micro_classes", schema=None) as batch_op:
        batch_op.alter_column("in_studio", server_default=None)

    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("expires_at", app.kit.database.Instant(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_questions_expires_at"), ["expires_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_questions_expires_at"))
        batch_op.drop_column("expires_at")

    with op.batch_alter_table("micro_classes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_micro_classes_expires_at"))
        batch_op.drop_column("expires_at")
        batch_op.drop_column("in_studio")

    op.execute("update drafts set state = 'draft', approved_by_id = null where state = 'planned'")
    with op.batch_alter_table("drafts", schema=None) as batch_op:
        for name in ("ix_drafts_planned", "uq_drafts_open_class", "uq_drafts_open"):
            batch_op.drop_index(name)
        for name in ("class", "planned", "approved", "state"):
            batch_op.drop_constraint(name, type_="check")
        batch_op.drop_column("number")
        batch_op.drop_column("expires_at")
        batch_op.drop_column("publish_at")
        batch_op.create_check_constraint("state", "state in ('draft', 'review', 'published', 'dropped')")
        batch_op.create_check_constraint("approved", "(state = 'published') = (approved_by_id is not null)")
    where = sa.text("state in ('draft', 'review')")
    op.create_index("uq_drafts_open", "drafts", ["key"], unique=True, sqlite_where=where, postgresql_where=where)

    op.execute("delete from draft_remarks where person_id is null")
    with op.batch_alter_table("draft_remarks", schema=None) as batch_op:
        batch_op.drop_constraint("resolved", type_="check")
        batch_op.drop_constraint(batch_op.f("fk_draft_remarks_resolved_by_id"), type_="foreignkey")
        batch_op.alter_column("person_id", existing_type=sa.INTEGER(), nullable=False)
        batch_op.drop_column("resolved_by_id")
        batch_op.drop_column("resolved_at")
        batch_op.drop_column("path")

    op.drop_table("draft_snapshots")
