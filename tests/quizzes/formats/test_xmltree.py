"""XML from strangers: broken, hostile, in odd encodings, very large."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import moodle
from quizzes.formats.exchange import Choice, Item, Kind
from quizzes.formats.xmltree import TOO_MANY_ELEMENTS
from tests.quizzes.formats.moodle_files import RIGHT_AND_WRONG, only, question, quiz, read
from tests.quizzes.formats.xml_items import mutations


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        (b"", 1, "This is not well-formed XML."),
        (b"<quiz>", 1, "This is not well-formed XML."),
        (b"GIFT {=yes}", 1, "This is not well-formed XML."),
        (b"<quiz/>", 1, "There are no questions in this file."),
        (b"\n\n<quiz>\n<question>\n</quiz>", 5, "This is not well-formed XML."),
        (b'<!DOCTYPE q [<!ENTITY a "ha">]>\n<quiz>&a;</quiz>', 1, "The file brings a document type"),
        (b'\n<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', 2, "The file brings a document type"),
        (b"<quiz>&nbsp;</quiz>", 1, "This is not well-formed XML."),
        (b"<a>" * 200, 1, "Elements are nested more than 100 deep."),
        (b"<quiz>\n<question a='" + b"x" * 700_000, 2, "A tag is longer than 512 kB."),
        (b"<?xml version='1.0' encoding='zlib_codec'?><quiz>\x81\xff", 1, "The letters cannot be read."),
    ],
)
def test_files_that_are_no_moodle_xml_are_refused(data, line, why):
    (refusal,) = moodle.read(data).refused
    assert (refusal.line, refusal.reason.startswith(why)) == (line, True), refusal


def test_what_stands_before_a_broken_line_is_read():
    whole = quiz(question("multichoice", RIGHT_AND_WRONG), "<question")
    reading = moodle.read(whole)
    assert len(reading.items) == 1
    assert [refusal.line for refusal in reading.refused] == [5]


def test_a_question_of_too_many_elements_is_refused_and_the_next_is_read():
    reading = read(question("multichoice", "<x/>" * 5_001), question("multichoice", RIGHT_AND_WRONG))
    assert reading.refused[0].reason.startswith("The question has too many elements:")
    assert len(reading.items) == 1


def test_a_file_of_too_many_elements_is_read_no_further(monkeypatch):
    monkeypatch.setattr("quizzes.formats.xmltree.Budget.__init__.__defaults__", (20, TOO_MANY_ELEMENTS))
    reading = read(*[question("multichoice", RIGHT_AND_WRONG)] * 4)
    assert len(reading.items) == 2
    assert [refusal.reason[:41] for refusal in reading.refused] == ["There are more than 1,500,000 elements. N"]


def test_the_file_ends_at_the_most_questions(monkeypatch):
    monkeypatch.setattr("quizzes.formats.gathering.MAX_ITEMS", 2)
    reading = read(*[question("multichoice", RIGHT_AND_WRONG)] * 4)
    assert (len(reading.items), [refusal.line for refusal in reading.refused]) == (2, [5])


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("gb18030", "GB18030"),
        ("gb18030", "UTF-8"),
        ("big5", "Big5"),
    ],
)
def test_encodings(encoding, declared):
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><quiz>{question("multichoice", RIGHT_AND_WRONG, "車燈?")}</quiz>'
    )
    assert moodle.read(text.encode(encoding)).items[0].text == "車燈?"


def test_western_letters():
    asked = question("multichoice", RIGHT_AND_WRONG, "Öl – gut?")
    text = f'<?xml version="1.0" encoding="windows-1252"?><quiz>{asked}</quiz>'
    assert moodle.read(text.encode("windows-1252")).items[0].text == "Öl – gut?"


def test_invisible_signs_do_not_break_a_file():
    assert only(question("multichoice", RIGHT_AND_WRONG, "Which\x0b one\x00?")).text == "Which one?"


GOOD = (
    quiz(question("multichoice", RIGHT_AND_WRONG), question("cloze", "", "{1:SA:=a~%50%b#c} {:NM:=5:0.1}")),
    quiz(question("matching", "<subquestion><text>a</text><answer><text>1</text></answer></subquestion>" * 2)),
)


@given(st.binary(max_size=60) | mutations(GOOD))
@settings(max_examples=60, deadline=None)
def test_nothing_in_a_file_makes_the_reader_raise(data):
    reading = moodle.read(data)
    assert reading.items or reading.refused


def test_a_large_file_is_read_fast():
    data = moodle.write(
        [Item(Kind.SINGLE, f"Q{n}", choices=(Choice("a", 1), Choice("b", 0))) for n in range(1_000)]
    ).data
    started = time.perf_counter()
    assert len(moodle.read(data).items) == 1_000
    assert time.perf_counter() - started < 5
