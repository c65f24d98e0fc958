"""Moodle XML: what is read, what is refused and why, and that what is written reads the same."""

from __future__ import annotations

import base64
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import moodle
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Medium, Pair, Range, Reading
from tests.quizzes.formats.xml_items import items, mutations

PICTURE = b"\x89PNG not really a picture"
RIGHT_AND_WRONG = '<answer fraction="100"><text>Lamp</text></answer><answer fraction="0"><text>Horn</text></answer>'


def quiz(*questions: str) -> bytes:
    return ("<?xml version='1.0' encoding='UTF-8'?>\n<quiz>\n" + "\n".join(questions) + "\n</quiz>").encode()


def question(kind: str, inside: str, text: str = "Which one?", form: str = "") -> str:
    return f'<question type="{kind}"><questiontext{form}><text>{text}</text></questiontext>{inside}</question>'


def read(*questions: str) -> Reading:
    return moodle.read(quiz(*questions))


def only(*questions: str) -> Item:
    reading = read(*questions)
    assert not reading.refused
    return reading.items[0]


def notes(*questions: str) -> list[str]:
    return [note.reason for note in read(*questions).notes]


def reason(*questions: str) -> str:
    return read(*questions).refused[0].reason


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


def test_pictures_come_along():
    data = base64.encodebytes(PICTURE).decode()
    text = (
        '<questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/my%20lamp.png?x=1">]]></text>'
        f'<file name="my lamp.png" path="/" encoding="base64">{data}</file></questiontext>'
    )
    answer = (
        '<answer fraction="0"><text>&lt;img src="@@PLUGINFILE@@/my%20lamp.png"&gt;</text>'
        f'<file name="my lamp.png" encoding="base64">{base64.b64encode(b"other").decode()}</file></answer>'
    )
    item = only(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}{answer}</question>')
    assert item.text == '<img src="my_lamp.png">'
    assert item.choices[2].text == '<img src="my_lamp-2.png">'
    assert item.media == (
        Medium("my_lamp.png", PICTURE, "image/png"),
        Medium("my_lamp-2.png", b"other", "image/png"),
    )


def test_pictures_within_the_text_become_files():
    source = "data:image/png;base64," + base64.b64encode(PICTURE).decode()
    item = only(question("multichoice", RIGHT_AND_WRONG, f'<![CDATA[<img src="{source}">]]>', ' format="html"'))
    assert item.text == '<img src="picture-1.png">'
    assert item.media == (Medium("picture-1.png", PICTURE, "image/png"),)


def test_files_with_names_like_paths_are_harmless():
    file = '<file name="../../etc/passwd" path="/../" encoding="base64">YQ==</file>'
    text = f"<questiontext><text>Which?</text>{file}</questiontext>"
    item = only(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')
    assert item.media == (Medium("passwd", b"a"),)


@pytest.mark.parametrize(
    ("file", "note"),
    [
        ("", "A file that a text shows does not come along: a.png"),
        ('<file name="a.png" encoding="base64">a</file>', "A file is damaged and is left out: a.png"),
        (
            '<file name="a.png" encoding="rot13">a</file>',
            "A file is written in an unknown encoding and is left out: a.png",
        ),
    ],
)
def test_files_that_are_missing_or_damaged_are_noted(file, note):
    text = f'<questiontext><text>&lt;img src="@@PLUGINFILE@@/a.png"&gt;</text>{file}</questiontext>'
    assert note in notes(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')


def test_a_file_that_is_too_large_is_left_out(monkeypatch):
    monkeypatch.setattr("quizzes.formats.media.MAX_MEDIUM", 3)
    text = '<questiontext><text>Q</text><file name="a.png" encoding="base64">QUJDRA==</file></questiontext>'
    reading = read(f'<question type="multichoice">{text}{RIGHT_AND_WRONG}</question>')
    assert reading.items[0].media == ()
    assert reading.notes[0].reason.startswith("A file is larger than 10 MB")


REFUSED = [
    ("description", "", "A description asks nothing. Put its text into a micro-class."),
    ("essay", "", "An essay is marked by people and cannot be taken. Ask for a short answer instead."),
    ("calculatedmulti", "", "A calculated question draws its numbers"),
    ("random", "", "A random question names others. Export those."),
    ("ddmarker", "", "Questions of this type cannot be taken: ddmarker"),
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
        ("{1:SA:=a}" * 201, "There are more than 1,000 answers or 200 gaps."),
        ("{1:MC:=a" + "~b" * 1_001 + "}", "There are more than 1,000 answers or 200 gaps."),
        ("x" * 20_001, "A text is longer than 20,000 characters."),
    ],
)
def test_gaps_that_cannot_be_taken_are_refused(text, why):
    assert reason(question("cloze", "", text)).startswith(why)


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
    assert reading.refused[0].reason.startswith("The question has more than 5,000 elements.")
    assert len(reading.items) == 1


def test_a_file_of_too_many_elements_is_read_no_further(monkeypatch):
    monkeypatch.setattr("quizzes.formats.xmltree.Budget.__init__", lambda self: setattr(self, "elements", 20))
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


def test_a_large_file_is_read_fast():
    data = moodle.write(
        [Item(Kind.SINGLE, f"Q{n}", choices=(Choice("a", 1), Choice("b", 0))) for n in range(1_000)]
    ).data
    started = time.perf_counter()
    assert len(moodle.read(data).items) == 1_000
    assert time.perf_counter() - started < 5
