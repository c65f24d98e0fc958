"""IMS QTI: items and packages as programs write them, what is refused and why, and round trips."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import qti
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Medium, Pair, Range, Reading
from tests.quizzes.formats.xml_items import items, mutations

CORRECT = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"/>'
MAPPED = '<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>'
NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
AB = '<simpleChoice identifier="A">Lamp</simpleChoice><simpleChoice identifier="B">Horn</simpleChoice>'


def declared(
    values: str, base: str = "identifier", cardinality: str = "single", more: str = "", name: str = "RESPONSE"
):
    right = "".join(f"<value>{value}</value>" for value in values.split("|") if value)
    attrs = f'identifier="{name}" cardinality="{cardinality}" baseType="{base}"'
    return f"<responseDeclaration {attrs}><correctResponse>{right}</correctResponse>{more}</responseDeclaration>"


def mapping(**values: float) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in values.items())
    return f'<mapping defaultValue="0">{entries}</mapping>'


def xml(declarations: str, body: str, end: str = CORRECT, attrs: str = 'identifier="q1" title="T"') -> bytes:
    inside = f"{declarations}<itemBody>{body}</itemBody>{end}"
    return f'<assessmentItem xmlns="{NAMESPACE}" {attrs}>\n{inside}</assessmentItem>'.encode()


def asked(choices: str = AB, prompt: str = "Which?", tag: str = "choiceInteraction") -> str:
    return f'<{tag} responseIdentifier="RESPONSE" shuffle="true"><prompt>{prompt}</prompt>{choices}</{tag}>'


def only(data: bytes) -> Item:
    reading = qti.read(data)
    assert not reading.refused, reading.refused
    return reading.items[0]


def reason(data: bytes) -> str:
    return qti.read(data).refused[0].reason


def zipped(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return file.getvalue()


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
    item = only(xml(declared("A|C", cardinality="multiple"), asked(three)))
    assert (item.kind, item.fractions()) == (Kind.SEVERAL, [0.5, 0, 0.5])


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


ENTRY = '<p>Capital: <textEntryInteraction responseIdentifier="RESPONSE"/></p>'


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


def rule(condition: str, then: str = "1", tag: str = "responseIf") -> str:
    score = f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{then}</baseValue></setOutcomeValue>'
    return f"<{tag}>{condition}{score}</{tag}>"


def rules(*branches: str) -> str:
    return f"<responseProcessing><responseCondition>{''.join(branches)}</responseCondition></responseProcessing>"


VARIABLE = '<variable identifier="RESPONSE"/>'
RIGHT = '<correct identifier="RESPONSE"/>'


def value(number: str) -> str:
    return f'<baseValue baseType="float">{number}</baseValue>'


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
        '<hotspotInteraction responseIdentifier="RESPONSE"/>',
        "Questions with this interaction cannot be taken: hotspot",
    ),
    (declared(""), asked(), "There is no answer marked as right."),
    (declared("A"), asked(""), "There are fewer than two answers"),
    (declared("A"), asked(tag="orderInteraction"), "The right order is not stated"),
    (declared("many", "float"), ENTRY, "This is not a number: many"),
    (declared("A"), "<p>{{1}}</p>" + asked(), "The text holds {{1}}"),
    (declared("A"), "x" * 20_001 + asked(), "A text is longer than 20,000 characters."),
    ("<templateDeclaration/>", asked(), "A question that draws its numbers"),
    (declared("A"), "<b/>" * 5_001, "The question has more than 5,000 elements."),
]


@pytest.mark.parametrize(("declarations", "body", "why"), REFUSED)
def test_what_cannot_be_taken_is_refused(declarations, body, why):
    reading = qti.read(xml(declarations, body))
    assert not reading.items
    assert [(refusal.line, refusal.reason.startswith(why)) for refusal in reading.refused] == [(1, True)], (
        reading.refused
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "This is not well-formed XML."),
        (b"<assessmentItem>", "This is not well-formed XML."),
        (b"<assessmentItem/>", "The item has no body"),
        (b"<questestinterop/>", "This is QTI 1.x."),
        (b"<manifest/>", "This is a manifest without its package."),
        (b"<qti-assessment-test/>", "A test only names its questions."),
        (b"<html/>", "There is no QTI question"),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><assessmentItem>&x;</assessmentItem>',
            "The file brings",
        ),
        (b"PK", "The package is damaged."),
        (b"PK\x03\x04" + b"\0" * 100, "The package is damaged."),
        (zipped({}), "There are no questions in this package."),
        (zipped({"notes.txt": "hello"}), "There are no questions in this package."),
        (zipped({"big.xml": b" " * 2_000_000}), "The package unpacks to far more"),
        (zipped({"a.xml": b"<a/>"}, zipfile.ZIP_LZMA), "The package is encrypted or packed in an unusual way."),
        (zipped({"imsmanifest.xml": "<manifest><resources>"}), "This is not well-formed XML."),
    ],
)
def test_files_that_hold_no_questions_are_refused(data, why):
    assert reason(data).startswith(why)


def test_a_zip_of_very_many_members_is_refused(monkeypatch):
    monkeypatch.setattr("quizzes.formats.qti_package.MAX_MEMBERS", 3)
    assert reason(zipped({f"{n}.txt": "" for n in range(4)})).startswith("The package unpacks to far more")


def test_a_member_that_lies_about_its_size_is_refused():
    data = bytearray(zipped({"a.xml": xml(declared("A"), asked())}))
    place = data.rfind(b"PK\1\2") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    assert reason(bytes(data))


def test_a_member_without_a_name_breaks_nothing():
    data = bytearray(zipped({"a": xml(declared("A"), asked())}))
    place = data.rfind(b"PK\1\2")
    data[place + 28 : place + 30], data[place + 46 : place + 47] = b"\0\0", b""
    assert qti.read(bytes(data)).refused


def test_items_of_a_package_share_what_may_be_read(monkeypatch):
    monkeypatch.setattr("quizzes.formats.xmltree.Budget.__init__", lambda self: setattr(self, "elements", 15))
    one = xml(declared("A"), asked())
    reading = qti.read(zipped({"a.xml": one, "b.xml": one}))
    assert len(reading.items) == 1
    assert reading.refused[0].reason.startswith("There are more than 1,500,000 elements.")


def test_an_item_that_is_named_twice_is_read_once():
    listed = manifest(*[resource("a.xml")] * 3, resource(""))
    assert len(qti.read(zipped({"imsmanifest.xml": listed, "a.xml": xml(declared("A"), asked())})).items) == 1


def test_files_to_show_are_bounded_together(monkeypatch):
    monkeypatch.setattr("quizzes.formats.qti_package.MAX_MEDIUM", 1_000)
    monkeypatch.setattr("quizzes.formats.qti_package.MEDIA_RATIO", 0)
    body = '<p><img src="a.png" alt=""/><img src="b.png" alt=""/><img src="a.png" alt=""/></p>' + asked()
    reading = qti.read(zipped({"q.xml": xml(declared("A"), body)[:999], "a.png": b"a" * 600, "b.png": b"b" * 600}))
    assert [medium.name for medium in reading.items[0].media] == ["a.png"]
    assert len(reading.notes) == 1


def manifest(*resources: str) -> str:
    return f'<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>{"".join(resources)}</resources></manifest>'


def resource(href: str, inside: str = "", kind: str = "imsqti_item_xmlv2p1") -> str:
    return f'<resource identifier="r" type="{kind}" href="{href}">{inside}</resource>'


LOM = """<metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><general><title><string>From the manifest</string></title>
<keyword><langstring>light</langstring></keyword></general><classification><taxonPath>
<taxon><entry><string>Cars</string></entry></taxon><taxon><entry><string>Lamps</string></entry></taxon>
</taxonPath></classification></lom></metadata>"""


def test_a_package_with_its_metadata_and_pictures():
    body = '<p><img src="../pics/a%20lamp.png" alt="a lamp"/></p>' + asked()
    data = zipped(
        {
            "course/imsmanifest.xml": manifest(
                resource("items/q1.xml", LOM),
                resource("test.xml", kind="imsqti_test_xmlv2p1"),
                resource("items/gone.xml"),
            ),
            "course/items/q1.xml": xml(declared("A"), body, attrs='identifier="q1" title=""'),
            "course/test.xml": "<assessmentTest/>",
            "course/pics/a lamp.png": b"PNG",
        }
    )
    reading = qti.read(data)
    item = reading.items[0]
    assert (item.title, item.category, item.tags) == ("From the manifest", ("Cars", "Lamps"), ("light",))
    assert item.text == '<p><img src="a_lamp.png" alt="a lamp"></p><p>Which?</p>'
    assert item.media == (Medium("a_lamp.png", b"PNG", "image/png"),)
    assert [refusal.reason for refusal in reading.refused] == [
        "The package names a file that it does not hold. (in items/gone.xml)"
    ]


def test_a_package_without_a_manifest_is_read_file_by_file():
    data = zipped({"b.xml": xml(declared("A"), asked()), "a.xml": "<broken", "c.css": "p {}"})
    reading = qti.read(data)
    assert len(reading.items) == 1
    assert reading.refused[0].reason.endswith("(in a.xml)")


def test_names_in_a_package_lead_nowhere_outside_of_it():
    body = '<p><img src="../../../etc/passwd" alt=""/><img src="file:///etc/passwd" alt=""/></p>' + asked()
    reading = qti.read(zipped({"imsmanifest.xml": manifest(resource("/q.xml")), "q.xml": xml(declared("A"), body)}))
    assert reading.items[0].media == ()
    assert [note.reason for note in reading.notes] == [
        "A file that a text shows does not come along: passwd (in q.xml)"
    ]


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
@given(item=items())
@settings(max_examples=30, deadline=None)
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
