"""IMS QTI: what is read of each interaction, as programs write it, and what is refused and why."""

from __future__ import annotations

import pytest

from quizzes.formats import qti
from quizzes.formats.exchange import Blank, Choice, Kind, Markup, Pair, Range
from tests.quizzes.formats.qti_files import (
    AB,
    CORRECT,
    ENTRY,
    MAPPED,
    RIGHT,
    VARIABLE,
    asked,
    declared,
    mapping,
    only,
    rule,
    rules,
    value,
    xml,
)


def test_one_right_choice():
    item = only(xml(declared("A"), f"<p>Look at\n   the <b/>car.</p>{asked()}"))
    assert (item.kind, item.title, item.ident, item.line) == (Kind.SINGLE, "T", "q1", 1)
    assert (item.markup, item.text) == (Markup.HTML, "<p>Look at\n   the <b></b>car.</p><p>Which?</p>")
    assert item.choices == (Choice("Lamp", 1), Choice("Horn", 0))


def test_words_in_paragraphs_are_plain():
    item = only(xml(declared("A"), f"<div><p>Look at\n   the car.</p></div>\n{asked()}"))
    assert (item.markup, item.text) == (Markup.PLAIN, "Look at the car.\nWhich?")


def test_several_right_choices():
    three = AB + '<simpleChoice identifier="C">Brake</simpleChoice>'
    data = xml(declared("A|C", cardinality="multiple"), asked(three))
    item = only(data)
    assert (item.kind, item.fractions()) == (Kind.SEVERAL, [0.5, 0, 0.5])
    assert "all or nothing" in qti.read(data).notes[0].reason
    assert not qti.read(xml(declared("A", cardinality="multiple"), asked(three))).notes


def test_a_mapping_weighs_the_choices():
    item = only(xml(declared("A", cardinality="multiple", more=mapping(A=2, B=-1)), asked(), MAPPED))
    assert item.fractions() == [1, -0.5]
    single = only(xml(declared("A", more=mapping(A=4, B=1)), asked(), MAPPED))
    assert single.fractions() == [1, 0.25]


def test_a_mapping_that_no_rule_uses_says_nothing():
    assert only(xml(declared("A", more=mapping(B=1)), asked())).fractions() == [1, 0]


@pytest.mark.parametrize(
    ("first", "second", "is_it"),
    [
        ('identifier="A">True', 'identifier="B">False', True),
        ('identifier="A">错误', 'identifier="B">正确', True),
        ('identifier="true">Yes', 'identifier="false">No', True),
        ('identifier="T">The left lamp only', 'identifier="F">The right lamp only', False),
        ('identifier="A">True', 'identifier="B">Sometimes', False),
    ],
)
def test_true_or_false_is_known_by_its_words(first, second, is_it):
    choices = f"<simpleChoice {first}</simpleChoice><simpleChoice {second}</simpleChoice>"
    item = only(xml(declared(first.split('"')[1]), asked(choices)))
    assert (item.kind is Kind.TRUE_FALSE) is is_it
    if is_it:
        assert [choice.text for choice in item.choices] == ["true", "false"]
        assert item.fractions() == ([0, 1] if "错误" in first else [1, 0])


def test_short_answers():
    item = only(xml(declared("Beijing", "string"), ENTRY))
    assert (item.kind, item.text, item.choices, item.case_matters) == (
        Kind.SHORT,
        "Capital:",
        (Choice("Beijing", 1),),
        True,
    )
    cased = mapping(a=2, b=1).replace("/>", ' caseSensitive="false"/>')
    item = only(xml(declared("a", "string", more=cased), ENTRY, MAPPED))
    assert (item.choices, item.case_matters) == ((Choice("a", 1), Choice("b", 0.5)), False)


@pytest.mark.parametrize(
    ("end", "low", "high"),
    [
        (CORRECT, 12, 12),
        (rules(rule(f'<equal toleranceMode="exact">{VARIABLE}{RIGHT}</equal>')), 12, 12),
        (rules(rule(f'<equal toleranceMode="absolute" tolerance="0.1 0.2">{VARIABLE}{RIGHT}</equal>')), 11.9, 12.2),
        (rules(rule(f'<equal toleranceMode="relative" tolerance="10">{VARIABLE}{value("50")}</equal>')), 45, 55),
        (
            rules(rule(f'<equalRounded roundingMode="decimalPlaces" figures="1">{VARIABLE}{RIGHT}</equalRounded>')),
            11.95,
            12.05,
        ),
        (
            rules(
                rule(f'<equalRounded roundingMode="significantFigures" figures="3">{VARIABLE}{RIGHT}</equalRounded>')
            ),
            11.95,
            12.05,
        ),
        (rules(rule(f"<and><gte>{VARIABLE}{value('11')}</gte><lte>{VARIABLE}{value('13')}</lte></and>")), 11, 13),
        (rules(rule(f"<match>{VARIABLE}{RIGHT}</match>")), 12, 12),
    ],
)
def test_numbers_and_how_far_off_they_may_be(end, low, high):
    item = only(xml(declared("12", "float"), ENTRY, end))
    assert (item.kind, item.ranges) == (Kind.NUMERIC, (Range(low, high),))


