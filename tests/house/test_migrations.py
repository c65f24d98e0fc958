"""The migrations make what the models say, on both engines, and can be taken back."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, LargeBinary, inspect, select, text, type_coerce
from sqlalchemy.orm import Session

from app import models
from app.duels.models import Duel
from app.fairness.models import Decision
from app.fairness.queries import Standing
from app.kit import migrating
from app.points.models import Entry
from quizzes.rules.duel import from_json


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


def test_the_indexes_of_the_migrated_database_are_those_of_the_models(empty):
    """Alembic compares neither of which rows they are nor how they are kept."""
    migrating.upgrade(empty)
    migrated = indexes(empty)
    models.Base.metadata.drop_all(empty)
    models.Base.metadata.create_all(empty)
    made = indexes(empty)
    assert made == migrated
    assert any(" where " in sql for sql in made.values())
    assert ("using brin" in made["ix_duels_finished"]) == (empty.dialect.name == "postgresql")


def indexes(engine: Engine) -> dict[str, str]:
    """What each index says, in small letters, without spaces that say nothing."""
    named = {
        "sqlite": "select name, sql from sqlite_master where type = 'index' and sql is not null",
        "postgresql": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
    }
    with engine.connect() as connection:
        rows = connection.execute(text(named[engine.dialect.name])).all()
    said = {str(name): " ".join(str(sql).lower().replace('"', "").split()) for name, sql in rows}
    return {name: sql for name, sql in said.items() if "alembic" not in name}


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


BEFORE_PACKING = "7d0e5b1c94fa"
PLAYED = (
    *ROWS[:3],
    ROWS[3].replace("theme,", "theme, plain,").replace("'auto',", "'auto', false,"),
    "insert into seasons (id, key, name_en, name_zh, first_day, last_day, time_zone, languages, rules, status,"
    " audience, legs) values (1, 's', 'S', '季', '2026-05-06', '2026-11-05', 'UTC', '[]', '{}', 'running', '{}', '[]')",
    "insert into duels (id, kind, status, friendly, rated, post_id, level, seed, version_ids, state, version,"
    " started_at, touched_at, finished_at) values (1, 'machine', 'finished', false, true, 1, 2, 3, '[1, 2, 3, 4, 5]',"
    """ '{"r": [5, 500, null], "p": 3, "i": 4, "o": 1780286400000, "c": 9000, "s": [["h", [20000, 20000, 20000,"""
    """ 20000, 20000], [["b", 18897, 101], [53.0, 10912], [["ac"], 9, 119], [true, 1], ["油", 70001]], [], 1], ["m","""
    """ null, [["a", 1], ["a", 1], ["a", 1], ["a", 1], [null, 20000]], [], 0]]}', 9, '2026-06-01 04:00:00.000000',"""
    " '2026-06-01 04:00:09.123000', '2026-06-01 04:00:09.123000')",
    "insert into duel_seats (duel_id, side, person_id, playing, wants_rematch, seen_at)"
    " values (1, 0, 1, false, false, '2026-06-01 04:00:01.500000'), (1, 1, null, false, false, null)",
    "insert into entries (id, season_id, person_id, reason, source_id, points, mastered, day, detail, at) values"
    """ (1, 1, 1, 'pk', 1, 5, 0, 1, '["won","against-machine-2"]', '2026-06-01 04:00:09.001000'),"""
    """ (2, 1, 1, 'regrading', 1, -5, 0, 1, '["found-wrong", "question-7"]', '2026-06-01 04:00:09.001000')""",
)
EVERYTHING = ("select * from duels", "select * from duel_seats order by side", "select * from entries order by id")


def rows(engine: Engine) -> list[dict[str, str]]:
    """What stands there, whatever the order of columns and the spaces of JSON."""
    with engine.connect() as connection:
        found = [row for one in EVERYTHING for row in connection.execute(text(one)).mappings()]
    return [{name: str(value).replace(" ", "") for name, value in row.items()} for row in found]


