"""what a correction would change is counted by a job"""

from __future__ import annotations

from alembic import op

from app.kit.database import Instant

revision = "7d0e5b1c94fa"
down_revision = "238cd3c57f2b"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.alter_column("previewed_at", existing_type=Instant(timezone=True), nullable=True)


def downgrade() -> None:
    op.execute("update corrections set previewed_at = proposed_at where previewed_at is null")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.alter_column("previewed_at", existing_type=Instant(timezone=True), nullable=False)
