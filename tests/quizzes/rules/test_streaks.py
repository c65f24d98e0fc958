from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.streaks import DEFAULT_REST, Calendar, EarnBack, Mark, Why, streak

FIRST = 739_747  # a Monday
LATE = {"d": 0, "q": 0, "m": 1, "2": 2, "l": 3}


def walked(days: str):
    """A streak by a line of days, the last of them today.

    d done, m made up on the next day, 2 two days later, l three days later, n neutral, q neutral and done all the same,
    . missed (today: still open).
    """
    today = FIRST + len(days) - 1
    done = {FIRST + at: FIRST + at + LATE[sign] for at, sign in enumerate(days) if sign in LATE}
    neutral = {FIRST + at for at, sign in enumerate(days) if sign in "nq"}
    return streak({day: on for day, on in done.items() if on <= today}, neutral, FIRST, today)


@pytest.mark.parametrize(
    ("days", "length", "best", "freezes", "ends_today"),
    [
        (".", 0, 0, 2, False),
        ("d", 1, 1, 2, False),
        ("dd.", 2, 2, 2, False),  # today is not over, and there are freezes
        ("dd.d", 3, 3, 1, False),
        ("dd..d", 3, 3, 0, False),
        ("dd..d.", 3, 3, 0, True),  # none left: it ends tonight
        ("dd..n", 2, 2, 0, False),  # a neutral day ends nothing
        ("dd...d", 1, 2, 2, False),
        ("dd...dddddddd", 8, 8, 2, False),  # a new streak has two freezes of its own
        ("d.ddddddd", 8, 8, 2, False),  # seven days done bring it back
        ("d.dddddd", 7, 7, 1, False),
        ("d.ddddnnnddd", 8, 8, 2, False),  # neutral days neither count among the seven nor break them
        ("d..ddddddd", 8, 8, 1, False),  # freezes come back one after the other
        ("d.ddd.dddddd.", 10, 10, 0, True),  # a missed day begins the count of seven anew
        ("dddddnn" * 3, 15, 15, 2, False),
        ("..dd", 2, 2, 2, False),  # nothing to freeze yet: none is used
        ("ddnnd", 3, 3, 2, False),
        ("ddnn", 2, 2, 2, False),
        ("ddqqd", 5, 5, 2, False),  # what is done on a neutral day counts
        ("d..n", 1, 1, 0, False),
        ("dm.d", 3, 3, 1, False),
        ("dd..md", 4, 4, 0, False),  # earned back
        ("dd..2.d", 2, 3, 1, False),
        ("dd..ld", 1, 2, 2, False),  # too late
        ("dd..lnnd", 4, 4, 0, False),  # in time: two of the three days asked nothing
    ],
)
def test_what_a_streak_is_worth(days, length, best, freezes, ends_today):
    found = walked(days)
    assert (found.days, found.best, found.freezes, found.ends_today) == (length, best, freezes, ends_today)


@pytest.mark.parametrize(
    ("days", "begins", "past"),
    [
        ("ddd.d", 0, 0),
        ("dd...d", 5, 2),
        ("dddd.d.d.d", 5, 4),  # each miss is frozen by one of them: where the new one begins must be said
        ("dd....", None, 2),
        (".", None, 0),
    ],
)
def test_what_belongs_to_a_streak_that_ended(days, begins, past):
    found = walked(days)
    assert (found.begins, len(found.past)) == (None if begins is None else FIRST + begins, past)


@pytest.mark.parametrize(
    ("days", "earn_back"),
    [
        ("ddd...", None),  # frozen twice: nothing is lost yet
        ("ddd....", EarnBack(FIRST + 5, 5)),  # today's set comes first, so it is counted
        ("ddd...d", EarnBack(FIRST + 5, 5)),
        ("ddd...dd", EarnBack(FIRST + 5, 6)),
        ("ddd...ddd", None),  # too late
        ("ddd...nnd", EarnBack(FIRST + 5, 5)),  # over a free weekend there is time
        ("ddd...nnnnnnnd", None),  # but after a week no day can be made up
        ("dddddn.d..", None),  # what is frozen holds already
        (
            "ddd..d..",
            EarnBack(FIRST + 6, 6),
        ),  # a new streak holds by its own freezes: one day more, and the old one does
        ("ddd.....", None),  # one day would not do
        ("..", None),
        ("d..m", None),
    ],
)
def test_what_can_be_earned_back(days, earn_back):
    assert walked(days).earn_back == earn_back


