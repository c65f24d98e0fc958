"""stories of customers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import app.kit.database

revision = "4f2ed59da598"
down_revision = "0f2e088c5a04"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("dealer_id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("topic", sa.String(length=12), nullable=False),
        sa.Column("happened", sa.Text(), nullable=False),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("ended", sa.Text(), nullable=False),
        sa.Column("learned", sa.Text(), nullable=False),
        sa.Column("consents", sa.Boolean(), nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.String(length=1000), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("created_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("changed_at", app.kit.database.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", app.kit.database.Instant(timezone=True), nullable=True),
        sa.CheckConstraint("consents or state in ('draft', 'returned', 'withdrawn')", name=op.f("ck_stories_consents")),
        sa.CheckConstraint("state <> 'published' or question_id is not null", name=op.f("ck_stories_published")),
        sa.CheckConstraint(
            "state <> 'withdrawn' or (happened || done || ended || learned) = ''", name=op.f("ck_stories_withdrawn")
        ),
        sa.CheckConstraint(
            "state in ('draft', 'sent', 'returned', 'chosen', 'published', 'closed', 'withdrawn')",
            name=op.f("ck_stories_state"),
        ),
        sa.CheckConstraint("consents or not named", name=op.f("ck_stories_named")),
        sa.ForeignKeyConstraint(["dealer_id"], ["dealers.id"], name=op.f("fk_stories_dealer_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_stories_draft_id")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["persons.id"], name=op.f("fk_stories_handled_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_stories_person_id")),
        sa.ForeignKeyConstraint(["post_id"], ["posts.id"], name=op.f("fk_stories_post_id")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_stories_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sa.UniqueConstraint("draft_id", name=op.f("uq_stories_draft_id")),
        sa.UniqueConstraint("person_id", "key", name=op.f("uq_stories_person_id_key")),
    )
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stories_question_id"), ["question_id"], unique=False)
        batch_op.create_index("ix_stories_state_sent_at", ["state", "sent_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.drop_index("ix_stories_state_sent_at")
        batch_op.drop_index(batch_op.f("ix_stories_question_id"))

    op.drop_table("stories")
