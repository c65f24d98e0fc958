"""Lines to PostgreSQL that were kept open."""

from __future__ import annotations

import psycopg
from sqlalchemy import text

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


def _end(postgres, number: int) -> None:
    plain = postgres.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as desk:
        desk.execute("select pg_terminate_backend(%s, 5000)", [number])
