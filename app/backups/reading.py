"""All rows of a database as they stood at one moment, while others go on writing."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, text

from app.backups.shapes import Row, Shape
from app.kit.database import make_engine

AT_ONCE = 2_000
ROUND = 1 << 128
COUNTERS = """
select t.relname, s.last_value from pg_sequences s
join pg_class q on q.relname = s.sequencename and q.relnamespace = s.schemaname::regnamespace
join pg_depend d on d.objid = q.oid and d.deptype in ('a', 'i') join pg_class t on t.oid = d.refobjid
where s.schemaname = current_schema() and s.last_value is not null"""


@dataclass
class Tally:
    """How many rows a table has, and a mark of what stands in them: the same for the same rows in any order."""

    rows: int = 0
    sum: int = 0

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.sum = (self.sum + int.from_bytes(hashlib.blake2b(line, digest_size=16).digest(), "big")) % ROUND

    @property
    def mark(self) -> str:
        return f"{self.sum:032x}"


@contextmanager
def snapshot(engine: Engine, beside: Path) -> Iterator[Connection]:
    """A connection that sees one moment only. Nobody waits for it: PostgreSQL keeps the moment for the transaction;
    SQLite's file is copied (in the folder `beside`, where it goes again), so that its log need not grow meanwhile.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as here:
            yield here
        return
    with tempfile.TemporaryDirectory(prefix="paddock-copy-", dir=beside) as folder:
        path = Path(folder) / "copy.db"
        _copy(engine, path)
        copied = make_engine(f"sqlite:///{path}")
        try:
            with copied.connect() as here:
                yield here
        finally:
            copied.dispose()


def _copy(engine: Engine, path: Path) -> None:
    """By SQLite's own way: all pages in one step, which others may write beside."""
    source = engine.raw_connection()
    try:
        target = sqlite3.connect(path)
        try:
            assert isinstance(source.driver_connection, sqlite3.Connection)
            source.driver_connection.backup(target, pages=-1)
        finally:
            target.close()
    finally:
        source.close()


def lines(here: Connection, shape: Shape, tally: Tally) -> Iterator[tuple[bytes, Row]]:
    """Each row as a line of JSON and as its values; the tally counts along."""
    plain = shape.plain()
    for some in here.execute(shape.query().execution_options(stream_results=True)).partitions(AT_ONCE):
        for row in some:
            values = plain(row)
            line = line_of(values)
            tally.add(line)
            yield line, values


def line_of(values: Row) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def tally_of(here: Connection, shape: Shape) -> Tally:
    """Of a table as it stands."""
    tally = Tally()
    for _each in lines(here, shape, tally):
        pass
    return tally


def counters(here: Connection) -> dict[str, int]:
    """The last number that each table gave away, where the engine remembers: it may be that of a row that is gone."""
    if here.dialect.name == "postgresql":
        return dict(here.execute(text(COUNTERS)).all())
    if not inspect(here).has_table("sqlite_sequence"):
        return {}
    return dict(here.execute(text("select name, seq from sqlite_sequence")).all())


def revision(here: Connection) -> str:
    """The schema's version; empty where there is none."""
    if not inspect(here).has_table("alembic_version"):
        return ""
    found: Any = here.scalar(text("select version_num from alembic_version"))
    return str(found or "")


def filled(here: Connection, names: Iterable[str]) -> Sequence[str]:
    """Which of these tables have rows."""
    there = set(inspect(here).get_table_names())
    quoted = here.dialect.identifier_preparer.quote
    return [one for one in names if one in there and here.scalar(text(f"select 1 from {quoted(one)} limit 1"))]  # noqa: S608