@pytest.mark.parametrize(
    ("days", "left"), [("ddd", None), ("d.", None), ("d.d", 6), ("d.dddddd", 1), ("d.ddddddd", None)]
)
def test_how_many_days_bring_the_next_freeze(days, left):
    assert walked(days).freeze_in == left


def test_every_day_has_its_mark():
    assert [mark.value for mark in walked("d.nm.").marks.values()] == ["done", "frozen", "neutral", "made-up", "open"]


def test_the_marks_also_show_the_freezes_of_streaks_that_ended():
    signs = {Mark.DONE: "d", Mark.FROZEN: "f", Mark.MISSED: ".", Mark.OPEN: "o"}
    for days, shown in (("d....dd.d.", "dff..ddfdo"), ("d...d", "dff.d"), ("dd.....", "ddff..o")):
        assert "".join(signs[mark] for mark in walked(days).marks.values()) == shown


def test_today_is_open_until_it_is_done_or_asks_nothing():
    assert [(one.is_open, one.done_today) for one in map(walked, ("d.", "dd", "dn"))] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_days_of_the_last_thirty_count_also_what_was_made_up_late():
    assert walked("d" * 3 + "l" + "." * 28).lately == 2
    assert walked("dl.d.").lately == 3
    assert walked("d" * 40).lately == 30


@pytest.mark.parametrize(
    ("patterns", "rest_days", "spans", "neutral"),
    [
        ([], [], [], {5, 6, 12, 13}),
        ([(0, 0)], [], [], set()),
        ([(FIRST + 7, 0b0000011)], [], [], {5, 6, 7, 8}),
        ([(FIRST + 7, 0), (FIRST + 7 + 3, 0b0000001)], [], [], {5, 6}),
        ([(0, 0)], [], [(-9, 1), (12, 99)], {0, 1, 12, 13}),
        ([(0, 0)], [2, 9], [], {2, 9}),
        ([(0, 0)], [1, 2, 3, 4, 8], [], {1, 2, 3, 8}),  # three of a week count
        ([], [0, 3], [], {0, 3, 5, 12, 13}),
        ([], [0, 3], [(6, 6)], {0, 3, 5, 6, 12, 13}),
    ],
)
def test_which_days_ask_nothing(patterns, rest_days, spans, neutral):
    calendar = Calendar(
        patterns,
        [FIRST + day for day in rest_days],
        [(Why.LEAVE, FIRST + first, FIRST + last) for first, last in spans],
    )
    assert {day - FIRST for day in calendar.neutral(FIRST, FIRST + 13)} == neutral
    assert {day - FIRST for day in calendar.neutral(FIRST + 4, FIRST + 13)} == {day for day in neutral if day >= 4}
    assert DEFAULT_REST == 0b1100000


def test_the_weightiest_reason_is_given():
    spans = [(Why.OUTAGE, FIRST + 5, FIRST + 5), (Why.LEAVE, FIRST + 4, FIRST + 8), (Why.HOLIDAY, FIRST + 8, FIRST + 8)]
    found = Calendar(spans=spans).neutral(FIRST + 4, FIRST + 12)
    assert [found.get(FIRST + day) for day in (4, 5, 8, 9, 12)] == [
        Why.LEAVE,
        Why.OUTAGE,
        Why.HOLIDAY,
        None,
        Why.REST,
    ]


DAYS = st.text("dqm2l.n", min_size=1, max_size=60)


@given(DAYS, st.data())
def test_to_do_more_or_to_be_excused_never_shortens_a_streak(days, data):
    at = data.draw(st.integers(0, len(days) - 1))
    before = walked(days)
    more = {".": "dn", "n": "q"}.get(days[at], "q" if days[at] == "q" else "d")
    after = [walked(days[:at] + sign + days[at + 1 :]) for sign in more]
    assert all(one.days >= before.days and one.best >= before.best for one in after)


@given(DAYS)
def test_a_streak_is_within_its_bounds(days):
    found = walked(days)
    assert 0 <= found.days <= found.best <= sum(sign in LATE for sign in days)
    assert 0 <= found.freezes <= 2
    assert found.lately <= 30
    assert found.days or not found.done_today
    assert not found.ends_today or (found.days and not found.freezes and found.is_open)
    assert found.earn_back is None or found.earn_back.days > found.days
