"""The database: one session a request, one transaction a deed.

Reading starts a plain transaction; `transaction()` starts a writing one, which on SQLite takes the write lock at once
(BEGIN IMMEDIATE), so that a deed never fails half-way because somebody else wrote in between.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from select import POLLIN, poll
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import BigInteger, DateTime, Dialect, Engine, MetaData, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.kit.errors import Busy
from app.kit.sqliteline import Line
from app.kit.sqlitelog import Log
from app.kit.watching import watch_statements

BUSY_TIMEOUT_MS = 10_000
EPOCH, MILLISECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(milliseconds=1)
COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
AGAIN = ("40P01", "40001")  # PostgreSQL ended the deed because of another one: deadlock, serialization

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


class Instant(TypeDecorator[datetime]):
    """A moment: an aware datetime in UTC, in and out, on every engine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  (SQLAlchemy's signature)
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Stamp(TypeDecorator[datetime]):
    """A moment in whole milliseconds, for tables that have a row for each PK: SQLite keeps their number since 1970, 6
    bytes and not 26. What is finer is cut off on every engine alike, so that what is kept is never later than now.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return BigInteger()
        from sqlalchemy.dialects.postgresql import TIMESTAMP  # 2 MB that SQLite does without

        return TIMESTAMP(timezone=True, precision=3)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return whole_milliseconds(value) if dialect.name == "sqlite" else cut(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return EPOCH + value * MILLISECOND if dialect.name == "sqlite" else value.astimezone(UTC)


def whole_milliseconds(moment: datetime) -> int:
    """How many were over since 1970."""
    return (moment - EPOCH) // MILLISECOND


def cut(moment: datetime) -> datetime:
    """The moment as a stamp keeps it, in UTC."""
    return EPOCH + whole_milliseconds(moment) * MILLISECOND


def make_engine(url: str) -> Engine:
    """An engine with the pragmas and pool that Paddock counts on. Its errors quote no values: they end in logs."""
    parsed = make_url(url)
    alike: dict[str, Any] = {"pool_size": 20, "hide_parameters": True, "json_serializer": packed}
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, max_overflow=20, **alike)
        event.listen(engine, "checkout", _still_there)
    else:
        engine = create_engine(parsed, max_overflow=40, connect_args={"check_same_thread": False}, **alike)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    watch_statements(engine)
    return engine


def packed(value: Any) -> str:
    """JSON as it is stored: without spaces, Chinese as it is. A finished PK takes a seventh less that way."""
    return COMPACT.encode(value)


def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
    """A server that went away has closed the line, or said so on it: nothing else comes on a line that rests. That is
    seen without asking, which would cost a request two more round trips.
    """
    if connection.closed:
        raise InvalidatePoolError
    line = poll()
    line.register(connection.fileno(), POLLIN)
    if line.poll(0):
        raise InvalidatePoolError


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we begin transactions ourselves
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",  # an acknowledged answer survives a power cut all the same: app/kit/sqlitelog.py
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def init_app(app: Flask, url: str) -> None:
    app.extensions |= _served_by(make_engine(url))
    app.teardown_appcontext(_close)


def _served_by(made: Engine) -> dict[str, Any]:
    """The engine, and what SQLite needs beside it: its writers' line, and its log where it has a file."""
    sqlite, file = made.dialect.name == "sqlite", made.url.database
    return {"engine": made, "writers": Line(file) if sqlite else None, "log": Log(file) if sqlite and file else None}


@contextmanager
def elsewhere(url: str) -> Iterator[Engine]:
    """Until the end of the block another database stands in the place of this application's. Only where nobody else is
    served.
    """
    kept = {name: current_app.extensions[name] for name in ("engine", "writers", "log")}
    _close(None)
    made = make_engine(url)
    current_app.extensions |= _served_by(made)
    try:
        yield made
    finally:
        _close(None)
        made.dispose()
        current_app.extensions |= kept


def engine() -> Engine:
    found: Engine = current_app.extensions["engine"]
    return found


def session() -> Session:
    """The session of this request (or command)."""
    found: Session | None = g.get("session")
    if found is None:
        found = g.session = Session(engine(), expire_on_commit=False)
    return found


@contextmanager
def transaction() -> Iterator[Session]:
    """One deed: all of it is committed at the end, or nothing is.

    What was read before may be old: load what you change inside, with `for_update()` queries. Nested use joins the
    outer deed. Returns when the deed is on the disk. Raises Busy where SQLite's one writer, such as a large import,
    does not come to an end.
    """
    here = session()
    if here.info.get("writing"):
        yield here
        return
    here.commit()  # ends the reading so far
    line: Line | None = current_app.extensions["writers"]
    with line.turn(BUSY_TIMEOUT_MS / 1000) if line else nullcontext():
        _begin_writing(here)
        here.info["writing"], here.info["afterwards"] = True, []
        try:
            yield here
            here.commit()
        except BaseException as error:
            here.rollback()
            if isinstance(error, OperationalError) and getattr(error.orig, "sqlstate", None) in AGAIN:
                raise Busy from error
            raise
        finally:
            here.info["writing"] = False
    if (log := current_app.extensions["log"]) is not None:
        log.settle()
    for action in here.info["afterwards"]:
        action()


def afterwards(action: Callable[[], None]) -> None:
    """Do this when the deed of now is committed, and not at all where it is not. For hints: it must not fail."""
    here = session()
    if here.info.get("writing"):
        here.info["afterwards"].append(action)
    else:
        action()


def _begin_writing(here: Session) -> None:
    try:
        here.connection(execution_options={"writing": True})
    except OperationalError as error:
        here.rollback()
        if "database is locked" in str(error):
            raise Busy from None
        raise


def _close(_error: BaseException | None) -> None:
    """A database that goes away now takes nothing with it: what was to be kept has been committed, and the answer is
    made.
    """
    here: Session | None = g.pop("session", None)
    if here is None:
        return
    try:
        here.close()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        current_app.logger.warning(
            "A line to the database was closed at the end: %s", str(error.orig).partition("\n")[0]
        )
    here.info.clear()
