"""GIFT: every kind of question as Moodle documents it, read and written; what is wrong is refused by its line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import gift, gift_writing
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Medium, Pair, Range
from tests.quizzes.formats.xml_items import items, mutations

CARRIED = (Kind.SINGLE, Kind.SEVERAL, Kind.TRUE_FALSE, Kind.SHORT, Kind.NUMERIC, Kind.MATCHING)


def only(text):
    reading = gift.read(text.encode())
    assert not reading.refused, reading.refused
    (item,) = reading.items
    return item


def notes(text):
    return [one.reason for one in gift.read(text.encode()).notes]


def test_one_right_answer_with_feedback():
    item = only("::Horn:: Which fuse? {=F12#Yes. ~F13#No. ~%-50%none ####Look at the plan.}")
    assert (item.kind, item.title, item.text, item.markup) == (Kind.SINGLE, "Horn", "Which fuse?", Markup.PLAIN)
    assert item.choices == (Choice("F12", 1, "Yes."), Choice("F13", 0, "No."), Choice("none", -0.5))
    assert item.feedback == "Look at the plan."


def test_several_right_answers_have_shares():
    text = "Which? {\n~%50%a\n~%50%b # well\n~%-100%c\n}"
    item = only(text)
    assert (item.kind, item.fractions()) == (Kind.SEVERAL, [0.5, 0.5, -1])
    assert item.choices[1].feedback == "well"
    assert notes(text) == []
    assert "add up" in notes("Which? {~%50%a ~%30%b ~c}")[0]


@pytest.mark.parametrize(
    ("answers", "right", "said"),
    [
        ("T", "true", ("", "")),
        ("TRUE#Not so.#Just so.", "true", ("Just so.", "Not so.")),
        ("false # Think again.", "false", ("Think again.", "")),
        ("F#wrong#right####all", "false", ("wrong", "right")),
    ],
)
def test_true_or_false(answers, right, said):
    item = only(f"It glows. {{{answers}}}")
    assert item.kind is Kind.TRUE_FALSE
    assert [choice.text for choice in item.choices if choice.fraction] == [right]
    assert tuple(choice.feedback for choice in item.choices) == said


@pytest.mark.parametrize(
    ("answers", "ranges"),
    [
        ("#12", (Range(12, 12),)),
        ("#3:0.5", (Range(2.5, 3.5),)),
        ("#1..5", (Range(1, 5),)),
        ("#5..1", (Range(1, 5),)),
        ("#-5..-3", (Range(-5, -3),)),
        ("#=1822:0 =%50%1822:2#nearly", (Range(1822, 1822), Range(1820, 1824, 0.5, "nearly"))),
        ("# = 0,1 : 0,05", (Range(0.05, 0.15),)),
        ("#1e3", (Range(1000, 1000),)),
    ],
)
def test_numbers(answers, ranges):
    item = only(f"How many? {{{answers}}}")
    assert (item.kind, item.ranges) == (Kind.NUMERIC, ranges)


def test_what_is_said_to_any_other_number_is_noted():
    assert "any other answer" in notes("How many? {#=5 ~#Too far off}")[0]


def test_short_answers():
    item = only("Who is buried? {=Grant =%50%Ulysses S. Grant#nearly =no one}")
    assert item.kind is Kind.SHORT
    assert item.choices == (Choice("Grant", 1), Choice("Ulysses S. Grant", 0.5, "nearly"), Choice("no one", 1))


def test_pairs_with_one_that_misleads():
    item = only("Match. {\n=Canada -> Ottawa\n=Italy  ->  Rome\n= -> Oslo#x\n}")
    assert item.pairs == (Pair("Canada", "Ottawa"), Pair("Italy", "Rome"), Pair("", "Oslo"))


def test_a_missing_word_leaves_a_gap():
    item = only("The {=relay ~fuse} clicks.")
    assert item.text == "The _____ clicks."


def test_escaped_signs_are_signs():
    item = only(r"::a\:\:b:: Is 2 \= \{2\} \~ \#1 C\:\\x?\nYes {=a\=b#c\#d ~e\}\~}")
    assert (item.title, item.text) == ("a::b", "Is 2 = {2} ~ #1 C:\\x?\nYes")
    assert item.choices == (Choice("a=b", 1, "c#d"), Choice("e}~", 0))


def test_an_escaped_n_is_a_new_line_wherever_it_stands():
    item = only(r"::T:: One\ntwo\n\nthree? {=a\nb#c\nd ~e####f\ng}")
    assert item.text == "One\ntwo\n\nthree?"
    assert item.choices == (Choice("a\nb", 1, "c\nd"), Choice("e", 0))
    assert item.feedback == "f\ng"


def test_a_backslash_before_an_n_that_is_escaped_itself_is_no_new_line():
    assert only(r"C:\\new? {T}").text == r"C:\new?"


def test_a_right_answer_may_have_less_than_the_whole_mark():
    item = only("Which? {=%80%a ~%-50%b}")
    assert (item.kind, item.fractions()) == (Kind.SINGLE, [0.8, -0.5])


@pytest.mark.parametrize(
    ("marker", "markup"),
    [("[html]", Markup.HTML), ("[markdown]", Markup.MARKDOWN), ("[plain]", Markup.PLAIN), ("[moodle]", Markup.PLAIN)],
)
def test_the_format_of_a_text_is_kept(marker, markup):
    item = only(f"::T::{marker} Is it **so**? {{=[html]yes ~{marker}no#[plain]hm}}")
    assert (item.markup, item.text) == (markup, "Is it **so**?")
    assert item.choices == (Choice("yes", 1), Choice("no", 0, "hm"))


def test_html_without_a_marker_is_seen():
    assert only("Is it <b>so</b>? {T}").markup is Markup.HTML


def test_categories_comments_ids_and_tags():
    text = r"""// a remark
