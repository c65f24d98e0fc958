"""Rows in bulk: gathered by table, written by COPY on PostgreSQL and by executemany on SQLite, without objects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, Connection, Table, func, insert, select, text

from app.duels.keeping import Hex, Numbers, PkState
from app.kit.database import Base, Instant, Stamp, cut, packed, whole_milliseconds
from app.kit.words import Word
from app.points.models import Codes
from quizzes.rules import duelpacking, pointcodes, varints

Value = Callable[[Any], Any]
PACKED: dict[type, Value] = {
    PkState: duelpacking.packed,
    Codes: pointcodes.packed,
    Hex: bytes.fromhex,
    Numbers: varints.packed,
}


class Bulk:
    """Gathers rows and writes them, tables that others point at first. Columns that a row leaves out have the default
    of their model. Whoever writes waits for `turn`, where not all can write at once.
    """

    def __init__(self, connection: Connection, turn: AbstractContextManager[Any] | None = None) -> None:
        self._connection, self._turn = connection, turn or nullcontext()
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._shapes = {table.name: _Shape(table, connection) for table in Base.metadata.sorted_tables}
        self.written: Counter[str] = Counter()

    def add(self, model: type[Base], row: Mapping[str, Any]) -> None:
        table = cast("Table", model.__table__).name
        self._rows.setdefault(table, []).append(self._shapes[table].values(row))

    def flush(self) -> None:
        """Write what was gathered; it is committed."""
        with self._turn, self._connection.begin():
            for name, shape in self._shapes.items():
                rows = self._rows.pop(name, [])
                if rows:
                    shape.write(self._connection, rows)
                    self.written[name] += len(rows)


def next_id(connection: Connection, model: type[Base]) -> int:
    """The number after the highest one that is in the database."""
    with connection.begin():
        return (connection.scalar(select(func.max(cast("Table", model.__table__).c.id))) or 0) + 1


def settle(connection: Connection, written: Iterable[str]) -> None:
    """When all is written: the next row that somebody adds gets a number after these, and PostgreSQL knows how many
    there are, so that it does not look for them one by one.
    """
    if connection.dialect.name != "postgresql":
        return
    with connection.begin():
        for name in written:
            ids = Base.metadata.tables[name].c
            if "id" in ids:
                last = select(func.max(ids.id)).scalar_subquery()
                connection.execute(select(func.setval(func.pg_get_serial_sequence(name, "id"), last)))
        connection.execute(text("analyze"))


class _Shape:
    """How the rows of a table go into the database of this kind."""

    def __init__(self, table: Table, connection: Connection) -> None:
        self.table = table
        self._is_copied = connection.dialect.name == "postgresql"
        self._places = {
            column.name: (place, _value(column.type, self._is_copied)) for place, column in enumerate(table.columns)
        }
        self._known: dict[tuple[str, ...], tuple[list[int], list[tuple[int, Value]]]] = {}
        self._usual: list[Any] = [None] * len(self._places)
        self._usual = list(self.values({column.name: _default(column.default) for column in table.columns}))
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        self._copy = f'copy "{table.name}" ({names}) from stdin'
        self._insert = str(insert(table).compile(dialect=connection.dialect))

    def values(self, row: Mapping[str, Any]) -> tuple[Any, ...]:
        names = tuple(row)
        shape = self._known.get(names)
        if shape is None:
            shape = self._known[names] = self._shape_of(names)
        places, values = shape
        found = self._usual.copy()
        for place, given in zip(places, row.values(), strict=True):
            found[place] = given
        for place, value in values:
            if (given := found[place]) is not None:
                found[place] = value(given)
        return tuple(found)

    def _shape_of(self, names: tuple[str, ...]) -> tuple[list[int], list[tuple[int, Value]]]:
        """Where the columns of these names are, and those that are not written as they are."""
        here = [self._places[name] for name in names]
        return [place for place, _value in here], [(place, value) for place, value in here if value is not None]

    def write(self, connection: Connection, rows: Iterable[tuple[Any, ...]]) -> None:
        raw = connection.connection.driver_connection
        assert raw is not None
        if not self._is_copied:
            raw.executemany(self._insert, rows)
            return
        with raw.cursor() as cursor, cursor.copy(self._copy) as copy:
            for row in rows:
                copy.write_row(row)


def _default(default: Any) -> Any:
    return default.arg if default is not None and default.is_scalar else None


def _value(type_: Any, is_copied: bool) -> Value | None:
    if isinstance(type_, JSON):
        return packed
    if isinstance(type_, Stamp):
        return cut if is_copied else whole_milliseconds
    if isinstance(type_, Instant):
        return None if is_copied else _as_text
    if isinstance(type_, Word):
        return type_.number
    return PACKED.get(type(type_))


def _as_text(moment: datetime) -> str:
    """As SQLAlchemy keeps a moment in SQLite."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
