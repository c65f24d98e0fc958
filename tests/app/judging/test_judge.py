"""What a judge sees and sends: numbers, never names; refusals in words, and in the log."""

from __future__ import annotations

import pytest

from app.audit import queries as audit
from app.judging import readings
from app.kit.database import session
from app.people.models import Role
from tests.app.judging.making import TIMED, Room, make_judge
from tests.conftest import sign_in

KEY = "0123456789abcdef"


@pytest.fixture
def room(app):
    return Room(competitors=2, content=TIMED)


def post(client, room, *sent):
    messages = [{"key": f"{KEY}-{number}", "seen": 0, "at": 0} | one for number, one in enumerate(sent, 1)]
    return client.post(
        f"/judge/sheets/{room.token}/marks", json={"sent": messages}, headers={"Accept": "application/json"}
    )


def sign(client, room, deed, **more):
    return client.post(f"/judge/sheets/{room.token}/sign", data={"deed": deed} | more, follow_redirects=True)


def test_a_judge_never_reads_a_name_or_a_dealer_of_a_competitor(room, client):
    sign_in(client, room.chief)
    room.mark_all()
    told = {room.finalists[0].person.name, room.finalists[0].person.staff_number, "某WORK", "WORK"}
    for address in ("/judge", f"/judge/sheets/{room.token}", f"/judge/sheets/{room.token}/state"):
        text = client.get(address).text
        assert "40" in text
        assert not [one for one in told if one in text], address


def test_the_list_says_who_is_next_and_what_is_done(room, client):
    sign_in(client, room.panel[1])
    text = client.get("/judge").text
    assert "Next: number 40" in text
    room.mark(room.panel[1], care="2")
    assert "marked: 1 of 1" in client.get("/judge").text


def test_a_page_that_is_taken_along_leaves_the_message_to_who_looks(room, client):
    sign_in(client, room.chief)
    sign_by = {"deed": "sign", "digest": "0" * 64}
    client.post(f"/judge/sheets/{room.token}/sign", data=sign_by)
    told = 'class="notice notice--bad"'
    assert told not in client.get("/judge", headers={"X-Along": "1"}).text
    assert told in client.get("/judge").text
    assert told not in client.get("/judge").text


def test_marks_are_taken_and_refused_one_by_one_and_the_state_comes_back(room, client):
    sign_in(client, room.chief)
    reply = post(client, room, {"item": "care", "value": "2"}, {"item": "torque", "value": "999"})
    taken, refused = reply.json["outcomes"]
    assert (taken["fate"], refused["fate"], refused["code"]) == ("taken", "refused", "range")
    assert refused["why"].startswith("This value cannot be")
    assert reply.json["state"]["marks"]["care"]["value"] == "2"
    assert "torque" not in reply.json["state"]["marks"]


@pytest.mark.parametrize(
    "body", ["", "[", "[" * 100_000, "null", '{"sent": [{"key": "\\ud800"}]}', "\x00", '{"sent": 1e999}']
)
def test_what_is_no_message_is_refused_in_words(room, client, body):
    sign_in(client, room.chief)
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    reply = client.post(f"/judge/sheets/{room.token}/marks", data=body, headers=headers)
    assert (reply.status_code, reply.json["error"]["code"]) == (422, "invalid")


def test_the_state_tells_nothing_of_other_judges_marks(room, client):
    room.mark(room.panel[1], care="1")
    sign_in(client, room.chief)
    state = client.get(f"/judge/sheets/{room.token}/state").json
    assert state["marks"] == {}
    assert state["clock"]["limit"] == 1800


def test_another_panels_judge_is_refused_and_the_log_says_so(room, client):
    sign_in(client, make_judge())
    assert client.get(f"/judge/sheets/{room.token}").status_code == 403
    reply = post(client, room, {"item": "care", "value": "2"})
    assert (reply.json["outcomes"][0]["code"], "state" in reply.json) == ("panel", False)
    session().rollback()
    assert audit.of(f"sheet:{room.sheet().id}")[0].facts["why"] == "panel"


def test_marks_far_apart_are_shown_to_the_panel_with_the_word_to_talk(room, client):
    room.mark(room.chief, care="0")
    room.mark(room.panel[1], care="3")
    sign_in(client, room.chief)
    text = client.get(f"/judge/sheets/{room.token}").text
    assert "Talk, and mark again" in text


def test_a_refused_signature_says_why_and_stands_in_the_log(room, client):
    sign_in(client, room.chief)
    assert "Some aspects have no mark from you yet." in sign(client, room, "sign", digest="x").text
    session().rollback()
    line = audit.of(f"sheet:{room.sheet().id}")[0]
    assert (line.deed, line.facts) == ("sheet.refused", {"deed": "sign", "why": "missing"})


def test_judges_sign_then_the_chief_sees_what_was_dropped_and_closes(app, client):
    room = Room(judges=5)
    room.mark(room.chief, torque="110")
    for judge, care in zip(room.panel, "12223", strict=True):
        room.mark(judge, care=care)
    assert readings.needs_talk(room.sheet()) == ["care"]
    room.mark(room.panel[0], care="2")
    for judge in room.panel:
        sign_in(client, judge)
        sign(client, room, "sign", digest=readings.digest(room.sheet(), judge.id))
    sign_in(client, room.chief)
    text = client.get(f"/judge/sheets/{room.token}").text
    assert text.count("<del>") == 2
    assert "80.00" in text
    assert "is done here" in sign(client, room, "close", digest=readings.digest(room.sheet())).text
    assert "Say why" in sign(client, room, "reopen", reason="").text
    assert "The sheet is open again" in sign(client, room, "reopen", reason="Swapped").text


@pytest.mark.parametrize("deed", ["", "burn", "take-back", "close"])
def test_odd_deeds_change_nothing(room, client, deed):
    sign_in(client, room.chief)
    assert sign(client, room, deed).status_code == 200
    assert room.sheet().version == 0


def test_only_judges_come_here(room, client):
    room.chief.grants[0].role = Role.TRAINER.value
    session().commit()
    sign_in(client, room.chief)
    assert client.get("/judge").status_code == 403
