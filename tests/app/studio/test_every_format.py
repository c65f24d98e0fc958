"""`flask questions import`: a small file of every format, in every encoding, with what is wrong in it told by line."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.kit.database import session
from app.people.models import Role
from app.studio import commands
from app.studio.models import Draft
from quizzes.formats import catalogue
from tests.factories import make_person, make_post

GIFT = "::Fuse:: Which fuse, café? {=F12 ~%-50%F13}\n\n::Open:: What {=\n"
AIKEN = "Which fuse, café?\nA. F12\nB. F13\nANSWER: A\n\nWhich bulb?\nA. H4\nB. H7\n"
CSV = "question,A,B,answer\nWhich fuse café?,F12,F13,A\nWhich bulb?,H4,H7,Q\n"
MOODLE = """<?xml version="1.0" encoding="ENCODING"?>
<quiz>
  <question type="multichoice">
    <name><text>Fuse</text></name>
    <questiontext format="html"><text>Which fuse, café?</text></questiontext>
    <single>true</single>
    <answer fraction="100"><text>F12</text></answer>
    <answer fraction="0"><text>F13</text></answer>
  </question>
  <question type="essay">
    <name><text>Story</text></name>
    <questiontext format="html"><text>Tell a story.</text></questiontext>
  </question>
</quiz>
"""
QTI = """<?xml version="1.0" encoding="ENCODING"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="fuse" title="Fuse">
  <responseDeclaration identifier="R" cardinality="single" baseType="identifier">
    <correctResponse><value>A</value></correctResponse>
  </responseDeclaration>
  <itemBody>
    <choiceInteraction responseIdentifier="R" maxChoices="1">
      <prompt>Which fuse, café?</prompt>
      <simpleChoice identifier="A">F12</simpleChoice>
      <simpleChoice identifier="B">F13</simpleChoice>
    </choiceInteraction>
  </itemBody>
