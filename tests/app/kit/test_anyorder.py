"""Rows that come in any order, and what that costs."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from app.kit.anyorder import filling
from app.kit.database import make_engine
from app.kit.errors import Invalid

EVERY = 100  # steps of SQLite's machine


@pytest.fixture
def made(tmp_path):
    engines = []

    def one_more() -> Engine:
        engine = make_engine(f"sqlite:///{tmp_path / f'{len(engines)}.db'}")
        engines.append(engine)
        with engine.begin() as here:
            here.execute(text("create table parents (id integer primary key)"))
            here.execute(text("create table children (id integer primary key, parent_id integer references parents)"))
        return engine

    yield one_more
    for engine in engines:
        engine.dispose()


@pytest.fixture
def target(made):
    return made()


def test_children_may_come_before_their_parents(target):
    _fill(target, children=3, parents=3)
    with target.connect() as here:
        assert here.scalar(text("select count(*) from children")) == 3


def test_nothing_is_kept_where_a_parent_never_comes(target):
    with pytest.raises(Invalid) as refused:
        _fill(target, children=3, parents=2)
    assert refused.value.message == "Rows of children refer to rows of parents that are not there."
    with target.connect() as here:
        assert here.scalar(text("select count(*) from parents")) == 0


def test_whoever_comes_afterwards_has_keys_looked_at(target):
    _fill(target, children=1, parents=1)
    with target.connect() as here:
        assert here.scalar(text("PRAGMA foreign_keys")) == 1


def test_twice_the_rows_are_twice_the_work(made):
    once, twice = (_fill(made(), children=count, parents=count) for count in (2000, 4000))
    assert twice < 2.5 * once


def _fill(engine: Engine, *, children: int, parents: int) -> int:
    """How many steps of its machine SQLite took, in hundreds."""
    steps = 0

    def one_more() -> int:
        nonlocal steps
        steps += 1
        return 0

    with filling(engine) as here:
        here.connection.set_progress_handler(one_more, EVERY)  # type: ignore[attr-defined]
        here.exec_driver_sql("insert into children values (?, ?)", [(one, one) for one in range(children)])
        here.exec_driver_sql("insert into parents values (?)", [(one,) for one in range(parents)])
    return steps
