"""service cases being played"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "3711f3679742"
down_revision = "e172ed3397f5"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("ended_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_case_runs_person_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_versions.id"], name=op.f("fk_case_runs_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_runs")),
    )
    with op.batch_alter_table("case_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_runs_question_version_id"), ["question_version_id"], unique=False)
        batch_op.create_index(
            "uq_case_runs_open",
            ["person_id", "question_version_id"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )

    op.create_table(
        "case_steps",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["case_runs.id"], name=op.f("fk_case_steps_run_id")),
        sa.PrimaryKeyConstraint("run_id", "step", name=op.f("pk_case_steps")),
    )


def downgrade() -> None:
    op.drop_table("case_steps")
    with op.batch_alter_table("case_runs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_case_runs_open", sqlite_where=sa.text("ended_at is null"), postgresql_where=sa.text("ended_at is null")
        )
        batch_op.drop_index(batch_op.f("ix_case_runs_question_version_id"))

    op.drop_table("case_runs")