def test_a_finished_pk_is_packed_and_can_be_unpacked(empty):
    config = migrating._config(empty)
    command.upgrade(config, BEFORE_PACKING)
    with empty.begin() as connection:
        for row in PLAYED:
            connection.exec_driver_sql(row.replace("%", "%%"))
    before = rows(empty)
    migrating.upgrade(empty)
    with Session(empty) as session:
        duel, (first, second) = session.get_one(Duel, 1), session.scalars(select(Entry).order_by(Entry.id))
        state = from_json(duel.state)
        assert [one.response for one in state.seats[0].answers if one] == ["b", 53.0, ["a", "c"], True, "油"]
        assert (state.seats[0].answers[4].used_ms, state.seats[0].total()) == (70_001, 220)
        assert (duel.touched_at, duel.finished_at) == (None, datetime(2026, 6, 1, 4, 0, 9, 123_000, UTC))
        assert duel.seats[0].seen_at == datetime(2026, 6, 1, 4, 0, 1, 500_000, UTC)
        assert (first.detail, second.detail) == (["won", "against-machine-2"], ["found-wrong", "question-7"])
        assert first.at == datetime(2026, 6, 1, 4, 0, 9, 1_000, UTC)
        assert len(session.scalar(select(type_coerce(Duel.state, LargeBinary)))) < 100
    command.downgrade(config, BEFORE_PACKING)
    assert rows(empty) == before


BEFORE_MILLISECONDS = "7d7f2e66a450"
ENDED = datetime(2026, 6, 1, 4, 0, 9, 123_456, UTC)
DISQUALIFIED = (
    "insert into fairness_flags (id, key, kind, person_id, evidence, score, status, created_at, seen_at)"
    """ values (1, 'k', 'farming', 1, '{"duels": [1]}', 1, 'upheld', '2026-06-02 04:00:00.000000',"""
    " '2026-06-02 04:00:00.000000')",
    "insert into fairness_decisions (id, flag_id, verdict, person_ids, since, reason, by_person_id, at) values"
    " (1, 1, 'disqualify', '[1]', '2026-06-01 04:00:09.123456', 'r', 1, '2026-06-02 04:00:00.654321')",
)


def test_moments_of_pks_and_of_the_ledger_stay_the_same_to_the_millisecond(empty):
    config = migrating._config(empty)
    command.upgrade(config, BEFORE_PACKING)
    with empty.begin() as connection:
        for row in (*PLAYED, *DISQUALIFIED):
            connection.exec_driver_sql(row.replace("%", "%%"))
    command.upgrade(config, BEFORE_MILLISECONDS)
    fine = int(ENDED.timestamp()) * 1_000_000 + 123_456 if empty.dialect.name == "sqlite" else ENDED
    with empty.begin() as connection:
        connection.execute(text("update duels set touched_at = :at, finished_at = :at"), {"at": fine})
        connection.execute(text("update entries set at = :at"), {"at": fine})
    migrating.upgrade(empty)
    cut, start = ENDED.replace(microsecond=123_000), datetime(2026, 6, 1, 4, tzinfo=UTC)
    with Session(empty) as session:
        duel, verdict = session.get_one(Duel, 1), session.get_one(Decision, 1)
        assert (duel.started_at, duel.touched_at, duel.finished_at, duel.due_at) == (start, None, cut, None)
        assert [seat.seen_at for seat in duel.seats] == [datetime(2026, 6, 1, 4, 0, 1, 500_000, UTC), None]
        assert set(session.scalars(select(Entry.at))) == {cut}
        assert session.scalars(select(Duel.id).where(Duel.finished_at == duel.finished_at)).all() == [1]
        assert Standing(1, verdict.since, verdict.at).covers([1], duel.finished_at)
        assert verdict.at.microsecond == 654_321  # only the end of the PK was copied
    command.downgrade(config, BEFORE_MILLISECONDS)
    with empty.connect() as connection:
        kept = connection.scalar(text("select finished_at from duels"))
        assert kept == (fine - 456 if empty.dialect.name == "sqlite" else cut)


def test_a_pk_that_is_being_played_outlives_the_change_to_live_pks(empty):
    config = migrating._config(empty)
    command.upgrade(config, OLD)
    with empty.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    migrating.upgrade(empty)
    with empty.connect() as connection:
        assert connection.execute(text("select person_id, duel_id from open_pks")).all() == [(1, 1)]
    with Session(empty) as session:
        duel = session.get_one(Duel, 1)
        assert [seat.person_id for seat in duel.seats] == [1, None]
        assert (duel.status, duel.version) == ("running", 4)
