"""Lines to PostgreSQL that were kept open."""

from __future__ import annotations

from types import SimpleNamespace

import psycopg
from flask import Flask
from sqlalchemy import text

from app.kit import database
from app.kit.database import make_engine


def test_a_line_that_the_server_has_closed_is_not_used_again(postgres):
    url = postgres.create()
    engine = make_engine(url)
    with engine.connect() as line:
        number = line.scalar(text("select pg_backend_pid()"))
    _end(postgres, number)
    with engine.connect() as line:
        assert line.scalar(text("select pg_backend_pid()")) != number
    engine.dispose()
    postgres.drop(url)


def test_a_line_that_is_still_there_is_used_again_without_asking_the_server(postgres):
    url = postgres.create()
    engine = make_engine(url)
    with engine.connect() as line:
        number = line.scalar(text("select pg_backend_pid()"))
    with engine.connect() as line:
        assert line.scalar(text("select pg_backend_pid()")) == number
        assert line.scalar(text("select query from pg_stat_activity where pid = pg_backend_pid()")).startswith(
            "select q"
        )
    engine.dispose()
    postgres.drop(url)


def test_a_server_that_goes_away_when_all_is_done_breaks_no_answer_and_keeps_no_line(postgres):
    url = postgres.create()
    app = Flask("house")
    app.config["SETTINGS"] = SimpleNamespace(slow_query_ms=0)
    database.init_app(app, url)
    with app.app_context():
        _end(postgres, database.session().scalar(text("select pg_backend_pid()")))
    with app.app_context():
        assert database.engine().pool.checkedout() == 0
        assert database.session().scalar(text("select 1")) == 1
        database.session().close()
        database.engine().dispose()
    postgres.drop(url)


def _end(postgres, number: int) -> None:
    plain = postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as desk:
        desk.execute("select pg_terminate_backend(%s, 5000)", [number])
