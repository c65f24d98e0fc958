"""Simulated people answer questions whose properties are known: they are found again."""

from __future__ import annotations

import math
from random import Random

import pytest

from quizzes.rules import machine
from quizzes.rules.itemdifficulty import AUTHORS_ERROR, Prior, difficulties
from quizzes.rules.itemfindings import attracts_the_strong, is_backwards, unused
from quizzes.rules.itemstrength import GROUPS, Sheet, discriminations

GUESS = 0.25


def chance(ability: float, difficulty: float, slope: float = 1.0) -> float:
    return GUESS + (1 - GUESS) / (1 + math.exp(-slope * (ability - difficulty)))


def simulated(people: int, difficulty: list[float], each: int, slopes: dict[int, float], seed: int = 1) -> Sheet:
    """Each person answers `each` questions; the question's number is its id."""
    rng, sheet = Random(seed), Sheet()
    for person in range(people):
        ability = rng.gauss(0, 1)
        for item in rng.sample(range(len(difficulty)), each):
            right = rng.random() < chance(ability, difficulty[item], slopes.get(item, 1.0))
            sheet.add(person, item, right, "a" if right else rng.choice("bcd"))
    return sheet


def authors(difficulty: list[float], seed: int = 2) -> dict[int, Prior]:
    """Authors are off, as much as the rule thinks."""
    rng = Random(seed)
    return {item: Prior(true + rng.gauss(0, AUTHORS_ERROR), GUESS) for item, true in enumerate(difficulty)}


def error(found: dict[int, float], difficulty: list[float]) -> float:
    """Root of the mean square, apart from a common shift."""
    away = [found[item] - true for item, true in enumerate(difficulty)]
    mean = sum(away) / len(away)
    return math.sqrt(sum((one - mean) ** 2 for one in away) / len(away))


@pytest.mark.parametrize(("people", "each", "within"), [(400, 30, 0.3), (1_500, 12, 0.3), (300, 8, 0.55)])
def test_difficulties_are_found_again_and_better_than_the_authors_knew(people, each, within):
    rng = Random(3)
    true = [rng.gauss(0, 1) for _item in range(60)]
    said = authors(true)
    found = difficulties(simulated(people, true, each, {}), said)
    reckoned = error({item: one.value for item, one in found.items()}, true)
    assert reckoned < within
    assert reckoned < 0.75 * error({item: one.difficulty for item, one in said.items()}, true)


def test_the_stated_error_is_about_the_real_one():
    rng = Random(4)
    true = [rng.gauss(0, 1) for _item in range(80)]
    found = difficulties(simulated(800, true, 25, {}), authors(true))
    stated = math.sqrt(sum(one.error**2 for one in found.values()) / len(found))
    assert 0.5 < error({item: one.value for item, one in found.items()}, true) / stated < 1.6


def test_few_answers_leave_a_difficulty_near_what_its_author_said():
    said = {0: Prior(1.0, GUESS), 1: Prior(-1.0, GUESS)}
    sheet = Sheet()
    sheet.add(1, 0, True)
    sheet.add(1, 1, True)
    found = difficulties(sheet, said)
    assert found[0].value == pytest.approx(1.0, abs=0.35)
    assert found[1].value == pytest.approx(-1.0, abs=0.35)
    assert found[0].error > 0.6


def test_a_question_keyed_wrongly_is_backwards_and_the_others_are_not():
    sheet = simulated(500, [0.0] * 40, 20, {0: -1.0})
    found = discriminations(sheet)
    assert is_backwards(found[0].people, found[0].value)
    assert not any(is_backwards(found[item].people, found[item].value) for item in range(1, 40))


def test_a_chance_question_tells_nobody_apart():
    found = discriminations(simulated(2_000, [0.0] * 30, 20, {0: 0.0}))
    assert abs(found[0].value) < 0.07
    assert found[1].value > 0.15


def test_it_does_not_matter_who_met_the_easier_questions():
    """The weak get easy questions, the strong hard ones: the raw share right would call them alike."""
    rng, sheet = Random(5), Sheet()
    true = [-2.0] * 20 + [0.0] * 10 + [2.0] * 20
    for person in range(1_500):
        ability = rng.gauss(0, 1)
        for item in [*range(20, 30), *(range(20) if ability < 0 else range(30, 50))]:
            sheet.add(person, item, rng.random() < chance(ability, true[item]))
    assert all(discriminations(sheet)[item].value > 0.1 for item in range(20, 30))


def test_the_stronger_fifths_are_right_more_often():
    found = discriminations(simulated(3_000, [0.0] * 30, 30, {}))[0]
    shares = [right / people for people, right in found.groups]
    assert len(shares) == GROUPS
    assert shares == sorted(shares)
    assert sum(people for people, _right in found.groups) == found.people == 3_000


def test_who_answered_little_else_says_nothing_about_a_question():
    sheet = Sheet()
    for person in range(100):
        for item in range(5):
            sheet.add(person, item, person % 2 == 0)
    assert discriminations(sheet)[0].people == 0
    assert discriminations(sheet)[0].value is None


def test_where_all_are_right_there_is_no_discrimination():
    sheet = Sheet()
    for person in range(50):
        for item in range(8):
            sheet.add(person, item, item == 0 or (person + item) % 3 == 0)
    assert discriminations(sheet)[0].value is None


def test_the_strong_who_choose_a_distractor_are_seen():
    rng, sheet = Random(6), Sheet()
    for person in range(400):
        ability = rng.gauss(0, 1)
        for item in range(1, 15):
            sheet.add(person, item, rng.random() < chance(ability, 0))
        sheet.add(person, 0, ability < 0, "a" if ability < 0 else "b")
    found = discriminations(sheet)[0]
    assert found.strengths["b"] > found.strengths["a"]
    assert attracts_the_strong(found, {"a": 200, "b": 200}, "a", ["b", "c"]) == ["b"]
    assert attracts_the_strong(found, {"a": 391, "b": 9}, "a", ["b", "c"]) == []


@pytest.mark.parametrize(
    ("chosen", "people", "dead"),
    [
        ({"a": 50}, 50, ["b", "c"]),
        ({"a": 48, "b": 2}, 50, ["c"]),
        ({"a": 29}, 29, []),
        ({"a": 99, "b": 1}, 100, ["b", "c"]),
    ],
)
def test_options_that_hardly_anybody_chooses_are_unused(chosen, people, dead):
    assert unused(chosen, ["b", "c"], people) == dead


def test_the_priors_of_the_tests_are_the_machine_s_guesses():
    assert machine.guess({"kind": "single", "options": [{}] * 4}) == GUESS
