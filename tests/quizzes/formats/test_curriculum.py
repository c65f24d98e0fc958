"""What a good curriculum says, and where each mistake is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from quizzes.formats.curriculum import POSTS, Fault, Reading, main, read
from quizzes.formats.fingerprints import fingerprint
from tests.quizzes.formats.samples import CARD, CLASS, DRAWING, FILES, lay_out, small_class

HOME = "5-electric"
LONG = "x" * 301
THIS = "{right: true, text: {en: This, zh: 这个}}"
THAT = "text: {en: That, zh: 那个}"


def contents(folder: Path) -> dict[str, dict[str, Any]]:
    """The content of each question by its kind."""
    (section,) = read(lay_out(folder)).curriculum.sections
    return {question.kind: question.content() for question in section.classes[0].questions}


def told(reading: Reading, folder: Path) -> list[str]:
    return [str(fault).replace(f"{folder}/{HOME}/", "") for fault in reading.faults]


def faults_of(folder: Path, **changed: str | bytes | None) -> list[str]:
    return told(read(lay_out(folder, **changed)), folder)


def test_a_good_folder_has_no_faults_and_its_pieces_in_order(tmp_path: Path) -> None:
    early = small_class("z-early").replace("order: 2", "order: 1")
    same = small_class("a-same")
    more = {f"{HOME}/z-early.yaml": early, f"{HOME}/a-same.yaml": same, "1-first/section.yaml": CARD_ONE}
    reading = read(lay_out(tmp_path, **more))
    assert reading.faults == ()
    assert [section.id for section in reading.curriculum.sections] == ["first", "electric"]
    assert [each.id for each in reading.curriculum.sections[1].classes] == ["z-early", "a-same", "low-volt"]


CARD_ONE = CARD.replace("electric", "first").replace("5", "1")


def test_a_class_gives_its_content_without_its_questions(tmp_path: Path) -> None:
    (section,) = read(lay_out(tmp_path)).curriculum.sections
    content = section.classes[0].content()
    assert content["body"] == {"en": "Twelve **volts**.", "zh": "十二**伏**。"}
    assert content["minutes"] == 3
    assert content["sources"] == ["GB/T 1"]
    assert content["figure"]["alt"] == {"en": "A battery", "zh": "蓄电池"}
    assert content["figure"]["svg"].startswith("<svg xmlns=")
    assert content.keys() == {"title", "body", "minutes", "sources", "figure"}


def test_every_kind_gives_the_common_keys_as_json(tmp_path: Path) -> None:
    for kind, content in contents(tmp_path).items():
        assert content["kind"] == kind
        assert content["explanation"] == {"en": "Because", "zh": "因为"}
        assert content["source"] == "GB/T 1"
        assert json.loads(json.dumps(content)) == content
        assert {"text", "difficulty", "tags"} < content.keys()
        assert not {"id", "posts"} & content.keys()


def test_options_are_lettered_in_file_order(tmp_path: Path) -> None:
    assert contents(tmp_path)["single"]["options"] == [
        {"id": "a", "text": {"en": "This", "zh": "这个"}, "right": True, "why": None},
        {"id": "b", "text": {"en": "That", "zh": "那个"}, "right": False, "why": {"en": "It is not", "zh": "不是"}},
    ]
    assert [each["right"] for each in contents(tmp_path)["several"]["options"]] == [True, True, False]


def test_the_other_kinds_give_their_own_keys(tmp_path: Path) -> None:
    found = contents(tmp_path)
    numeric, matching = found["numeric"], found["matching"]
    assert (found["true-false"]["answer"], found["true-false"]["why"]) == (False, {"en": "It is not", "zh": "不对"})
    assert (numeric["answer"], numeric["tolerance"], numeric["unit"]) == (12.6, 0.1, "V")
    assert [step["id"] + step["text"]["zh"] for step in found["ordering"]["steps"]] == ["a先", "b再", "c后"]
    assert matching["pairs"][1] == {
        "id": "b",
        "left": {"en": "Ampere", "zh": "安培"},
        "right": {"en": "Current", "zh": "电流"},
    }
    assert all("why" in found[kind] for kind in ("numeric", "ordering", "matching", "short", "cloze"))


def test_typed_kinds_give_their_spellings_and_gaps_the_right_option_first(tmp_path: Path) -> None:
    found = contents(tmp_path)
    short, gaps = found["short"], found["cloze"]["gaps"]
    assert short["accepted"] == {"en": ["torque wrench", "torque spanner"], "zh": ["扭力扳手"]}
    assert (short["case_matters"], found["cloze"]["case_matters"]) == (True, False)
    assert gaps[0] == {
        "id": "1",
        "kind": "short",
        "accepted": {"en": ["battery"], "zh": ["蓄电池", "电瓶"]},
        "why": {"en": "Not the cell", "zh": "不是单体"},
    }
    assert gaps[1] == {"id": "2", "kind": "number", "answer": 12.7, "tolerance": 0.1, "unit": "V", "why": None}
    assert [(one["id"], one["text"]["zh"], one["right"]) for one in gaps[2]["options"]] == [
        ("a", "更低", True),
        ("b", "更高", False),
    ]


def test_a_question_is_for_the_posts_of_its_class_unless_it_names_its_own(tmp_path: Path) -> None:
    (section,) = read(lay_out(tmp_path)).curriculum.sections
    first, second, *_ = section.classes[0].questions
    assert first.posts == ("me-technician", "body-technician")
    assert second.posts == POSTS
    assert len(POSTS) == 11


def test_a_fingerprint_sees_words_but_not_the_order_of_keys() -> None:
    assert fingerprint({"a": 1, "b": {"c": "电"}}) == fingerprint({"b": {"c": "电"}, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert len(fingerprint({})) == 64


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("minutes: 3", "minutes: 16", "3:10", "15 is the most"),
        ("minutes: 3", "minutes: 0", "3:10", "1 is the least"),
        ("minutes: 3", "minutes: three", "3:10", "Write a whole number"),
        ("minutes: 3", "minutes:", "3:1", "This is empty"),
        ("minutes: 3\n", "", "1:1", "`minutes` is missing"),
        ("minutes: 3", "minuets: 3", "3:1", "no key `minuets` here. Did you mean `minutes`?"),
        ("minutes: 3", "minutes: 3\nminutes: 4", "4:1", "stands here twice"),
        ("minutes: 3", "minutes:\t3", "3:9", "A tab"),
        ("minutes: 3", "minutes: &three 3", "3:10", "`&three` is an anchor"),
        ("minutes: 3", "minutes: !!int 3", "3:10", "is a tag"),
        ("minutes: 3", "minutes: *three", "3:10", "aliases are refused"),
        ("id: low-volt\n", "id: Low_Volt\n", "1:5", "Lower case, digits and single hyphens"),
        ("id: low-volt\n", "id: high-volt\n", "1:5", "Make the id `low-volt`"),
        ("[me-technician, ", "[me-technican, ", "2:9", "Did you mean `me-technician`?"),
        ("[me-technician, ", "[all, ", "2:9", "`all` stands alone"),
        ("[me-technician, ", "[body-technician, ", "2:26", "named twice"),
        ("[me-technician, body-technician]", "[]", "2:1", "Too few (0): at least 1"),
        ("[me-technician, body-technician]", "all", "2:8", "Write a list here"),
        ("order: 2", "order: 2\nrequires: [none-such]", "5:12", "There is no class `none-such`"),
        ("{en: Low volt, zh: 低压}", "{en: Low volt}", "5:1", "The Chinese text is missing"),
        ("{en: Low volt, zh: 低压}", "{en: Low volt, zh: ''}", "5:27", "This is empty"),
        ("{en: Low volt, zh: 低压}", "{en: 12, zh: 低压}", "5:13", "need quotes"),
        ("{en: Low volt, zh: 低压}", "Low volt", "5:8", "Write keys with values here: en, zh"),
        ("{en: Low volt, zh: 低压}", '{en: "Low\\x07", zh: 低压}', "5:13", "invisible sign (U+0007)"),
        ("Low volt, zh: 低压}", "Low volt, zh: 低压", "6:5", "Not YAML"),
        ("    Twelve **volts**", "    Twelve <b>volts</b>", "7:7", "`<b>` is HTML"),
        ("  alt: {en: A battery, zh: 蓄电池}\n", "", "11:1", "`alt` is missing"),
        ("file: low-volt.svg", "file: gone.svg", "12:9", "There is no file `gone.svg`"),
        ("file: low-volt.svg", "file: ../low-volt.svg", "12:9", "There is no file"),
        ('  - "GB/T 1"\nquestions', "questions", "14:1", "This is empty"),
        ("id: low-volt-1", "id: other-1", "17:9", "begins with its class: `low-volt-…`"),
        ("id: low-volt-2", "id: low-volt-1", "27:9", "is used already at"),
        ("kind: single", "kind: singel", "18:11", "Did you mean `single`?"),
        ("    kind: single\n", "", "17:5", "`kind` is missing"),
        ("kind: single", "kind: [single]", "18:5", "There is no kind"),
        ("Which one?", LONG, "19:16", "301 characters; a question has at most 300"),
        (THIS, "{right: yes, text: {en: This, zh: 这个}}", "21:17", "true or false"),
        ("        why: {en: It is not, zh: 不是}\n", "", "22:9", "A wrong option needs `why"),
        (THAT, "text: {en: ' THIS', zh: 那个}", "22:20", "Two options read the same"),
        (f"- {THAT}", f"- right: true\n        {THAT}", "20:5", "2 options are right"),
        (THIS, "{text: {en: This, zh: 这个}, why: {en: a, zh: b}}", "20:5", "0 opt"),
        ("difficulty: 2", "difficulty: 6", "25:17", "5 is the most"),
        ("difficulty: 2", "difficulty: 2.0", "25:17", "whole number"),
        ("    difficulty: 2\n", "    dificulty: 2\n", "25:5", "Did you mean `difficulty`?"),
        ("tags: [counting]", "tags: [7]", "39:12", "need quotes"),
        ("answer: false", "answer: no", "43:13", "true or false"),
        ("answer: 12.6", "answer: .inf", "51:13", "ordinary number"),
        ("answer: 12.6", "answer: .nan", "51:13", "ordinary number"),
        ("answer: 12.6", "answer: 1e999", "51:13", "ordinary number"),
        ("answer: 12.6", "answer: 12 V", "51:13", "without quotes or a unit"),
        ("tolerance: 0.1", "tolerance: -0.1", "52:16", "0 is the least"),
        ("      - {en: Last, zh: 后}\n", "", "61:5", "Too few (2): at least 3"),
        ("{en: Last, zh: 后}", "{en: Last, zh: 先}", "64:24", "Two steps read the same"),
        ("right: {en: Current, zh: 电流}", "right: {en: Voltage, zh: 电流}", "76:21", "Two right-hand sides"),
        ("      zh: [扭力扳手]\n", "", "84:5", "The Chinese text is missing"),
        ("zh: [扭力扳手]", "zh: 扭力扳手", "86:11", "Write a list here"),
        ("zh: [扭力扳手]", "zh: []", "86:7", "Too few (0): at least 1"),
        ("[torque wrench, torque", "[torque-spanner, torque\u2010", "85:28", "counts already by an earlier"),
        ("torque wrench", "x" * 61, "85:12", "Too long: at most 60"),
        ("case_matters: true", "case_matters: sure", "87:19", "true or false"),
        ("has {{2}}", "has {{4}}", "94:16", "Gap 2 has no place in this text"),
        ("has {{2}}", "has {{2}} or {{4}}", "94:16", "{{4}} marks a gap that there is not"),
        ("has {{2}}", "has {{2}} or {{2}}", "94:16", "{{2}} stands here twice"),
        ("约{{2}}", "约", "94:65", "Gap 2 has no place in this text"),
        ("{kind: number,", "{kind: numeric,", "99:16", "There is no kind `numeric`. Did you mean `number`?"),
        ("{kind: number, ", "{", "99:9", "`kind` is missing. Choose one: short, number, choice."),
        ("answer: 12.7", "answer: 12.7 V", "99:32", "without quotes or a unit"),
        ("tolerance: 0.1, unit: V}", "tolerence: 0.1}", "99:38", "Did you mean `tolerance`?"),
        ("{right: true, text: {en: less", "{text: {en: less", "101:9", "0 options are right"),
        ("text: {en: less", "text: {en: more", "103:38", "Two options read the same"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_class_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    assert old in CLASS
    lines = faults_of(tmp_path, **{f"{HOME}/low-volt.yaml": CLASS.replace(old, new, 1)})
    assert any(line.startswith(f"low-volt.yaml:{place}: ") and message in line for line in lines), lines


def test_all_mistakes_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    spoiled = CLASS.replace("minutes: 3", "minutes: 99").replace("kind: several", "kind: sevral")
    spoiled = spoiled.replace("{en: Last, zh: 后}", "{en: Last}")
    lines = faults_of(tmp_path, **{f"{HOME}/low-volt.yaml": spoiled, f"{HOME}/section.yaml": CARD.replace("5", "x")})
    assert [line.split(": ")[0] for line in lines] == [
        "low-volt.yaml:3:10",
        "low-volt.yaml:28:11",
        "low-volt.yaml:64:9",
        "section.yaml:2:9",
    ]


def test_bytes_that_are_not_utf_8_are_told_by_line_and_column(tmp_path: Path) -> None:
    spoiled = CLASS.encode().replace("电压".encode(), b"\xb5\xe7\xd1\xb9")
    (line,) = faults_of(tmp_path, **{f"{HOME}/low-volt.yaml": spoiled})
    assert line.startswith("low-volt.yaml:74:34: Not UTF-8")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + CLASS.replace("\n", "\r\n").encode()
    before = contents(tmp_path)
    lay_out(tmp_path, **{f"{HOME}/low-volt.yaml": windows})
    reading = read(tmp_path)
    assert reading.faults == ()
    questions = reading.curriculum.sections[0].classes[0].questions
    assert {question.kind: question.content() for question in questions} == before


def test_a_file_larger_than_256_kb_is_refused_unread(tmp_path: Path) -> None:
    (line,) = faults_of(tmp_path, **{f"{HOME}/low-volt.yaml": CLASS + "#" * 256_000})
    assert line == "low-volt.yaml:1:1: Larger than 256 kB. Split it."


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("", "1:1", "Write keys with values here"),
        ("- a", "1:1", "Write keys with values here"),
        ("id: a\n---\nid: b", "2:1", "second document"),
        ("%YAML 1.1\n---\nid: a", "1:1", "begin with `%`"),
        ("[" * 5000, "1:22", "Nested deeper"),
        ("? [a]\n: b", "1:3", "cannot be a key"),
        ("a: 'b", "1:6", "never closed"),
        ("a: b\n c: d", "2:3", "needs quotes"),
        ("a: @b", "1:4", "in quotes"),
        ("a: \x07", "1:4", "U+0007"),
        ("id: a\nb: x\u2028y", "2:5", "U+2028"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]", "1:4", "anchor"),
    ],
)
def test_what_is_not_plain_yaml_is_told_and_not_read(tmp_path: Path, text: str, place: str, message: str) -> None:
    lines = faults_of(tmp_path, **{f"{HOME}/low-volt.yaml": text})
    assert any(line.startswith(f"low-volt.yaml:{place}: ") and message in line for line in lines), lines


@pytest.mark.parametrize(
    ("changed", "line", "message"),
    [
        ({"readme.txt": "x"}, "readme.txt:1:1", "Only the folders of sections and questions.yaml belong here"),
        ({f"{HOME}/notes.md": "x"}, f"{HOME}/notes.md:1:1", "Neither a class"),
        ({f"{HOME}/a.yml": "x"}, f"{HOME}/a.yml:1:1", "Name it .yaml"),
        ({f"{HOME}/old/a.yaml": "x"}, f"{HOME}/old:1:1", "folder within a section"),
        ({f"{HOME}/section.yaml": None}, f"{HOME}:1:1", "section.yaml is missing"),
        ({f"{HOME}/low-volt.svg": None}, f"{HOME}/low-volt.yaml:12:9", "There is no file `low-volt.svg`"),
        ({f"{HOME}/spare.svg": DRAWING}, f"{HOME}/spare.svg:1:1", "No class shows this figure"),
        ({f"{HOME}/low-volt.svg": DRAWING.replace("rect", "image")}, f"{HOME}/low-volt.svg:5:3", "<image> is not"),
        ({"6-twin/section.yaml": CARD.replace("5", "6")}, "6-twin/section.yaml:1:5", "5-electric/section.yaml:1"),
        ({"6-twin/section.yaml": CARD.replace("electric", "b")}, "6-twin/section.yaml:2:9", "`5` is used already"),
    ],
)
def test_a_mistake_in_the_folder_is_told(
    tmp_path: Path, changed: dict[str, str | None], line: str, message: str
) -> None:
    faults = [str(fault).replace(f"{tmp_path}/", "") for fault in read(lay_out(tmp_path, **changed)).faults]
    assert any(fault.startswith(f"{line}: ") and message in fault for fault in faults), faults


def test_an_id_is_used_once_in_the_whole_folder(tmp_path: Path) -> None:
    other = {"6-six/section.yaml": CARD.replace("electric", "six").replace("5", "6")}
    (line,) = faults_of(tmp_path, **other, **{"6-six/low-volt.yaml": small_class("low-volt")})[:1]
    assert "6-six/low-volt.yaml:1:5: `low-volt` is used already" in line


def test_classes_that_wait_for_each_other_are_told_once(tmp_path: Path) -> None:
    ring = {f"{HOME}/{a}.yaml": small_class(a, requires=f"[{b}]") for a, b in (("a", "b"), ("b", "c"), ("c", "a"))}
    (line,) = faults_of(tmp_path, **ring)
    assert line.startswith("c.yaml:11:12: These classes wait for each other: a → b → c → a.")


def test_a_class_cannot_wait_for_itself(tmp_path: Path) -> None:
    (line,) = faults_of(tmp_path, **{f"{HOME}/a.yaml": small_class("a", requires="[a]")})
    assert "a → a" in line


def test_two_roads_to_one_class_are_no_ring(tmp_path: Path) -> None:
    roads = {"a": "[b, c]", "b": "[d]", "c": "[d]", "d": "[low-volt]"}
    assert (
        faults_of(tmp_path, **{f"{HOME}/{name}.yaml": small_class(name, requires=to) for name, to in roads.items()})
        == []
    )


def test_a_class_that_cannot_be_read_still_counts_as_required_and_drawn(tmp_path: Path) -> None:
    more = {f"{HOME}/a.yaml": small_class("a", requires="[low-volt]"), f"{HOME}/low-volt.yaml": "{"}
    assert [line.split(":")[0] for line in faults_of(tmp_path, **more)] == ["low-volt.yaml"]


def test_a_missing_or_empty_folder_is_told(tmp_path: Path) -> None:
    assert "There is no such folder" in str(read(tmp_path / "none").faults[0])
    assert "No section here" in str(read(tmp_path).faults[0])


def test_a_fault_reads_as_editors_expect() -> None:
    assert str(Fault("a.yaml", 2, 3, "Mend it.")) == "a.yaml:2:3: Mend it."


def test_the_command_sums_up_a_good_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(lay_out(tmp_path))]) == 0
    printed = (
        "1 sections, 1 classes, 8 questions "
        "(1 single, 1 several, 1 true-false, 1 numeric, 1 ordering, 1 matching, 1 short, 1 cloze)"
    )
    assert capsys.readouterr().out.strip() == printed


def test_the_command_lists_faults_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(lay_out(tmp_path, **{f"{HOME}/low-volt.svg": None}))]) == 1
    assert ":12:9: There is no file" in capsys.readouterr().out
    assert main([]) == 2


def test_the_samples_are_what_the_tests_say() -> None:
    assert set(FILES) == {f"{HOME}/section.yaml", f"{HOME}/low-volt.yaml", f"{HOME}/low-volt.svg"}
