"""Times as the clock on the wall of a final's venue shows them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_name
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _

from app.finals.models import Final


def local(final: Final, when: datetime) -> datetime:
    return when.astimezone(ZoneInfo(final.time_zone))


def clock_of(final: Final, when: datetime) -> str:
    """Day, time to the minute, and whose time it is, in words: finalists come from elsewhere."""
    there = local(final, when)
    shown = f"{format_date(there, 'medium', rebase=False)} {format_time(there, 'short', rebase=False)}"
    return _("%(when)s (%(zone)s)", when=shown, zone=zone_of(final, when))


def zone_of(final: Final, when: datetime) -> str:
    """Such as China Standard Time."""
    return str(get_timezone_name(local(final, when), locale=get_locale()))
