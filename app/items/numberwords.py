"""Shares, correlations and times as trainers read them; a dash where there is none."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from quizzes.rules.itemshares import Interval


def percent(share: float | None) -> str:
    return "–" if share is None else f"{round(100 * share)} %"


def signed(value: float | None) -> str:
    return "–" if value is None else format_decimal(round(value, 2), format="+0.00;−0.00").replace("+0.00", "0.00")


def seconds(milliseconds: int | None) -> str:
    return "–" if milliseconds is None else _("%(seconds)s s", seconds=format_decimal(round(milliseconds / 1000, 1)))


def reaching(interval: Interval | None, words: Any) -> str:
    return "" if interval is None else f"{words(interval.low)} … {words(interval.high)}"
