"""Hints: the same promises within a process and between processes; a server that is away costs nothing but hints."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from signal import SIGCONT, SIGKILL, SIGSTOP

import pytest
import redis

from app.kit.bus import GAP, Bus, Hint, LocalBus, Subscription
from app.kit.redisbus import CHANNEL, RedisBus
from tests import engines

PATIENCE_SECONDS = 60
FEW_SECONDS = 5  # a wide net: what must not wait for a server that is away takes milliseconds


def listening(bus: RedisBus) -> RedisBus:
    """The bus, once it has begun to listen: it says so by a gap."""
    first = bus.subscribe("first")
    assert first.wait(PATIENCE_SECONDS) == GAP
    first.close()
    return bus


@pytest.fixture(scope="module")
def two_processes(valkey_url: str) -> tuple[Bus, Bus]:
    return listening(RedisBus(valkey_url)), listening(RedisBus(valkey_url))


@pytest.fixture(params=["local", "redis"])
def bus(request: pytest.FixtureRequest) -> Bus:
    return LocalBus() if request.param == "local" else request.getfixturevalue("two_processes")[0]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that went away is looked for at once."""
    monkeypatch.setattr("app.kit.redisbus.AGAIN_SECONDS", 0.05)


def settle(bus: Bus) -> None:
    """Wait until all that was published has arrived."""
    last = bus.subscribe("last")
    bus.publish("last", {"version": 1})
    assert last.wait(PATIENCE_SECONDS) == {"version": 1}
    last.close()


