"""No file takes more memory than ten times its size and a constant, however dense it is.

Measured in a process of its own: what other tests left running or to be collected takes no part in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from quizzes.formats import catalogue
from tests.quizzes.formats.dense_files import dense
from tests.quizzes.formats.memory import CONSTANT, over

SMALL, MIDDLE, LARGE = 1_500, 15_000, 100_000
IN_EACH = pytest.mark.parametrize("name", catalogue.NAMES)


@pytest.fixture(scope="module")
def alone() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        yield processes


def measured(name: str, size: int, only: str = "") -> dict[str, int]:
    """The bytes over ten times each dense file of this size, or only those with that in it."""
    read = catalogue.format_of(name).read
    for _what, data in dense(name, SMALL // 4):
        read(data)  # what is loaded or made once
    return {what: over(read, data) for what, data in dense(name, size) if only in (what, "")}


@IN_EACH
def test_whatever_is_in_a_small_file_it_takes_little_memory(alone, name):
    found = alone.submit(measured, name, SMALL).result()
    assert found
    assert {what: size for what, size in found.items() if size > CONSTANT} == {}


@IN_EACH
@pytest.mark.parametrize("size", [MIDDLE, LARGE])
def test_a_file_of_nothing_but_the_shortest_questions_takes_little_memory(alone, name, size):
    what, data = next(dense(name, SMALL))
    assert catalogue.format_of(name).read(data).items, what
    found = alone.submit(measured, name, size, what).result()
    assert found[what] <= CONSTANT


@IN_EACH
def test_a_file_of_nothing_but_mistakes_takes_little_memory(alone, name):
    assert catalogue.format_of(name).read(dict(dense(name, SMALL))["refusals"]).refused
    assert alone.submit(measured, name, MIDDLE, "refusals").result()["refusals"] <= CONSTANT
