"""Gaps in a text, as Moodle writes them."""

from __future__ import annotations

import pytest

from quizzes.formats.exchange import Blank, Choice, Kind, Range
from tests.quizzes.formats.moodle_files import notes, only, question, reason


def test_gaps_in_a_text():
    text = (
        "U = {2:NUMERICAL:=12:0.5#good~%50%12:2} V, {:SA:=lamp~%50%bulb#nearly~*#no}, "
        "{1:MCV:~red~=gre\\}en \\~ \\#1#yes}"
    )
    item = only(question("cloze", "", text))
    assert item.text == "U = {{1}} V, {{2}}, {{3}}"
    assert item.blanks == (
        Blank(Kind.NUMERIC, ranges=(Range(11.5, 12.5, 1, "good"), Range(10, 14, 0.5)), weight=2),
        Blank(Kind.SHORT, (Choice("lamp", 1), Choice("bulb", 0.5, "nearly"))),
        Blank(Kind.SINGLE, (Choice("red", 0), Choice("gre}en ~ #1", 1, "yes"))),
    )


@pytest.mark.parametrize("name", ["MULTICHOICE", "MC", "MCV", "MCH", "MCS", "MCVS", "multichoice_hs"])
def test_the_names_of_gaps_with_choices(name):
    assert only(question("multianswer", "", f"{{1:{name}:=a~b}}")).blanks[0].kind is Kind.SINGLE


def test_entities_in_gaps_are_no_feedback():
    item = only(question("cloze", "", "<![CDATA[<p>{1:SHORTANSWER:=it&#39;s &lt;5#yes}</p>]]>", ' format="html"'))
    assert item.blanks[0].choices == (Choice("it's <5", 1, "yes"),)


def test_capital_letters_matter_where_a_gap_says_so():
    assert only(question("cloze", "", "{1:SAC:=Bus}")).case_matters
    assert not only(question("cloze", "", "{1:SA:=Bus}")).case_matters


def test_words_to_choose_for_gaps_are_taken_as_gaps_with_choices():
    words = "".join(
        f"<selectoption><text>{word}</text><group>{group}</group></selectoption>"
        for word, group in (("red", 1), ("up", 2), ("green", 1), ("down", 2))
    )
    asked = question("gapselect", words, "The lamp is [[3]], look [[2]].")
    assert only(asked).text == "The lamp is {{1}}, look {{2}}."
    assert only(asked).blanks[0].choices == (Choice("red", 0), Choice("green", 1))
    assert only(asked).blanks[1].choices == (Choice("up", 1), Choice("down", 0))
    assert notes(asked) == ["Each gap now offers the words of its group to choose from."]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{1:MR:=a~=b}", "A gap with several right answers to tick"),
        ("{1:REGEXP:=a.*}", "A gap with a pattern"),
        ("{1:GUESS:=a}", "A gap is of a kind that is not known: GUESS"),
        ("{1:SA:=a", "A gap is not closed."),
        ("{1:SA:a}", "A gap has no answer marked as right."),
        ("{1:NM:=a}", "This is not a number: a"),
        ("{{1}} {1:SA:=a}", "The text holds {{1}}"),
        (" ", "There is no gap"),
        ("{1:SA:=a}" * 201, "There are more than 500 answers or 200 gaps."),
        ("{1:MC:=a" + "~b" * 1_001 + "}", "There are more than 500 answers or 200 gaps."),
        ("x" * 20_001, "A text is longer than 20,000 characters."),
    ],
)
def test_gaps_that_cannot_be_taken_are_refused(text, why):
    assert reason(question("cloze", "", text)).startswith(why)
