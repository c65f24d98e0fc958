"""Of many texts the one that reads most like another, where it is nearly the same."""

from __future__ import annotations

from quizzes.rules.likeness import Texts

QUESTIONS = {
    1: "What do you measure first on the car?",
    2: "What do you measure first?",
    3: "Who pays for it?",
    4: "动力电池断电后，先测什么",
}
NAMES = {number: f"q-{number}" for number in QUESTIONS}


def texts() -> Texts:
    found = Texts()
    for number, text in QUESTIONS.items():
        found.add(number, text)
    return found


def test_the_likest_wins_and_what_is_not_nearly_the_same_is_none():
    assert texts().near("What do you measure at first?", NAMES) == "q-2"
    assert texts().near("动力电池断电后先测什么？", NAMES) == "q-4"
    assert texts().near("Where does the oil go?", NAMES) is None
    assert texts().near("", NAMES) is None


def test_what_is_not_asked_any_more_is_like_nothing():
    asked = {number: name for number, name in NAMES.items() if number != 4}
    assert texts().near("动力电池断电后先测什么？", asked) is None


def test_of_two_alike_the_first_by_its_name_is_told():
    found = texts()
    found.add(9, QUESTIONS[3])
    assert found.near("Who pays for it", NAMES | {9: "a-9"}) == "a-9"
