"""Finished PKs are packed, their lines in the ledger have letters for codes, and indexes that nobody asks are gone

In a house with millions of PKs it takes minutes: each row is written anew, in portions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.database import Instant, Stamp, packed
from quizzes.rules import duelpacking, pointcodes

revision = "6b1f0c9d2a57"
down_revision = "7d0e5b1c94fa"
branch_labels = None
depends_on = None

AT_ONCE = 5_000
STAMPS = {
    "duels": ("started_at", "touched_at", "due_at", "finished_at", "reminded_at", "voided_at", "regraded_at"),
    "duel_seats": ("seen_at",),
    "entries": ("at",),
}
REQUIRED = {"started_at", "touched_at", "at"}
MICROSECONDS = "cast(strftime('%s', {0}) as integer) * 1000000 + cast(substr({0} || '000000', 21, 6) as integer)"
AS_TEXT = "strftime('%Y-%m-%d %H:%M:%S', {0} / 1000000, 'unixepoch') || '.' || substr('000000' || ({0} % 1000000), -6)"
DUELS = sa.table("duels", sa.column("id", sa.Integer), sa.column("state", sa.LargeBinary))
ENTRIES = sa.table("entries", sa.column("id", sa.Integer), sa.column("detail", sa.Text))


def upgrade() -> None:
    _drop_indexes()
    if _is_sqlite():
        _convert_moments(MICROSECONDS)
    with op.batch_alter_table("duels") as batch:
        batch.alter_column("state", existing_type=sa.JSON(), type_=sa.LargeBinary(), existing_nullable=False,
                           postgresql_using="convert_to(state::text, 'UTF8')")  # fmt: skip
        batch.drop_constraint("uq_duels_rematch_of_id", type_="unique")
        _to(batch, "duels", Instant(), Stamp())
    with op.batch_alter_table("entries") as batch:
        batch.alter_column("detail", existing_type=sa.JSON(), type_=sa.Text(), existing_nullable=False)
        _to(batch, "entries", Instant(), Stamp())
    if _is_sqlite():
        with op.batch_alter_table("duel_seats", recreate="always", table_kwargs={"sqlite_with_rowid": False}) as batch:
            _to(batch, "duel_seats", Instant(), Stamp())
    _each(DUELS, "state", lambda kept: duelpacking.packed(duelpacking.unpacked(kept)))
    _each(ENTRIES, "detail", lambda kept: pointcodes.packed(pointcodes.unpacked(kept)))
    _index("ix_duels_finished", "duels", ["finished_at"], "status = 'finished'")
    _index("ix_duels_rematch_of_id", "duels", ["rematch_of_id"], "rematch_of_id is not null", unique=True)
    op.create_index("ix_entries_mine", "entries", ["person_id", "day"])


def downgrade() -> None:
    for name, table in (("finished", "duels"), ("rematch_of_id", "duels"), ("mine", "entries")):
        op.drop_index(f"ix_{table}_{name}", table)
    _each(DUELS, "state", lambda kept: packed(duelpacking.unpacked(kept)).encode())
    _each(ENTRIES, "detail", lambda kept: packed(pointcodes.unpacked(kept)))
    if _is_sqlite():
        with op.batch_alter_table("duel_seats", recreate="always", table_kwargs={"sqlite_with_rowid": True}) as batch:
            _to(batch, "duel_seats", Stamp(), Instant())
    with op.batch_alter_table("entries") as batch:
        batch.alter_column("detail", existing_type=sa.Text(), type_=sa.JSON(), existing_nullable=False,
                           postgresql_using="detail::json")  # fmt: skip
        _to(batch, "entries", Stamp(), Instant())
    with op.batch_alter_table("duels") as batch:
        batch.alter_column("state", existing_type=sa.LargeBinary(), type_=sa.JSON(), existing_nullable=False,
                           postgresql_using="convert_from(state, 'UTF8')::json")  # fmt: skip
        batch.create_unique_constraint("uq_duels_rematch_of_id", ["rematch_of_id"])
        _to(batch, "duels", Stamp(), Instant())
    if _is_sqlite():
        op.execute("update duels set state = cast(state as text)")
        _convert_moments(AS_TEXT)
    _index("ix_duels_finished", "duels", ["finished_at", "id"], "status = 'finished'")
    op.create_index("ix_entries_mine", "entries", ["person_id", "season_id", "day", "id"])
    op.create_index("ix_rating_changes_person_id", "rating_changes", ["person_id"])


def _is_sqlite() -> bool:
    return bool(op.get_bind().dialect.name == "sqlite")


def _drop_indexes() -> None:
    op.drop_index("ix_duels_finished", "duels")
    op.drop_index("ix_entries_mine", "entries")
    op.drop_index("ix_rating_changes_person_id", "rating_changes")


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)


def _convert_moments(form: str) -> None:
    """SQLite keeps whatever it is given, so that the rows can change before the columns do."""
    for table, names in STAMPS.items():
        changes = ", ".join(f"{name} = {form.format(name)}" for name in names)
        op.execute(sa.text(f"update {table} set {changes}".replace(":", r"\:")))  # noqa: S608  (names of our own)


def _to(batch: Any, table: str, before: Any, after: Any) -> None:
    """Only SQLite keeps the two differently."""
    if _is_sqlite():
        for name in STAMPS[table]:
            batch.alter_column(name, existing_type=before, type_=after, existing_nullable=name not in REQUIRED)


def _each(table: Any, column: str, change: Callable[[Any], Any]) -> None:
    """Change what each row keeps in this column, where it comes out otherwise."""
    field = table.c[column]
    renew = sa.update(table).where(table.c.id == sa.bindparam("of_id")).values({column: sa.bindparam("renewed")})
    for rows in _portions(table, field):
        changed = [{"of_id": row_id, "renewed": change(kept)} for row_id, kept in rows]
        wanted = [one for one, (_id, kept) in zip(changed, rows, strict=True) if one["renewed"] != kept]
        if wanted:
            op.get_bind().execute(renew, wanted)


def _portions(table: Any, field: Any) -> Iterator[list[Any]]:
    last = 0
    query = sa.select(table.c.id, field).order_by(table.c.id).limit(AT_ONCE)
    while rows := list(op.get_bind().execute(query.where(table.c.id > last))):
        yield rows
        last = rows[-1][0]
