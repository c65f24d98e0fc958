"""What is wrong or odd in the curriculum as a whole: guessing, sizes, and remarks that were accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizzes.proofreading import guessing, targets
from quizzes.proofreading.manuscript import Asked
from quizzes.proofreading.targets import Targets
from tests.quizzes.proofreading.papers import OPTIONS, asked, codes, leaf, option, proven, text, told


def with_right(place: int, size: int, key: str = "load-1") -> Asked:
    """Four options in English of 5, 6, 7 and 8 letters; in Chinese all of one size."""
    sizes = sorted({5, 6, 7, 8} - {size})
    wrong = [option(chr(97 + n) * length, f"错误选{'甲乙丙'[n]}") for n, length in enumerate(sizes)]
    options = [*wrong[:place], option("r" * size, "正确选项", right=True), *wrong[place:]]
    return asked(key, options=options)


def many(count: int, place: int | None = None, size: int | None = None) -> list[Asked]:
    return [
        with_right(n % 4 if place is None else place, 5 + (n // 4) % 4 if size is None else size, f"load-{n}")
        for n in range(count)
    ]


def found(questions: list[Asked]) -> dict[tuple[str, str], bool]:
    return {(one.code, one.path): one.is_fault for one in guessing.findings(questions)}


def test_what_is_spread_as_by_chance_is_not_told():
    assert found(many(64)) == {}


def test_the_longest_option_is_right_more_often_than_by_chance():
    assert found(many(64, size=8)) == {("option-length", "longest-en"): True, ("option-length", "shortest-en"): True}
    (longest, *_rest) = guessing.lengths(many(64, size=8))
    assert (longest.times, longest.of, longest.expected) == (64, 64, 16.0)
    assert longest.away == pytest.approx(48 / (64 * 0.25 * 0.75) ** 0.5)


def test_a_little_more_than_by_chance_is_a_remark():
    half = [*many(48), *many(10, size=8)]
    assert found(half) == {("option-length", "longest-en"): False}


def test_options_of_one_length_say_nothing():
    assert all(one.of == 0 for one in guessing.lengths([asked(options=OPTIONS)]) if one.name.endswith("zh"))


def test_the_right_option_stands_always_in_one_place():
    assert found(many(64, place=1))[("right-place", "")] is True


def test_most_statements_are_false():
    def statements(true: int, of: int) -> list[Asked]:
        return [asked(f"load-{n}", "true-false", answer=n < true) for n in range(of)]

    assert found(statements(8, 16)) == {}
    assert found(statements(3, 16)) == {("statements-true", "true"): False}
    assert found(statements(2, 20)) == {("statements-true", "true"): True}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"sections": 2}, "sections-few"),
        ({"classes_a_section": 2}, "classes-few"),
        ({"figures": 1}, "figures-few"),
        ({"questions_a_post": 2}, "post-few"),
        ({"craft_questions_a_post": 2}, "craft-few"),
        ({"not_single_share": 0.1}, "mostly-single"),
        ({"kinds": ("single", "case")}, "kind-unused"),
        ({"difficulty_shares": {5: 0.1}}, "difficulty-few"),
    ],
)
def test_a_target_that_is_not_reached_is_a_fault(wanted: dict[str, Any], code: str):
    assert codes(leaf(), **wanted) == {code: True}


def test_a_question_for_many_is_of_nobodys_craft():
    posts = ("me-technician", "body-technician", "parts-advisor", "workshop-manager")
    one, other = asked("load-1"), asked("load-2", text=text("What comes last?", "最后做什么？"))
    wide = Asked(other.key, other.home, posts, other.content)
    here = proven(leaf(questions=(one, wide)), craft_posts=3).sizes
    assert here.posts["me-technician"] == 2
    assert here.craft["me-technician"] == 1
    assert here.craft["parts-advisor"] == 0


def test_what_is_accepted_is_no_longer_told_and_a_fault_cannot_be_accepted():
    odd = leaf(questions=(asked("load-1", "numeric", unit="", source="experience"),))
    taken = [
        {"code": code, "about": "load-1", "why": "a ratio has no unit"} for code in ("unit-missing", "source-vague")
    ]
    done = proven(odd, accepted=taken)
    assert [one.code for one in done.accepted] == ["unit-missing"]
    assert [one.code for one in done.found] == ["source-vague", "accepted-in-vain"]
    assert (done.faults, done.remarks) == (1, 1)


def test_what_is_found_is_told_with_its_section_and_its_class():
    (one,) = told(leaf(questions=(asked("load-1", source="experience"),)))
    assert (one.section, one.home, one.about) == ("electric", "load", "load-1")


def test_our_targets_are_those_that_were_promised():
    ours = targets.read()
    assert (ours.sections, ours.classes_a_section, ours.questions_a_class, ours.figures) == (6, 22, 5, 40)
    assert (ours.questions_a_post, ours.craft_questions_a_post, ours.not_single_share) == (60, 12, 0.15)


@pytest.mark.parametrize("words", ["kinds: [guessing]", "classes: 3", "- a list", "sections: [", "sections: -1"])
def test_targets_that_say_something_else_are_refused(tmp_path: Path, words: str):
    file = tmp_path / "targets.yaml"
    file.write_text(words, encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        targets.read(file)


def test_what_is_wrong_with_targets_is_told_with_its_place(tmp_path: Path):
    file = tmp_path / "targets.yaml"
    file.write_text("accepted: [{code: unit-missing, about: x-1, why: so}]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^accepted\.0\.why: String should have at least 10 characters$"):
        targets.read(file)


def test_a_network_asks_for_what_it_wants(tmp_path: Path):
    file = tmp_path / "targets.yaml"
    file.write_text("classes_a_section: 3\n", encoding="utf-8")
    assert targets.read(file) == Targets(classes_a_section=3)
