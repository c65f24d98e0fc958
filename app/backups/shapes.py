"""What a table looks like, said without any engine: its columns and what each of them holds.

A row is written as a list of plain JSON values. What engines keep differently has one form here: a moment is a text in
UTC with microseconds, a JSON document is the text that is kept of it, and bytes are a text in base 64.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    Double,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Text,
    cast,
    column,
    select,
    table,
)
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.backups.older import FineStamp
from app.kit.database import Instant, Stamp

Row = list[Any]
KINDS: dict[str, type[TypeEngine[Any]]] = {
    "moment": Instant,
    "stamp": FineStamp,  # in backups of older Paddocks
    "stamp-ms": Stamp,
    "day": Date,
    "json": JSON,
    "bool": Boolean,
    "float": Double,
    "int": Integer,
    "text": String,
    "bytes": LargeBinary,
}
CONTAINERS = '{["'


@dataclass(frozen=True)
class Shape:
    """A table's name, (column, kind) of each column, and the column that the database numbers, where there is one."""

    name: str
    columns: tuple[tuple[str, str], ...]
    numbered: str | None

    @property
    def names(self) -> list[str]:
        return [name for name, _kind in self.columns]

    def query(self) -> Select[Any]:
        """All its rows, in any order. Documents come as the text that is kept of them."""
        mine = table(self.name, *(column(name, KINDS[kind]()) for name, kind in self.columns))
        return select(*(cast(mine.c[name], Text) if kind == "json" else mine.c[name] for name, kind in self.columns))

    def plain(self) -> Callable[[Sequence[Any]], Row]:
        """Makes a row of the database a list of JSON values."""
        forms = [(place, FORMS[kind]) for place, (_name, kind) in enumerate(self.columns) if kind in FORMS]

        def made(row: Sequence[Any]) -> Row:
            values = list(row)
            for place, form in forms:
                if values[place] is not None:
                    values[place] = form(values[place])
            return values

        return made


def shapes_of(metadata: MetaData) -> list[Shape]:
    """Of all tables, by name."""
    return [_shape_of(metadata.tables[name]) for name in sorted(metadata.tables)]


def _shape_of(found: Table) -> Shape:
    numbered = found.autoincrement_column
    columns = tuple((one.name, _kind_of(one.type)) for one in found.columns)
    return Shape(found.name, columns, numbered.name if numbered is not None else None)


def _kind_of(type: TypeEngine[Any]) -> str:
    return next(kind for kind, each in KINDS.items() if isinstance(_impl(type), each))


def _impl(type: TypeEngine[Any]) -> TypeEngine[Any]:
    """Of a type that only packs what it is given, what it packs it into."""
    if isinstance(type, TypeDecorator) and not isinstance(type, (Instant, Stamp)):
        return type.impl_instance
    return type


def _document(text: Any) -> str:
    """SQLite keeps a document that is a number as a number, and so forgets how it was written."""
    text = str(text)
    return text if text[:1] in CONTAINERS else json.dumps(_whole(json.loads(text)))


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _moment(value: datetime) -> str:
    return value.isoformat(timespec="microseconds")


def _day(value: date) -> str:
    return value.isoformat()


def _base64(value: bytes) -> str:
    return b64encode(value).decode()


FORMS: dict[str, Callable[[Any], Any]] = {
    "moment": _moment,
    "stamp": _moment,
    "stamp-ms": _moment,
    "day": _day,
    "json": _document,
    "bytes": _base64,
}
