"""Taken along, edited, brought in again: only what was changed becomes a draft."""

from __future__ import annotations

import io

import pytest
from flask_babel import force_locale
from openpyxl import load_workbook

from app.kit import clock as time
from app.kit.database import session, transaction
from app.lessons.commands import import_if_changed
from app.people.models import Role
from app.questions.models import Question
from app.studio import bringing, taking
from app.studio.bringing import Wish
from app.studio.models import Draft
from app.studio.queries import Look
from quizzes.formats import catalogue, itemdrafts
from tests.conftest import sign_in
from tests.curricula import few
from tests.factories import make_person


@pytest.fixture
def bank(app):
    """A part of the curriculum that comes with the house: how many of its questions a sheet can hold."""
    import_if_changed(few())
    with app.test_request_context():
        yield session().query(Question).filter(Question.kind.not_in(("case", "hotspot"))).count()


def fates(data: bytes) -> dict[str, str]:
    name, reading = bringing.read(data)
    assert reading.refused == ()
    return {one.key: one.fate.value for one in bringing.preview(name, reading, Wish()).found}


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_a_sheet_of_the_whole_curriculum_comes_back_unchanged(bank, name):
    taken = taking.take(Look(), name, "zh")
    assert taken.count == bank
    found = fates(taken.data)
    assert (len(found), set(found.values())) == (bank, {"unchanged"})


@pytest.mark.parametrize("name", ["xlsx", "csv"])
def test_a_sheet_keeps_why_the_usual_mistake_is_wrong(bank, name):
    stored = {one.key: one.current.content for one in session().query(Question).filter(Question.kind != "case")}
    reading = bringing.read(taking.take(Look(), name, "zh").data)[1]
    found = {item.ident: itemdrafts.of_item(item, "zh")[1] for item in reading.items}
    whys = {key: content["why"] for key, content in found.items() if "why" in content}
    assert len({stored[key]["kind"] for key in whys}) >= 6
    assert whys == {key: stored[key]["why"] for key in whys}


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_only_a_sheet_does_not_say_that_this_why_is_left_out(bank, name):
    with force_locale("en"):
        said = any("usual mistake" in one for one in taking.take(Look(), name, "en").lost)
    assert said is (name not in taking.BILINGUAL)


def test_one_cell_that_was_edited_is_one_draft(bank, app):
    book = load_workbook(io.BytesIO(taking.take(Look(kind="single"), "xlsx", "en").data))
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    row = sheet[3]
    row[heads.index("A (en)")].value = "Something else"
    out = io.BytesIO()
    book.save(out)
    key = row[heads.index("id")].value
    found = fates(out.getvalue())
    assert [one for one, fate in found.items() if fate != "unchanged"] == [key]
    assert found[key] == "changed"
    name, reading = bringing.read(out.getvalue())
    trainer = make_person(Role.TRAINER)
    with transaction():
        bringing.bring(bringing.preview(name, reading, Wish()), Wish(), "sheet.xlsx", trainer, time.now())
    draft = session().query(Draft).one()
    before = session().get(Question, draft.question_id).current.content
    assert (draft.key, draft.content["options"][0]["text"]["en"]) == (key, "Something else")
    assert draft.content["options"][0]["text"]["zh"] == before["options"][0]["text"]["zh"]
    assert draft.content["explanation"] == before["explanation"]
    assert draft.posts


@pytest.mark.parametrize("name", catalogue.NAMES)
def test_what_a_format_does_not_hold_is_said_before_the_file_is_made(bank, name):
    with_loss = taking.take(Look(), name, "en")
    assert with_loss.lost
    assert with_loss.data
    if name == "aiken":
        assert with_loss.notes  # it has one kind only


def test_the_file_is_what_the_filter_shows(bank, client):
    sign_in(client, make_person(Role.TRAINER))
    data = client.get("/studio/take/file?format=csv&kind=numeric").data
    _name, reading = bringing.read(data)
    asked = session().query(Question).filter_by(kind="numeric").count()
    assert len(reading.items) == asked
    assert {item.kind.value for item in reading.items} == {"numeric"}
