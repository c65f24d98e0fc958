"""Rows into an empty database, all of them or none, whatever the engine."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, text

from app.backups.older import microseconds
from app.backups.reading import AT_ONCE, Tally, tally_of
from app.backups.shapes import Row, Shape
from app.kit.anyorder import filling, said
from app.kit.database import whole_milliseconds
from app.kit.errors import Conflict, Invalid

MOMENT_SIGNS = 26  # of 2026-06-01T04:00:00.000000+00:00 those that SQLite keeps

Rows = Iterator[Row]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Load:
    """What is to be put into a database: tables, their rows, the last number that each gave, and what must stand there
    afterwards (it is looked at when all rows have been read).
    """

    shapes: Sequence[Shape]
    rows: Callable[[Shape], Rows]
    counters: Mapping[str, int]
    expected: Mapping[str, Tally]


def load(engine: Engine, what: Load, say: Say) -> None:
    """Put all rows in and look what stands there, read back from the database, before it is committed.

    Raises Invalid where the database refuses a row, Conflict where something else stands there; then it is as it was.
    """
    with filling(engine) as here:
        for shape in what.shapes:
            say(f"  {shape.name} …")
            _fill(here, shape, what.rows(shape))
        for shape in what.shapes:
            if shape.numbered is not None:
                _number(here, shape.name, shape.numbered, what.counters.get(shape.name, 0))
        say("  reading it back …")
        _compare(what.expected, {shape.name: tally_of(here, shape) for shape in what.shapes})
    if engine.dialect.name == "sqlite":
        with engine.connect() as here:  # outside of a transaction: the log goes into the file, and that onto the disk
            here.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()  # type: ignore[union-attr]


def _compare(expected: Mapping[str, Tally], found: Mapping[str, Tally]) -> None:
    wrong = [name for name, tally in found.items() if expected[name] != tally]
    if wrong:
        raise Conflict(f"These tables do not hold what they should: {', '.join(wrong)}.", code="differs")


def _fill(here: Connection, shape: Shape, rows: Rows) -> None:
    try:
        if here.dialect.name == "sqlite":
            _insert(here, shape, rows)
        else:
            _stream(here, shape, rows)
    except Exception as error:
        orig = getattr(error, "orig", error)
        if type(orig).__module__.partition(".")[0] in ("psycopg", "sqlite3"):
            raise Invalid(f"A row of {shape.name} does not fit into this database: {said(orig)}") from None
        raise


def _insert(here: Connection, shape: Shape, rows: Rows) -> None:
    made = _made(shape, IN_SQLITE)
    quoted = here.dialect.identifier_preparer.quote
    names, marks = ", ".join(map(quoted, shape.names)), ", ".join("?" * len(shape.columns))
    statement = f"insert into {quoted(shape.name)} ({names}) values ({marks})"  # noqa: S608  (names of our own tables)
    while some := list(islice(rows, AT_ONCE)):
        here.exec_driver_sql(statement, [tuple(made(row)) for row in some])


def _made(shape: Shape, forms: Mapping[str, Callable[[str], Any]]) -> Callable[[Row], Row]:
    """Makes of the plain values of a row what the database takes."""
    kept = [(place, forms[kind]) for place, (_name, kind) in enumerate(shape.columns) if kind in forms]

    def made(row: Row) -> Row:
        for place, form in kept:
            if row[place] is not None:
                row[place] = form(row[place])
        return row

    return made


def _as_text(moment: str) -> str:
    return moment[:MOMENT_SIGNS].replace("T", " ")


def _as_microseconds(moment: str) -> int:
    return microseconds(datetime.fromisoformat(moment))


def _as_milliseconds(moment: str) -> int:
    return whole_milliseconds(datetime.fromisoformat(moment))


IN_SQLITE: dict[str, Callable[[str], Any]] = {
    "moment": _as_text,
    "stamp": _as_microseconds,
    "stamp-ms": _as_milliseconds,
    "bytes": b64decode,
}
IN_POSTGRESQL: dict[str, Callable[[str], Any]] = {"bytes": b64decode}


def _stream(here: Connection, shape: Shape, rows: Rows) -> None:
    quoted = here.dialect.identifier_preparer.quote
    names = ", ".join(map(quoted, shape.names))
    cursor: Any = here.connection.cursor()
    made = _made(shape, IN_POSTGRESQL)
    with cursor, cursor.copy(f"copy {quoted(shape.name)} ({names}) from stdin") as copy:
        for row in rows:
            copy.write_row(made(row))


def _number(here: Connection, name: str, column: str, given: int) -> None:
    """The next row gets a number that none had before."""
    quoted = here.dialect.identifier_preparer.quote
    highest = here.scalar(text(f"select max({quoted(column)}) from {quoted(name)}")) or 0  # noqa: S608
    last = max(int(highest), given)
    if here.dialect.name == "postgresql":
        sequence = here.scalar(text("select pg_get_serial_sequence(:name, :column)"), {"name": name, "column": column})
        if sequence and last:
            here.execute(text("select setval(:sequence, :last)"), {"sequence": sequence, "last": last})
    elif last > highest and here.scalar(text("select 1 from sqlite_master where name = 'sqlite_sequence'")):
        _remember(here, name, last)


def _remember(here: Connection, name: str, last: int) -> None:
    """In SQLite's own table: it has a line for tables that never give a number twice."""
    sql = here.scalar(text("select sql from sqlite_master where name = :name"), {"name": name})
    if "AUTOINCREMENT" not in str(sql).upper():
        return
    here.execute(text("delete from sqlite_sequence where name = :name"), {"name": name})
    here.execute(text("insert into sqlite_sequence values (:name, :last)"), {"name": name, "last": last})
