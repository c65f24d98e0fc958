"""When a job is due: every so many seconds, or at a time of day in the service's time zone. Plain reckoning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=1)


class OnceADay(BaseTrigger):
    """Each day, or on one weekday, when the clock on the wall shows this time.

    A time that a change of clocks repeats counts once; one that it leaves out comes an hour later.
    """

    def __init__(self, at: time, weekday: str | None, zone: ZoneInfo) -> None:
        self.at, self.weekday, self.zone = at, weekday, zone

    def get_next_fire_time(self, _previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The first one after now. (APScheduler's own trigger for this loses its way where clocks change.)"""
        day = now.astimezone(self.zone).date()
        while True:
            found = datetime.combine(day, self.at, self.zone).astimezone(UTC)
            if found > now and self.weekday in (None, WEEKDAYS[day.weekday()]):
                return found
            day += timedelta(days=1)


@dataclass(frozen=True)
class Plan:
    """`seconds` between runs, or `at` "HH:MM" each day, or on one `weekday` (mon … sun)."""

    seconds: int | None = None
    at: str | None = None
    weekday: str | None = None

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.at is None):
            raise ValueError("A job runs either every so many seconds or at a time of day.")
        if self.weekday is not None and (self.at is None or self.weekday not in WEEKDAYS):
            raise ValueError(f"A weekday goes with a time of day and is one of {', '.join(WEEKDAYS)}.")
        if self.at is not None:
            time.fromisoformat(self.at)

    def trigger(self, zone: str) -> BaseTrigger:
        """The same for APScheduler."""
        if self.at is None:
            return IntervalTrigger(seconds=self.seconds, timezone=ZoneInfo(zone))
        return OnceADay(time.fromisoformat(self.at), self.weekday, ZoneInfo(zone))

    def due_after(self, done: datetime, zone: str) -> datetime:
        """When it is due next, where all that was due until `done` is done."""
        if self.seconds is not None:
            return done + timedelta(seconds=self.seconds)
        found: datetime = self.trigger(zone).get_next_fire_time(None, done)
        return found

    def due(self, done: datetime, failures: int, failed: datetime | None, zone: str) -> datetime:
        """When to run next. After `failures` in a row, the last one begun at `failed`: with growing patience."""
        due = self.due_after(done, zone)
        if not failures or failed is None:
            return due
        regular = self.due_after(failed, zone)
        return max(due, min(regular, failed + patience(failures)))


def patience(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 2, 4, 8 … minutes, at most an hour."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - 1, 10))
