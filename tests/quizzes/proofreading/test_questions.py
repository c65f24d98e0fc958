"""What is wrong or odd in a question, and in two questions side by side."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from quizzes.formats.curriculum import read
from quizzes.proofreading import questions, repeats
from quizzes.proofreading.manuscript import laid_out
from tests.quizzes.proofreading.papers import OPTIONS, asked, codes, leaf, of_question, option, text, told

CURRICULUM = Path(__file__).parents[3] / "quizzes/curriculum"
LONG_WRONG = [option(f"A wrong option of the usual size {n}", f"一个长短合适的错误选项{n}号") for n in (1, 2, 3)]
LONG_RIGHT = "The right option, which says everything that anybody could want to know"
GAP = {"kind": "number", "answer": 5.0, "tolerance": 0.0, "unit": "", "why": text("", "")}


def test_of_a_good_question_there_is_nothing_to_say():
    for kind in ("single", "several", "true-false", "numeric"):
        assert of_question(kind=kind) == {}


@pytest.mark.parametrize(
    ("changed", "code", "is_fault"),
    [
        ({"text": text("What?", "长" * 91)}, "long-for-phone", False),
        ({"text": text("What do you do?", "What do you do?")}, "not-translated", True),
        ({"source": "General knowledge."}, "source-vague", True),
        ({"source": " "}, "source-missing", True),
        ({"explanation": text("It is 12 V.", "是 14 V。")}, "numbers-differ", False),
        ({"options": [*OPTIONS[:3], option("All of the above", "以上都是")]}, "all-of-the-above", True),
        ({"options": [*OPTIONS[:3], option("Option B", "选项 B")]}, "refers-to-another", True),
        ({"options": [*OPTIONS[:3], option("Neither of these", "前两项")]}, "refers-to-another", True),
        ({"options": [*OPTIONS, OPTIONS[1]]}, "reads-the-same", True),
        (
            {"options": [option(LONG_RIGHT, "对的选项写得也一样长短", right=True), *LONG_WRONG]},
            "right-stands-out",
            True,
        ),
        (
            {"options": [option("Short one", "对的选项写得也一样长短", right=True), *LONG_WRONG]},
            "right-stands-out",
            True,
        ),
        (
            {"options": [option("As long as the others are here now", "短", right=True), *LONG_WRONG]},
            "right-stands-out",
            True,
        ),
        ({"kind": "numeric", "unit": "", "text": text("What do you read?", "读数是多少？")}, "unit-missing", False),
    ],
)
def test_something_is_found(changed, code, is_fault):
    assert of_question(**changed)[code] is is_fault


def test_short_options_do_not_stand_out_by_their_length():
    few = [option("12 V and more", "12 V", right=True), option("6 V", "6 V"), option("5 V", "5 V")]
    assert "right-stands-out" not in of_question(options=few)


def test_what_is_counted_and_ratios_have_no_unit():
    for words in ("How many parts are missing?", "By which factor does it grow?", "What is its coefficient?"):
        assert of_question(kind="numeric", unit="", text=text(words, "多少？")) == {}


def test_a_gap_has_its_unit_in_the_text_or_of_its_own():
    def found(en: str, unit: str = "", zh: str = "读数是 {{1}}。") -> dict[str, bool]:
        texts = text(en, zh)
        return of_question(kind="cloze", text=texts, gaps=[GAP | {"unit": unit}], case_matters=False, why=text("", ""))

    assert found("It reads {{1}}.")["unit-missing"] is False
    assert "unit-missing" not in found("It reads {{1}} volts.")
    assert "unit-missing" not in found("It reads {{1}}.", "V")
    assert "unit-missing" not in found("Missing are {{1}}.", zh="缺 {{1}} 个。")


def test_a_question_that_is_near_another_in_one_language_only_is_another_question():
    one = text("Which reading shows a tired battery at once?", "哪个读数马上说明蓄电池老化？")
    chinese_only = text("Where does the coolant go while the engine warms up?", "哪个读数终于说明蓄电池老化？")
    assert two(one, chinese_only) == {}


def two(one: dict[str, str], other: dict[str, str], **targets: float) -> dict[str, bool]:
    return codes(leaf(questions=(asked("load-1", text=one), asked("load-2", text=other))), **targets)


def test_a_question_that_stands_twice_is_a_fault_whatever_its_signs():
    found = two(
        text("What do you measure first?", "先测什么？"), text("What do you MEASURE, first", "另一个问题在这里")
    )
    assert found["reads-as-another"] is True


def test_a_question_that_nearly_stands_twice_is_told_once():
    one = text("Which reading shows a tired battery at once?", "哪个读数马上说明蓄电池老化？")
    other = text("Which reading shows a tired battery at last?", "哪个读数终于说明蓄电池老化？")
    found = told(leaf(questions=(asked("load-1", text=one), asked("load-2", text=other))), alike=0.3)
    assert [(each.code, each.about, each.values["key"]) for each in found] == [
        ("reads-nearly-as-another", "load-2", "load-1")
    ]


def test_questions_that_say_the_same_and_ask_for_something_else_are_two():
    """What belongs together, what comes first: the words in common are the frame."""
    frame = text("Which of these readings is the one to be trusted?", "下面哪个读数可信？")
    other = [option("The smoke and its smell", "排气的烟色和气味", right=True), *OPTIONS[1:]]
    pair = (asked("load-1", text=frame), asked("load-2", text=frame, options=other))
    assert codes(leaf(questions=pair)) == {}


CRANKING = text("While cranking the battery falls to 8 V. What does that tell you?", "起动时蓄电池掉到 8 V，说明什么？")
TURNED = text("What does a battery of 8 V tell you while the engine cranks?", "蓄电池起动时只有 8 V，这说明什么？")
OTHER = text("Which glove fits a wiring job?", "接线作业戴哪种手套？")


def test_two_questions_about_one_thing_are_told_and_others_are_not():
    more = [asked(f"more-{number}", text=text(f"{words} now", words)) for number, words in enumerate("甲乙丙丁戊己", 3)]
    found = told(
        leaf(
            questions=(asked("load-1", text=CRANKING), asked("load-2", text=TURNED), asked("load-3", text=OTHER), *more)
        ),
        alike=0.5,
        alike_one_source=0.5,
    )
    pairs = [
        (one.values["key"], one.about) for one in found if one.code in ("questions-alike", "reads-nearly-as-another")
    ]
    assert ("load-1", "load-2") in pairs
    assert not [pair for pair in pairs if "load-3" in pair]


def test_likeness_of_meaning_is_a_cosine_of_rare_words_in_both_languages():
    texts = {
        "one": text("Torque wheel nuts crosswise twice", "车轮螺母交叉分两次拧紧"),
        "same": text("Wheel nuts: torque twice, crosswise", "分两次交叉拧紧车轮螺母"),
        "english-only": text("Torque wheel nuts crosswise twice", "空调制冷剂按重量加注"),
        "another": text("Refrigerant goes in by weight", "制冷剂按重量加注"),
    }
    found = {(pair.one, pair.other): pair.share for pair in repeats.about_the_same(texts, 0.5)}
    assert found.keys() == {("one", "same")}
    vectors = repeats.vectors({key: each["en"] for key, each in texts.items()}, "en")
    assert repeats.cosine(vectors["one"], vectors["one"]) == pytest.approx(1)
    assert repeats.cosine(vectors["one"], vectors["another"]) == 0


def test_one_source_lowers_what_is_alike():
    def found(source: str) -> dict[str, bool]:
        pair = (asked("load-1", text=CRANKING), asked("load-2", text=TURNED, source=source))
        return codes(leaf(questions=pair), alike=1.0, alike_one_source=0.3)

    assert "questions-alike" in found("EN 50342-1")
    assert "questions-alike" not in found("SAE J537")


def test_a_hotspot_on_a_picture_beside_its_file_has_its_picture_and_regions_are_measured_on_it(tmp_path):
    shutil.copytree(CURRICULUM / "5-new-energy", tmp_path / "5-new-energy")
    shown = laid_out(read(tmp_path).curriculum)
    hotspot = next(one for leaf in shown.leaves for one in leaf.questions if one.kind == "hotspot")
    assert hotspot.content["media"] == hotspot.content["media"] | {"width": 1440, "height": 800}
    assert not [one.code for one in questions.findings(hotspot) if one.code in ("picture-missing", "small-region")]
