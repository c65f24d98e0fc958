"""Questions in sheets: a trainer's own, ours and back, and what is no sheet at all."""

from __future__ import annotations

import io
import string
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from quizzes.formats import catalogue, csvsheet, workbook
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Pair, Range, Reading
from quizzes.formats.packing import TOO_MUCH
from quizzes.formats.sheettemplate import template
from tests.quizzes.formats.dense_files import FILES

OF_A_SHEET = (
    Kind.SINGLE,
    Kind.SEVERAL,
    Kind.TRUE_FALSE,
    Kind.NUMERIC,
    Kind.ORDERING,
    Kind.MATCHING,
    Kind.SHORT,
    Kind.CLOZE,
)
BOTH = pytest.mark.parametrize("sheet", [csvsheet, workbook], ids=["csv", "xlsx"])
SIGNS = string.ascii_letters + string.digits + " =+-@'\",;|?!·。，（）题目轴承"


def words(least: int = 1) -> st.SearchStrategy[str]:
    found = st.text(SIGNS, min_size=least, max_size=30).map(lambda text: " ".join(text.split()))
    return found.filter(lambda text: len(text) >= least)


typed = words().filter(lambda text: "|" not in text and not text.startswith(("#", "*")))


@st.composite
def items(draw) -> Item:
    """A question that a sheet can hold whole."""
    kind = draw(st.sampled_from(OF_A_SHEET))
    languages = draw(st.sampled_from([("",), ("zh",), ("en",), ("zh", "en")]))
    count, right = draw(st.integers(2, 6)), draw(st.integers(1, 3))
    slack = draw(st.integers(0, 50)) / 10
    number = draw(st.integers(-500, 500))
    shared = {
        "ident": draw(st.from_regex(r"[a-z]{1,5}-[0-9]{1,3}", fullmatch=True)),
        "difficulty": draw(st.integers(0, 5)), "source": draw(words(0)),
        "unit": draw(st.sampled_from(["", "mm", "N·m"])),
        "posts": draw(st.sampled_from([(), ("a", "b")])), "tags": draw(st.sampled_from([(), ("制动", "oil")])),
    }  # fmt: skip

    cased = draw(st.booleans())
    kinds_of_gaps = draw(st.lists(st.sampled_from([Kind.SHORT, Kind.NUMERIC, Kind.SINGLE]), min_size=1, max_size=5))

    def spellings(least: int = 1) -> tuple[Choice, ...]:
        return tuple(Choice(text, 1.0) for text in draw(st.lists(typed, min_size=least, max_size=3)))

    def blank(kind: Kind) -> Blank:
        if kind is Kind.NUMERIC:
            return Blank(kind, ranges=(Range(number - slack, number + slack),), unit=shared["unit"], why=draw(words(0)))
        if kind is Kind.SHORT:
            return Blank(kind, spellings(), why=draw(words(0)))
        options = tuple(replace(one, fraction=float(not place)) for place, one in enumerate(spellings(2)))
        return Blank(kind, options, why=draw(words(0)))

    def one(language: str) -> Item:
        found = Item(kind, draw(words()), feedback=draw(words(0)), language=language, **shared)
        if kind in (Kind.SINGLE, Kind.SEVERAL):
            marked = 1 if kind is Kind.SINGLE else min(right, count - 1)
            texts = draw(st.lists(words(), min_size=count, max_size=count))
            choices = tuple(
                Choice(text, 1 / marked if place < marked else 0.0, draw(words(0))) for place, text in enumerate(texts)
            )
            return replace(found, choices=choices)
        if kind is Kind.TRUE_FALSE:
            return replace(found, choices=(Choice("true", 1.0), Choice("false", 0.0, draw(words(0)))))
        found = replace(found, why=draw(words(0)))
        if kind is Kind.NUMERIC:
            return replace(found, ranges=(Range(number - slack, number + slack),))
        if kind is Kind.SHORT:
            return replace(found, choices=spellings(), case_matters=cased)
        if kind is Kind.CLOZE:
            return replace(found, blanks=tuple(map(blank, kinds_of_gaps)), case_matters=cased)
        if kind is Kind.ORDERING:
            return replace(found, steps=tuple(draw(st.lists(words(), min_size=count, max_size=count))))
        sides = st.lists(words(), min_size=count, max_size=count)
        return replace(found, pairs=tuple(map(Pair, draw(sides), draw(sides))))

    first, *more = map(one, languages)
    return replace(first, translation=more[0]) if more else first


def plain(item: Item) -> Item:
    """Without its place; numbers as they were meant."""
    twin = plain(item.translation) if item.translation else None
    ranges = tuple(Range(round(one.low, 6), round(one.high, 6)) for one in item.ranges)
    return replace(item, line=0, translation=twin, ranges=ranges)


