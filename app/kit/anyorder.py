"""Many rows into a database at once, in tables that name each other, whatever comes first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from app.kit.errors import Invalid

KEYS = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) from pg_constraint
where contype = 'f' and connamespace = current_schema()::regnamespace order by 1, 2"""


@contextmanager
def filling(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes, in which a row may name rows that come later. Whether all are there is looked at
    once, when the block ends: Invalid names the tables where some are not, and nothing is kept.
    """
    with engine.connect().execution_options(writing=True) as here:
        fill = _on_sqlite if engine.dialect.name == "sqlite" else _on_postgresql
        with fill(here):
            yield here


@contextmanager
def _on_sqlite(here: Connection) -> Iterator[None]:
    """With keys that are only put off to the end (`defer_foreign_keys`) SQLite looks, for each row, through all that
    might name it, where there is no index for that from end to end: twice the rows took four times as long.
    """
    here.detach()  # it is closed afterwards: nobody else gets a connection that does not look at keys
    here.connection.cursor().execute("PRAGMA foreign_keys=OFF")  # it does nothing once a transaction has begun
    with here.begin():
        yield
        broken = here.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise Invalid(f"Rows of {broken[0]} refer to rows of {broken[2]} that are not there.")


@contextmanager
def _on_postgresql(here: Connection) -> Iterator[None]:
    with here.begin():
        keys = here.execute(text(KEYS)).all()
        for name, key, _definition in keys:
            here.exec_driver_sql(f"alter table {name} drop constraint {key}")
        yield
        for name, key, definition in keys:
            try:
                here.exec_driver_sql(f"alter table {name} add constraint {key} {definition}")
            except DBAPIError as error:
                raise Invalid(f"Rows of {name} refer to rows that are not there: {said(error.orig)}") from None


def said(error: Any) -> str:
    """The first line of what a database said."""
    return str(error).splitlines()[0]
