"""INSERT … ON CONFLICT, spelled alike on both engines."""

from __future__ import annotations

from sqlalchemy import TableClause
from sqlalchemy.dialects import postgresql, sqlite

from app.kit.database import Base, engine

Insert = postgresql.Insert | sqlite.Insert


def dialect() -> str:
    """The name of the engine's dialect: sqlite or postgresql."""
    return engine().dialect.name


def insert(into: type[Base] | TableClause, name: str | None = None) -> Insert:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`; `name`: for which dialect."""
    return (postgresql if (name or dialect()) == "postgresql" else sqlite).insert(into)
