"""Rows that go to a statement as one value come back as they were, on every engine."""

from __future__ import annotations

from sqlalchemy import select

from app.items.models import ItemStatistics
from app.kit import clock
from app.kit.database import session
from app.kit.rowset import rowset
from app.people.models import Person

FIGURES = ("place", "question_version_id", "stale", "facility", "last_asked_at", "options")


def test_words_numbers_moments_truths_and_nothing_come_back(app):
    rows = [
        dict(zip(FIGURES, values, strict=True))
        for values in (
            ("pk", 1, True, 0.25, clock.now(), {"a": 1}),
            ("class", 2, False, None, None, {}),
            ("'; --", 3, True, 1.0, clock.now(), {"车": 2}),
        )
    ]
    given = rowset([getattr(ItemStatistics, name) for name in FIGURES], rows)
    found = session().execute(select(given).order_by(given.c.question_version_id))
    assert [row._asdict() for row in found] == rows


def test_no_rows_are_an_empty_table_and_signs_of_all_kinds_are_kept(app):
    assert session().execute(select(rowset([Person.name], []))).all() == []
    names = ["王 “Ann” \\ \n", "%(x)s :y ?", "😀"]
    given = rowset([Person.name], [{"name": one} for one in names])
    assert sorted(session().scalars(select(given.c.name))) == sorted(names)
