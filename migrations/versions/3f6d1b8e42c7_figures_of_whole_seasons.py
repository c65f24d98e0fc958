"""figures of whole seasons beside those of their weeks"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3f6d1b8e42c7"
down_revision = "9475ff76e87f"
branch_labels = None
depends_on = None

FIGURES = sa.table(
    "group_figures",
    *(sa.column(name, sa.Integer) for name in ("season_id", "week", "key", "count")),
    *(sa.column(name, sa.String) for name in ("dimension", "what")),
)
WHOLE = 0


def upgrade() -> None:
    kinds = [FIGURES.c[name] for name in ("season_id", "dimension", "what", "key")]
    whole = sa.select(*kinds, sa.literal_column(str(WHOLE)), sa.func.sum(FIGURES.c.count)).group_by(*kinds)
    names = ["season_id", "dimension", "what", "key", "week", "count"]
    op.execute(sa.insert(FIGURES).from_select(names, whole))


def downgrade() -> None:
    op.execute(sa.delete(FIGURES).where(FIGURES.c.week == WHOLE))
