"""The trainers' list of figures: narrowed, ordered, taken along; and a question's own page."""

from __future__ import annotations

import csv
import io
from itertools import product

import pytest
from openpyxl import load_workbook

from app.items import jobs
from app.items.queries import SORTS, STATES
from app.people.models import Role
from tests.app.items.crowds import check, pk, typed_check
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section

FORMULA = {"en": "=HYPERLINK(1)?", "zh": "=HYPERLINK(1)？"}


@pytest.fixture
def asked(app):
    post = make_post()
    return [make_question(post, difficulty=number) for number in (1, 3, 5)] + [make_question(post, text=FORMULA)]


@pytest.fixture
def trainer(asked, client):
    micro_class = make_section("new-energy", 1, make_post(), asks=asked[:2])[0]
    for number in range(4):
        check(make_person(), micro_class, {asked[0]: True, asked[1]: number == 0})
    pk(make_person(), [(one.current_id, number == 0) for number, one in enumerate(asked)])
    jobs.reckon()
    return sign_in(client, make_person(Role.TRAINER))


def order(text: str, asked) -> list[int]:
    """The questions in the order in which the list links to them."""
    places = {one.id: text.find(f'/studio/statistics/{one.id}"') for one in asked}
    return [one for one, place in sorted(places.items(), key=lambda pair: pair[1]) if place >= 0]


def test_the_list_opens_with_every_filter_in_every_order(trainer):
    for sort, place, state in product(SORTS, ("pk", "class"), ("", *STATES)):
        rest = "kind=single&section=new-energy&post=me-technician"
        url = f"/studio/statistics?sort={sort}&place={place}&state={state}&{rest}"
        assert trainer.get(url).status_code == 200
    assert trainer.get("/studio/statistics?sort=nonsense&place=moon&page=x").status_code == 200


def test_hardest_and_easiest_stand_first_and_unanswered_ones_last(trainer, asked):
    hardest = order(trainer.get("/studio/statistics?place=class&sort=hardest").text, asked)
    easiest = order(trainer.get("/studio/statistics?place=class&sort=easiest").text, asked)
    assert hardest[:2] == [asked[1].id, asked[0].id]
    assert easiest[:2] == [asked[0].id, asked[1].id]
    assert order(trainer.get("/studio/statistics?section=new-energy").text, asked) == [asked[0].id, asked[1].id]


def test_a_question_s_page_says_of_how_many_people_its_figures_are(trainer, asked):
    text = trainer.get(f"/studio/statistics/{asked[1].id}").text
    assert "4 people" in text
    assert "25 %" in text
    assert "5 % … 70 %" in text  # Wilson's interval of one in four
    assert trainer.get("/studio/statistics/999999").status_code == 404
    assert "4 people, at the first attempt" in trainer.get(f"/studio/questions/{asked[1].id}").text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_is_taken_along_and_no_cell_is_a_formula(trainer, asked, form):
    answer = trainer.get(f"/studio/statistics/file?format={form}&place=class&sort=hardest")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True)]
    assert [row[0] for row in rows[1:3]] == [asked[1].key, asked[0].key]
    assert [float(row[7]) for row in rows[1:3]] == [0.25, 1.0]
    assert any(str(row[1]).startswith("'=HYPERLINK") for row in rows)
    assert trainer.get("/studio/statistics/file?format=exe").status_code == 404


def test_what_was_typed_instead_is_counted_with_its_spellings_folded(asked, client):
    question = make_question(kind="short")
    micro_class = make_section("typed", 1, make_post(), asks=[question])[0]
    for words in ("Spanner", "spanner ", "ＳＰＡＮＮＥＲ", "hammer", "torque wrench"):
        typed_check(make_person(), micro_class, question, words)
    jobs.reckon()
    text = sign_in(client, make_person(Role.TRAINER)).get(f"/studio/statistics/{question.id}").text
    shown = text[text.index("What was typed instead") :]
    assert "right: 20 % of 5 people" in shown
    assert shown.index("3 times") < shown.index("hammer") < shown.index("1 time<")
    assert "torque wrench" not in shown
    assert "not measured in classes" in text
    assert sign_in(client, make_person()).get(f"/studio/statistics/{question.id}").status_code == 403


def test_a_text_with_gaps_says_how_often_each_gap_is_right(asked, client):
    question = make_question(kind="cloze")
    micro_class = make_section("typed", 1, make_post(), asks=[question])[0]
    for first, second, third in (("water", 230.0, "a"), ("Water", 100.0, "b"), ("brake fluid", 100.0, "a")):
        typed_check(make_person(), micro_class, question, {"1": first, "2": second, "3": third})
    jobs.reckon()
    text = sign_in(client, make_person(Role.TRAINER)).get(f"/studio/statistics/{question.id}").text
    gaps = text.split("What was typed instead")[1:]
    shares = [one.split("right: ")[1].split(" of")[0] for one in gaps]
    assert shares == ["33 %", "33 %", "67 %"]
    assert "100 °C" in gaps[1]
    assert "below" in gaps[2]


def test_what_was_typed_in_pks_is_read_as_well(asked, client):
    question = make_question(kind="numeric")
    pk(make_person(), [(question.current_id, True), (asked[0].current_id, True)])
    jobs.reckon()
    text = sign_in(client, make_person(Role.TRAINER)).get(f"/studio/statistics/{question.id}").text
    assert "right: 100 % of 1 person" in text
