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


class Subscription:
    """Waits for hints on one topic. Only the latest is kept: whoever was slow looks at how it stands now."""

    def __init__(self, bus: LocalBus, topic: str) -> None:
        self.topic = topic
        self._bus = bus
        self._came = threading.Event()
        self._latest: Hint | None = None
        self.closed = False

    def put(self, hint: Hint) -> None:
        self._latest = hint
        self._came.set()

    def wait(self, seconds: float) -> Hint | None:
        """The latest hint that was not taken yet; None where none came in that time."""
        if not self._came.wait(seconds):
            return None
        self._came.clear()
        return self._latest

    def end(self) -> None:
        """Whoever waits stops waiting."""
        self.closed = True
        self._came.set()

    def close(self) -> None:
        self.end()
        self._bus.forget(self)


class Bus(Protocol):
    def publish(self, topic: str, hint: Hint) -> None: ...

    def subscribe(self, topic: str) -> Subscription: ...


class LocalBus:
    """Within one process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._topics: dict[str, set[Subscription]] = defaultdict(set)

    def publish(self, topic: str, hint: Hint) -> None:
        for subscription in self._of(topic):
            subscription.put(hint)

    def subscribe(self, topic: str) -> Subscription:
        subscription = Subscription(self, topic)
        with self._lock:
            self._topics[topic].add(subscription)
        return subscription

    def forget(self, subscription: Subscription) -> None:
        with self._lock:
            self._topics[subscription.topic].discard(subscription)
            if not self._topics[subscription.topic]:
                del self._topics[subscription.topic]

    def publish_everywhere(self, hint: Hint) -> None:
        """Tell every subscriber, such as after a gap."""
        with self._lock:
            everybody = [one for some in self._topics.values() for one in some]
        for subscription in everybody:
            subscription.put(hint)

    def _of(self, topic: str) -> list[Subscription]:
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
