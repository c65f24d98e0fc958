"""Numbers as files write them: shares of a mark, values with a tolerance. Exact, so that 5 ± 0.1 ends at 5.1."""

from __future__ import annotations

import math
import re
from decimal import Context, Decimal, localcontext

from quizzes.formats.exchange import Range

NUMBER = re.compile(r"[+-]?(?:\d{1,400}(?:\.\d{0,800})?|\.\d{1,800})(?:[eE][+-]?\d{1,3})?")
EXACT = Context(prec=2_000)
ZERO = Decimal(0)


def number(text: str) -> Decimal | None:
    """The number that a text is; a comma may stand for the point."""
    plain = text.strip().replace(",", ".").replace("\u2212", "-")
    return Decimal(plain) if NUMBER.fullmatch(plain) else None


def is_finite(value: float) -> bool:
    return math.isfinite(value)


def around(value: Decimal, below: Decimal, above: Decimal | None = None) -> tuple[float, float] | None:
    """From `value - below` to `value + above`; nothing when that is beyond all numbers."""
    with localcontext(EXACT):
        low, high = float(value - abs(below)), float(value + abs(below if above is None else above))
    return (low, high) if is_finite(low) and is_finite(high) else None


def middle(range_: Range) -> tuple[str, str]:
    """The value in the middle and the tolerance around it, as they are written."""
    with localcontext(EXACT):
        low, high = Decimal(repr(range_.low)), Decimal(repr(range_.high))
        return written((low + high) / 2), written((high - low) / 2)


def written(value: Decimal) -> str:
    """Without an exponent where that is short, without zeros that say nothing."""
    if not value:
        return "0"
    with localcontext(EXACT):
        plain = value.normalize()
    return f"{plain:f}" if -20 < plain.adjusted() < 20 else str(plain)


def share(fraction: float) -> str:
    """A fraction in per cent, with the five decimals that Moodle keeps."""
    return f"{round(fraction * 100, 5):.5f}".rstrip("0").rstrip(".")


def fraction(percent: Decimal) -> float:
    """Per cent as a fraction, to seven decimals."""
    return round(float(percent) / 100, 7) + 0.0
