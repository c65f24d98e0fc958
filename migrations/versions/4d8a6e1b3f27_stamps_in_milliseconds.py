"""Moments of PKs and of the ledger are whole milliseconds

SQLite keeps their number in 6 bytes; of microseconds it needed 8. What is finer is cut off, never rounded up.

PostgreSQL keeps 8 bytes as before, and is cut all the same: rows are sought by what was read of other rows or of the
other engine, and that must be the same moment everywhere. Its columns hold no finer moment from here on. Each table is
written anew once, which leaves no dead rows behind, as an update would.

Disqualifications begin with the end of a PK: that copy is cut along, so that it still covers the PK.

Going down finds whole milliseconds and leaves them so: what was cut off is gone.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4d8a6e1b3f27"
down_revision = "7d7f2e66a450"
branch_labels = None
depends_on = None

STAMPS = {
    "duels": ("started_at", "touched_at", "due_at", "finished_at", "reminded_at", "voided_at", "regraded_at"),
    "duel_seats": ("seen_at",),
    "entries": ("at",),
}
CUT = "date_trunc('milliseconds', {0})"


def upgrade() -> None:
    if _is_sqlite():
        _convert("{0} / 1000")
        op.execute("update fairness_decisions set since = substr(since, 1, 23) || '000' where since is not null")
    else:
        _retype("timestamptz(3) using " + CUT)
        op.execute(f"update fairness_decisions set since = {CUT.format('since')} where since is not null")  # noqa: S608  (names of our own)


def downgrade() -> None:
    if _is_sqlite():
        _convert("{0} * 1000")
    else:
        _retype("timestamptz")


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _convert(form: str) -> None:
    """The index by which finished PKs are found is made anew: moving each of its entries takes longer."""
    op.drop_index("ix_duels_finished", "duels")
    for table, names in STAMPS.items():
        changes = ", ".join(f"{name} = {form.format(name)}" for name in names)
        some = " or ".join(f"{name} is not null" for name in names)
        op.execute(f"update {table} set {changes} where {some}")  # noqa: S608  (names of our own)
    op.create_index("ix_duels_finished", "duels", ["finished_at"], sqlite_where=sa.text("status = 'finished'"))


def _retype(form: str) -> None:
    """All columns of a table in one statement: each one writes the table anew."""
    for table, names in STAMPS.items():
        changes = ", ".join(f"alter {name} type {form.format(name)}" for name in names)
        op.execute(f"alter table {table} {changes}")
