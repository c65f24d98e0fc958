"""What is written for Moodle reads the same."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from quizzes.formats import moodle
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Medium, Pair
from tests.quizzes.formats.xml_items import items

PICTURE = b"\x89PNG not really a picture"


@given(items())
@settings(max_examples=40, deadline=None)
def test_what_is_written_reads_the_same(item):
    reading = moodle.read(moodle.write([item]).data)
    assert [replace(each, line=1) for each in reading.items] == [item]
    assert not reading.refused


def test_html_with_pictures_reads_the_same():
    text = '<p>Which <b>lamp</b> &amp; why?</p><img src="a b.png" alt=""><img src="lamp.png">'
    choices = (Choice('<img src="lamp.png">', 1, "<i>Yes</i>"), Choice("]]&gt;", 0))
    item = Item(
        Kind.SINGLE,
        text,
        markup=Markup.HTML,
        choices=choices,
        media=(Medium("lamp.png", PICTURE, "image/png"),),
        line=3,
    )
    written = moodle.write([item])
    assert b"@@PLUGINFILE@@/lamp.png" in written.data
    assert moodle.read(written.data).items == (replace(item, line=3),)


def test_categories_are_written_where_they_change():
    item = Item(Kind.SINGLE, "Q", choices=(Choice("a", 1), Choice("b", 0)))
    placed = [replace(item, category=path) for path in (("A",), ("A",), ("A", "B/C"), ())]
    data = moodle.write(placed).data
    assert data.count(b'type="category"') == 3
    assert [each.category for each in moodle.read(data).items] == [("A",), ("A",), ("A", "B/C"), ()]


def test_what_moodle_cannot_carry_is_told():
    pairs = (Pair("a", "<b>1</b>"), Pair("b", "2"))
    html = Item(Kind.MATCHING, "Q", markup=Markup.HTML, pairs=pairs)
    strange = Item(Kind.SHORT, "Q\x07", choices=(Choice("a", 1),))
    assert [note.line for note in moodle.write([strange, html]).notes] == [1, 2]
