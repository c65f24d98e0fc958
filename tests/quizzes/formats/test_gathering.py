"""Where reading a file ends before its end: in every format, and told by the line from which nothing is read."""

from __future__ import annotations

import pytest

from quizzes.formats import catalogue, gift
from quizzes.formats.gathering import TOO_MANY_REFUSED
from tests.quizzes.formats.dense_files import FILES

READ, REFUSED = "Is it? {T}\n\n", "Is it?\n\n"


@pytest.fixture(autouse=True)
def three_at_most(monkeypatch):
    monkeypatch.setattr("quizzes.formats.gathering.MAX_REFUSED", 3)


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_file_of_nothing_but_mistakes_is_read_no_further_and_that_is_told(name):
    reading = catalogue.format_of(name).read(FILES[name]["refusals"](2_000))
    assert [one.reason == TOO_MANY_REFUSED for one in reading.refused] == [False, False, False, True]
    assert reading.refused[3].line >= reading.refused[2].line


def test_of_rows_with_formulas_only_so_many_are_told():
    reading = catalogue.format_of(catalogue.XLSX).read(FILES[catalogue.XLSX]["formulas"](2_000))
    assert [one.line for one in reading.refused] == [2, 3, 4, 5]
    assert reading.refused[3].reason == TOO_MANY_REFUSED


def test_what_follows_many_mistakes_is_read_where_more_questions_are_right():
    reading = gift.read((READ * 4 + REFUSED * 4 + READ).encode())
    assert (len(reading.items), len(reading.refused)) == (5, 4)


def test_the_line_is_that_of_the_first_piece_that_is_not_read():
    reading = gift.read((READ * 2 + REFUSED * 3 + READ).encode())
    assert len(reading.items) == 2
    assert (reading.refused[-1].line, reading.refused[-1].reason) == (11, TOO_MANY_REFUSED)