</assessmentItem>
"""
BROKEN_QTI = QTI.replace("<itemBody>", "<noBody>").replace("</itemBody>", "</noBody>")
TEXTS = {"gift": GIFT, "aiken": AIKEN, "csv": CSV, "moodle-xml": MOODLE}
LINES = {"gift": 3, "aiken": 6, "csv": 3, "moodle-xml": 10}
CHINESE = {"Which": "哪个", "café": "咖啡", "fuse": "保险丝", "bulb": "灯泡"}
MANY = "::Crowd:: Which? {=a ~b ~c ~d ~e ~f ~g}\n\n::Fine:: Which one? {=a ~b}\n"


def packed(names: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as into:
        for name, text in names.items():
            into.writestr(name, text.replace("ENCODING", "UTF-8"))
    return out.getvalue()


def sheet() -> bytes:
    book, out = Workbook(), io.BytesIO()
    for row in CSV.splitlines():
        book.active.append(row.split(","))
    book.save(out)
    return out.getvalue()


BINARY = {"xlsx": sheet, "qti": lambda: packed({"fuse.xml": QTI, "bulb.xml": BROKEN_QTI})}


@pytest.fixture
def dry(app, tmp_path):
    """What a look at a file with these bytes prints, as plain values: without a person and without a language."""

    def run(data: bytes, *options: str) -> dict:
        file = tmp_path / "of-a-colleague"
        file.write_bytes(data)
        args = ["questions", "import", str(file), "--dry-run", "--json", *options]
        done = app.test_cli_runner().invoke(args=args)
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return run


def is_told(found: dict, name: str) -> None:
    """The first three keys are those that programs rely on, in their form."""
    assert list(found)[:3] == ["format", "questions", "refused"]
    assert found["format"] == name
    assert all(list(one)[:3] == ["kind", "title", "fractions"] for one in found["questions"])
    assert [one["kind"] for one in found["questions"]] == ["single"]
    assert found["questions"][0]["fractions"][0] == 1.0
    assert found["questions"][0]["fractions"][1] <= 0
    assert all(list(one) == ["line", "reason"] and one["reason"] for one in found["refused"])
    assert len(found["refused"]) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("name", TEXTS)
def test_western_texts_are_read_in_every_encoding(dry, name, encoding):
    declared = "windows-1252" if encoding == "cp1252" else encoding.removesuffix("-sig")
    found = dry(TEXTS[name].replace("ENCODING", declared).encode(encoding))
    is_told(found, name)
    assert found["refused"][0]["line"] == LINES[name]
    assert "café" in found["questions"][0]["title"] or found["questions"][0]["title"] == "Fuse"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", TEXTS)
def test_chinese_texts_are_read_in_every_encoding_and_with_every_end_of_line(dry, name, encoding, ending):
    text = TEXTS[name].replace("ENCODING", encoding.removesuffix("-sig"))
    for word, meant in CHINESE.items():
        text = text.replace(word, meant)
    found = dry(text.replace("\n", ending).encode(encoding))
    is_told(found, name)
    assert found["refused"][0]["line"] == LINES[name]


@pytest.mark.parametrize("name", BINARY)
def test_sheets_and_packages_are_told_alike(dry, name):
    is_told(dry(BINARY[name]()), name)


def test_every_format_has_its_file_here():
    assert {*TEXTS, *BINARY} == set(catalogue.NAMES)


@pytest.mark.parametrize("has_bank", [False, True])
def test_what_no_draft_can_hold_is_refused_with_its_line_and_the_reason(dry, monkeypatch, has_bank):
    monkeypatch.setattr(commands.migrating, "is_current", lambda _engine: has_bank)
    found = dry(MANY.encode())
    assert [one["title"] for one in found["questions"]] == ["Crowd", "Fine"]
    assert [one["line"] for one in found["refused"]] == [1]
    assert "More options than a phone can show" in found["refused"][0]["reason"]
    if has_bank:
        assert found["counts"]["refused"] == len(found["refused"])


def test_people_are_told_the_same(app, tmp_path):
    file = tmp_path / "many.gift"
    file.write_text(MANY)
    said = app.test_cli_runner().invoke(args=["questions", "import", str(file), "--dry-run"]).output.splitlines()
    assert said[0] == "gift: 2 questions, 1 refused."
    assert said[-1].startswith("line 1: refused: More options")


@pytest.mark.parametrize(("text", "language"), [(GIFT, "en"), (GIFT.replace("Which", "哪个"), "zh")])
def test_the_language_is_found_by_the_signs_of_the_file_as_on_the_page(app, tmp_path, text, language):
    make_post()
    trainer = make_person(Role.TRAINER)
    assert brought(app, tmp_path, text, trainer) == language


@pytest.mark.parametrize("said", ["zh", "en"])
def test_a_language_that_was_said_goes_before_the_signs(app, tmp_path, said):
    make_post()
    assert brought(app, tmp_path, GIFT, make_person(Role.TRAINER), "--language", said) == said


def brought(app, folder, text: str, trainer, *options: str) -> str:
    """The language that the question of a file has as a draft."""
    file = folder / "q.gift"
    file.write_text(text)
    args = ["questions", "import", str(file), "--as", trainer.staff_number, *options]
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code == 0, done.output
    (language,) = [name for name, words in session().scalars(select(Draft)).one().content["text"].items() if words]
    return language


@pytest.mark.parametrize(
    ("make", "options", "said"),
    [
        (lambda _file: None, (), "does not exist"),
        (lambda file: file.mkdir(), (), "is a directory"),
        (lambda file: file.write_bytes(b""), (), "is empty"),
        (lambda file: file.write_bytes(b""), ("--format", "gift"), "is empty"),
        (lambda file: file.write_text(GIFT), ("--format", "word"), "'word' is not one of"),
        (lambda file: file.write_text(GIFT), ("--language", "fr"), "'fr' is not one of"),
        (lambda file: file.write_bytes(b"%PDF-1.7 \x00\x01\x02"), (), "none of the formats"),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_words(app, tmp_path, make, options, said):
    file = tmp_path / "questions"
    make(file)
    args = ["questions", "import", str(file), "--dry-run", "--json", *options]
    done = app.test_cli_runner().invoke(args=args)
    assert done.exit_code in (1, 2)
    assert said in done.output
    assert "Traceback" not in done.output
    assert done.stdout == ""


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_a_file_in_another_format_than_was_said_is_refused_by_line(dry, name):
    data = b"\x89PNG\r\n\x1a\n\x00\x00" if name != "gift" else b"\x00\x01\x02"
    found = dry(data, "--format", name)
    assert (found["format"], found["questions"]) == (name, [])
    assert found["refused"][0]["line"] >= 1
