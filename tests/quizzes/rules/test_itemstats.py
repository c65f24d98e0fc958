from __future__ import annotations

import pytest

from quizzes.rules.itemstats import chosen, options_of
from tests.factories import KEYS_OF_KINDS


@pytest.mark.parametrize(
    ("kind", "response", "ids"),
    [
        ("single", "b", ("b",)),
        ("several", ["a", "c"], ("a", "c")),
        ("true-false", False, ("false",)),
        ("single", None, ()),
        ("ordering", ["a", "b", "c"], ()),  # steps are put in order, not chosen
        ("numeric", 17.0, ()),
        ("matching", {"a": "b"}, ()),
    ],
)
def test_only_options_are_chosen(kind, response, ids):
    assert chosen({"kind": kind}, response) == ids


def test_the_options_say_which_are_right():
    several = {"kind": "several"} | KEYS_OF_KINDS["several"]
    assert options_of(several) == {"a": True, "b": True, "c": False, "d": False}
    assert options_of({"kind": "true-false", "answer": False}) == {"true": False, "false": True}
    assert options_of({"kind": "numeric", "answer": 1.0}) == {}
