"""The migrations make what the models say, on both engines, and can be taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

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


def test_the_newest_migration_is_known_without_alembic(empty):
    assert migrating.newest() == ScriptDirectory(str(migrating.MIGRATIONS)).get_current_head()
    assert not migrating.is_current(empty)
    migrating.upgrade(empty)
    assert migrating.is_current(empty)


def test_the_migrations_make_what_the_models_say(empty):
    assert not migrating.is_current(empty)
    migrating.upgrade(empty)
    assert migrating.is_current(empty)
    assert set(inspect(empty).get_table_names()) - {"alembic_version"} == set(models.Base.metadata.tables)
    migrating.differences(empty)


def test_what_the_models_forbid_the_migrated_database_forbids(empty):
    """Alembic compares no check constraints, so we do: with a database that the models made."""
    migrating.upgrade(empty)
    migrated = checks(empty)
    models.Base.metadata.drop_all(empty)
    models.Base.metadata.create_all(empty)
    assert migrated == checks(empty)


def checks(engine: Engine) -> dict[str, dict[str, str]]:
    """The check constraints of each table: what each one says, without the brackets that engines add."""
    found = inspect(engine)
    return {
        table: {str(one["name"]): re.sub(r"[\s()]|::\w+( varying)?", "", one["sqltext"]) for one in constraints}
        for table in models.Base.metadata.tables
        if (constraints := found.get_check_constraints(table))
    }


def test_the_migrations_can_be_taken_back_and_done_again(empty):
    migrating.upgrade(empty)
    command.downgrade(migrating._config(empty), "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    migrating.upgrade(empty)
    migrating.differences(empty)


OLD = "227265ab7f3b"
ROWS = (
    "insert into regions (id, code, name_en, name_zh) values (1, 'n', 'North', '北')",
    "insert into dealers (id, code, name_en, name_zh, region_id) values (1, 'd', 'D', '店', 1)",
    "insert into posts (id, code, name_en, name_zh, family, position) values (1, 'p', 'P', '岗', 'f', 1)",
    "insert into persons (id, staff_number, name, post_id, dealer_id, active, locale, theme, shows_name, extra_time,"
    " created_at) values (1, 'A', '甲', 1, 1, true, 'zh', 'auto', false, 0, '2026-06-01 04:00:00')",
    "insert into duels (id, kind, status, post_id, level, seed, version_ids, state, version, started_at, touched_at)"
    " values (1, 'machine', 'running', 1, 2, 3, '[]', '{}', 4, '2026-06-01 04:00:00', '2026-06-01 04:00:00')",
    "insert into duel_seats (duel_id, side, person_id) values (1, 0, 1), (1, 1, null)",
)


def test_a_pk_that_is_being_played_outlives_the_change_to_live_pks(empty):
    config = migrating._config(empty)
    command.upgrade(config, OLD)
    with empty.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    migrating.upgrade(empty)
    with empty.connect() as connection:
        seats = connection.execute(text("select person_id, playing from duel_seats order by side")).all()
        assert [(person_id, bool(playing)) for person_id, playing in seats] == [(1, True), (None, False)]
        assert connection.execute(text("select status, version from duels")).one() == ("running", 4)
