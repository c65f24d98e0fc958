"""a PK in one row: its sides and what it made of ratings stand in it, words are numbers

The table is made anew and filled: changed in place, PostgreSQL would keep each row twice until it is vacuumed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from app.kit.database import Stamp
from quizzes.rules import varints

revision = "9c1e5a7d40b8"
down_revision = "4d8a6e1b3f27"
branch_labels = None
depends_on = None

KINDS = {"machine": 1, "live": 2, "challenge": 3, "ghost": 4}
STATUSES = {"running": 1, "waiting": 2, "finished": 3, "expired": 4}
OUTCOMES = {"lost": -1, "drawn": 0, "won": 1}
MIRROR = {"lost": 1, "drawn": 0, "won": -1}
SAME = (
    "id", "post_id", "seed", "started_at", "finished_at", "due_at", "reminded_at", "voided_at",
    "regraded_at", "version", "rematch_of_id", "recorded_id", "level", "friendly", "rated", "state",
)  # fmt: skip
OLD_INDEXES = (
    ("ix_duels_due", "due_at", "due_at is not null", False),
    ("ix_duels_running", "touched_at", "status = 'running'", False),
    ("ix_duels_finished", "finished_at", "status = 'finished'", False),
    ("ix_duels_rematch_of_id", "rematch_of_id", "rematch_of_id is not null", True),
)
NEW_INDEXES = (
    ("ix_duels_first", "first_person_id, id", None, False),
    ("ix_duels_second", "second_person_id, id", "second_person_id is not null", False),
    ("ix_duels_running", "touched_at", "status = 1", False),
    ("ix_duels_finished", "finished_at", "status = 3", False),
    ("ix_duels_rematch_of_id", "rematch_of_id", "rematch_of_id is not null", True),
    ("ix_duels_due", "due_at", "due_at is not null", False),
)
VARINTS = """
create or replace function pg_temp.varints(kept json) returns bytea immutable language plpgsql as $$
declare digits text := ''; number int;
begin
  for number in select value::int from json_array_elements_text(kept) loop
    while number > 127 loop
      digits := digits || lpad(to_hex(number & 127 | 128), 2, '0');
      number := number >> 7;
    end loop;
    digits := digits || lpad(to_hex(number), 2, '0');
  end loop;
  return decode(digits, 'hex');
end $$"""
NUMBERS = """
create or replace function pg_temp.numbers(kept bytea) returns json immutable language plpgsql as $$
declare found int[] := '{}'; number int := 0; shift int := 0; one int;
begin
  for place in 0 .. length(kept) - 1 loop
    one := get_byte(kept, place);
    number := number | ((one & 127) << shift);
    shift := shift + 7;
    if one < 128 then
      found := found || number;
      number := 0;
      shift := 0;
    end if;
  end loop;
  return array_to_json(found);
