from __future__ import annotations

from datetime import date

import pytest

from quizzes.rules.coverage import Asked, Thresholds, cells, is_stale, source_year

TODAY = date(2026, 6, 1)
LIMITS = Thresholds(questions=5, questions_each_difficulty=1, classes=1, stale_months=12, source_years=6)


@pytest.mark.parametrize(
    ("source", "year"),
    [("ISO 6469-3:2021", 2021), ("GB 18384-2020, 2015", 2020), ("SAE J1772", None), ("Order 120245", None), ("", None)],
)
def test_a_source_s_youngest_year_is_found(source, year):
    assert source_year(source) == year


@pytest.mark.parametrize(
    ("published", "source", "stale"),
    [
        (date(2026, 1, 1), "ISO 6469-3:2021", False),
        (date(2025, 5, 1), "ISO 6469-3:2021", True),
        (date(2026, 1, 1), "ISO 6469-3:2018", True),
        (date(2026, 1, 1), "A manual", False),
    ],
)
def test_a_question_is_stale_by_its_version_or_its_source(published, source, stale):
    assert is_stale(Asked(1, 1, 3, published, source), TODAY, LIMITS) is stale


def test_a_cell_is_thin_where_a_difficulty_or_a_class_is_missing():
    asked = [Asked(1, 7, difficulty, TODAY, "") for difficulty in (1, 2, 3, 4, 5)]
    whole = cells(asked, TODAY, LIMITS)[1, 7]
    whole.classes = 1
    assert (whole.total, whole.is_thin(LIMITS)) == (5, False)
    whole.classes = 0
    assert whole.is_thin(LIMITS)
    lacking = cells([*asked[1:], asked[1]], TODAY, LIMITS)[1, 7]
    lacking.classes = 1
    assert lacking.is_thin(LIMITS)
    assert [one for one in (1, 2, 3, 4, 5) if lacking.is_thin_at(one, LIMITS)] == [1]