@BOTH
@settings(max_examples=60, deadline=None)
@given(found=st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.ident))
def test_what_is_written_reads_back_the_same(sheet, found):
    writing = sheet.write(found)
    reading = sheet.read(writing.data)
    assert (reading.refused, reading.notes, writing.notes) == ((), (), ())
    assert [plain(item) for item in reading.items] == [plain(item) for item in found]
    assert catalogue.detect(writing.data) == sheet.NAME


def in_csv(text: str) -> list[Item]:
    reading = csvsheet.read(text.encode())
    assert reading.refused == ()
    return list(reading.items)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_trainer_s_own_sheet_in_chinese(encoding):
    text = (
        "题库 2026,,,,,\n题目,选项A,选项B,选项C,选项D,答案,解析,难度\n"
        "静态电流的上限是多少？,50 mA,5 A,500 mA,50 A,A,超过就会亏电,2\n"
        "哪些是高压部件？,电池包,雨刮,电机,喇叭,AC,,3\n"
        "高压线是橙色的。,,,,,对,,\n一次拧紧的扭矩是多少 N·m？,,,,,120,,\n"
    )
    single, several, truth, number = csvsheet.read(text.encode(encoding)).items
    assert [single.kind, several.kind, truth.kind, number.kind] == ["single", "several", "true-false", "numeric"]
    assert (single.choices[0].fraction, single.feedback, single.difficulty, single.line) == (1.0, "超过就会亏电", 2, 3)
    assert several.fractions() == [0.5, 0.0, 0.5, 0.0]
    assert truth.choices[0].fraction == 1.0
    assert number.ranges == (Range(120.0, 120.0),)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found(delimiter):
    rows = (("Question", "A", "B", "Answer"), ("Why?", "So", "Not so", "B"))
    (item,) = in_csv("\n".join(delimiter.join(row) for row in rows))
    assert item.fractions() == [0.0, 1.0]


@pytest.mark.parametrize("heading", ["why wrong", "Why", "错因", "常见错误"])
def test_why_the_usual_mistake_is_wrong_has_a_column(heading):
    truth, number = in_csv(f"question,answer,{heading}\nHot?,true,It is.\nHow many?,17,Never fewer.\n")
    assert (truth.choices[1].feedback, truth.why, number.why) == ("It is.", "", "Never fewer.")


def test_of_true_false_the_column_of_a_is_read_as_well():
    (truth,) = in_csv("question,answer,why A\nHot?,false,It is not.\n")
    assert truth.choices[0].feedback == "It is not."


def test_options_have_no_common_why_and_that_is_said():
    reading = csvsheet.read(b"question,A,B,answer,why wrong\nHot?,Yes,No,A,It is.\n")
    assert [(note.line, "why wrong" in note.reason) for note in reading.notes] == [(2, True)]
    assert len(reading.items) == 1


