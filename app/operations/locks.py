"""The lock of the active scheduler: an advisory one in PostgreSQL, a locked file beside SQLite."""

from __future__ import annotations

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from threading import Lock as Mutex
from typing import IO

from sqlalchemy import Connection, Engine, text

LOCK_NUMBER = 7_236_213  # any number that nobody else uses in this database
HELD = """
select exists (select from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid = :number
and database = (select oid from pg_database where datname = current_database()))"""


def is_held(engine: Engine, home: Path) -> bool:
    """Whether some process runs the jobs of this house now. Asks only, and takes nothing."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as here:
            return bool(here.scalar(text(HELD), {"number": LOCK_NUMBER}))
    with suppress(FileNotFoundError), _path(engine, home).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _path(engine: Engine, home: Path) -> Path:
    database = engine.url.database if engine.dialect.name == "sqlite" else None
    return (Path(database).parent if database else home) / "scheduler.lock"


class Lock:
    """The right to be the active scheduler."""

    def __init__(self, engine: Engine, home: Path) -> None:
        self._engine = engine
        self._path = _path(engine, home)
        self._held: Connection | IO[str] | None = None
        self._mutex = Mutex()

    def take(self) -> bool:
        """Take it, or make sure that it is still ours."""
        with self._mutex:
            if self._engine.dialect.name == "postgresql":
                return self._take_in_database()
            return self._take_file()

    def _take_in_database(self) -> bool:
        try:
            if isinstance(self._held, Connection):
                self._held.execute(text("select 1"))
                return True
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.scalar(text("select pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER}):
                self._held = connection
                return True
            connection.close()
        except Exception:
            self._let_go()  # the database went away, and the lock with it
        return False

    def _take_file(self) -> bool:
        if self._held is not None and self._is_in_place():
            return True
        self._let_go()
        file = open(self._path, "w")  # noqa: SIM115  (stays open for as long as the lock is held)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._held = file
        return True

    def _is_in_place(self) -> bool:
        """Whether the file that is held is the one that others ask for: somebody may have removed it."""
        assert not isinstance(self._held, Connection)
        assert self._held is not None
        try:
            return os.path.samestat(os.fstat(self._held.fileno()), os.stat(self._path))
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Give it up; somebody else may take it at once."""
        with self._mutex:
            self._let_go()

    def _let_go(self) -> None:
        held, self._held = self._held, None
        with suppress(Exception):
            if isinstance(held, Connection):
                with suppress(Exception):
                    held.execute(text("select pg_advisory_unlock_all()"))  # at once, not when the server sees it gone
                held.invalidate()  # the lock lives and ends with its connection
            if held is not None:
                held.close()
