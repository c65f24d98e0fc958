"""What a judge's device sends, read from JSON. The order, the repeats and the losses of messages do not matter:
each sending has a key of its own, `device-number`, and numbers count up on the device.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _

from app.kit.clock import milliseconds, moment
from app.kit.errors import Invalid

KEY = re.compile(r"([0-9a-f]{16})-([1-9][0-9]{0,8})", re.ASCII)
DEVICE = re.compile(r"[0-9a-f]{16}", re.ASCII)
MOST = 200  # at once
LONGEST_WORDS, LONGEST_VALUE, LONGEST_ITEM = 500, 20, 60
FURTHEST_AHEAD, FURTHEST_BACK = timedelta(minutes=5), timedelta(days=14)
NOT_A_MESSAGE = _("This is no message of a judge's page. Reload the page; what is kept on the device stays.")


@dataclass(frozen=True)
class Sending:
    """`seen`: the revision of the mark that the device had; `settles`: keys of clashes that the judge decides by it."""

    key: str
    item: str
    value: str
    words: str
    seen: int
    marked_at: datetime
    settles: tuple[str, ...] = ()

    @property
    def device(self) -> str:
        return device_of(self.key)

    @property
    def number(self) -> int:
        return int(self.key.rpartition("-")[2])


def device_of(key: str) -> str:
    return key.rpartition("-")[0]


def read(data: Any, now: datetime) -> Sequence[Sending]:
    """The sendings in a message, by their numbers. Raises Invalid where it is none."""
    given = data.get("sent") if isinstance(data, dict) else None
    if not isinstance(given, list) or len(given) > MOST:
        raise Invalid(NOT_A_MESSAGE)
    return sorted((_one(one, now) for one in given), key=lambda one: (one.device, one.number))


def _one(data: Any, now: datetime) -> Sending:
    if not isinstance(data, dict) or not KEY.fullmatch(str(data.get("key", ""))):
        raise Invalid(NOT_A_MESSAGE)
    seen, at, settles = data.get("seen", 0), data.get("at", 0), data.get("settles", [])
    if not _is_count(seen) or not _is_count(at) or not isinstance(settles, list):
        raise Invalid(NOT_A_MESSAGE)
    return Sending(
        key=data["key"],
        item=_text(data.get("item"), LONGEST_ITEM),
        value=_text(data.get("value"), LONGEST_VALUE),
        words=_text(data.get("words", ""), LONGEST_WORDS),
        seen=min(seen, 2**31 - 1),
        marked_at=_moment(at, now),
        settles=tuple(str(one) for one in settles[:20] if KEY.fullmatch(str(one))),
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _text(value: Any, longest: int) -> str:
    """Only so long, and in one line of signs that can be seen; Invalid where it is no text at all."""
    if not isinstance(value, str):
        raise Invalid(NOT_A_MESSAGE)
    seen = "".join(sign if sign.isprintable() else " " for sign in value)
    return seen.strip()[:longest]


def _moment(at: int, now: datetime) -> datetime:
    """When it was done, as the device says; now, where that cannot be."""
    first, last = milliseconds(now - FURTHEST_BACK), milliseconds(now + FURTHEST_AHEAD)
    return moment(at) if first <= at <= last else now
