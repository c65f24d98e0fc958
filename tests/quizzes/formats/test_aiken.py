"""Aiken: read, written, refused with line and reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import aiken
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Pair
from tests.quizzes.formats.xml_items import mutations, typed

GOOD = """What carries the signal
to the horn?
A. The relay
B) The 12 V wire
ANSWER: B

哪个对？
A) 甲
B) 乙
C) 丙
answer: c
"""


def reasons(text):
    return [(one.line, one.reason) for one in aiken.read(text.encode()).refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_questions_are_read(encoding):
    first, second = aiken.read(GOOD.encode(encoding)).items
    assert (first.kind, first.text, first.line) == (Kind.SINGLE, "What carries the signal\nto the horn?", 1)
    assert first.choices == (Choice("The relay", 0), Choice("The 12 V wire", 1))
    assert (second.text, second.fractions(), second.line) == ("哪个对？", [0, 0, 1], 7)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Q?\nA. a\nB. b\n", 1, "right answer is missing"),
        ("Q?\nA. a\nB. b\nNext?\nA. a\nB. b\nANSWER: A", 1, "right answer is missing"),
        ("Q?\nA. a\nB. b\nANSWER: C", 1, "no answer has"),
        ("\nQ?\nA. a\nB. b\nANSWER: A, B", 2, "one letter"),
        ("Q?\nA. a\nB. b\nANSWER:", 1, "one letter"),
        ("Q?\nA. a\nC. c\nANSWER: A", 1, "follow one another"),
        ("Q?\nA. a\nANSWER: A", 1, "fewer than two"),
        ("A. a\nB. b\nANSWER: A", 1, "no text"),
        ("Only words.", 1, "right answer is missing"),
        ("", 1, "no questions"),
        ("Q?\n" + "more\n" * 1_000 + "A. a\nB. b\nANSWER: A", 1, "20,000 characters"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(text, line, said):
    found = reasons(text)[0]
    assert found[0] == line
    assert said in found[1]


def test_a_faulty_question_leaves_the_next_alone():
    reading = aiken.read(b"Q?\nA. a\nB. b\nNext?\nA. c\nB. d\nANSWER: A")
    assert [(item.text, item.line) for item in reading.items] == [("Next?", 4)]


def test_what_is_no_text_is_refused():
    assert aiken.read(b"\x89PNG\0").refused[0].line == 1


plain = typed().filter(lambda text: not text.startswith(("A.", "A)")) and not text.upper().startswith("ANSWER:"))


@settings(max_examples=60, deadline=None)
@given(plain, st.lists(typed(), min_size=2, max_size=26), st.data())
def test_what_is_written_reads_the_same(text, options, data):
    right = data.draw(st.integers(0, len(options) - 1))
    item = Item(Kind.SINGLE, text, choices=tuple(Choice(one, float(at == right)) for at, one in enumerate(options)))
    written = aiken.write([item])
    assert not written.notes
    assert [replace(each, line=1) for each in aiken.read(written.data).items] == [item]


def test_what_aiken_cannot_carry_is_told():
    one = Item(Kind.SINGLE, "Q?", choices=(Choice("a", 1), Choice("b", 0)))
    items = [
        replace(one, kind=Kind.SEVERAL),
        replace(one, text="A. is it?"),
        replace(one, choices=(Choice("a", 1), Choice("b", 0, "No."))),
        replace(one, text="<b>Q?</b>", markup=Markup.HTML),
        replace(one, text="Q?\nWell?"),
        Item(Kind.MATCHING, "Q?", pairs=(Pair("a", "1"), Pair("b", "2"))),
        one,
    ]
    written = aiken.write(items)
    assert [(note.line, note.reason) for note in written.notes] == [
        (1, aiken.NOT_CARRIED),
        (2, aiken.NOT_CARRIED),
        (3, aiken.BARE),
        (4, aiken.BARE),
        (5, aiken.LINES_JOINED),
        (6, aiken.NOT_CARRIED),
    ]
    assert len(aiken.read(written.data).items) == 4


@settings(max_examples=60, deadline=None)
@given(mutations((GOOD.encode(), GOOD.encode("gb18030"))) | st.binary(max_size=80))
def test_no_file_makes_reading_raise(data):
    reading = aiken.read(data)
    assert reading.items or reading.refused
