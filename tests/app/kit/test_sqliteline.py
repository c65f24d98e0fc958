"""The line of SQLite's writers: one at a time among threads and processes, and no process keeps the others out."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from threading import Event, Thread

import pytest

from app.kit import gate
from app.kit.errors import Busy
from app.kit.sqliteline import Line

ROOT = Path(__file__).parents[3]
TURNS = 20
HOLDS = """
import sys, time
from app.kit.sqliteline import Line
with Line(sys.argv[1]).turn(10):
    print("mine", flush=True)
    time.sleep(60)
"""
TAKES_TURNS = """
import sys, time
from app.kit.sqliteline import Line
line, log = Line(sys.argv[1]), sys.argv[1] + ".log"
for _one in range(int(sys.argv[2])):
    with line.turn(30), open(log, "a") as file:
        file.write("c")
        time.sleep(0.005)  # what a deed takes
"""


@contextmanager
def process(code: str, *words: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        try:
            yield child
        finally:
            child.kill()


def test_a_thread_waits_for_another_one_and_is_told_where_that_takes_too_long(tmp_path):
    line, inside, on = Line(str(tmp_path / "house.db")), Event(), Event()

    def hold() -> None:
        with line.turn(10):
            inside.set()
            on.wait(10)

    other = Thread(target=hold)
    other.start()
    assert inside.wait(10)
    with pytest.raises(Busy), line.turn(0.01):
        pass
    on.set()
    with line.turn(10):
        other.join(10)
    assert not other.is_alive()


def test_a_process_waits_for_another_one_until_that_is_done_or_dead(tmp_path):
    path = str(tmp_path / "house.db")
    line = Line(path)
    with process(HOLDS, path) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        for _twice in range(2):  # who gave up has left nothing behind
            with pytest.raises(Busy), line.turn(0.05):
                pass
        other.kill()
        other.wait(10)
        with line.turn(10):
            pass


def test_a_process_with_many_writers_lets_others_pass(tmp_path):
    path, over = str(tmp_path / "house.db"), Event()
    line, log = Line(path), tmp_path / "house.db.log"

    def write() -> None:
        while not over.is_set():
            with line.turn(30), log.open("a") as file:
                file.write("p")
                time.sleep(0.005)

    crowd = [Thread(target=write) for _one in range(4)]
    for one in crowd:
        one.start()
    try:
        with process(TAKES_TURNS, path, str(TURNS)) as other:
            assert other.wait(60) == 0
    finally:
        over.set()
        for one in crowd:
            one.join(30)
    came = log.read_text()
    assert came.count("c") == TURNS
    between = came[came.index("c") : came.rindex("c")]
    waits = [len(list(run)) for who, run in groupby(between) if who == "p"]
    assert len(waits) > TURNS // 2  # they take turns: where nobody was next, one side had tens of turns on end
    assert max(waits) <= 3


def test_who_waits_long_lets_others_work_meanwhile(tmp_path, monkeypatch):
    left: list[str] = []
    monkeypatch.setattr(gate, "outside", lambda **_how: noted(left))
    line, file = Line(str(tmp_path / "house.db")), str(tmp_path / "house.db")
    with line.turn(1):
        pass
    assert left == []
    with line.turn(1), pytest.raises(Busy), line.turn(0.1):
        pass
    assert left == ["outside"]
    with process(HOLDS, file) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(Busy), line.turn(0.1):
            pass
    assert left == ["outside", "outside"]


@contextmanager
def noted(seen: list[str]) -> Iterator[None]:
    seen.append("outside")
    yield
