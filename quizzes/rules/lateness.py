"""What is late on the day of a final, and which judge is stuck: by the timetable, the server's clock and the marks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(minutes=5)  # somebody may begin so much later than the timetable says
STILL = timedelta(minutes=10)  # a judge may be silent for so long after the work has begun
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Slot:
    """A line of the timetable, and how far its sheet is. `turnover_minutes`: until the next one begins."""

    begins_at: datetime
    ends_at: datetime
    turnover_minutes: int
    has_begun: bool
    is_done: bool


def late_minutes(slot: Slot, now: datetime) -> int:
    """How many minutes late a sheet is; 0 where it is in time.

    Not begun: since its time began, once the grace is over. Begun and not done: since its time ended, once the minutes
    until the next competitor are over.
    """
    if slot.is_done:
        return 0
    if not slot.has_begun:
        return _since(slot.begins_at, GRACE, now)
    return _since(slot.ends_at, slot.turnover_minutes * MINUTE, now)


def _since(moment: datetime, allowed: timedelta, now: datetime) -> int:
    return (now - moment) // MINUTE if now - moment > allowed else 0


def stuck_since(begins: Iterable[datetime], heard_at: datetime | None, now: datetime) -> datetime | None:
    """Since when a judge ought to have marked and has sent nothing; None for who has, or has still time.

    `begins`: of the sheets that wait for this judge; `heard_at`: when anything came last, for whatever sheet.
    """
    silent = [one for one in begins if now - one >= STILL and (heard_at is None or heard_at < one)]
    return min(silent, default=None)
