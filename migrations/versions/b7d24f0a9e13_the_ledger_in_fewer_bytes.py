"""the ledger in fewer bytes: reasons are numbers, columns of one width stand together

The table is made anew and filled: changed in place, PostgreSQL would keep each row twice until it is vacuumed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.kit.database import Stamp

revision = "b7d24f0a9e13"
down_revision = "9c1e5a7d40b8"
branch_labels = None
depends_on = None

REASONS = {
    "level-1": 1, "level-2": 2, "level-3": 3, "class": 4, "pk": 5, "day": 6, "correction": 7, "regrading": 8,
}  # fmt: skip
OLD_UNIQUE = ("person_id", "season_id", "reason", "source_id")
UNIQUE = ("source_id", "reason", "person_id", "season_id")  # in this order a new PK comes last
SAME = ("id", "season_id", "at", "person_id", "source_id", "day", "points", "mastered", "detail")


def upgrade() -> None:
    _anew(
        OLD_UNIQUE,
        UNIQUE,
        _case(dict(REASONS)),
        "points >= 0 or reason in (7, 8)",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", Stamp(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        sa.Column("mastered", sa.SmallInteger(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    _anew(
        UNIQUE,
        OLD_UNIQUE,
        _case({number: word for word, number in REASONS.items()}),
        "points >= 0 or reason in ('correction', 'regrading')",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("mastered", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("at", Stamp(), nullable=False),
    )


def _case(numbers: dict[str, int] | dict[int, str]) -> str:
    return f"case reason {' '.join(f'when {old!r} then {new!r}' for old, new in numbers.items())} end"


def _anew(was: tuple[str, ...], unique: tuple[str, ...], reason: str, check: str, *columns: sa.Column) -> None:
    """The rows in a new table of these columns; `reason`: what becomes of theirs. Nothing refers to the ledger."""
    op.drop_index("ix_entries_mine", "entries")
    op.rename_table("entries", "entries_old")
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    if on_postgresql:
        op.execute("alter sequence entries_id_seq rename to entries_old_id_seq")
        op.execute("alter table entries_old drop constraint pk_entries")
        op.drop_constraint(f"uq_entries_{'_'.join(was)}", "entries_old")
    op.create_table(
        "entries",
        *columns,
        sa.CheckConstraint(check, name=op.f("ck_entries_points")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_entries_person_id")),
        sa.ForeignKeyConstraint(["season_id"], ["seasons.id"], name=op.f("fk_entries_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint(*unique, name=op.f(f"uq_entries_{'_'.join(unique)}")),
    )
    names = ", ".join(SAME)
    op.execute(f"insert into entries ({names}, reason) select {names}, {reason} from entries_old order by id")  # noqa: S608  (names of our own)
    op.drop_table("entries_old")
    op.create_index("ix_entries_mine", "entries", ["person_id", "day"])
    if on_postgresql:
        op.execute(
            "select setval(pg_get_serial_sequence('entries', 'id'), max(id)) from entries having max(id) is not null"
        )
