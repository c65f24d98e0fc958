"""A place on a picture: written in the studio, asked, answered by a point or by a number, closed with its regions."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.api import services as api
from app.kit import clock as time
from app.kit.database import session, transaction
from app.media import services
from app.people.models import Role
from app.questions.models import Question
from app.studio import health
from app.studio.models import Draft
from quizzes.formats import drafting
from tests import playing
from tests.app.media import files
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section

ALT = {"en": "An engine bay", "zh": "机舱"}
FORM = {
    "text-zh": "哪里是蓄电池？", "text-en": "Where is the battery?", "explanation-zh": "左边。",
    "explanation-en": "On the left.", "source": "The picture", "posts": "me-technician", "right": "0",
    "shape-0": "rect", "at-0": "5 10 40 80", "name-0-zh": "蓄电池", "name-0-en": "Battery",
    "shape-1": "circle", "at-1": "75, 50, 10", "name-1-zh": "油箱", "name-1-en": "Tank", "why-1-zh": "那是油箱。",
    "why-1-en": "That is the tank.",
    "shape-2": "polygon", "at-2": "60 5 90 5 75 30", "name-2-zh": "滤清器", "name-2-en": "Filter",
    "why-2-zh": "那是滤清器。", "why-2-en": "That is the filter.",
}  # fmt: skip


@pytest.fixture
def trainer(app):
    make_post()
    make_season()
    return make_person(Role.TRAINER)


@pytest.fixture
def picture(app):
    prepared = services.prepare(files.picture(), "bay.jpg")
    with transaction():
        return services.keep(prepared, None, time.now(), ALT)


def blocking(draft: Draft) -> set[str]:
    return {one.code for one in health.of_draft(draft) if one.blocks}


def test_it_is_written_reviewed_and_published(client, trainer, picture):
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "hotspot"})
    draft = session().scalars(select(Draft)).one()
    page = f"/studio/drafts/{draft.id}"
    assert client.post(page, data=FORM | {"version": 1, "go": "send"}).status_code == 422
    draft = session().scalars(select(Draft)).one()
    assert blocking(draft) == {"picture-missing"}
    sent = FORM | {"media": picture.key, "version": draft.version, "go": "send"}
    assert client.post(page, data=sent).status_code == 303
    shown = client.get(page).text
    assert 'class="hotspot__picture' in shown
    assert shown.count('class="pin ') >= 6  # in the preview and, with its regions, after the answer
    sign_in(client, make_person(Role.TRAINER))
    version = session().scalars(select(Draft.version)).one()
    assert client.post(f"{page}/review", data={"deed": "approve", "version": version}).status_code == 303
    content = session().scalars(select(Question)).one().current.content
    assert [one["shape"] for one in content["regions"]] == ["rect", "circle", "polygon"]
    assert content["regions"][0]["at"] == [0.05, 0.1, 0.4, 0.8]
    assert drafting.whole("hotspot", "a-b", ("me-technician",), drafting.of_stored(content)).content() == content


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"at-0": ""}, "not-drawn"), ({"at-0": "5 10 400 80"}, "not-drawn"), ({"at-1": "a b c"}, "not-drawn"),
        ({"at-0": "1e999 nan 1 1"}, "not-drawn"), ({"right": ""}, "none-right"),
        ({"right": ["0", "1", "2"]}, "all-right"),
        ({"name-1-en": "Battery"}, "reads-the-same"), ({"why-1-zh": ""}, "text-missing"),
    ],
)  # fmt: skip
def test_what_keeps_it_from_review_is_said(client, trainer, picture, changed, code):
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "hotspot"})
    draft = session().scalars(select(Draft)).one()
    answer = client.post(f"/studio/drafts/{draft.id}", data=FORM | changed | {"media": picture.key, "version": 1})
    assert answer.status_code == 303
    draft = session().scalars(select(Draft)).one()
    assert code in blocking(draft)
    assert client.get(f"/studio/drafts/{draft.id}").status_code == 200


def asked(client, trainer, picture) -> str:
    """The address of a check that asks a hotspot."""
    question = make_question(kind="hotspot", media=picture.plate())
    make_section("new-energy", 1, make_post(), asks=[question])
    sign_in(client, trainer)
    return client.post("/class/new-energy-0/checks").location


@pytest.mark.parametrize(
    ("sent", "right"),
    [({"point": "0.2 0.3"}, True), ({"point": "0.7 0.5"}, False), ({"point": "0.99 0.99"}, False),
     ({"choice": "a"}, None), ({"choice": "b", "point": "0.2 0.3"}, True)],
)  # fmt: skip
def test_a_point_and_a_number_both_answer_it(client, trainer, picture, sent, right):
    page = asked(client, trainer, picture)
    closed = client.post(f"{page}/answers/0", data=sent, follow_redirects=True).text
    assert closed.count('class="region region--') == 2
    if right is not None:
        assert ("Not quite" not in closed) is right
    if "point" in sent:
        assert "hotspot__mine--mine" in closed
    if sent["point" if "point" in sent else "choice"] == "0.99 0.99":
        assert "Where nothing of it is" in closed


def test_before_the_answer_the_page_says_neither_what_places_are_nor_how_far_they_reach(client, trainer, picture):
    page = client.get(asked(client, trainer, picture)).text
    assert len(re.findall(r'class="pin ', page)) == 2
    assert "region--" not in page
    assert not any(word in page for word in (">Box", "Disc", "<rect", "a polygon"))
    assert page.count('name="choice"') == 2


@pytest.mark.parametrize("sent", [{}, {"point": ""}, {"point": "2 2"}, {"point": "x"}, {"choice": "z"}])
def test_what_is_no_place_is_refused_and_nothing_is_lost(client, trainer, picture, sent):
    page = asked(client, trainer, picture)
    answer = client.post(f"{page}/answers/0", data=sent)
    assert answer.status_code == 422
    assert "hotspot__picture" in answer.text


def test_a_pk_asks_it_and_the_machine_answers(client, trainer, picture):
    for _number in range(5):
        make_question(kind="hotspot", media=picture.plate())
    sign_in(client, trainer)
    duel_id = playing.start(client)
    result = playing.play(client, duel_id, (True, False, True, False, True))
    assert result.count("hotspot__picture") == 5
    assert [one.correct for one in playing.state(duel_id).seats[0].answers] == [True, False, True, False, True]


def test_the_api_takes_a_point_and_a_place(client, trainer, picture):
    for _number in range(5):
        make_question(kind="hotspot", media=picture.plate())
    with transaction():
        token = api.make(trainer, "test", time.now())
    by_token = {"Authorization": f"Bearer {token}"}
    pk = client.post("/api/v1/pks", json={"kind": "machine", "level": 1}, headers=by_token).json
    question = pk["open"]["question"]
    assert (question["kind"], question["markers"], len(question["places"])) == ("hotspot", False, 2)
    url = f"/api/v1/pks/{pk['id']}"
    taken = client.post(f"{url}/answers", json={"index": 0, "response": [0.2, 0.3]}, headers=by_token).json
    assert (taken["response"], taken["verdict"]) == ([0.2, 0.3], "right")
    pk = client.post(f"{url}/next", json={"index": 0}, headers=by_token).json
    place = pk["open"]["question"]["places"][0]["id"]
    taken = client.post(f"{url}/answers", json={"index": 1, "response": place}, headers=by_token).json
    assert taken["response"] == place