def until(hint: Hint, subscription: Subscription, publish: Callable[[], None]) -> None:
    """Publish until this hint comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        publish()
        if subscription.wait(0.1) == hint:
            return
    pytest.fail(f"{hint} did not come")


# within a process and between processes ---------------------------------------------------------------------------


def test_a_hint_reaches_every_subscriber_of_its_topic_and_nobody_else(bus):
    first, second, other = bus.subscribe("duel:1"), bus.subscribe("duel:1"), bus.subscribe("duel:11")
    bus.publish("duel:1", {"version": 7})
    settle(bus)
    assert [one.wait(0) for one in (first, second, other)] == [{"version": 7}, {"version": 7}, None]


def test_whoever_was_slow_gets_the_latest_only(bus):
    slow = bus.subscribe("duel:1")
    for number in range(5):
        bus.publish("duel:1", {"version": number})
    settle(bus)
    assert slow.wait(0) == {"version": 4}
    assert slow.wait(0) is None


def test_who_has_closed_gets_nothing_and_is_not_kept_waiting(bus):
    gone, here = bus.subscribe("duel:1"), bus.subscribe("duel:1")
    gone.close()
    bus.publish("duel:1", {"version": 1})
    assert here.wait(PATIENCE_SECONDS) == {"version": 1}
    assert gone.wait(PATIENCE_SECONDS) is None
    gone.close()  # twice does no harm


def test_a_hint_that_nobody_waits_for_is_no_trouble(bus):
    bus.publish("duel:404", {"version": 1})
    settle(bus)


def test_coming_and_going_at_the_same_time_loses_nobody(bus):
    stays = bus.subscribe("duel:77")

    def come_and_go(number: int) -> None:
        one = bus.subscribe("duel:77")
        bus.publish("duel:77", {"version": number})
        one.close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(come_and_go, range(200)))
    settle(bus)
    assert stays.wait(0) is not None
    stays.close()
    assert "duel:77" not in getattr(bus, "_local", bus)._topics


def test_a_local_hint_while_taking_one_is_not_lost():
    """Whatever the moment at which it comes: the last one is seen."""
    bus = LocalBus()
    waiting = bus.subscribe("duel:1")

    def publish_all() -> None:
        for number in range(2_000):
            bus.publish("duel:1", {"version": number})

    with ThreadPoolExecutor(1) as threads:
        publishing, seen = threads.submit(publish_all), -1
        while (hint := waiting.wait(0 if publishing.done() else 0.01)) or not publishing.done():
            assert hint is None or hint["version"] >= seen
            seen = hint["version"] if hint else seen
    assert seen == 1_999


# between processes ------------------------------------------------------------------------------------------------


def test_two_processes_reach_each_other(two_processes):
    one, other = two_processes
    mine, theirs = one.subscribe("duel:1"), other.subscribe("duel:1")
    one.publish("duel:1", {"version": 1})
    assert [mine.wait(PATIENCE_SECONDS), theirs.wait(PATIENCE_SECONDS)] == [{"version": 1}] * 2
    other.publish("duel:1", {"version": 2})
    assert [mine.wait(PATIENCE_SECONDS), theirs.wait(PATIENCE_SECONDS)] == [{"version": 2}] * 2


def test_emptying_the_server_loses_nothing(two_processes, valkey_url):
    one, other = two_processes
    waiting = other.subscribe("duel:1")
    redis.Redis.from_url(valkey_url).flushall()
    one.publish("duel:1", {"version": 3})
    assert waiting.wait(PATIENCE_SECONDS) == {"version": 3}


@pytest.mark.parametrize("nonsense", ["", "{", "7", "null", '["version"]', "\xff"])
def test_nonsense_on_the_channel_does_not_end_the_listening(two_processes, valkey_url, nonsense):
    one, other = two_processes
    waiting = other.subscribe("duel:1")
    redis.Redis.from_url(valkey_url).publish(CHANNEL + "duel:1", nonsense.encode("latin-1"))
    settle(one)
    assert waiting.wait(0) is None
    one.publish("duel:1", {"version": 3})
    assert waiting.wait(PATIENCE_SECONDS) == {"version": 3}


def test_a_line_that_broke_is_a_gap_for_everybody(two_processes, valkey_url):
    one, other = two_processes
    waiting = [one.subscribe("duel:11"), other.subscribe("duel:12")]  # of which no earlier test has a hint on its way
    redis.Redis.from_url(valkey_url).execute_command("CLIENT KILL TYPE pubsub")
    assert [subscription.wait(PATIENCE_SECONDS) for subscription in waiting] == [GAP, GAP]


# the server is away -----------------------------------------------------------------------------------------------


@pytest.fixture
def own_server() -> Iterator[str]:
    """A server that the test may kill."""
    with engines.valkey_in(engines.make_folder("vk")) as url:
        yield url


def process_of(url: str) -> int:
    return int(redis.Redis.from_url(url).info("server")["process_id"])


def test_a_killed_server_costs_nothing_but_hints_between_processes_until_it_is_back(caplog):
    folder = engines.make_folder("vk")
    with engines.valkey_in(folder) as url:
        one, other = listening(RedisBus(url)), listening(RedisBus(url))
        mine, theirs = one.subscribe("duel:1"), other.subscribe("duel:1")
        os.kill(process_of(url), SIGKILL)
    began = time.monotonic()
    for number in range(200):
        one.publish("duel:1", {"version": number})
        assert mine.wait(0) == {"version": number}
    assert time.monotonic() - began < FEW_SECONDS
    assert theirs.wait(0) is None
    assert "hints stay in this process" in caplog.text
    with engines.valkey_in(folder):
        assert theirs.wait(PATIENCE_SECONDS) == GAP
        assert mine.wait(PATIENCE_SECONDS) == GAP
        until({"version": 500}, theirs, lambda: one.publish("duel:1", {"version": 500}))
        until({"version": 501}, mine, lambda: other.publish("duel:1", {"version": 501}))


def test_a_process_that_starts_without_the_server_has_its_own_hints(tmp_path):
    bus = RedisBus(f"unix://{tmp_path}/nobody.sock")
    waiting = bus.subscribe("duel:1")
    bus.publish("duel:1", {"version": 1})
    assert waiting.wait(PATIENCE_SECONDS) == {"version": 1}


def test_who_missed_hints_while_the_server_was_frozen_is_told_of_a_gap(own_server, monkeypatch):
    """No line breaks: the others would never know."""
    one, other = listening(RedisBus(own_server)), listening(RedisBus(own_server))
    mine, theirs = one.subscribe("duel:1"), other.subscribe("duel:1")
    process = process_of(own_server)
    monkeypatch.setattr("app.kit.redisbus.AGAIN_SECONDS", 60)
    os.kill(process, SIGSTOP)
    try:
        began = time.monotonic()
        for number in range(20):
            one.publish("duel:1", {"version": number})
            assert mine.wait(0) == {"version": number}
        assert time.monotonic() - began < FEW_SECONDS
    finally:
        os.kill(process, SIGCONT)
    one._down_until = time.monotonic()
    until(GAP, theirs, lambda: one.publish("duel:2", {"version": 1}))
    one.publish("duel:1", {"version": 30})
    until({"version": 30}, theirs, lambda: None)
