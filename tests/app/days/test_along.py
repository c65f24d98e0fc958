"""The review without a line: kept answers are practice, graded by the server, taken once; strange numbers."""

from __future__ import annotations

import pytest

from app.days.models import ReviewAnswer
from app.kit.database import session
from app.lessons.models import Mastery
from app.points.models import Entry
from tests.app.days.acting import answer_of, due, open_day, the_set
from tests.conftest import sign_in
from tests.factories import make_person


def sent(found, *rights) -> dict[str, object]:
    return {
        f"{found.version_ids[position]}.choice": answer_of(found, position, right=right)
        for position, right in enumerate(rights)
    }


def test_answers_without_a_line_are_practice_graded_here_and_done_once(person, season, clock, client):
    questions = due(person, 2, clock)
    found = open_day(person, season)
    sign_in(client, person)
    for _again in range(2):
        assert client.post("/day/practice", data={"set": found.id} | sent(found, True, False)).status_code == 303
    session().expire_all()
    answers = session().query(ReviewAnswer).order_by(ReviewAnswer.position).all()
    assert [(one.practice, one.correct) for one in answers] == [(True, True), (True, False)]
    assert {session().get(Mastery, (person.id, one.id)).level for one in questions} == {0}
    assert the_set(person).review_done_at is not None
    assert [entry.reason for entry in session().query(Entry).filter_by(person_id=person.id)] == []
    page = client.get("/day/practice").get_data(as_text=True)
    assert page.count('class="fold"') == 2


def test_nobody_sends_answers_for_another(person, season, clock, client):
    due(person, 1, clock)
    found = open_day(person, season)
    sign_in(client, make_person())
    assert client.post("/day/practice", data={"set": found.id} | sent(found, True)).status_code == 404
    assert client.post("/day/practice", data={"set": "x"}).status_code == 404
    assert session().query(ReviewAnswer).count() == 0


def test_the_page_to_take_along_holds_no_key(person, season, clock, client):
    question = due(person, 1, clock)[0]
    sign_in(client, person)
    page = client.get("/day/practice").get_data(as_text=True)
    assert question.current.content["text"]["en"] in page
    assert question.current.content["explanation"]["en"] not in page


def test_the_phone_that_kept_answers_is_told_how_many_were_taken(person, season, clock, client):
    due(person, 2, clock)
    found = open_day(person, season)
    given, json = {"set": found.id} | sent(found, True, False), {"Accept": "application/json"}
    assert client.post("/day/practice", data=given, headers=json).status_code == 401  # nobody signed in
    sign_in(client, person)
    taken = [client.post("/day/practice", data=given, headers=json).get_json() for _again in range(2)]
    assert taken == [{"taken": 2}, {"taken": 0}]


HUGE = 10**20


@pytest.mark.parametrize(
    ("address", "data"),
    [
        (f"/day/{HUGE}/review", None),
        (f"/day/{HUGE}/answers/0", {"choice": "a"}),
        ("/day/practice", {"set": HUGE}),
        (
            "/day/practice",
            {"set": "1", f"{HUGE}.choice": "a", "².choice": "b", "9" * 5000 + ".choice": "c"},
        ),
    ],
)
def test_strange_numbers_are_not_found(person, season, client, address, data):
    sign_in(client, person)
    answer = client.get(address) if data is None else client.post(address, data=data)
    assert answer.status_code == 404
