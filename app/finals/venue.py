"""Times as the clock on the wall of a final's venue shows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import format_datetime

from app.finals.models import Final


def local(final: Final, when: datetime) -> datetime:
    return when.astimezone(ZoneInfo(final.time_zone))


def clock_of(final: Final, when: datetime) -> str:
    """Day, time and whose time it is: finalists come from elsewhere."""
    return f"{format_datetime(local(final, when), 'medium', rebase=False)} ({final.time_zone})"
