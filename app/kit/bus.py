"""Hints between processes and browsers: "look again". The database is the record; a lost hint loses nothing.

In one process by default; over Redis (Valkey) where `REDIS_URL` is set, with one subscriber a process.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from flask import Flask, current_app

Hint = dict[str, Any]
GAP: Hint = {"gap": True}


class Listener:
    """Hears of one topic. Only the latest hint is kept: whoever was slow looks at how it stands now."""

    __slots__ = ("_bus", "_latest", "closed", "topic")

    def __init__(self, bus: Bus, topic: str) -> None:
        self._bus, self.topic = bus, topic
        self._latest: Hint | None = None
        self.closed = False

    def put(self, hint: Hint) -> None:
        self._latest = hint
        self._wake()

    def end(self) -> None:
        """Whoever waits stops waiting."""
        self.closed = True
        self._wake()

    def close(self) -> None:
        self.end()
        self._bus.forget(self)

    def _wake(self) -> None:
        """Comes from any thread."""
        raise NotImplementedError


class Subscription(Listener):
    """A thread that waits."""

    __slots__ = ("_came",)

    def __init__(self, bus: Bus, topic: str) -> None:
        super().__init__(bus, topic)
        self._came = threading.Event()

    def wait(self, seconds: float) -> Hint | None:
        """The latest hint that was not taken yet; None where none came in that time."""
        if not self._came.wait(seconds):
            return None
        self._came.clear()
        return self._latest

    def _wake(self) -> None:
        self._came.set()


class Bus(Protocol):
    def publish(self, topic: str, hint: Hint) -> None: ...

    def subscribe(self, topic: str) -> Subscription: ...

    def join(self, listener: Listener) -> None:
        """From when this returns on, it hears what is published."""

    def forget(self, listener: Listener) -> None: ...


class LocalBus:
    """Within one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._topics: dict[str, set[Listener]] = defaultdict(set)

    def publish(self, topic: str, hint: Hint) -> None:
        for listener in self._of(topic):
            listener.put(hint)

    def subscribe(self, topic: str) -> Subscription:
        subscription = Subscription(self, topic)
        self.join(subscription)
        return subscription

    def join(self, listener: Listener) -> None:
        with self._lock:
            self._topics[listener.topic].add(listener)

    def forget(self, listener: Listener) -> None:
        with self._lock:
            self._topics[listener.topic].discard(listener)
            if not self._topics[listener.topic]:
                del self._topics[listener.topic]

    def publish_everywhere(self, hint: Hint) -> None:
        """Tell every listener, such as after a gap."""
        with self._lock:
            everybody = [one for some in self._topics.values() for one in some]
        for listener in everybody:
            listener.put(hint)

    def _of(self, topic: str) -> list[Listener]:
        with self._lock:
            return list(self._topics.get(topic, ()))


def init_app(app: Flask, redis_url: str | None) -> None:
    if not redis_url:
        app.extensions["bus"] = LocalBus()
        return
    from app.kit.redisbus import RedisBus  # a fifth of a second that a house of one process need not wait for

    app.extensions["bus"] = RedisBus(redis_url)


def bus() -> Bus:
    found: Bus = current_app.extensions["bus"]
    return found


@contextmanager
def apart() -> Iterator[None]:
    """Until the end of the block hints reach nobody outside of it: what happens is not for the people who are here."""
    before = current_app.extensions["bus"]
    current_app.extensions["bus"] = LocalBus()
    try:
        yield
    finally:
        current_app.extensions["bus"] = before