def test_numbers_of_which_some_give_less():
    near = f'<equal toleranceMode="absolute" tolerance="1">{VARIABLE}{RIGHT}</equal>'
    exact = f"<equal>{VARIABLE}{RIGHT}</equal>"
    end = rules(rule(exact, "4"), rule(near, "1", "responseElseIf"))
    assert only(xml(declared("12", "float"), ENTRY, end)).ranges == (Range(12, 12, 1), Range(11, 13, 0.25))


def test_scores_that_are_raised_by_conditions():
    raised = (
        f'<responseIf><match>{VARIABLE}{RIGHT}</match><setOutcomeValue identifier="SCORE"><sum>'
        '<variable identifier="SCORE"/><baseValue baseType="integer">1</baseValue></sum></setOutcomeValue>'
        "</responseIf>"
    )
    assert only(xml(declared("A"), asked(), rules(raised))).fractions() == [1, 0]


def test_an_order():
    data = xml(declared("B|A", cardinality="ordered"), asked(tag="orderInteraction"))
    assert (only(data).kind, only(data).steps) == (Kind.ORDERING, ("Horn", "Lamp"))


def associable(*identifiers: str) -> str:
    return "".join(
        f'<simpleAssociableChoice identifier="{one}">{one.lower()}</simpleAssociableChoice>' for one in identifiers
    )


def test_pairs_of_two_sets():
    sets = "".join(f"<simpleMatchSet>{associable(*names)}</simpleMatchSet>" for names in ("AB", "XYZ"))
    data = xml(declared("A Y|B X", "directedPair", "multiple"), asked(sets, tag="matchInteraction"))
    assert only(data).pairs == (Pair("a", "y"), Pair("b", "x"), Pair("", "z"))


def test_pairs_of_one_set():
    data = xml(declared("A D|C B", "pair", "multiple"), asked(associable(*"ABCDE"), tag="associateInteraction"))
    assert only(data).pairs == (Pair("a", "d"), Pair("c", "b"), Pair("", "e"))


def test_gaps_in_a_text():
    words = '<inlineChoice identifier="r">red</inlineChoice><inlineChoice identifier="g">green</inlineChoice>'
    body = (
        f'<p>The <inlineChoiceInteraction responseIdentifier="R1">{words}</inlineChoiceInteraction> lamp is a '
        '<textEntryInteraction responseIdentifier="R2"/> of <textEntryInteraction responseIdentifier="R3"/> V.</p>'
    )
    more = mapping(led=2, LED=1)
    declarations = (
        declared("g", name="R1") + declared("led", "string", name="R2", more=more) + declared("12", "float", name="R3")
    )
    score = '<setOutcomeValue identifier="SCORE"><mapResponse identifier="R2"/></setOutcomeValue>'
    end = f"<responseProcessing>{score}</responseProcessing>"
    item = only(xml(declarations, body, end))
    assert (item.kind, item.text) == (Kind.CLOZE, "The {{1}} lamp is a {{2}} of {{3}} V.")
    assert item.blanks == (
        Blank(Kind.SINGLE, (Choice("red", 0), Choice("green", 1))),
        Blank(Kind.SHORT, (Choice("led", 1), Choice("LED", 0.5)), weight=2),
        Blank(Kind.NUMERIC, ranges=(Range(12, 12),)),
    )


