"""The migrations make what the models say, on both engines, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import Engine, inspect

from app import models
from app.kit import migrating
from app.kit.database import make_engine


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path) -> Iterator[Engine]:
    """An engine on a database without a table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        url = request.getfixturevalue("postgres").create()
    engine = make_engine(url)
    yield engine
    engine.dispose()
    if request.param == "postgresql":
        request.getfixturevalue("postgres").drop(url)


def test_the_migrations_make_what_the_models_say(empty):
    assert not migrating.is_current(empty)
    migrating.upgrade(empty)
    assert migrating.is_current(empty)
    assert set(inspect(empty).get_table_names()) - {"alembic_version"} == set(models.Base.metadata.tables)
    migrating.differences(empty)


def test_the_migrations_can_be_taken_back_and_done_again(empty):
    migrating.upgrade(empty)
    command.downgrade(migrating._config(empty), "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrating.upgrade(empty)
    migrating.differences(empty)
