"""Moodle XML: what is read of each kind of question, and what is refused and why."""

from __future__ import annotations

import pytest

from quizzes.formats.exchange import Choice, Kind, Markup, Pair, Range
from tests.quizzes.formats.moodle_files import RIGHT_AND_WRONG, notes, only, question, read


def test_one_right_answer():
    item = only(question("multichoice", "<single>true</single>" + RIGHT_AND_WRONG))
    assert (item.kind, item.text, item.markup, item.line) == (Kind.SINGLE, "Which one?", Markup.PLAIN, 3)
    assert item.choices == (Choice("Lamp", 1), Choice("Horn", 0))


def test_several_right_answers_share_the_mark():
    answers = "".join(
        f'<answer fraction="{share}"><text>{share}</text></answer>'
        for share in ("33.33333", "33.33333", "33,33333", "-100")
    )
    item = only(question("multichoice", "<single>false</single>" + answers))
    assert item.kind is Kind.SEVERAL
    assert item.fractions() == [0.3333333, 0.3333333, 0.3333333, -1]
    assert not notes(question("multichoice", "<single>false</single>" + answers))


@pytest.mark.parametrize(
    ("single", "shares", "note"),
    [
        ("true", ("90", "0"), "No answer gives the full mark; the shares are taken as they are."),
        (
            "0",
            ("40", "40"),
            "The shares of the right answers do not add up to the full mark; they are taken as they are.",
        ),
    ],
)
def test_marks_that_do_not_add_up_are_taken_as_they_are_and_noted(single, shares, note):
    answers = "".join(
        f'<answer fraction="{share}"><text>a{place}</text></answer>' for place, share in enumerate(shares)
    )
    asked = question("multichoice", f"<single>{single}</single>{answers}")
    assert only(asked).fractions() == [float(share) / 100 for share in shares]
    assert notes(asked) == [note]


@pytest.mark.parametrize(
    "answer",
    [
        '<answer fraction="100">Lamp</answer>',
        '<answer fraction="100">\n  Lamp\n  <feedback>Yes.</feedback></answer>',
        '<answer fraction="100"><answertext>Lamp</answertext></answer>',
        '<answer fraction="100"><text><![CDATA[Lamp]]></text></answer>',
        "<answer><fraction>100</fraction><text>Lamp</text></answer>",
        '<answer fraction="100.00000" format="plain_text"><text>\n Lamp </text></answer>',
    ],
)
def test_old_dialects_of_answers(answer):
    other = '<answer fraction="0"><text>Horn</text></answer>'
    choice = only(question("multichoice", answer + other)).choices[0]
    assert (choice.text, choice.fraction) == ("Lamp", 1)


