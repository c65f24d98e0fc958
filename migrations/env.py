"""Alembic's entry: compares and changes the database that the settings name."""

from __future__ import annotations

from alembic import context

from app import models  # noqa: F401  (fills the metadata)
from app.kit.database import Base, make_engine
from config import Settings


def run() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or Settings.of_environment().database_url
    engine = context.config.attributes.get("engine") or make_engine(url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
