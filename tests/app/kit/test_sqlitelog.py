"""What was acknowledged is on the disk; those who wait for it share a turn."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from app.kit import gate, sqlitelog
from app.kit.database import afterwards, session, transaction
from app.kit.sqlitelog import SLOW_SECONDS, Log
from tests.factories import make_region


@pytest.fixture
def log(tmp_path: Path) -> Log:
    (tmp_path / "house.db-wal").write_bytes(b"what was committed")
    return Log(str(tmp_path / "house.db"))


def test_a_deed_is_told_when_it_is_on_the_disk_and_the_next_writer_need_not_wait_for_that(app, monkeypatch):
    seen: list[str] = []

    def put(_file: int) -> None:
        with app.extensions["writers"].turn(0):  # Busy where it is held
            seen.append("free")

    monkeypatch.setattr(sqlitelog, "PUT", put)
    with transaction():
        session().execute(text("update seasons set status = status"))
        afterwards(lambda: seen.append("told"))
    assert seen == ["free", "told"]


def test_a_deed_that_the_disk_refuses_is_not_told(app, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(sqlitelog, "PUT", _refuse)
    with pytest.raises(OSError, match="no space"), transaction():
        afterwards(lambda: told.append("told"))
    assert told == []


def test_the_log_of_the_house_is_what_is_put_on_the_disk(app, settings, monkeypatch):
    files: list[str] = []
    monkeypatch.setattr(sqlitelog, "PUT", lambda file: files.append(str(Path(f"/proc/self/fd/{file}").readlink())))
    make_region()
    assert files == [settings.database_url.removeprefix("sqlite:///") + "-wal"]


def test_those_who_come_while_the_disk_is_at_work_share_the_next_turn(log, monkeypatch):
    turns, first, on = [0], threading.Event(), threading.Event()

    def put(_file: int) -> None:
        turns[0] += 1
        first.set()
        assert on.wait(10)

    monkeypatch.setattr(sqlitelog, "PUT", put)
    with ThreadPoolExecutor(9) as people:
        one = people.submit(log.settle)
        assert first.wait(10)
        others = [people.submit(log.settle) for _number in range(8)]
        _wait_for(log, 9)
        assert not any(other.done() for other in others)  # the turn under way may have begun before they committed
        on.set()
        for each in (one, *others):
            each.result(10)
    assert turns == [2]


def test_everybody_of_a_turn_that_the_disk_refused_is_told_and_the_next_one_is_not(log, monkeypatch):
    first, on = threading.Event(), threading.Event()

    def put(_file: int) -> None:
        if not first.is_set():
            first.set()
            assert on.wait(10)
            return
        _refuse(_file)

    monkeypatch.setattr(sqlitelog, "PUT", put)
    with ThreadPoolExecutor(4) as people:
        safe = people.submit(log.settle)
        assert first.wait(10)
        lost = [people.submit(log.settle) for _number in range(3)]
        _wait_for(log, 4)
        on.set()
        safe.result(10)
        assert [type(one.exception(10)) for one in lost] == [OSError] * 3
    monkeypatch.setattr(sqlitelog, "PUT", lambda _file: None)
    log.settle()


def test_a_house_without_a_log_has_nothing_to_wait_for(tmp_path):
    Log(str(tmp_path / "none.db")).settle()


def _wait_for(log: Log, people: int) -> None:
    while log._came < people:
        time.sleep(0.001)


def _refuse(_file: int) -> None:
    raise OSError("no space")


def test_where_the_disk_is_slow_others_work_meanwhile(log, monkeypatch):
    left: list[str] = []
    monkeypatch.setattr(gate, "outside", lambda: noted(left, "outside"))
    monkeypatch.setattr(sqlitelog, "PUT", lambda _file: time.sleep(SLOW_SECONDS))
    log.settle()
    assert left == []  # nobody knows yet
    log.settle()
    assert left == ["outside"]
    monkeypatch.setattr(sqlitelog, "SLOW_SECONDS", 60)
    log.settle()
    assert left == ["outside"]


@contextmanager
def noted(seen: list[str], what: str) -> Iterator[None]:
    seen.append(what)
    yield
