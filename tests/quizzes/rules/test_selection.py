"""Seats of the final are given by rules that anybody can follow with a pencil."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.rules.selection import (
    Bar,
    Candidate,
    Fate,
    Quota,
    SelectionRules,
    Shortfall,
    Way,
    WildCard,
    bars,
    compare,
    lot,
    ordered,
    select,
    sort_key,
    years,
)
from quizzes.rules.selectiontrace import Step, TieBreak

DAY = date(2026, 10, 1)
NORTH = (Quota("north", "tech", 1),)


def rules(**more):
    return SelectionRules(**{"on": DAY, "quotas": NORTH, "lot": "drawn on stage"} | more)


def person(person_id, points, region="north", post="tech", **more):
    return Candidate(person_id, region, post, points, **more)


def fates(found):
    return {one.person_id: one.fate for one in found.decisions}


def ways(found):
    return {one.person_id: one.way for one in found.decisions if one.way}


def test_a_quota_takes_the_best_of_its_region_and_post():
    found = select([person(1, 10), person(2, 30), person(3, 20), person(4, 99, post="advisor")], rules(reserves=1))
    assert fates(found) == {4: Fate.OUT, 2: Fate.IN, 3: Fate.RESERVE, 1: Fate.OUT}


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"employed": False}, (Bar.NOT_EMPLOYED,)),
        ({"post": "advisor"}, (Bar.POST,)),
        ({"brands": frozenset({"other"})}, (Bar.BRAND,)),
        ({"hired_on": None}, (Bar.TENURE,)),
        ({"hired_on": date(2025, 10, 2)}, (Bar.TENURE,)),
        ({"hired_on": date(2025, 10, 1)}, ()),
        ({"points": 4}, (Bar.POINTS,)),
        ({"disqualified": True}, (Bar.DISQUALIFIED,)),
        ({"employed": False, "points": 0}, (Bar.NOT_EMPLOYED, Bar.POINTS)),
    ],
)
def test_who_may_come(more, wanted):
    held = rules(posts=("tech",), brands=("ours",), least_years=1, least_points=5)
    one = replace(person(1, 5, brands=frozenset({"ours"}), hired_on=date(2010, 1, 1)), **more)
    assert bars(one, held) == wanted
    (decision,) = select([one], held).decisions
    assert (decision.fate is Fate.NOT_ELIGIBLE, decision.bars) == (bool(wanted), wanted)


@pytest.mark.parametrize(
    ("since", "on", "wanted"),
    [
        (date(2011, 10, 1), DAY, 15),
        (date(2011, 10, 2), DAY, 14),
        (date(2024, 2, 29), date(2025, 2, 27), 0),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2024, 2, 29), date(2028, 2, 28), 3),
        (None, DAY, 0),
        (date(2027, 1, 1), DAY, 0),
    ],
)
def test_a_year_of_employment_is_whole_on_its_very_day(since, on, wanted):
    assert years(since, on) == wanted


@pytest.mark.parametrize("name", list(TieBreak))
def test_each_tie_break_decides_between_equal_points_and_says_so(name):
    held = rules(tie_breaks=(name,))
    found = select([person(1, 10, measures={name: 3}), person(2, 10, measures={name: 4})], held)
    assert fates(found) == {2: Fate.IN, 1: Fate.RESERVE}
    assert found.decisions[1].cut == Step(2, name.value, 3, 4)


def test_tie_breaks_decide_in_the_order_of_the_rules():
    early = person(1, 10, measures={TieBreak.DAYS: 9, TieBreak.MASTERED: 1})
    learned = person(2, 10, measures={TieBreak.DAYS: 1, TieBreak.MASTERED: 9})
    assert ordered([early, learned], rules(tie_breaks=(TieBreak.DAYS, TieBreak.MASTERED)))[0] is early
    assert ordered([early, learned], rules(tie_breaks=(TieBreak.MASTERED, TieBreak.DAYS)))[0] is learned


def test_the_lot_is_the_last_word_and_is_told():
    first, second = sorted((1, 2), key=lambda one: lot(one, "drawn on stage"))
    found = select([person(1, 10), person(2, 10)], rules())
    assert fates(found) == {first: Fate.IN, second: Fate.RESERVE}
    told = found.decisions[1].cut
    assert (told.by, told.mine, told.theirs) == ("lot", lot(second, "drawn on stage"), lot(first, "drawn on stage"))


def test_another_lot_draws_another_order():
    people = [person(number, 10) for number in range(50)]
    orders = {tuple(one.person_id for one in ordered(people, rules(lot=drawn))) for drawn in ("a", "b", "c")}
    assert len(orders) == 3


def test_seats_that_a_region_cannot_fill_go_to_the_nation_or_stay_empty_as_the_rules_say():
    people = [person(1, 10), person(2, 30, region="south"), person(3, 20, region="south")]
    held = rules(quotas=(Quota("north", "tech", 2), Quota("south", "tech", 1)))
    found = select(people, held)
    assert ways(found) == {1: Way.QUOTA, 2: Way.QUOTA, 3: Way.FILLED}
    assert found.shortfalls == (Shortfall("north", "tech", 2, 1),)
    assert fates(select(people, replace(held, fills=False)))[3] is Fate.RESERVE


def test_a_post_has_at_least_its_national_minimum():
    people = [person(1, 10), person(2, 30), person(3, 20), person(4, 5, region="south")]
    assert ways(select(people, rules(minimums={"tech": 3}))) == {2: Way.QUOTA, 3: Way.MINIMUM, 1: Way.MINIMUM}
    assert select(people, rules(minimums={"tech": 9})).shortfalls == (Shortfall("", "tech", 9, 4),)


def test_wild_cards_go_to_the_best_who_are_left():
    people = [person(1, 10), person(2, 30), person(3, 20, region="south"), person(4, 99, post="advisor")]
    found = select(people, rules(wild_cards=(WildCard(1, "tech"), WildCard(1))))
    assert ways(found) == {2: Way.QUOTA, 3: Way.WILD_CARD, 4: Way.WILD_CARD}
    assert select(people, rules(wild_cards=(WildCard(9),))).shortfalls == (Shortfall("", "", 9, 3),)


def test_who_declines_makes_room_for_the_first_reserve():
    people = [person(number, 100 - number) for number in range(5)]
    assert fates(select(people, rules(), declined={0})) == {
        0: Fate.DECLINED, 1: Fate.IN, 2: Fate.RESERVE, 3: Fate.RESERVE, 4: Fate.OUT,
    }  # fmt: skip


def test_two_sets_of_rules_are_compared_person_by_person():
    people = [person(1, 10), person(2, 30), person(3, 20)]
    changed = compare(select(people, rules(reserves=1)), select(people, rules(quotas=(Quota("north", "tech", 2),))))
    assert [(one.person_id, one.before, one.after) for one in changed] == [
        (3, Fate.RESERVE, Fate.IN),
        (1, Fate.OUT, Fate.RESERVE),
    ]


REGIONS, POSTS = ("north", "south", "east"), ("tech", "advisor")
CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 10_000),
        st.sampled_from(REGIONS),
        st.sampled_from(POSTS),
        st.integers(0, 6),
        employed=st.sampled_from([True, True, True, False]),
        measures=st.fixed_dictionaries({TieBreak.MASTERED: st.integers(0, 2)}),
    ),
    max_size=40,
    unique_by=lambda one: one.person_id,
)
RULES = st.builds(
    SelectionRules,
    on=st.just(DAY),
    quotas=st.lists(
        st.builds(Quota, st.sampled_from(REGIONS), st.sampled_from(POSTS), st.integers(0, 4)),
        max_size=6,
        unique_by=lambda one: (one.region, one.post),
    ).map(tuple),
    lot=st.just("x"),
    minimums=st.dictionaries(st.sampled_from(POSTS), st.integers(0, 8)),
    wild_cards=st.lists(st.builds(WildCard, st.integers(0, 3), st.sampled_from(("", *POSTS))), max_size=2).map(tuple),
    fills=st.booleans(),
)


@given(CANDIDATES, RULES, st.randoms(use_true_random=False))
def test_the_order_in_which_people_are_written_down_changes_nothing(people, held, rng):
    mixed = list(people)
    rng.shuffle(mixed)
    assert select(mixed, held) == select(people, held)


@given(CANDIDATES, RULES, st.data())
def test_nobody_loses_a_seat_because_somebody_else_declines(people, held, data):
    before = select(people, held)
    seated = before.of(Fate.IN)
    declined = frozenset(data.draw(st.lists(st.sampled_from(seated), unique=True)) if seated else [])
    after = select(people, held, declined)
    assert set(seated) - declined <= set(after.of(Fate.IN))
    assert len(after.of(Fate.IN)) <= len(seated)


@given(CANDIDATES, RULES)
def test_within_a_region_and_post_the_better_always_goes_first(people, held):
    """Nobody has a seat while somebody better of the same region and post has none."""
    found = fates(select(people, held))
    by_number = {one.person_id: one for one in people}
    for cell in {(one.region, one.post) for one in people}:
        line = ordered((one for one in people if (one.region, one.post) == cell), held)
        seated = [found[one.person_id] is Fate.IN for one in line if not bars(one, held)]
        assert all(before or not after for before, after in pairwise(seated))
    assert {one for one, fate in found.items() if fate is Fate.NOT_ELIGIBLE} == {
        number for number, one in by_number.items() if bars(one, held)
    }


@given(CANDIDATES, RULES)
def test_the_order_is_strict(people, held):
    keys = [sort_key(one, held) for one in people]
    assert len(set(keys)) == len(keys)