@pytest.mark.parametrize(
    "text",
    [
        "<questiontext>Which?</questiontext>",
        "<questiontext><text>Which?</text></questiontext>",
        "<questiontext format='plain_text'><text><![CDATA[Which?]]></text></questiontext>",
        "<questiontext format='moodle_auto_format'><text>&#87;hich?</text></questiontext>",
    ],
)
def test_old_dialects_of_the_question(text):
    item = only(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')
    assert (item.text, item.markup) == ("Which?", Markup.PLAIN)


@pytest.mark.parametrize(
    ("form", "text", "markup", "said"),
    [
        (' format="html"', "&lt;b&gt;Which&lt;/b&gt; &amp;amp; why?", Markup.HTML, "<b>Which</b> &amp; why?"),
        (' format="html"', "<![CDATA[<b>Which</b>?]]>", Markup.HTML, "<b>Which</b>?"),
        (' format="html"', "<p>Which &lt; that?</p>", Markup.HTML, "<p>Which &lt; that?</p>"),
        (' format="markdown"', "**Which**?", Markup.MARKDOWN, "**Which**?"),
        (' format="plain_text"', "a &lt;b&gt; c", Markup.PLAIN, "a <b> c"),
        (' format="1"', "Which?", Markup.HTML, "Which?"),
        ("", "&lt;p&gt;Which?&lt;/p&gt;", Markup.HTML, "<p>Which?</p>"),
    ],
)
def test_formats_of_texts(form, text, markup, said):
    item = only(question("multichoice", RIGHT_AND_WRONG, text, form))
    assert (item.markup, item.text) == (markup, said)


def test_texts_of_one_question_get_one_markup():
    answers = (
        '<answer fraction="100" format="plain_text"><text>5 &lt; 6</text></answer>'
        '<answer fraction="0" format="html"><text>&lt;i&gt;6&lt;/i&gt;</text></answer>'
    )
    item = only(question("multichoice", answers, form=' format="plain_text"', text="5 &amp; 6?"))
    assert (item.markup, item.text) == (Markup.HTML, "5 &amp; 6?")
    assert [choice.text for choice in item.choices] == ["5 &lt; 6", "<i>6</i>"]


def test_true_or_false():
    answers = (
        '<answer fraction="100"><text>false</text><feedback><text>Right.</text></feedback></answer>'
        '<answer fraction="0"><text>True</text></answer>'
    )
    assert only(question("truefalse", answers)).choices == (Choice("true", 0), Choice("false", 1, "Right."))


def test_short_answers():
    answers = (
        '<answer fraction="100"><text>Beijing</text></answer><answer fraction="50"><text>5\\*</text></answer>'
        '<answer fraction="0"><text>*</text><feedback><text>No.</text></feedback></answer>'
    )
    asked = question("shortanswer", f"<usecase>1</usecase>{answers}")
    item = only(asked)
    assert item.case_matters
    assert item.choices == (Choice("Beijing", 1), Choice("5*", 0.5))
    assert notes(asked) == ["The feedback for any other answer (*) is left out."]


@pytest.mark.parametrize(
    ("value", "tolerance", "low", "high"),
    [
        ("5", "0.1", 4.9, 5.1),
        ("-3,5", "0", -3.5, -3.5),
        ("1e3", "1", 999, 1001),
        (".5", "", 0.5, 0.5),
        ("60", "-2", 58, 62),
    ],
)
def test_numbers_with_their_tolerance(value, tolerance, low, high):
    answer = f'<answer fraction="100"><text>{value}</text><tolerance>{tolerance}</tolerance></answer>'
    assert only(question("numerical", answer)).ranges == (Range(low, high),)


def test_units_are_noted():
    answer = '<answer fraction="100"><text>5</text></answer>'
    units = "<units><unit><multiplier>1</multiplier><unit_name>V</unit_name></unit></units>"
    assert notes(question("numerical", answer + units)) == ["Units are left out; the number alone is asked for."]


def test_pairs_and_what_misleads():
    pairs = "".join(
        f"<subquestion><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("a", "1"), ("b", "2"), ("", "3"))
    )
    assert only(question("matching", pairs)).pairs == (Pair("a", "1"), Pair("b", "2"), Pair("", "3"))


@pytest.mark.parametrize("shares", [("2.0000000", "1.0000000", "3.0000000"), ("2", "1", "3")])
def test_an_order_is_that_of_the_fractions(shares):
    answers = "".join(f'<answer fraction="{share}"><text>step {share[0]}</text></answer>' for share in shares)
    assert only(question("ordering", answers)).steps == ("step 1", "step 2", "step 3")


def test_an_order_without_fractions_is_that_of_the_file():
    answers = "".join(f'<answer fraction="100"><text>{word}</text></answer>' for word in "cab")
    assert only(question("ordering", f"<layouttype>0</layouttype>{answers}")).steps == ("c", "a", "b")


def test_categories_hold_until_the_next_one():
    def category(path: str) -> str:
        return f'<question type="category"><category><text>{path}</text></category></question>'

    asked = question("multichoice", RIGHT_AND_WRONG)
    paths = ("$course$/top/Cars/A//C/Cold", "$course$/Cars", "top", "$module$/top", "", "Cars/B")
    reading = read(asked, *(part for path in paths for part in (category(path), asked)))
    categories = [item.category for item in reading.items]
    assert categories == [(), ("Cars", "A/C", "Cold"), ("Cars",), ("top",), (), (), ("Cars", "B")]


def test_names_tags_ids_and_feedback():
    inside = (
        "<name><text> Lamps </text></name><idnumber>L-1</idnumber>"
        "<tags><tag><text>light</text></tag><tag>new</tag></tags>"
        "<generalfeedback><text>Because.</text></generalfeedback>"
    )
    item = only(question("multichoice", inside + RIGHT_AND_WRONG))
    assert (item.title, item.ident, item.tags, item.feedback) == ("Lamps", "L-1", ("light", "new"), "Because.")


def test_what_is_left_out_is_noted():
    inside = (
        "<defaultgrade>3</defaultgrade><hidden>1</hidden><shuffleanswers>0</shuffleanswers><hint><text>Look.</text></hint>"
        "<correctfeedback><text>Great.</text></correctfeedback>"
    )
    assert len(notes(question("multichoice", inside + RIGHT_AND_WRONG))) == 5
    usual = "<correctfeedback><text>Your answer is correct.</text></correctfeedback><defaultgrade>1.0000</defaultgrade>"
    assert not notes(question("multichoice", usual + RIGHT_AND_WRONG))


REFUSED = [
    ("description", "", "A description asks nothing. Put its text into a micro-class."),
    ("essay", "", "An essay is marked by people and cannot be taken. Ask for a short answer instead."),
    ("calculatedmulti", "", "A calculated question draws its numbers"),
    ("random", "", "A random question names others. Export those."),
    ("ddimageortext", "", "Questions of this type cannot be taken: ddimageortext"),
    ("", "", "The question does not say of which type it is."),
    (
        "multichoice",
        '<answer fraction="100"><text>a</text></answer>',
        "There are fewer than two answers to choose from.",
    ),
    (
        "multichoice",
        "<answer><text>a</text></answer><answer><text>b</text></answer>",
        "There is no answer marked as right.",
    ),
    (
        "multichoice",
        '<answer fraction="101"><text>a</text></answer><answer>b</answer>',
        "A share of the mark is not a number",
    ),
    (
        "multichoice",
        '<answer fraction="much"><text>a</text></answer><answer>b</answer>',
        "A share of the mark is not a number",
    ),
    ("truefalse", '<answer fraction="100"><text>yes</text></answer>', "A true/false question needs one right answer"),
    ("shortanswer", '<answer fraction="0"><text>a</text></answer>', "There is no answer marked as right."),
    ("numerical", '<answer fraction="100"><text>five</text></answer>', "This is not a number: five"),
    ("numerical", '<answer fraction="100"><text>1e999</text></answer>', "This is not a number: 1e999"),
    (
        "matching",
        "<subquestion><text>a</text><answer><text>1</text></answer></subquestion>",
        "There are fewer than two pairs",
    ),
    ("matching", "<subquestion><text>a</text></subquestion>", "A left-hand side has no right-hand side."),
    ("ordering", "<answer><text>a</text></answer>", "There are fewer than two things to bring into order."),
    ("cloze", "", "There is no gap in the text."),
]


@pytest.mark.parametrize(("kind", "inside", "why"), REFUSED)
def test_what_cannot_be_taken_is_refused_with_its_line(kind, inside, why):
    reading = read(question("multichoice", RIGHT_AND_WRONG), question(kind, inside))
    assert len(reading.items) == 1
    assert [(refusal.line, refusal.reason.startswith(why)) for refusal in reading.refused] == [(4, True)]
