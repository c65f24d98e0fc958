from __future__ import annotations

import pytest

from quizzes.rules.badges import BADGES, BY_KEY, Progress, affected, earned, progress


@pytest.mark.parametrize(
    ("key", "counts", "have", "need"),
    [
        ("classes-1", {}, 0, 1),
        ("classes-1", {"classes": 1}, 1, 1),
        ("classes-25", {"classes": 24}, 24, 25),
        ("classes-25", {"classes": 400}, 25, 25),
        ("section-new-energy", {}, 0, 0),  # no class of it is for this post
        ("section-new-energy", {"section:new-energy": 3, "section:new-energy:all": 4}, 3, 4),
        ("section-new-energy", {"section:new-energy": 4, "section:new-energy:all": 4}, 4, 4),
        ("pk-25", {"pk-won": 30, "pk-won-well": 24}, 24, 25),
        ("stop-munich", {"stop:vienna": 1}, 0, 1),
        ("years-15", {"years": 14}, 14, 15),
    ],
)
def test_how_far_counts_go(key, counts, have, need):
    found = progress(BY_KEY[key], counts)
    assert found == Progress(have, need)
    assert found.earned is (0 < need == have)


def test_counts_earn_all_they_are_enough_for_and_nothing_else():
    found = earned({"classes": 30, "years": 5, "section:new-energy": 0, "section:new-energy:all": 0})
    assert [badge.key for badge in found] == ["classes-1", "classes-25", "years-5"]
    assert earned({}) == ()


def test_a_fact_affects_only_badges_that_look_at_its_counts():
    assert [badge.key for badge in affected("days", "streak")] == ["days-10", "days-100", "streak-7", "streak-30"]
    assert affected("nothing") == ()


def test_each_badge_says_its_name_and_rule_in_both_languages():
    assert len(BY_KEY) == len(BADGES)
    for badge in BADGES:
        assert all(badge.name[tag] and badge.rule[tag] for tag in ("en", "zh"))
        assert badge.rule["en"].endswith(".")
        assert badge.rule["zh"].endswith("。")
        assert len(badge.key) <= 40
        if badge.needs not in (None, 1) and badge.family != "years":
            assert str(badge.needs) in badge.rule["en"]
