"""`flask questions …`: what a file of another program holds, and the same in another format."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from app.kit.database import session
from app.people.models import Role
from app.studio import commands
from app.studio.models import Draft, State
from quizzes.formats import catalogue, qti
from quizzes.formats.exchange import Choice, Item, Kind
from tests.factories import make_person, make_post, make_question, make_section

MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="multichoice">
    <name><text>Fuse</text></name>
    <questiontext format="html"><text>Which fuse is it?</text></questiontext>
    <single>true</single>
    <answer fraction="100"><text>F12</text></answer>
    <answer fraction="-50"><text>F13</text></answer>
  </question>
  <question type="essay">
    <name><text>Story</text></name>
    <questiontext format="html"><text>Tell a story.</text></questiontext>
  </question>
</quiz>
"""


@pytest.fixture
def ask(app, tmp_path):
    """Runs the command on a file with these bytes."""

    def run(data, *options):
        file = tmp_path / "questions"
        file.write_bytes(data)
        return app.test_cli_runner().invoke(args=["questions", "import", str(file), *options])

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_moodle_file_is_told_as_json(ask, encoding):
    text = MOODLE.replace("UTF-8", "UTF-16" if encoding == "utf-16" else "UTF-8")
    found = json.loads(ask(text.encode(encoding), "--dry-run", "--json").output)
    assert found["format"] == "moodle-xml"
    assert found["questions"] == [{"kind": "single", "title": "Fuse", "fractions": [1.0, -0.5]}]
    ((refused,), notes) = (found["refused"], found["notes"])
    assert refused["line"] == 10
    assert "essay" in refused["reason"].lower()
    assert notes == []


def test_a_package_is_told_to_people(ask):
    choices = (Choice("yes", 1.0), Choice("no", 0.0))
    data = qti.write([Item(Kind.SINGLE, "Is it on?", choices=choices)]).data
    said = ask(data, "--dry-run").output.splitlines()
    assert said == ["qti: 1 questions, 0 refused.", "line 2: single: Is it on?"]


