"""INSERT … ON CONFLICT, spelled alike on both engines."""

from __future__ import annotations

from sqlalchemy.dialects import postgresql, sqlite

from app.kit.database import Base, engine


def insert(model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT into the model's table that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return (postgresql if engine().dialect.name == "postgresql" else sqlite).insert(model)
