"""The gate before the application: so many at once, PKs first, nobody for ever, and no clock runs meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partialmethod
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from werkzeug.test import create_environ

from app.kit import clock, crowded, gate
from app.kit.gate import OTHERS_AT_ONCE, WAITED, Gate


class House:
    """An application whose requests stay inside until they are told to go."""

    def __init__(self) -> None:
        self.gate = Gate(self.serve, at_once=1)
        self.served: list[str] = []
        self.go: dict[str, Event] = {}
        self._threads: list[Thread] = []

    def serve(self, environ, _start_response):
        self.served.append(environ["PATH_INFO"])
        assert self.go[environ["PATH_INFO"]].wait(30)
        if environ["PATH_INFO"].endswith("broken"):
            raise RuntimeError("broken")
        return [b"done"]

    def ask(self, path: str) -> None:
        self.go[path] = Event()
        thread = Thread(target=self._ask, args=(path,))
        before = len(self.served), self.waiting()
        thread.start()
        self._threads.append(thread)
        until(lambda: (len(self.served), self.waiting()) != before)

    def _ask(self, path: str) -> None:
        with suppress(RuntimeError):
            self.gate({"PATH_INFO": path}, None)

    def waiting(self) -> int:
        lanes = self.gate.first, self.gate.others
        return sum(len(lane.waiting) + len(lane.returning) for lane in lanes)

    def let_go(self, path: str) -> None:
        """Lets a request end, and waits until the next one is served, if any waits."""
        count = len(self.served) + min(1, self.waiting())
        self.go[path].set()
        self.until(count)

    def until(self, count: int) -> None:
        until(lambda: len(self.served) >= count)

    def end(self) -> None:
        for one in self.go.values():
            one.set()
        for thread in self._threads:
            thread.join(30)


def until(happened: Callable[[], bool]) -> bool:
    end = time.monotonic() + 10
    while not happened() and time.monotonic() < end:
        time.sleep(0.001)
    return happened()


@contextmanager
def house(monkeypatch, young: float = 60, in_the_way: float = 0.0) -> Iterator[House]:
    monkeypatch.setattr(gate, "YOUNG_SECONDS", young)
    monkeypatch.setattr(gate, "IN_THE_WAY_SECONDS", in_the_way or young)
    made = House()
    try:
        yield made
    finally:
        made.end()


CSS = Path(crowded.__file__).parents[1] / "static/css"
ASKED = ("/", "/board", "/day", "/pk/1", "/pk/2", "/hall/x/answer", "/pk/3", "/pk/4", "/pk/5")


@pytest.mark.parametrize(
    ("cost", "served"),
    [
        (1, ["/", "/pk/1", "/pk/2", "/hall/x/answer", "/pk/3", "/board", "/pk/4", "/pk/5", "/day"]),
        (2, ["/", "/pk/1", "/pk/2", "/hall/x/answer", "/pk/3", "/pk/4", "/pk/5", "/board", "/day"]),
    ],
)
def test_pks_get_three_quarters_of_the_processors_time_where_others_wait_too(monkeypatch, cost, served):
    """Each request of a PK costs one second of the processor, those of others cost as many as said."""
    with house(monkeypatch) as here:
        for path in ASKED:
            here.ask(path)
        monkeypatch.setattr(Gate, "leave", partialmethod(_leave, Gate.leave, cost))
        for _one in range(len(ASKED) - 1):
            here.let_go(here.served[-1])
        assert here.served == served


def _leave(own: Gate, leave, cost: int, place, _used: float) -> None:
    leave(own, place, cost if place.lane is own.others else 1)


def test_nobody_saves_up_turns_while_nobody_asks(monkeypatch):
    with house(monkeypatch) as here:
        here.gate.first.used = 1_000.0
        for path in ("/pk/1", "/board", "/pk/2"):
            here.ask(path)
        assert here.gate.others.used == 1_000.0


def test_whoever_does_something_long_outside_lets_others_in_and_waits_again_afterwards(app: Flask, monkeypatch):
    with house(monkeypatch) as here:
        here.go["/sign-in"], checked = Event(), Event()

        def sign_in(environ, start_response):
            if environ["PATH_INFO"] != "/sign-in":
                return here.serve(environ, start_response)
            with app.request_context(environ), gate.outside():
                assert checked.wait(30)
            return here.serve(environ, start_response)

        here.gate = Gate(sign_in, at_once=1)
        thread = Thread(target=here.gate, args=(create_environ("/sign-in"), None))
        thread.start()
        here.ask("/pk/1")
        assert until(lambda: here.served == ["/pk/1"])
        checked.set()
        assert until(lambda: here.waiting() == 1)
        here.let_go("/pk/1")
        assert here.served == ["/pk/1", "/sign-in"]
        here.go["/sign-in"].set()
        thread.join(30)
        assert (here.gate.first.inside, here.gate.others.inside) == (0, 0)


def test_who_fails_leaves_the_gate_as_others_do(monkeypatch):
    with house(monkeypatch) as here:
        here.ask("/broken")
        here.ask("/pk/1")
        here.let_go("/broken")
        assert here.served == ["/broken", "/pk/1"]


def test_who_takes_long_keeps_nobody_out(monkeypatch):
    with house(monkeypatch, young=0.05) as here:
        here.ask("/report")
        here.ask("/pk/1")
        here.ask("/board")
        here.until(3)
        assert here.served == ["/report", "/pk/1", "/board"]
        for path in ("/report", "/pk/1", "/board"):
            here.let_go(path)
        here.end()
        here.ask("/day")
        assert here.served[-1] == "/day"
        assert (here.gate.first.inside, here.gate.others.inside) == (0, 1)


def test_a_pk_waits_for_a_long_page_of_others_only_while_that_is_young(monkeypatch):
    with house(monkeypatch, in_the_way=0.05) as here:
        here.ask("/report")
        here.ask("/pk/1")
        here.until(2)
        assert here.served == ["/report", "/pk/1"]
        here.ask("/pk/2")
        here.ask("/board")
        time.sleep(0.1)
        assert here.served == ["/report", "/pk/1"]  # one of its own kind is waited for


@pytest.mark.parametrize("at_once", [False, True])
def test_who_comes_back_is_let_in_before_those_who_wait(app: Flask, monkeypatch, at_once):
    with house(monkeypatch) as here:
        here.go["/pk/1"], on_the_disk = Event(), Event()

        def answer(environ, start_response):
            if environ["PATH_INFO"] != "/pk/1":
                return here.serve(environ, start_response)
            with app.request_context(environ), gate.outside(back_at_once=at_once):
                assert on_the_disk.wait(30)
            return here.serve(environ, start_response)

        here.gate = Gate(answer, at_once=1)
        thread = Thread(target=here.gate, args=(create_environ("/pk/1"), None))
        thread.start()
        for path in ("/pk/2", "/pk/3", "/pk/4"):
            here.ask(path)
        on_the_disk.set()
        if at_once:
            here.until(2)
        assert until(lambda: len(here.gate.first.returning) == (not at_once))
        here.let_go("/pk/2")
        assert here.served == ["/pk/2", "/pk/1"]
        here.let_go("/pk/1")
        here.let_go("/pk/3")
        assert here.served == ["/pk/2", "/pk/1", "/pk/3", "/pk/4"]
        here.go["/pk/4"].set()
        thread.join(30)


def test_what_is_done_outside_of_requests_or_where_there_is_no_gate_is_just_done(app: Flask):
    with gate.outside():
        pass
    with app.test_request_context(), gate.outside():
        pass


def test_no_more_than_some_are_inside_at_once(monkeypatch):
    with house(monkeypatch) as here:
        here.gate = Gate(here.serve, at_once=3)
        for number in range(6):
            here.ask(f"/pk/{number}")
        assert len(here.served) == 3
        assert here.waiting() == 3


def test_of_those_inside_only_some_are_no_pks(monkeypatch):
    with house(monkeypatch) as here:
        here.gate = Gate(here.serve, at_once=OTHERS_AT_ONCE + 1)
        for number in range(3):
            here.ask(f"/board/{number}")
        assert len(here.served) == OTHERS_AT_ONCE
        here.ask("/pk/1")
        assert here.served[-1] == "/pk/1"


def test_where_many_wait_whoever_reads_gets_a_page_that_comes_back_and_a_pk_or_a_deed_waits(monkeypatch):
    monkeypatch.setattr(gate, "MOST_WAITING", 2)
    told: list[tuple[str, dict[str, str]]] = []

    def get(path: str, method: str = "GET") -> bytes:
        asked = {"PATH_INFO": path, "REQUEST_METHOD": method}
        return b"".join(here.gate(asked, lambda status, headers: told.append((status, dict(headers)))))

    with house(monkeypatch) as here:
        for path in ("/", "/board", "/day"):
            here.ask(path)
        page = get("/sign-in")
        assert told[0][0].startswith("503")
        assert 3 <= int(told[0][1]["Refresh"]) <= 5
        assert told[0][1]["Retry-After"] == told[0][1]["Refresh"]
        assert told[0][1]["Content-Length"] == str(len(page))
        assert "请稍等".encode() in page
        assert f"in about {told[0][1]['Refresh']} seconds".encode() in page
        for path in ("/pk/1", "/static/css/app.css"):
            here.go[path] = Event()
            here.go[path].set()
        here.go["/sign-in"] = here.go["/pk/1"]
        waiting = [Thread(target=get, args=one) for one in (("/pk/1",), ("/sign-in", "POST"), ("/static/css/app.css",))]
        for one in waiting:
            one.start()
        here.end()
        for one in waiting:
            one.join(30)
        assert len(told) == 1
        assert sorted(here.served) == ["/", "/board", "/day", "/pk/1", "/sign-in", "/static/css/app.css"]


def test_a_crowd_is_asked_to_come_back_the_later_the_larger_it_is(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])

    def told(of: int, seconds: int) -> list[int]:
        """So many a second are turned away for so many seconds: what the last of them were told."""
        for _one in range(of * seconds):
            now[0] += 1 / of
            last.append(crowd.again())
        return last[-of:]

    crowd, last = gate.Crowd(), list[int]()
    assert set(told(10, 3)) <= {3, 4}
    told(100, 1)
    assert 15 <= told(100, 1)[50] <= 45
    assert len(set(last[-100:])) > 1
    assert max(told(1000, 5)) <= 1.5 * gate.LATEST_SECONDS
    assert set(told(5, 6)) <= {3, 4}


def test_the_page_of_a_crowd_has_the_colours_of_all_others():
    tokens = "".join((CSS / name).read_text().replace(": ", ":") for name in ("tokens.css", "tokens-dark.css"))
    named = re.findall(r"--[\w-]+:#\w+", crowded.STYLE)
    assert len(named) == 8
    assert [one for one in named if f"{one};" not in tokens] == []


@pytest.mark.parametrize("waited", [0.0, 1.5])
def test_what_a_request_waited_at_the_gate_is_not_the_persons_time(app: Flask, waited):
    with app.test_request_context(environ_overrides={WAITED: waited}):
        assert clock.now() - gate.arrived() == timedelta(seconds=waited)
