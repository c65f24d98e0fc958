"""Conditions on two columns together, so that SQLite finds the rows by an index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute


def either_of(
    many: InstrumentedAttribute[Any], few: InstrumentedAttribute[Any], pairs: Iterable[tuple[Any, Any]]
) -> ColumnElement[bool]:
    """The two columns hold one of these pairs, of which there must be one.

    `few`: the column of which the pairs have few different values: each is a condition of its own. Compared as
    `(many, few) IN (VALUES …)`, SQLite reads the whole table.
    """
    by_few = defaultdict(list)
    for one, other in pairs:
        by_few[other].append(one)
    return or_(*((few == other) & many.in_(ones) for other, ones in by_few.items()))
