"""The server's clock, the only one that decides. Tests put their own in its place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from flask import current_app


class Clock(Protocol):
    def now(self) -> datetime: ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class HandClock:
    """A clock that stands still until it is moved: for tests and rehearsals."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move(self, **by: float) -> None:
        """Move on by `timedelta(**by)`."""
        self.moment += timedelta(**by)


@contextmanager
def standing(moment: datetime) -> Iterator[HandClock]:
    """Until the end of the block the clock of this application stands there. Only where nobody else is served."""
    before = current_app.extensions["clock"]
    here = current_app.extensions["clock"] = HandClock(moment)
    try:
        yield here
    finally:
        current_app.extensions["clock"] = before


def now() -> datetime:
    """This moment, in UTC."""
    clock: Clock = current_app.extensions["clock"]
    return clock.now()


def now_ms() -> int:
    """This moment in milliseconds since 1970."""
    return milliseconds(now())


def milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def moment(milliseconds: int) -> datetime:
    """The moment so many milliseconds after 1970 began."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def day_of(moment: datetime) -> int:
    """The calendar day (its ordinal) of a moment in the service's time zone."""
    zone = ZoneInfo(current_app.config["SETTINGS"].time_zone)
    return moment.astimezone(zone).date().toordinal()
