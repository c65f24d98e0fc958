"""INSERT … ON CONFLICT, spelled alike on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import TableClause
from sqlalchemy.dialects import sqlite

from app.kit.database import Base, engine

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

    Insert = postgresql.Insert | sqlite.Insert


def dialect() -> str:
    """The name of the engine's dialect: sqlite or postgresql."""
    return engine().dialect.name


def insert(into: type[Base] | TableClause, name: str | None = None) -> Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`; `name`: for which dialect."""
    if (name or dialect()) == "sqlite":
        return sqlite.insert(into)
    from sqlalchemy.dialects import postgresql  # 2 MB that SQLite does without

    return postgresql.insert(into)