@pytest.mark.parametrize(
    ("text", "name"),
    [("Which? {=a ~b}", "gift"), ("Which?\nA. a\nB. b\nANSWER: A\n", "aiken"), ("哪个？{=甲 ~乙}", "gift")],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_the_format_of_a_text_is_found_by_what_it_holds(ask, text, name, encoding):
    found = json.loads(ask(text.encode(encoding), "--dry-run", "--json").output)
    assert found["format"] == name
    assert [question["fractions"] for question in found["questions"]] == [[1.0, 0.0]]


def test_nothing_is_written_without_a_dry_run(ask):
    result = ask(MOODLE.encode())
    assert result.exit_code == 2
    assert "--dry-run" in result.output


def test_what_is_no_such_file_is_said_in_words(ask, monkeypatch):
    assert "none of the formats" in ask(b"\x89PNG\r\n\x1a\n", "--dry-run").output
    assert "is empty" in ask(b"", "--dry-run").output
    assert "none of the formats" in ask(b"A letter to a friend.", "--dry-run").output
    monkeypatch.setattr(commands, "MOST_BYTES", 5)
    result = ask(MOODLE.encode(), "--dry-run")
    assert result.exit_code == 1
    assert "Send it in parts" in result.output


def test_the_format_can_be_named(ask):
    found = json.loads(ask(MOODLE.encode(), "--dry-run", "--json", "--format", "qti").output)
    assert (found["format"], found["questions"]) == ("qti", [])
    assert found["refused"]


@pytest.mark.parametrize("to", ["gift", "qti", "aiken", "moodle-xml"])
def test_a_file_is_converted_and_what_is_left_out_is_said(app, tmp_path, to):
    source, target = tmp_path / "bank.xml", tmp_path / "bank.out"
    source.write_text(MOODLE)
    args = ["questions", "convert", str(source), to, str(target)]
    result = app.test_cli_runner().invoke(args=args)
    assert result.exit_code == 0, result.output
    assert "line 10: " in result.stderr
    assert ("question 1: " in result.stderr) is (to == "aiken")
    (item,) = catalogue.format_of(to).read(target.read_bytes()).items
    assert [choice.fraction > 0 for choice in item.choices] == [True, False]
    again = app.test_cli_runner().invoke(args=args)
    assert again.exit_code == 1
    assert "stays as it is" in again.output


def test_each_format_goes_by_its_own_name():
    assert [catalogue.format_of(name).NAME for name in catalogue.NAMES] == list(catalogue.NAMES)


def test_a_file_without_questions_is_not_converted(app, tmp_path):
    source, target = tmp_path / "letter.gift", tmp_path / "out"
    source.write_text("Only {words}{}")
    result = app.test_cli_runner().invoke(args=["questions", "convert", str(source), "qti", str(target)])
    assert result.exit_code == 1
    assert not target.exists()


GIFT = "::Bulb:: Which bulb has two filaments? {=H4 ~H7}\n\n::Sum:: Which? {~%50%a ~%30%b ~c}\n\n::Open:: What {=\n"


@pytest.fixture
def trainer(app):
    make_section("lighting", 1, make_post())
    return make_person(Role.TRAINER)


def test_a_file_becomes_drafts_of_a_trainer_and_is_taken_back(ask, app, trainer):
    done = ask(GIFT.encode(), "--as", trainer.staff_number, "--language", "en", "--posts", "me-technician",
               "--class", "lighting-0", "--grades", "round")  # fmt: skip
    assert done.exit_code == 0, done.output
    drafts = session().scalars(select(Draft).order_by(Draft.id)).all()
    assert [draft.content["text"]["en"] for draft in drafts] == ["Which bulb has two filaments?", "Which?"]
    assert {(draft.author_id, *draft.posts) for draft in drafts} == {(trainer.id, "me-technician")}
    assert {draft.micro_class.key for draft in drafts} == {"lighting-0"}
    assert "line 5: refused: The { of the answers is not closed." in done.output
    number = str(drafts[0].bringing_id)
    assert f"take-back {number}" in done.stderr
    args = ["questions", "take-back", number, "--as", trainer.staff_number]
    assert "2 drafts are taken back" in app.test_cli_runner().invoke(args=args).output
    assert app.test_cli_runner().invoke(args=args).exit_code == 1  # once
    session().expire_all()
    assert {draft.state for draft in session().scalars(select(Draft))} == {State.DROPPED}


def test_what_does_not_add_up_is_refused_unless_it_shall_be_rounded(ask):
    found = json.loads(ask(GIFT.encode(), "--dry-run", "--json").output)
    assert [question["title"] for question in found["questions"]] == ["Bulb"]
    assert next((one["line"], one["reason"][-9:]) for one in found["refused"]) == (3, "Sum: 80 %")
    rounded = json.loads(ask(GIFT.encode(), "--dry-run", "--json", "--grades", "round").output)
    assert rounded["questions"][1]["fractions"] == [0.625, 0.375, 0.0]


def test_where_there_is_a_bank_a_look_says_what_would_become_of_each_and_writes_nothing(ask, trainer, monkeypatch):
    monkeypatch.setattr(commands.migrating, "is_current", lambda _engine: True)
    found = json.loads(ask(GIFT.encode(), "--dry-run", "--json", "--language", "en").output)
    assert found["questions"] == [{"kind": "single", "title": "Bulb", "fractions": [1.0, 0.0]}]
    assert [one["fate"] for one in found["preview"]] == ["new"]
    assert found["counts"] == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2}
    assert "line 1: new: single: Bulb" in ask(GIFT.encode(), "--dry-run").output
    assert session().query(Draft).count() == 0


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--as", "nobody"), "No active trainer"),
        (("--as", "LEARNER"), "No active trainer"),
        (("--as", "TRAINER", "--posts", "me-technican"), "There is no post me-technican"),
        (("--as", "TRAINER", "--class", "none"), "There is no class none"),
    ],
)
def test_a_slip_of_the_command_brings_nothing(ask, trainer, options, said):
    names = {"TRAINER": trainer.staff_number, "LEARNER": make_person().staff_number}
    done = ask(GIFT.encode(), *(names.get(option, option) for option in options))
    assert done.exit_code == 1
    assert said in done.output
    assert session().query(Draft).count() == 0


def test_published_questions_are_written_to_a_file_that_brings_nothing_new(ask, app, trainer, tmp_path):
    for kind in ("single", "matching"):
        make_question(make_post(), kind=kind)
    target = tmp_path / "out.csv"
    args = ["questions", "export", str(target), "--format", "csv"]
    assert "2 questions, written as csv." in app.test_cli_runner().invoke(args=args).output
    again = ask(target.read_bytes(), "--as", trainer.staff_number)
    assert again.exit_code == 1
    assert "nothing new" in again.output
    assert app.test_cli_runner().invoke(args=args).exit_code == 1  # the file stays as it is
    args = ["questions", "export", str(tmp_path / "one.xml"), "--format", "moodle-xml", "--kind", "single"]
    one = app.test_cli_runner().invoke(args=args)
    assert "1 questions" in one.output
    assert "one language" in one.stderr