end $$"""
REFERRING = ("corrected_duels", "duel_invitations")


def upgrade() -> None:
    _begin(OLD_INDEXES)
    _create_duels()
    _fill_duels()
    op.create_table(
        "open_pks",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("duel_id", sa.Integer(), nullable=False),
        *_foreign_keys("open_pks", person_id="persons", duel_id="duels"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_open_pks")),
    )
    op.create_index("ix_open_pks_duel_id", "open_pks", ["duel_id"])
    op.execute("insert into open_pks (person_id, duel_id) select person_id, duel_id from duel_seats where playing")
    op.drop_table("rating_changes")
    op.drop_table("duel_seats")
    _end(NEW_INDEXES)


def downgrade() -> None:
    _begin(NEW_INDEXES)
    _create_old_duels()
    kept = {"kind": _case("kind", _turned(KINDS)), "status": _case("status", _turned(STATUSES))}
    kept |= {name: name for name in SAME} | {"touched_at": "coalesce(touched_at, finished_at, started_at)"}
    kept["version_ids"] = f"{_function('numbers')}(d.version_ids)"
    _copy(kept, "")
    _create_seats()
    _create_changes()
    op.drop_table("open_pks")
    _end(OLD_INDEXES)


# The table of PKs -------------------------------------------------------------------------------------------------


def _create_duels() -> None:
    small, whole = sa.SmallInteger(), sa.Integer()
    op.create_table(
        _new(),
        sa.Column("id", whole, nullable=False),
        sa.Column("post_id", whole, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("started_at", Stamp(), nullable=False),
        *_columns(Stamp(), "touched_at", "finished_at", "due_at", "reminded_at", "voided_at", "regraded_at"),
        *_columns(Stamp(), "first_seen_at", "second_seen_at"),
        *_columns(sa.Double(), "first_mu", "first_sigma", "second_mu", "second_sigma"),
        sa.Column("first_person_id", whole, nullable=False),
        *_columns(whole, "second_person_id", "ghost_of_id", "rematch_of_id", "recorded_id"),
        *_columns(whole, "first_games", "second_games"),
        *_columns(small, "kind", "status", nullable=False),
        *_columns(small, "level", "outcome", "first_score", "second_score", "first_change", "second_change"),
        sa.Column("version", small, nullable=False),
        *_columns(small, "first_lag_ms", "second_lag_ms"),
        *_columns(sa.Boolean(), "friendly", "rated", nullable=False),
        *_columns(sa.Boolean(), "first_wants_rematch", "second_wants_rematch"),
        *_columns(sa.LargeBinary(), "first_device", "second_device"),
        *_columns(sa.LargeBinary(), "version_ids", "state", nullable=False),
        sa.CheckConstraint("kind between 1 and 4", name=op.f("ck_duels_kind")),
        sa.CheckConstraint("status between 1 and 4", name=op.f("ck_duels_status")),
        sa.CheckConstraint("outcome between -1 and 1", name=op.f("ck_duels_outcome")),
        sa.CheckConstraint("(kind = 1) = (level is not null)", name=op.f("ck_duels_level")),
        sa.CheckConstraint("second_person_id is null or ghost_of_id is null", name=op.f("ck_duels_ghost")),
        *_foreign_keys("duels", post_id="posts", first_person_id="persons", second_person_id="persons"),
        *_foreign_keys("duels", ghost_of_id="persons", rematch_of_id="duels", recorded_id="duels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duels")),
    )


def _fill_duels() -> None:
    """`s` and `t` are the seats, `r` and `u` what became of their ratings."""
    of_seats, of_ratings = ("person_id", "seen_at", "score", "lag_ms"), ("mu", "sigma", "games")
    kept = {name: f"d.{name}" for name in SAME}
    for side, seat, change in (("first", "s", "r"), ("second", "t", "u")):
        kept |= {f"{side}_{name}": f"{seat}.{name}" for name in of_seats}
        kept |= {f"{side}_{name}": f"{change}.{name}" for name in of_ratings}
        kept |= {f"{side}_change": f"{change}.shown_change", f"{side}_device": _bytes_of(f"{seat}.device")}
        kept[f"{side}_wants_rematch"] = f"nullif({seat}.wants_rematch, false)"
    kept |= {"kind": _case("d.kind", KINDS), "status": _case("d.status", STATUSES)}
    kept |= {"outcome": _case("s.outcome", OUTCOMES), "ghost_of_id": "t.ghost_of_id"}
    kept["version_ids"] = f"{_function('varints')}(d.version_ids)"
    kept["touched_at"] = "case when d.status = 'running' then d.touched_at end"
    _copy(
        kept,
        " join duel_seats s on s.duel_id = d.id and s.side = 0 join duel_seats t on t.duel_id = d.id and t.side = 1"
        " left join rating_changes r on r.duel_id = d.id and r.person_id = s.person_id"
        " left join rating_changes u on u.duel_id = d.id and u.person_id = t.person_id",
    )


def _copy(kept: Mapping[str, str], more: str, into: str | None = None) -> None:
    """Rows of the old table of PKs, `d`, by what becomes of them in which column."""
    names, values = ", ".join(kept), ", ".join(kept.values())
    op.execute(f"insert into {into or _new()} ({names}) select {values} from {_old()} d{more} order by d.id")  # noqa: S608  (names of our own)


# As it was --------------------------------------------------------------------------------------------------------


def _create_old_duels() -> None:
    op.create_table(
        _new(),
        sa.Column("id", sa.Integer(), nullable=False),
        *_columns(sa.String(10), "kind", "status", nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer()),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("version_ids", sa.JSON(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_columns(Stamp(), "started_at", "touched_at", nullable=False),
        *_columns(Stamp(), "finished_at", "due_at", "reminded_at", "voided_at", "regraded_at"),
        *_columns(sa.Boolean(), "friendly", "rated", nullable=False),
        *_columns(sa.Integer(), "rematch_of_id", "recorded_id"),
        sa.CheckConstraint("(kind = 'machine') = (level is not null)", name=op.f("ck_duels_level")),
        sa.CheckConstraint("status in ('running', 'waiting', 'finished', 'expired')", name=op.f("ck_duels_status")),
        sa.CheckConstraint("kind in ('machine', 'live', 'challenge', 'ghost')", name=op.f("ck_duels_kind")),
        *_foreign_keys("duels", post_id="posts", rematch_of_id="duels", recorded_id="duels"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duels")),
    )


def _create_seats() -> None:
    op.create_table(
        "duel_seats",
        *_columns(sa.Integer(), "duel_id", "side", nullable=False),
        *_columns(sa.Integer(), "person_id", "ghost_of_id"),
        sa.Column("playing", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(5)),
        *_columns(sa.Integer(), "score", "lag_ms"),
        sa.Column("seen_at", Stamp()),
        sa.Column("device", sa.String(16)),
        sa.Column("wants_rematch", sa.Boolean(), nullable=False),
        sa.CheckConstraint("side in (0, 1)", name=op.f("ck_duel_seats_side")),
        sa.CheckConstraint("person_id is null or ghost_of_id is null", name=op.f("ck_duel_seats_ghost")),
        sa.CheckConstraint(
            "outcome is null or outcome in ('won', 'lost', 'drawn')", name=op.f("ck_duel_seats_outcome")
        ),
        *_foreign_keys("duel_seats", duel_id="duels", person_id="persons", ghost_of_id="persons"),
        sa.PrimaryKeyConstraint("duel_id", "side", name=op.f("pk_duel_seats")),
        sqlite_with_rowid=False,
    )
    for side, (name, outcomes) in enumerate((("first", _turned(OUTCOMES)), ("second", _turned(MIRROR)))):
        kept = {column: f"d.{name}_{column}" for column in ("person_id", "score", "lag_ms", "seen_at")}
        kept["wants_rematch"] = f"coalesce(d.{name}_wants_rematch, false)"
        kept |= {"duel_id": "d.id", "side": str(side), "ghost_of_id": "d.ghost_of_id" if side else "null"}
        kept |= {"outcome": _case("d.outcome", outcomes), "device": _digits_of(f"d.{name}_device")}
        playing = f"select person_id from open_pks o where o.duel_id = d.id and o.person_id = d.{name}_person_id"  # noqa: S608  (names of our own)
        kept["playing"] = f"exists ({playing})"
        _copy(kept, "", "duel_seats")
    of_people, playing = sa.text("person_id is not null"), sa.text("playing")
    op.create_index(
        "ix_duel_seats_person_id_duel_id", "duel_seats", ["person_id", "duel_id"],
        sqlite_where=of_people, postgresql_where=of_people,
    )  # fmt: skip
    op.create_index(
        "ix_duel_seats_playing", "duel_seats", ["person_id"], unique=True,
        sqlite_where=playing, postgresql_where=playing,
    )  # fmt: skip


def _create_changes() -> None:
    op.create_table(
        "rating_changes",
        *_columns(sa.Integer(), "id", "duel_id", "person_id", nullable=False),
        sa.Column("family", sa.String(20), nullable=False),
        *_columns(sa.Double(), "mu", "sigma", nullable=False),
        *_columns(sa.Integer(), "games", "shown_change", nullable=False),
        *_foreign_keys("rating_changes", duel_id="duels", person_id="persons"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_changes")),
        sa.UniqueConstraint("duel_id", "person_id", name=op.f("uq_rating_changes_duel_id_person_id")),
    )
    names = ("person_id", "mu", "sigma", "games", "change")
    both = " union all ".join(
        f"select d.finished_at, d.id, p.family, {', '.join(f'd.{side}_{name} as {name}' for name in names)}"  # noqa: S608  (names of our own)
        f" from {_old()} d join posts p on p.id = d.post_id where d.{side}_mu is not null"
        for side in ("first", "second")
    )
    op.execute(
        "insert into rating_changes (duel_id, person_id, family, mu, sigma, games, shown_change)"  # noqa: S608  (names of our own)
        f" select id, person_id, family, mu, sigma, games, change from ({both}) b order by finished_at, id, person_id"
    )


# What engines do otherwise ----------------------------------------------------------------------------------------


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _old() -> str:
    return "duels" if _is_sqlite() else "duels_old"


def _new() -> str:
    return "duels_new" if _is_sqlite() else "duels"


def _function(name: str) -> str:
    return name if _is_sqlite() else f"pg_temp.{name}"


def _begin(indexes: tuple[tuple[str, str, str | None, bool], ...]) -> None:
    """SQLite renames the new table at the end (nothing looks at foreign keys meanwhile), PostgreSQL the old one now."""
    for name, *_more in indexes:
        op.drop_index(name, "duels")
    if _is_sqlite():
        driver = op.get_bind().connection.driver_connection
        assert driver is not None
        driver.create_function("bytes_of", 1, lambda digits: digits and bytes.fromhex(digits))
        driver.create_function("varints", 1, lambda kept: varints.packed(json.loads(kept)))
        driver.create_function("numbers", 1, lambda kept: json.dumps(varints.unpacked(kept), separators=(",", ":")))
        return
    op.execute(VARINTS)
    op.execute(NUMBERS)
    op.execute("alter table duels rename to duels_old")
    op.execute("alter sequence duels_id_seq rename to duels_old_id_seq")
    op.execute("alter table duels_old drop constraint pk_duels cascade")


def _end(indexes: tuple[tuple[str, str, str | None, bool], ...]) -> None:
    op.drop_table(_old())
    if _is_sqlite():
        op.rename_table("duels_new", "duels")
    else:
        for table in REFERRING:
            op.create_foreign_key(op.f(f"fk_{table}_duel_id"), table, "duels", ["duel_id"], ["id"])
        op.execute(
            "select setval(pg_get_serial_sequence('duels', 'id'), max(id)) from duels having max(id) is not null"
        )
    for name, columns, where, unique in indexes:
        which = None if where is None else sa.text(where)
        using = {"postgresql_using": "brin"} if indexes is NEW_INDEXES and name == "ix_duels_finished" else {}
        op.create_index(
            name, "duels", columns.split(", "), unique=unique, sqlite_where=which, postgresql_where=which, **using
        )


def _bytes_of(column: str) -> str:
    return f"bytes_of({column})" if _is_sqlite() else f"decode({column}, 'hex')"


def _digits_of(column: str) -> str:
    return (
        f"case when {column} is not null then lower(hex({column})) end" if _is_sqlite() else f"encode({column}, 'hex')"
    )


def _case(column: str, values: Mapping[str, int] | Mapping[int, str]) -> str:
    return f"case {column} {' '.join(f'when {old!r} then {new!r}' for old, new in values.items())} end"


def _turned(numbers: Mapping[str, int]) -> dict[int, str]:
    return {number: word for word, number in numbers.items()}


def _columns(kind: sa.types.TypeEngine[Any], *names: str, nullable: bool = True) -> Iterator[sa.Column[Any]]:
    return (sa.Column(name, kind, nullable=nullable) for name in names)


def _foreign_keys(table: str, **columns: str) -> Iterator[sa.ForeignKeyConstraint]:
    return (
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}"))
        for name, other in columns.items()
    )