$CATEGORY: $course$/top/Cars/12 V//24 V

// question: 17  name: x [id:q-1] [tag:light] [tag:a\]b]
One? {T}

Two?
// within
{F}

$CATEGORY: Else
Three? {T}
"""
    first, second, third = gift.read(text.encode()).items
    assert (first.category, first.ident, first.tags) == (("Cars", "12 V/24 V"), "q-1", ("light", "a]b"))
    assert (first.line, second.line, third.line) == (5, 7, 12)
    assert (second.text, second.category, second.tags) == ("Two?", ("Cars", "12 V/24 V"), ())
    assert third.category == ("Else",)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Only words.", 1, "asks nothing"),
        ("\n\nStory? {}", 3, "essay"),
        ("Open? {=a ~b", 1, "not closed"),
        ("Open? {=a\n\n~b}", 1, "not closed"),
        ("Two {=a ~b} and {=c ~d}", 1, "more than one"),
        ("Cloze {1:MC:=a~b}", 1, "no cloze"),
        ("Which? {~a ~b}", 1, "no answer marked"),
        ("Which? {=a ~}", 1, "fewer than two"),
        ("Which? {~%101%a ~b}", 1, "between -100 and 100"),
        ("How many? {#many}", 1, "not a number"),
        ("How many? {#1..x}", 1, "not a number"),
        ("How many? {#1e999}", 1, "not a number"),
        ("Match {=a -> b}", 1, "fewer than two pairs"),
        ("Match {=a -> b =c -> }", 1, "belongs to nothing"),
        ("::T:: {T}", 1, "no text"),
        ("", 1, "no questions"),
        ("Q? {" + "~a" * 1_001 + "}", 1, "500 answers"),
        ("a\n" * 10_000 + "{T}", 1, "20,000 characters"),
        ("a" * 20_001 + "{T}", 1, "20,000 characters"),
    ],
)
def test_what_is_wrong_is_refused_by_its_line(text, line, said):
    refused = gift.read(text.encode()).refused[0]
    assert refused.line == line
    assert said in refused.reason


def test_what_is_no_text_is_refused():
    assert gift.read(b"\x89PNG\0").refused[0].line == 1


@settings(max_examples=80, deadline=None)
@given(items(CARRIED))
def test_what_is_written_reads_the_same(item):
    item = replace(item, media=(), case_matters=False)
    written = gift.write([item])
    if written.notes:
        assert [note.reason for note in written.notes] == [gift_writing.NO_ARROW]
        return
    reading = gift.read(written.data)
    assert not reading.refused
    assert [replace(each, line=1) for each in reading.items] == [item]


def test_what_gift_cannot_carry_is_told():
    one = Item(Kind.SINGLE, "Q?", choices=(Choice("a", 1), Choice("b", 0)))
    short = Item(Kind.SHORT, "Q?", choices=(Choice("a", 1),))
    items = [
        Item(Kind.ORDERING, "Q?", steps=("a", "b")),
        Item(Kind.CLOZE, "{{1}}", blanks=(Blank(Kind.SHORT, (Choice("a", 1),)),)),
        replace(short, choices=(Choice("a -> b", 1),)),
        replace(short, case_matters=True),
        replace(one, media=(Medium("a.png", b"x"),)),
        replace(one, choices=(Choice("a", 0.9), Choice("b", 0))),
    ]
    written = gift.write(items)
    assert [(note.line, note.reason) for note in written.notes] == [
        (1, gift_writing.NO_KIND),
        (2, gift_writing.NO_KIND),
        (3, gift_writing.NO_ARROW),
        (4, gift_writing.NO_CASE),
        (5, gift_writing.NO_MEDIA),
        (6, gift_writing.FULL_MARK),
    ]
    assert len(gift.read(written.data).items) == 3


GOOD = tuple(
    text.encode()
    for text in (
        "::N:: Which? {=a#yes ~%-50%b ####all}",
        "$CATEGORY: x/y\n\n// [id:1]\n[html]Is it? {T#no#yes}",
        "Match {=a -> 1 =b -> 2}\n\nHow many? {#=1..5 =%50%3:2}",
    )
)


@settings(max_examples=80, deadline=None)
@given(mutations(GOOD) | st.binary(max_size=80))
def test_no_file_makes_reading_raise(data):
    reading = gift.read(data)
    assert reading.items or reading.refused
