"""Server-sent events: a stream of hints to one page, with a heartbeat. See docs/decisions/0009.

A stream holds no database connection. It ends by itself after some minutes; the browser comes back and says with
`Last-Event-ID` what it saw last.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence

from flask import Flask, Response, current_app

from app.kit.bus import Subscription, bus
from app.kit.errors import TooMany

HEARTBEAT_SECONDS = 10.0
LONGEST_SECONDS = 600.0
MOST_OF_ONE = 4  # of one person; a fifth ends the oldest
RETRY_MS = 2_000

Heartbeat = Callable[[], str]


class Streams:
    """The open streams of this process, by who holds them; at `most` so many, for each holds one of its threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.told: Callable[[int], None] = lambda _count: None  # who wants to know how many there are
        self._lock = threading.Lock()
        self._open: dict[str, deque[Subscription]] = defaultdict(deque)
        self._count = 0

    def add(self, holder: str, subscription: Subscription) -> None:
        """Raises TooMany where the process has no room for one more."""
        with self._lock:
            if len(self._of(holder)) >= MOST_OF_ONE:
                self._end(holder, self._of(holder)[0])
            if self._count >= self.most:
                subscription.close()
                raise TooMany(seconds=5)
            self._open[holder].append(subscription)
            self._count += 1
            self.told(self._count)

    def drop(self, holder: str, subscription: Subscription) -> None:
        """Twice does no harm."""
        with self._lock:
            self._end(holder, subscription)

    def close_all(self) -> None:
        """Let go of everybody, for the process ends. Takes no lock: it is called when a signal comes."""
        for mine in list(self._open.values()):
            for subscription in list(mine):
                subscription.end()

    def _end(self, holder: str, subscription: Subscription) -> None:
        """Its thread notices at once, its place is free already."""
        subscription.close()
        if subscription not in self._of(holder):
            return
        self._open[holder].remove(subscription)
        self._count -= 1
        self.told(self._count)
        if not self._open[holder]:
            del self._open[holder]

    def _of(self, holder: str) -> Sequence[Subscription]:
        return self._open.get(holder) or ()


def init_app(app: Flask) -> None:
    app.extensions["streams"] = Streams(app.config["SETTINGS"].part.streams)


def stream(topic: str, holder: str, version: Callable[[], int], last_seen: int | None, beat: Heartbeat) -> Response:
    """A stream of `state` events with the version as their id, and of `ping` events with what `beat` says.

    `version` is asked once, after the subscription: what changed in between is not missed. It and the view may use
    the database; the stream itself does not.
    """
    streams: Streams = current_app.extensions["streams"]
    subscription = bus().subscribe(topic)
    streams.add(holder, subscription)
    try:
        now = version()
    except BaseException:
        streams.drop(holder, subscription)
        raise
    first = event("state", now) if last_seen != now else ""
    answer = Response(_events(subscription, first, beat), mimetype="text/event-stream")
    answer.call_on_close(lambda: streams.drop(holder, subscription))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Accel-Buffering"] = "no"
    return answer


def _events(subscription: Subscription, first: str, beat: Heartbeat) -> Iterator[str]:
    ends = time.monotonic() + LONGEST_SECONDS
    yield f"retry: {RETRY_MS}\n\n{first}{event('ping', data=beat())}"
    while time.monotonic() < ends:
        hint = subscription.wait(HEARTBEAT_SECONDS)
        if subscription.closed:
            return
        yield event("ping", data=beat()) if hint is None else event("state", hint.get("version"))


def event(name: str, number: int | None = None, data: str = "") -> str:
    """One event as it goes over the line."""
    numbered = "" if number is None else f"id: {number}\n"
    return f"{numbered}event: {name}\ndata: {data or (number if number is not None else 'gap')}\n\n"


def last_event_id(header: str | None) -> int | None:
    return int(header) if header and header.isdecimal() and len(header) < 10 else None
