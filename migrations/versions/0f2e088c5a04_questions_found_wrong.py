"""questions found wrong"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "0f2e088c5a04"
down_revision = "3711f3679742"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "question_rulings",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["question_versions.id"], name=op.f("fk_question_rulings_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_question_rulings")),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("contents", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("previewed_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=True),
        sa.Column("since", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("cursor", sa.Integer(), nullable=False),
        sa.Column("awaited", sa.JSON(), nullable=False),
        sa.Column("rates", sa.Boolean(), nullable=False),
        sa.Column("done_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'undo') = (undoes_id is not null)", name=op.f("ck_corrections_undoes")),
        sa.CheckConstraint("(state = 'proposed') = (decided_by_id is null)", name=op.f("ck_corrections_decided")),
        sa.CheckConstraint("kind in ('correct', 'withdraw', 'undo')", name=op.f("ck_corrections_kind")),
        sa.CheckConstraint(
            "phase in ('people', 'pks', 'ratings', 'notices', 'done')", name=op.f("ck_corrections_phase")
        ),
        sa.CheckConstraint(
            "state = 'declined' or decided_by_id <> proposed_by_id", name=op.f("ck_corrections_second_pair_of_eyes")
        ),
        sa.CheckConstraint("state in ('proposed', 'approved', 'done', 'declined')", name=op.f("ck_corrections_state")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["persons.id"], name=op.f("fk_corrections_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["persons.id"], name=op.f("fk_corrections_proposed_by_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_corrections_question_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_corrections_season_id")),
        sa.ForeignKeyConstraint(["undoes_id"], ["corrections.id"], name=op.f("fk_corrections_undoes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_question_id"), ["question_id"], unique=False)
        batch_op.create_index(
            "uq_corrections_open",
            ["question_id"],
            unique=True,
            sqlite_where=sa.text("state in ('proposed', 'approved')"),
            postgresql_where=sa.text("state in ('proposed', 'approved')"),
        )
        batch_op.create_index(
            "uq_corrections_undoes_id",
            ["undoes_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )

    op.create_table(
        "corrected_duels",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("duel_id", sa.Integer(), nullable=False),
        sa.Column("scores_before", sa.JSON(), nullable=False),
        sa.Column("scores_after", sa.JSON(), nullable=False),
        sa.Column("outcomes_before", sa.JSON(), nullable=False),
        sa.Column("outcomes_after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["correction_id"], ["corrections.id"], name=op.f("fk_corrected_duels_correction_id")),
        sa.ForeignKeyConstraint(["duel_id"], ["duels.id"], name=op.f("fk_corrected_duels_duel_id")),
        sa.PrimaryKeyConstraint("correction_id", "duel_id", name=op.f("pk_corrected_duels")),
    )
    op.create_table(
        "corrected_persons",
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("level_before", sa.Integer(), nullable=False),
        sa.Column("level_after", sa.Integer(), nullable=False),
        sa.Column("best_before", sa.Integer(), nullable=False),
        sa.Column("best_after", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["correction_id"], ["corrections.id"], name=op.f("fk_corrected_persons_correction_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_corrected_persons_person_id")),
        sa.PrimaryKeyConstraint("correction_id", "person_id", name=op.f("pk_corrected_persons")),
    )
    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.add_column(sa.Column("regraded_at", app.kit.database.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_constraint("points", type_="check")
        batch_op.create_check_constraint("points", "points >= 0 or reason in ('correction', 'regrading')")


def downgrade() -> None:
    op.execute("delete from entries where reason = 'regrading'")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_constraint("points", type_="check")
        batch_op.create_check_constraint("points", "points >= 0 or reason = 'correction'")
    with op.batch_alter_table("duels", schema=None) as batch_op:
        batch_op.drop_column("regraded_at")

    op.drop_table("corrected_persons")
    op.drop_table("corrected_duels")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_corrections_undoes_id",
            sqlite_where=sa.text("state <> 'declined'"),
            postgresql_where=sa.text("state <> 'declined'"),
        )
        batch_op.drop_index(
            "uq_corrections_open",
            sqlite_where=sa.text("state in ('proposed', 'approved')"),
            postgresql_where=sa.text("state in ('proposed', 'approved')"),
        )
        batch_op.drop_index(batch_op.f("ix_corrections_question_id"))

    op.drop_table("corrections")
    op.drop_table("question_rulings")
