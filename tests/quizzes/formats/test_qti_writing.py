"""What is written as QTI reads the same; what is damaged makes no reader raise."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import qti
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Medium, Reading
from tests.quizzes.formats.qti_files import (
    ENTRY,
    LOM,
    MAPPED,
    RIGHT,
    VARIABLE,
    asked,
    declared,
    manifest,
    mapping,
    resource,
    rule,
    rules,
    xml,
    zipped,
)
from tests.quizzes.formats.xml_items import items, mutations

GOOD = (
    xml(declared("A", more=mapping(A=1)), asked(), MAPPED),
    xml(declared("12", "float"), ENTRY, rules(rule(f"<equal>{VARIABLE}{RIGHT}</equal>"))),
    zipped({"imsmanifest.xml": manifest(resource("q.xml", LOM)), "q.xml": xml(declared("A"), asked())}),
)


def without_gap_feedback(item: Item) -> Item:
    """QTI has no place for it."""
    blanks = (
        replace(
            blank,
            choices=tuple(replace(each, feedback="") for each in blank.choices),
            ranges=tuple(replace(each, feedback="") for each in blank.ranges),
        )
        for blank in item.blanks
    )
    return replace(item, blanks=tuple(blanks))


def read_again(written: list[Item], version: str) -> Reading:
    return qti.read(qti.write(written, version).data)


@given(data=st.binary(max_size=60) | mutations(GOOD))
@settings(max_examples=60, deadline=None)
def test_nothing_in_a_file_makes_the_reader_raise(data):
    reading = qti.read(data)
    assert reading.items or reading.refused


@pytest.mark.parametrize("version", ["2.1", "3.0"])
@given(item=items(tuple(Kind)))
@settings(max_examples=34, deadline=None)
def test_what_is_written_reads_the_same(version, item):
    reading = read_again([item], version)
    assert not reading.refused
    assert [replace(each, line=1) for each in reading.items] == [without_gap_feedback(item)]


@pytest.mark.parametrize("version", ["2.1", "3.0"])
def test_html_with_pictures_reads_the_same(version):
    item = Item(
        Kind.SEVERAL,
        '<p>Which <b>lamp</b> &amp; why?<br></p><p><img src="lamp.png" alt="a lamp"></p>',
        markup=Markup.HTML,
        choices=(Choice('<img src="lamp.png" alt="">', 0.5, "<i>Yes</i>"), Choice("a &lt; b", 0.5), Choice("c", -0.25)),
        feedback="<p>So.</p>",
        media=(Medium("lamp.png", b"PNG", "image/png"),),
        ident="lamp-1",
        line=2,
    )
    assert read_again([item], version).items == (item,)


def test_html_that_is_not_well_formed_is_mended_and_told():
    item = Item(Kind.SHORT, "<p>One<p>Two <font color=red>red</font><script>x()</script>", markup=Markup.HTML)
    written = qti.write([replace(item, choices=(Choice("a", 1),))])
    assert qti.read(written.data).items[0].text == "<p>One<p>Two red</p></p>"
    assert [(note.line, note.reason[:8]) for note in written.notes] == [(1, "Elements")]


def test_the_same_items_make_the_same_bytes():
    item = Item(Kind.SINGLE, "Q", choices=(Choice("a", 1), Choice("b", 0)), media=(Medium("a.png", b"x", "image/png"),))
    assert qti.write([item, item]).data == qti.write([item, item]).data


def test_ids_that_are_not_unique_or_no_names_are_kept():
    item = Item(Kind.SINGLE, "Q", choices=(Choice("a", 1), Choice("b", 0)))
    idents = ["a", "a", "1 of 2", ""]
    assert [each.ident for each in read_again([replace(item, ident=one) for one in idents], "2.1").items] == idents