def test_feedback():
    inside = (
        '<simpleChoice identifier="A">Lamp<feedbackInline outcomeIdentifier="F" identifier="A" showHide="show">Yes.'
        '</feedbackInline></simpleChoice><simpleChoice identifier="B">Horn</simpleChoice>'
    )
    end = (
        f'<responseProcessing><setOutcomeValue identifier="F">{VARIABLE}</setOutcomeValue></responseProcessing>'
        '<modalFeedback outcomeIdentifier="F" identifier="B" showHide="show">No.</modalFeedback>'
        '<modalFeedback outcomeIdentifier="G" identifier="solution" showHide="show"><p>Because.</p></modalFeedback>'
        '<modalFeedback outcomeIdentifier="G" identifier="correct_fb" showHide="show">Great.</modalFeedback>'
    )
    reading = qti.read(xml(declared("A"), asked(inside), end))
    assert [choice.feedback for choice in reading.items[0].choices] == ["Yes.", "No."]
    assert reading.items[0].feedback == "Because."
    assert [note.reason for note in reading.notes] == [
        "Feedback for right, partly right or wrong answers as a whole is left out."
    ]


def test_items_as_tao_writes_them():
    said = [
        f'<setOutcomeValue identifier="FEEDBACK_1"><baseValue>{name}</baseValue></setOutcomeValue>'
        for name in ("modal_1", "modal_2")
    ]
    end = (
        f"<responseProcessing><responseCondition><responseIf><match>{VARIABLE}{RIGHT}</match>"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue>'
        f"{said[0]}</responseIf><responseElse>{said[1]}</responseElse></responseCondition></responseProcessing>"
        '<modalFeedback outcomeIdentifier="FEEDBACK_1" identifier="modal_1" showHide="show">Yes.</modalFeedback>'
        '<modalFeedback outcomeIdentifier="FEEDBACK_1" identifier="modal_2" showHide="show">Try again.</modalFeedback>'
    )
    body = f'<div class="grid-row"><div class="col-12">{asked()}</div></div><div class="grid-row"/>'
    reading = qti.read(xml(declared("<![CDATA[B]]>"), body.replace("shuffle", 'maxChoices="1" shuffle'), end))
    item = reading.items[0]
    assert (item.kind, item.text, item.markup, item.feedback) == (Kind.SINGLE, "Which?", Markup.PLAIN, "")
    assert item.choices == (Choice("Lamp", 0), Choice("Horn", 1, "Yes."))
    assert len(reading.notes) == 1


def test_one_choice_at_most_is_one_right_choice():
    only_one = asked().replace("shuffle", 'maxChoices="1" shuffle')
    assert only(xml(declared("A", cardinality="multiple"), only_one)).kind is Kind.SINGLE


def test_the_names_of_the_third_version():
    data = b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q" title="T">
    <qti-response-declaration base-type="identifier" cardinality="single" identifier="RESPONSE">
      <qti-correct-response><qti-value>A</qti-value></qti-correct-response>
    </qti-response-declaration>
    <qti-item-body><p>Which?</p><qti-choice-interaction max-choices="1" response-identifier="RESPONSE">
      <qti-simple-choice identifier="A">Lamp</qti-simple-choice>
      <qti-simple-choice identifier="B">Horn</qti-simple-choice>
    </qti-choice-interaction></qti-item-body>
    <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
    </qti-assessment-item>"""
    assert only(data).choices == (Choice("Lamp", 1), Choice("Horn", 0))


REFUSED = [
    ("", "<p>Read.</p>", "Nothing is asked here"),
    (declared("A"), asked() + asked(), "Several interactions in one item"),
    (
        declared("A"),
        asked().replace("RESPONSE", "OTHER"),
        "An interaction names a response that is not declared: OTHER",
    ),
    ("", '<extendedTextInteraction responseIdentifier="RESPONSE"/>', "An essay is marked by people"),
    (
        "",
        '<graphicOrderInteraction responseIdentifier="RESPONSE"/>',
        "Questions with this interaction cannot be taken: graphicOrder",
    ),
    (declared(""), asked(), "There is no answer marked as right."),
    (declared("A"), asked(""), "There are fewer than two answers"),
    (declared("A"), asked(tag="orderInteraction"), "The right order is not stated"),
    (declared("many", "float"), ENTRY, "This is not a number: many"),
    (declared("A"), "<p>{{1}}</p>" + asked(), "The text holds {{1}}"),
    (declared("A"), "x" * 20_001 + asked(), "A text is longer than 20,000 characters."),
    ("<templateDeclaration/>", asked(), "A question that draws its numbers"),
    (declared("A"), "<b/>" * 5_001, "The question has too many elements:"),
]


@pytest.mark.parametrize(("declarations", "body", "why"), REFUSED)
def test_what_cannot_be_taken_is_refused(declarations, body, why):
    reading = qti.read(xml(declarations, body))
    assert not reading.items
    assert [(refusal.line, refusal.reason.startswith(why)) for refusal in reading.refused] == [(1, True)], (
        reading.refused
    )