def test_what_is_not_translated_yet_stays_empty():
    (item,) = in_csv("question (zh),A (zh),B (zh),question (en),A (en),B (en),answer\n问？,一,二,What?,,Two,A\n")
    assert (item.language, item.translation.language) == ("zh", "en")
    assert [choice.text for choice in item.translation.choices] == ["", "Two"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Why?,So,Not so,,C,,", "Column answer"),
        ("Why?,So,,Not so,A,,", "Column B: it is empty"),
        ("Why?,So,,,A,,", "at least two"),
        (",So,Not so,,A,,", "Column question"),
        ("Why?,So,Not so,,A,essay,", "Column kind"),
        ("Why?,So,Not so,,AB,single,", "one right option"),
        ("Why?,So,Not so,,A,,hard", "Column difficulty"),
        ("Why?,,,,maybe,true-false,", "true or false"),
        ("Why?,,,,many,numeric,", "write a number"),
        ("Why?,So,Not so,,AA,ordering,", "each step once"),
        ("Why?,So,Not so,,,matching,", "match A"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column_and_the_others_are_taken(row, said):
    text = f"Question,A,B,C,Answer,Kind,Difficulty\n{row}\nFine?,Yes,No,,A,,\n"
    reading = csvsheet.read(text.encode())
    ((line, reason),) = [(one.line, one.reason) for one in reading.refused]
    assert (line, len(reading.items)) == (2, 1)
    assert said in reason


def test_an_id_that_stands_twice_and_columns_that_mean_nothing_are_said():
    reading = csvsheet.read(b"id,question,A,B,answer,mood\nq-1,Why?,So,No,A,good\nq-1,Who?,I,You,B,\n")
    assert [one.line for one in reading.refused] == [3]
    assert "mood" in reading.notes[0].reason


@BOTH
@pytest.mark.parametrize("text", ["=1+1", "+49 89", "-5 °C", "@here", "'=1", "''", "'", '=HYPERLINK("http://x","y")'])
def test_nothing_that_is_written_is_a_formula_and_it_comes_back_the_same(sheet, text):
    item = Item(Kind.SINGLE, text, choices=(Choice(text, 1.0), Choice("No", 0.0)))
    data = sheet.write([item]).data
    (back,) = sheet.read(data).items
    assert (back.text, back.choices[0].text) == (text, text)
    if sheet is workbook:
        cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row if cell.value]
        assert {cell.data_type for cell in cells} == {"s"}
    else:
        body = data.decode("utf-8-sig").split("\n", 1)[1]
        assert not any(cell.startswith(("=", "+", "@")) for cell in body.replace('"', "").split(","))


def a_book(*rows, hidden: bool = False) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        book.create_sheet("notes")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_date_in_a_cell_is_told_and_numbers_are_read_as_they_look():
    data = a_book(
        ("question", "A", "B", "answer"),
        ("When?", date(2026, 2, 1), "x", "A"),
        ("How many?", 17, 17.5, "A"),
        hidden=True,
    )
    reading = workbook.read(data)
    assert [(one.line, "date" in one.reason) for one in reading.refused] == [(2, True)]
    assert [choice.text for choice in reading.items[0].choices] == ["17", "17.5"]
    assert "notes" in reading.notes[0].reason


def test_a_row_with_a_formula_is_refused_by_its_line_and_column():
    reading = workbook.read(
        a_book(("question", "A", "B", "answer", "source"), ("Why?", "x", "y", "A", "=1+1"), ("Who?", "x", "y", "A"))
    )
    assert [(one.line, one.reason) for one in reading.refused] == [
        (2, "Column source: a formula: write its value instead.")
    ]
    assert [item.text for item in reading.items] == ["Who?"]


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"PK\x03\x04" + b"x" * 500, b"\x00\x01\x02", b'question,A,B,answer\n"open', b"\xff\xfe\x00"],
)
@BOTH
def test_what_is_no_sheet_is_refused_and_nothing_raises(sheet, data):
    reading = sheet.read(data)
    assert reading.items == ()
    assert reading.refused


def test_a_bomb_is_refused_before_it_is_unpacked():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 20_000_000)
    (refusal,) = workbook.read(out.getvalue()).refused
    assert "unpacks" in refusal.reason


@pytest.mark.parametrize("what", ["numbers", "wide rows", "empty rows", "elements"])
def test_of_a_small_workbook_no_more_is_read_than_questions_need(what):
    """All of these have 2 kB and unpack to 1 MB."""
    reading = workbook.read(FILES[catalogue.XLSX][what](2_000))
    assert len(reading.items) < 1_000
    assert [one.reason for one in reading.refused] == [TOO_MUCH]
    assert not reading.items or reading.refused[0].line == reading.items[-1].line + 1


def test_rows_that_are_all_alike_are_read_to_the_last():
    rows = [("Is it safe to work on?", "true", "制动", "workshop manual")] * 2_000
    reading = workbook.read(a_book(("question", "answer", "tags", "source"), *rows))
    assert (len(reading.items), len(reading.refused)) == (2_000, 0)


@BOTH
@settings(max_examples=80, deadline=None)
@given(noise=st.binary(max_size=300), at=st.integers(0, 4_000), cut=st.integers(0, 4_000))
def test_a_damaged_sheet_never_raises(sheet, noise, at, cut):
    data = sheet.write([Item(Kind.SINGLE, "Why?", choices=(Choice("So", 1.0), Choice("No", 0.0)))]).data
    sheet.read(data[:at] + noise + data[at:])
    sheet.read(data[:cut])


@BOTH
def test_what_a_sheet_cannot_hold_is_said(sheet):
    gaps = Item(Kind.CLOZE, "The {{1}} is hot.", blanks=(Blank(Kind.SHORT, (Choice("a|b", 1.0),)),))
    html = Item(Kind.TRUE_FALSE, "<p>Hot?</p>", markup=Markup.HTML, choices=(Choice("true", 1.0), Choice("false", 0.0)))
    writing = sheet.write([gaps, html])
    assert [(note.line, "gap" in note.reason or "HTML" in note.reason) for note in writing.notes] == [
        (1, True),
        (2, True),
    ]
    assert [item.text for item in sheet.read(writing.data).items] == ["Hot?"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_brings_nothing_until_somebody_writes_in_it(language):
    data = template(language, ["me-technician"])
    assert workbook.read(data) == Reading()
    book = load_workbook(io.BytesIO(data))
    for number in range(2, 2 + len(OF_A_SHEET)):
        book.active.cell(number, 1).value = None  # no example any more
    out = io.BytesIO()
    book.save(out)
    reading = workbook.read(out.getvalue())
    assert [item.kind for item in reading.items] == list(OF_A_SHEET)
    assert reading.refused == ()
    assert all(item.translation for item in reading.items)
