"""What is wrong or odd in a class."""

from __future__ import annotations

import pytest

from quizzes.proofreading.classes import parts_missing
from quizzes.proofreading.reading import chinese_signs, english_grade, syllables
from tests.quizzes.proofreading.papers import ENDS, OPENING, asked, body, codes, leaf, text, told

SVG = '<svg><text lang="en" x="1">Plus pole</text><text lang="zh" x="1">正极</text><text>12 V</text></svg>'
ALT = text("A battery with a load across its poles", "蓄电池两极之间接着负载")


def figure(svg: str = SVG, alt: dict[str, str] = ALT) -> dict[str, bool]:
    return codes(leaf(has_figure=True, figure={"svg": svg, "alt": alt}))


def test_of_a_good_class_there_is_nothing_to_say():
    assert codes(leaf()) == {}


@pytest.mark.parametrize(
    ("changed", "code", "is_fault"),
    [
        ({"body": text(body("en"), OPENING["zh"] + "\n1. 做。\n" + ENDS["zh"])}, "body-zh-short", True),
        ({"body": text(body("en") + " more words" * 100, body("zh"))}, "body-en-long", True),
        ({"minutes": 1, "body": text(body("en"), body("zh") + "字" * 240)}, "minutes-few", True),
        ({"sources": []}, "source-missing", True),
        ({"title": text("Test it under load", "Test it under load")}, "not-translated", True),
        ({"title": text("带载测试", "带载测试")}, "not-translated", True),
        ({"title": text("Test it at 10 A", "带 20 A 测试")}, "numbers-differ", False),
        ({"title": text("Test it at 10 A", "带载测试")}, "number-in-one-language", False),
        ({"requires": ("load",)}, "cycle", True),
        ({"requires": ("nowhere",)}, "class-unknown", True),
        ({"questions": ()}, "questions-few", True),
    ],
)
def test_something_is_found(changed, code, is_fault):
    assert codes(leaf(**changed))[code] is is_fault


def test_a_class_of_too_few_questions_is_told_with_both_numbers():
    (one,) = [each for each in told(leaf(), questions_a_class=5) if each.code == "questions-few"]
    assert one.values == {"count": 1, "least": 5}


@pytest.mark.parametrize(
    ("cut", "part"),
    [
        (OPENING, "thing"),
        ({"en": "because a guess", "zh": ""}, ""),
        (dict.fromkeys(("en", "zh"), "1."), "how"),
        ({"en": "usual mistake", "zh": "常见错误"}, "mistake"),
        ({"en": "Remember", "zh": "记住"}, "remember"),
    ],
)
def test_a_missing_part_of_the_five_is_found_in_each_language(cut, part):
    for language in ("en", "zh"):
        spoiled = body(language)
        for number in range(1, 10) if cut[language] == "1." else ():
            spoiled = spoiled.replace(f"{number}. ", "")
        spoiled = spoiled.replace(cut[language], "") if cut[language] else spoiled
        assert [one for one in parts_missing(spoiled, language) if one != "why"] == ([part] if part else [])


def test_why_it_matters_is_missing_where_neither_a_heading_nor_the_opening_has_room_for_it():
    short = body("en").replace(OPENING["en"], "A tired battery looks healthy until somebody loads it hard.")
    assert parts_missing(short, "en") == ["why"]
    assert parts_missing(f"{short}\n\n### Why it matters\n\nMoney.", "en") == []
    assert codes(leaf(body=text(short, body("zh"))))["part-why"] is False


def test_long_sentences_are_told_in_each_language():
    hard = "Notwithstanding considerable electrochemical deterioration the instrumentation indicates acceptability. "
    chinese = "蓄电池老化了空载电压往往还是正常的一带载就露馅所以换新之前先做带载测试免得猜错了客户多花钱店里丢口碑。"
    found = codes(leaf(body=text(hard * 18, chinese * 6)), english_grade=8, chinese_signs=24)
    assert found["hard-to-read"] is False
    assert found["long-sentences"] is False


def test_the_measures_of_reading_are_those_that_are_published():
    assert [syllables(word) for word in ("cat", "table", "measure", "battery", "loaded", "12.6")] == [1, 2, 2, 3, 2, 1]
    assert english_grade("The cat sat on the mat. The dog ran to the man.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert english_grade("### One two\n\nThree four five six") == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert chinese_signs("先充满。再静置，接负载！\n\n### 标题") == pytest.approx((3 + 6 + 2) / 3)
    assert english_grade("") == chinese_signs("") == 0


def test_work_on_high_voltage_waits_for_the_class_that_keeps_people_safe():
    safe = leaf("hv-voltage-free", title=text("Voltage-free is proven", "验明无电"))
    opened = {"title": text("Remove the traction battery", "拆下动力电池")}
    assert codes(safe, leaf("battery-out", **opened))["gate-high-voltage"] is True
    assert "gate-high-voltage" not in codes(safe, leaf("battery-out", order=2, requires=("hv-voltage-free",), **opened))


def test_what_has_to_come_before_stands_before():
    late = leaf("late", order=9, title=text("Late", "后面"))
    assert codes(late, leaf("early", order=2, requires=("late",)))["stands-too-early"] is False
    assert "stands-too-early" not in codes(late, leaf("later", order=10, requires=("late",)))


def test_a_good_figure_has_words_and_labels_in_both_languages():
    assert figure() == {}


@pytest.mark.parametrize(
    ("svg", "alt", "code", "is_fault"),
    [
        (SVG, text("", "蓄电池两极之间接着负载"), "figure-without-words", True),
        (SVG, text("A battery", "蓄电池两极之间接着负载"), "figure-words-few", False),
        (SVG.replace('lang="zh"', 'lang="en"'), ALT, "figure-one-language", True),
        (SVG.replace("12 V", "Battery"), ALT, "figure-words-alike", False),
        (SVG.replace("Plus pole", "Plus 40 A").replace("正极", "正极 60 A"), ALT, "numbers-differ", False),
    ],
)
def test_something_is_found_in_a_figure(svg, alt, code, is_fault):
    assert figure(svg, alt)[code] is is_fault


def test_two_classes_with_one_title_or_one_text_are_told():
    more = (asked("other-1", text=text("What comes last?", "最后做什么？")),)
    twin = leaf("other", questions=more)
    found = [(one.code, one.path, one.is_fault) for one in told(leaf(), twin) if one.about == "other"]
    assert found == [("reads-as-another", "title:en", True)]
    renamed = leaf("other", questions=more, title=text("A new title", "新标题"))
    assert [one.path for one in told(leaf(), renamed) if one.about == "other"] == ["body:en"]
