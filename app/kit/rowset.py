"""Many rows given to a statement as one value, to join with or to insert from: one statement, and not one a row."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Dialect, Subquery, Text, cast, func, literal, select, type_coerce
from sqlalchemy.orm import InstrumentedAttribute

from app.kit.database import engine

Field = InstrumentedAttribute[Any]


def rowset(fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], name: str = "given") -> Subquery:
    """The rows as a table with these columns of a model, by their names."""
    dialect = engine().dialect
    given = literal(_text(fields, rows, dialect), Text())
    each, cell = (_each_sqlite, _cell_sqlite) if dialect.name == "sqlite" else (_each_postgresql, _cell_postgresql)
    one = each(given)
    return select(*(cell(one, place, field).label(field.key) for place, field in enumerate(fields))).subquery(name)


def _text(fields: Sequence[Field], rows: Iterable[Mapping[str, Any]], dialect: Dialect) -> str:
    """A list for each row, its values in the form in which the columns keep them."""
    forms = [(field.key, _form(field, dialect)) for field in fields]
    lists = [[form(row[key]) if form else row[key] for key, form in forms] for row in rows]
    return json.dumps(lists, default=str, separators=(",", ":"))


def _form(field: Field, dialect: Dialect) -> Callable[[Any], Any] | None:
    if isinstance(field.type, JSON):
        return json.dumps
    return None if isinstance(field.type, Boolean) else field.type.dialect_impl(dialect).bind_processor(dialect)


def _each_sqlite(given: ColumnElement[str]) -> ColumnElement[Any]:
    return func.json_each(given).table_valued("value").c.value


def _cell_sqlite(one: ColumnElement[Any], place: int, field: Field) -> ColumnElement[Any]:
    return type_coerce(func.json_extract(one, f"$[{place}]"), field.type)


def _each_postgresql(given: ColumnElement[str]) -> ColumnElement[Any]:
    return func.json_array_elements(cast(given, JSON)).column_valued("one")


def _cell_postgresql(one: ColumnElement[Any], place: int, field: Field) -> ColumnElement[Any]:
    return cast(one.op("->>")(place), field.type)
