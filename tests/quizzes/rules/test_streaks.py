from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.streaks import DEFAULT_REST, EarnBack, Mark, neutral_days, streak

FIRST = 739_747  # a Monday


def walked(days: str):
    """A streak by a line of days, the last of them today.

    d done, m made up on the next day, l made up three days later, n neutral, . missed (today: still open).
    """
    done = {FIRST + at: FIRST + at + {"d": 0, "m": 1, "l": 3}[sign] for at, sign in enumerate(days) if sign in "dml"}
    neutral = {FIRST + at for at, sign in enumerate(days) if sign == "n"}
    return streak(done, neutral, FIRST, FIRST + len(days) - 1)


@pytest.mark.parametrize(
    ("days", "length", "best", "freezes", "ends_today"),
    [
        (".", 0, 0, 2, False),
        ("d", 1, 1, 2, False),
        ("dd.", 2, 2, 2, False),  # today is not over, and there are freezes
        ("dd.d", 3, 3, 1, False),
        ("dd..d", 3, 3, 0, False),
        ("dd..d.", 3, 3, 0, True),  # none left: it ends tonight
        ("dd...d", 1, 2, 2, False),
        ("dd...dddddddd", 8, 8, 2, False),  # a new streak has two freezes of its own
        ("d.ddddddd", 8, 8, 2, False),  # seven days done bring it back
        ("d.dddddd", 7, 7, 1, False),
        ("d.ddd.dddddd.", 10, 10, 0, True),  # a missed day begins the count of seven anew
        ("..dd", 2, 2, 2, False),  # nothing to freeze yet: none is used
        ("ddnnd", 3, 3, 2, False),
        ("ddnn", 2, 2, 2, False),
        ("d..n", 1, 1, 0, False),  # a neutral day ends nothing
        ("dm.d", 3, 3, 1, False),
        ("dd..md", 4, 4, 0, False),  # earned back
        ("dd..ld", 1, 2, 2, False),  # too late
    ],
)
def test_what_a_streak_is_worth(days, length, best, freezes, ends_today):
    found = walked(days)
    assert (found.days, found.best, found.freezes, found.ends_today) == (length, best, freezes, ends_today)


@pytest.mark.parametrize(
    ("days", "earn_back"),
    [
        ("ddd...", None),  # frozen twice: nothing is lost yet
        ("ddd....", EarnBack(FIRST + 4, 4)),
        ("ddd...d", EarnBack(FIRST + 4, 5)),
        ("dddddn.d..", None),  # what is frozen holds already
        (
            "ddd..d..",
            EarnBack(FIRST + 6, 5),
        ),  # a new streak holds by its own freezes: one day more, and the old one does
        ("ddd.....", None),  # two days lie in between
        ("..", None),
    ],
)
def test_what_can_be_earned_back(days, earn_back):
    assert walked(days).earn_back == earn_back


def test_every_day_has_its_mark():
    assert [mark.value for mark in walked("d.nm.").marks.values()] == ["done", "frozen", "neutral", "made-up", "open"]


def test_days_of_the_last_thirty_count_also_what_was_made_up_late():
    assert walked("d" * 3 + "l" + "." * 28).lately == 2
    assert walked("dl.d.").lately == 3


@pytest.mark.parametrize(
    ("patterns", "spans", "neutral"),
    [
        ([], [], {5, 6, 12, 13}),
        ([(0, 0)], [], set()),
        ([(FIRST + 7, 0b0000011)], [], {5, 6, 7, 8}),
        ([(FIRST + 7, 0), (FIRST + 7 + 3, 0b0000001)], [], {5, 6}),
        ([(0, 0)], [(FIRST - 9, FIRST + 1), (FIRST + 12, FIRST + 99)], {0, 1, 12, 13}),
    ],
)
def test_which_days_ask_nothing(patterns, spans, neutral):
    assert {day - FIRST for day in neutral_days(patterns, spans, FIRST, FIRST + 13)} == neutral
    assert DEFAULT_REST == 0b1100000


DAYS = st.text("dml.n", min_size=1, max_size=60)


@given(DAYS, st.data())
def test_to_do_more_or_to_be_excused_never_shortens_a_streak(days, data):
    at = data.draw(st.integers(0, len(days) - 1))
    before = walked(days)
    if days[at] != "d":
        after = walked(days[:at] + "d" + days[at + 1 :])
        assert (after.days, after.best) >= (before.days, before.best)
    if days[at] == ".":
        excused = walked(days[:at] + "n" + days[at + 1 :])
        assert excused.days >= before.days
        assert excused.best >= before.best


@given(DAYS)
def test_a_streak_is_within_its_bounds(days):
    found = walked(days)
    assert 0 <= found.days <= found.best <= sum(sign in "dml" for sign in days)
    assert 0 <= found.freezes <= 2
    assert sum(mark is Mark.FROZEN for mark in found.marks.values()) <= 2 + found.days // 7
    assert found.lately <= 30
