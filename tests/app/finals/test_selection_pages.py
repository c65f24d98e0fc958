"""Organizers choose the finalists in pages: what they type is kept, what they see is what they sign."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditLine
from app.finals import queries
from app.finals.models import Final, Finalist, RuleSet
from app.kit.database import session
from app.people.models import Role
from quizzes.formats.selectionrules import write
from tests.app.finals.selection import RULES, keep, make_final, make_people, take
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_region, make_season

FORM = {
    "name": "By hand",
    "on": "2026-06-01",
    "lot": "Munich",
    "quota|north|me-technician": "2",
    "least|me-technician": "1",
    "reserves": "1",
    "least_points": "1",
    "order": ["days", "mastered"],
    "use-days": "yes",
    "use-mastered": "yes",
}


@pytest.fixture
def organizer(client):
    return sign_in(client, make_person(Role.ORGANIZER, name="周组织"))


@pytest.fixture
def other(app):
    return sign_in(app.test_client(), make_person(Role.ORGANIZER, name="吴组织"))


def address(final, rest=""):
    return f"/desk/finals/{final.id}{rest}"


def digest_on(page):
    return re.search(r'name="digest" value="(\w{64})"', page.text)[1]


def test_a_new_final_has_everything_proposed(app, organizer):
    season = make_season()
    page = organizer.get("/desk/finals/new").text
    fields = dict(re.findall(r'name="(\w+)" type="[\w-]+" value="([^"]*)"', page))
    assert fields["venue_zh"]
    assert organizer.post("/desk/finals/new", data=fields | {"season": str(season.id)}).status_code == 302
    made = session().scalars(select(Final)).one()
    assert (made.answer_by is not None, len(made.windows)) == (True, 6)


@pytest.mark.parametrize(
    "wrong",
    [
        {"season": "99"},
        {"name_zh": "", "name_en": ""},
        {"days": "0"},
        {"first_day": "soon"},
        {"answer_by": "2027-01-01T00:00"},
    ],
)
def test_a_final_that_cannot_be_is_refused_and_what_was_typed_stays(app, organizer, wrong):
    season = make_season()
    form = {"season": str(season.id), "name_zh": "甲", "name_en": "Kept", "venue_zh": "", "venue_en": "Kept place",
            "first_day": "2026-11-21", "days": "2", "answer_by": "2026-11-01T18:00"}  # fmt: skip
    reply = organizer.post("/desk/finals/new", data=form | wrong)
    assert reply.status_code == 422
    assert "Kept place" in reply.text
    assert session().scalars(select(Final)).all() == []


def test_the_proposed_rules_can_be_kept_as_they_are(app, organizer):
    final = make_final()
    make_people(final, 3, 2, 1)
    page = organizer.get(address(final, "/rules/new")).text
    typed = re.findall(r'<input(?: id="[^"]*")? name="([^"]+)"(?: type="\w+")? value="([^"]*)"', page)
    form = dict(typed) | {"order": ["mastered"], "use-mastered": "yes"}
    assert organizer.post(address(final, "/rules/new"), data=form).status_code == 303
    assert sum(one["seats"] for one in session().scalars(select(RuleSet)).one().rules["quotas"]) >= 3


def test_what_is_typed_becomes_rules_in_the_order_of_the_form(app, organizer):
    final = make_final()
    make_post(), make_region()
    assert organizer.post(address(final, "/rules/new"), data=FORM).status_code == 303
    kept = session().scalars(select(RuleSet)).one()
    assert kept.rules["tie_breaks"] == ["days", "mastered"]
    assert kept.rules["quotas"] == [{"region": "north", "post": "me-technician", "seats": 2}]
    assert kept.rules["minimums"] == {"me-technician": 1}


def test_moving_a_tie_break_stores_nothing_and_keeps_what_was_typed(app, organizer):
    final = make_final()
    make_post(), make_region()
    page = organizer.post(address(final, "/rules/new"), data=FORM | {"move": "down days"}).text
    assert page.index('value="mastered"') < page.index('value="days"')
    assert 'value="By hand"' in page
    assert session().scalars(select(RuleSet)).all() == []


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("quota|north|me-technician", "-1", "at least 0"),
        ("quota|north|me-technician", "0", "no seat at all"),
        ("quota|north|cook", "1", "no post with the code"),
        ("on", "soon", "This is no day"),
        ("use-days", "", ""),
    ],
)
def test_rules_that_cannot_be_are_refused_with_the_reason(app, organizer, field, value, said):
    final = make_final()
    make_post(), make_region()
    form = FORM | {field: value} | ({"use-mastered": ""} if field == "use-days" else {})
    reply = organizer.post(address(final, "/rules/new"), data=form)
    assert reply.status_code == 422
    assert said in reply.text
    assert 'value="By hand"' in reply.text


def test_a_file_is_kept_or_each_fault_is_told_with_its_place(app, organizer):
    final = make_final()
    make_people(final, 3)
    text = write(keep(final).rules)
    for content, status, said in (
        (text, 303, ""),
        (text.replace("north", "nowhere"), 422, "rules.yaml:"),
        ("a: [", 422, "rules.yaml:1:"),
    ):
        file = (io.BytesIO(content.encode()), "rules.yaml")
        reply = organizer.post(address(final, "/rules/file"), data={"file": file, "name": "F"})
        assert (reply.status_code, said in reply.text) == (status, True)


def test_a_dry_run_says_of_each_person_why(app, organizer):
    final = make_final()
    people = make_people(final, 30, 20, 2, 0)
    take(final)
    rules = keep(final)
    page = organizer.get(address(final, f"/rules/{rules.id}")).text
    assert f"18 points fewer than {people[1].name}, the last one in." in page
    assert "Not eligible: too few points" in page
    why = organizer.get(address(final, f"/rules/{rules.id}/people/{people[2].id}")).text
    assert f"18 points fewer than {people[1].name}, the last one in." in why
    assert organizer.get(address(final, f"/rules/{rules.id}/people/99999")).status_code == 404
    assert session().scalars(select(Finalist)).all() == []


def test_the_export_holds_what_the_filters_show(app, organizer):
    final = make_final()
    people = make_people(final, 30, 20, 2)
    take(final)
    rules = keep(final)
    reply = organizer.get(address(final, f"/rules/{rules.id}/result.xlsx?fate=in"))
    rows = list(load_workbook(io.BytesIO(reply.data)).active.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [people[0].staff_number, people[1].staff_number]


def test_two_sets_of_rules_are_compared(app, organizer):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    take(final)
    two, three = keep(final), keep(final, quotas=[RULES["quotas"][0] | {"seats": 3}])
    page = organizer.get(address(final, f"/selection/compare?one={two.id}&other={three.id}")).text
    assert page.index("Come in") < page.index(people[2].name) < page.index("Go out")
    assert people[0].name not in page


def test_one_proposes_another_signs_and_it_is_fixed(app, organizer, other):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    take(final)
    rules = keep(final)
    digest = {"digest": digest_on(organizer.get(address(final, f"/rules/{rules.id}")))}
    assert organizer.post(address(final, f"/rules/{rules.id}/propose"), data=digest).status_code == 303
    assert organizer.post(address(final, "/selection/sign"), data=digest).status_code == 403
    assert digest_on(other.get(address(final, "/selection"))) == digest["digest"]
    assert other.post(address(final, "/selection/sign"), data=digest).status_code == 303
    assert {one.person_id for one in queries.finalists(final.id)} == {people[0].id, people[1].id}
    late = other.post(address(final, "/selection/sign"), data=digest)
    assert late.status_code == 409
    assert "selection is fixed" in late.text
    deeds = session().scalars(select(AuditLine.deed).order_by(AuditLine.number)).all()
    assert deeds[-5:] == ["selection-proposed", "refused", "lot-sealed", "selection-fixed", "refused"]


def test_the_finalist_answers_on_a_page_of_their_own(app, organizer, other):
    final = make_final()
    people = make_people(final, 30, 20, 10)
    take(final)
    rules = keep(final)
    digest = {"digest": digest_on(organizer.get(address(final, f"/rules/{rules.id}")))}
    organizer.post(address(final, f"/rules/{rules.id}/propose"), data=digest)
    other.post(address(final, "/selection/sign"), data=digest)
    mine, next_one = sign_in(app.test_client(), people[0]), sign_in(app.test_client(), people[2])
    assert "You are a finalist" in mine.get("/").text
    refused = mine.post("/final", data={"deed": "accept", "arrival": "G652"})
    assert refused.status_code == 422
    assert "G652" in refused.text
    assert mine.post("/final", data={"deed": "accept", "consents": "yes", "diet": "清真"}).status_code == 303
    assert "You are coming" in mine.get("/final").text
    assert "You have no invitation" in next_one.get("/final").text
    mine.post("/final", data={"deed": "leave", "reason": "ill"})
    assert mine.post("/final", data={"deed": "accept", "consents": "yes"}).status_code == 409
    assert "A seat has become free" in next_one.get("/final").text
    page = organizer.get(address(final, "/invitations")).text
    assert f"moved up for {people[0].name}" in page
    book = load_workbook(io.BytesIO(organizer.get(address(final, "/invitations.xlsx")).data)).active
    assert "清真" in [cell for row in book.iter_rows(values_only=True) for cell in row]


def test_a_seat_of_another_final_cannot_be_passed_on_from_here(app, organizer):
    final = make_final()
    assert organizer.post(address(final, "/invitations/99/leave"), data={"reason": "told us"}).status_code == 404
