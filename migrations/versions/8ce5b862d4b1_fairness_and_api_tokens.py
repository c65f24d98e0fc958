"""Fairness and API tokens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "8ce5b862d4b1"
down_revision = "c2912acc58e0"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.Column("ended_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_api_tokens_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_tokens_person_id"), ["person_id"], unique=False)

    op.create_table(
        "fairness_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.CheckConstraint("status in ('open', 'upheld', 'dismissed')", name=op.f("ck_fairness_flags_status")),
        sa.CheckConstraint("other_id is null or other_id <> person_id", name=op.f("ck_fairness_flags_other")),
        sa.ForeignKeyConstraint(["other_id"], ["persons.id"], name=op.f("fk_fairness_flags_other_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_fairness_flags_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_flags")),
        sa.UniqueConstraint("key", name=op.f("uq_fairness_flags_key")),
    )
    with op.batch_alter_table("fairness_flags", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fairness_flags_other_id"), ["other_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fairness_flags_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_fairness_flags_status", ["status", "kind", "id"], unique=False)

    op.create_table(
        "fairness_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("flag_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("person_ids", sa.JSON(), nullable=False),
        sa.Column("since", app.kit.database.Instant(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.Column("at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("rated_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("(verdict = 'disqualify') = (since is not null)", name=op.f("ck_fairness_decisions_since")),
        sa.CheckConstraint("verdict in ('disqualify', 'dismiss', 'undo')", name=op.f("ck_fairness_decisions_verdict")),
        sa.ForeignKeyConstraint(["by_person_id"], ["persons.id"], name=op.f("fk_fairness_decisions_by_person_id")),
        sa.ForeignKeyConstraint(["flag_id"], ["fairness_flags.id"], name=op.f("fk_fairness_decisions_flag_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fairness_decisions")),
    )
    with op.batch_alter_table("fairness_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fairness_decisions_flag_id"), ["flag_id"], unique=False)

    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_constraint("points", type_="check")
        batch_op.create_check_constraint("points", "points >= 0 or reason = 'correction'")


def downgrade() -> None:
    op.execute("delete from entries where reason = 'correction'")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_constraint("points", type_="check")
        batch_op.create_check_constraint("points", "points >= 0")
    with op.batch_alter_table("fairness_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fairness_decisions_flag_id"))

    op.drop_table("fairness_decisions")
    with op.batch_alter_table("fairness_flags", schema=None) as batch_op:
        batch_op.drop_index("ix_fairness_flags_status")
        batch_op.drop_index(batch_op.f("ix_fairness_flags_person_id"))
        batch_op.drop_index(batch_op.f("ix_fairness_flags_other_id"))

    op.drop_table("fairness_flags")
    with op.batch_alter_table("api_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_tokens_person_id"))

    op.drop_table("api_tokens")
