"""The time of a sheet: started, stopped, taken up again, given back, begun anew. By the server's clock.

A device without a line reckons the server's time from the last one it heard, and sends it later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from app.judging.models import ScoreSheet
from app.judging.sendings import Sending
from app.kit import clock

PREFIX = "clock."
MOST_BACK_SECONDS = 4 * 3600
SLACK = timedelta(seconds=5)  # that a device may be ahead
LATEST = timedelta(hours=12)  # that a device may have been without a line


def take(sheet: ScoreSheet, sent: Sending, now: datetime) -> str:
    """Do what was sent; why not, where it cannot be: unknown, moment, not-started, reason, seconds."""
    deed = DEEDS.get(sent.item.removeprefix(PREFIX))
    return deed(sheet, sent, now) if deed else "unknown"


def _start(sheet: ScoreSheet, sent: Sending, now: datetime) -> str:
    when = _moment(sent, now)
    if when is None:
        return "moment"
    if sheet.started_at is None:  # the first of the panel starts it
        sheet.started_at = when
    return ""


def _stop(sheet: ScoreSheet, sent: Sending, now: datetime) -> str:
    when = _moment(sent, now)
    if sheet.started_at is None:
        return "not-started"
    if when is None or when < sheet.started_at:
        return "moment"
    if sheet.stopped_at is None:
        sheet.stopped_at = when
    return ""


def _go(sheet: ScoreSheet, _sent: Sending, _now: datetime) -> str:
    """Stopped by mistake: it has been running all the time."""
    if sheet.started_at is None:
        return "not-started"
    sheet.stopped_at = None
    return ""


def _back(sheet: ScoreSheet, sent: Sending, _now: datetime) -> str:
    seconds = int(sent.value) if sent.value.isascii() and sent.value.isdigit() else 0
    if not sent.words:
        return "reason"
    if seconds < 1 or sheet.given_back_seconds + seconds > MOST_BACK_SECONDS:
        return "seconds"
    sheet.given_back_seconds += seconds
    return ""


def _anew(sheet: ScoreSheet, sent: Sending, _now: datetime) -> str:
    if not sent.words:
        return "reason"
    sheet.started_at = sheet.stopped_at = None
    sheet.given_back_seconds = 0
    return ""


def _moment(sent: Sending, now: datetime) -> datetime | None:
    """When it was by the server's time; None where that cannot be."""
    if not sent.value:
        return now
    if not (sent.value.isascii() and sent.value.isdigit()) or len(sent.value) > 15:
        return None
    when = clock.moment(int(sent.value))
    return min(when, now) if now - LATEST <= when <= now + SLACK else None


DEEDS: dict[str, Callable[[ScoreSheet, Sending, datetime], str]] = {
    "start": _start,
    "stop": _stop,
    "go": _go,
    "back": _back,
    "anew": _anew,
}
