"""A house of its own for a rehearsal: a SQLite file in a folder, empty or a copy of this house. Nothing that happens
in it reaches the real one, its people or its files.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import current_app
from sqlalchemy import Engine, insert, select

from app.kit import bus, database, migrating
from app.kit.anyorder import filling
from app.kit.database import Base
from app.kit.errors import Conflict

AT_ONCE = 2_000
TAKEN = "There is a house in this folder already. Name another folder, or take it away."


@contextmanager
def of_own(folder: Path, *, copied: bool) -> Iterator[None]:
    """Until the end of the block everything happens in the house of this folder; it stays there. Raises Conflict."""
    path = folder / "paddock.db"
    if path.exists():
        raise Conflict(TAKEN, code="taken")
    folder.mkdir(parents=True, exist_ok=True)
    settings = current_app.config["SETTINGS"]
    source, url = database.engine(), f"sqlite:///{path}"
    made = database.make_engine(url)
    migrating.create(made)
    if copied:
        _copy(source, made)
        _keep_secret(settings.home, folder)
    made.dispose()
    current_app.config["SETTINGS"] = replace(settings, home=folder, database_url=url, smtp_url=None)
    try:
        with database.elsewhere(url), bus.apart():
            yield
    finally:
        current_app.config["SETTINGS"] = settings


def _copy(source: Engine, target: Engine) -> None:
    """Every row, as all of them stood at one moment."""
    options = {"isolation_level": "REPEATABLE READ"} if source.dialect.name == "postgresql" else {}
    with source.connect().execution_options(**options) as there, filling(target) as here:
        for table in Base.metadata.tables.values():
            for some in there.execute(select(table)).mappings().partitions(AT_ONCE):
                here.execute(insert(table), [dict(row) for row in some])


def _keep_secret(home: Path, folder: Path) -> None:
    """The log of the copy is sealed with the secret of this house. In production that is not in a file."""
    if (home / "secret_key").exists():
        shutil.copy(home / "secret_key", folder / "secret_key")
