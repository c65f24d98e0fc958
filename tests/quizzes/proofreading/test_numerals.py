"""Numbers that stand in one language and not in the other."""

from __future__ import annotations

import pytest

from quizzes.proofreading.numerals import differing, told
from tests.quizzes.proofreading.papers import text


@pytest.mark.parametrize(
    ("en", "zh"),
    [
        ("60,000 km", "60000 公里"),
        ("60,000 km", "6 万公里"),
        ("60,000 km", "六万公里"),
        ("2.5 million cars", "250 万辆"),
        ("25 cars", "二十五辆车"),
        ("120 cars", "一百二十辆"),
        ("three cars", "3 辆车"),
        ("two hundred and five yuan", "205 元"),
        ("sixty-five cars", "65 辆"),
        ("half of it", "50%"),
        ("80 % of it", "八成"),
        ("95 % of it", "九成五"),
        ("20 % off", "打八折"),
        ("a ratio of 0.9", "90%"),
        ("1 January 2022", "2022 年 1 月 1 日"),
        ("January", "1 月"),
        ("at 21:00", "晚上 9 点"),
        ("at 8:00", "八点"),
        ("at 8:40 am", "上午 8:40"),
        ("SAE J1772 asks for 12 V", "SAE J1772 要求 12 V"),
        ("{{1}} of 4", "4 个里有 {{1}}"),
        ("12 V", "１２ V"),
        ("341, 348", "341，348"),
        ("the second one", "第 2 个"),
        ("140,000 and 280,000 yuan", "14、28（万元）"),
        ("140, 280 and 540 thousand", "14、28、54 万"),
        ("150, 310 and 620 thousand", "15 万、31 万、62 万"),
    ],
)
def test_the_same_amount_in_other_words_does_not_differ(en, zh):
    assert differing(text(en, zh)) == {}


@pytest.mark.parametrize(
    ("en", "zh", "found"),
    [
        ("60,000 km", "50000 公里", {"en": ["60000"], "zh": ["50000"]}),
        ("60,000 km", "6 千公里", {"en": ["60000"], "zh": ["6000"]}),
        ("12.6 V", "12.4 V", {"en": ["12.6"], "zh": ["12.4"]}),
        ("12 V and 30 A", "12 V", {"en": ["30"]}),
        ("12 V", "12 V、30 A", {"zh": ["30"]}),
        ("at 8:40", "八点半", {"en": ["40"]}),
        ("three cars", "4 辆车", {"zh": ["4"]}),
        ("60,000 yuan", "60 万元", {"en": ["60000"], "zh": ["600000"]}),
    ],
)
def test_another_amount_is_found(en, zh, found):
    assert differing(text(en, zh)) == found


def test_a_number_that_the_other_language_says_elsewhere_is_not_told():
    question = ("text", text("The fuse is for 30 A.", "保险丝 30 A。"))
    reason = ("why", text("30 A would melt it.", "会熔断。"))
    assert list(told("fuse-1", [question, reason])) == []
    (one,) = told("fuse-1", [reason])
    assert (one.code, one.path, one.values) == ("number-in-one-language", "why:en", {"numbers": "30"})
    assert list(told("fuse-1", [reason], "ISO 8820-3 ; 30")) == []


def test_the_scale_may_be_said_in_another_text_of_the_same_thing():
    question = ("text", text("Parts for 3.6 million, stock 0.9 million.", "出库 360 万元，库存 90 万元。"))
    assert list(told("turns-1", [question, ("explanation", text("3.6 ÷ 0.9 = 4", "360 ÷ 90 = 4"))])) == []


def test_two_numbers_that_differ_are_told_even_where_both_stand_elsewhere():
    question = ("text", text("A fuse of 30 A, a lamp of 5 A.", "保险丝 30 A，灯 5 A。"))
    (one,) = told("fuse-1", [question, ("why", text("30 A melt it.", "5 A 就熔断。"))])
    assert (one.code, one.path, one.values) == ("numbers-differ", "why", {"en": "30", "zh": "5"})
