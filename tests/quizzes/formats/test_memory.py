"""No file takes more memory than ten times its size and a constant, however dense it is."""

from __future__ import annotations

import pytest

from quizzes.formats import catalogue
from tests.quizzes.formats.dense_files import dense
from tests.quizzes.formats.memory import CONSTANT, over

SMALL, MIDDLE, LARGE = 3_000, 60_000, 600_000
IN_EACH = pytest.mark.parametrize("name", catalogue.NAMES)


@IN_EACH
def test_whatever_is_in_a_small_file_it_takes_little_memory(name):
    read = catalogue.format_of(name).read
    for _what, data in dense(name, SMALL // 2):
        read(data)
    found = {what: over(read, data) for what, data in dense(name, SMALL)}
    assert {what: size for what, size in found.items() if size > CONSTANT} == {}


@IN_EACH
@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_a_file_of_nothing_but_the_shortest_questions_takes_little_memory(name, size):
    read = catalogue.format_of(name).read
    what, data = next(dense(name, SMALL))
    assert read(data).items, what
    what, data = next(dense(name, size))
    assert over(read, data) <= CONSTANT, what


@IN_EACH
def test_a_file_of_nothing_but_mistakes_takes_little_memory(name):
    read = catalogue.format_of(name).read
    found = dict(dense(name, SMALL))
    assert read(found["refusals"]).refused
    (data,) = (data for what, data in dense(name, MIDDLE) if what == "refusals")
    assert over(read, data) <= CONSTANT
