"""Counting what is new, every few minutes. Twice does no harm."""

from __future__ import annotations

from app.kit import clock
from app.kit.database import transaction
from app.reports import counting


def count() -> None:
    """Count until there is nothing new; each step in a transaction of its own."""
    more = 1
    while more:
        with transaction():
            more = counting.count_new(clock.now())
