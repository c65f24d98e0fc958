"""A PK by the API: against a machine, live between two tokens, by challenge; and what is kept secret meanwhile."""

from __future__ import annotations

import json

import pytest

from app.api import services as tokens
from app.duels import jobs, starting
from app.duels.models import Duel, Status, Ticket
from app.duels.services import question_seed
from app.kit import clock as clocks
from app.kit.database import session, transaction
from app.questions.queries import version
from quizzes.rules.grading import key, mask
from tests.factories import make_dealer, make_person, make_post, make_season
from tests.playing import KINDS, WRONG, duel, make_pool, state


class Program:
    """What acts for a person by a token."""

    def __init__(self, app, person):
        with transaction():
            made = tokens.make(person, "test", clocks.now())
        self.person, self._client = person, app.test_client()
        self._headers = {"Authorization": f"Bearer {made}"}

    def get(self, path, **query):
        return self._client.get(f"/api/v1{path}", query_string=query, headers=self._headers)

    def post(self, path, **body):
        return self._client.post(f"/api/v1{path}", json=body, headers=self._headers)

    def delete(self, path):
        return self._client.delete(f"/api/v1{path}", headers=self._headers)

    def answer(self, pk_id, index, *, right=True, side=0):
        return self.post(f"/pks/{pk_id}/answers", index=index, response=response(pk_id, index, right=right, side=side))


def response(pk_id, index, *, right=True, side=0):
    """The answer as a program sends it, in the ids that its side was shown."""
    found = duel(pk_id)
    content = version(found.version_ids[index]).content
    given = key(content) if right else WRONG[content["kind"]]
    return mask(content, question_seed(found, side, index), given)


@pytest.fixture
def program(app):
    make_season()
    return Program(app, make_person())


@pytest.fixture
def two(app):
    make_pool()
    one = make_person()
    return Program(app, one), Program(app, make_person(post=one.post, dealer=make_dealer("D002")))


def start(program, level=1):
    reply = program.post("/pks", kind="machine", level=level)
    assert reply.status_code == 201, reply.text
    return reply.json["id"]


def meet(two, clock):
    """Both look for an opponent, are paired and have counted down; the PK's id."""
    for program in two:
        assert program.post("/pks", kind="live").status_code == 202
        clock.move(milliseconds=10)
    jobs.move_on()
    pk_id = two[0].get("/pks/waiting").json["pk_id"]
    clock.move(milliseconds=starting.COUNTDOWN_MS)
    jobs.move_on()
    return pk_id


@pytest.mark.parametrize("kind", KINDS)
def test_a_whole_pk_against_a_machine_with_each_kind_of_question(program, kind):
    make_pool(kinds=(kind,) * 5)
    pk_id = start(program)
    for index in range(5):
        found = program.get(f"/pks/{pk_id}").json
        assert (found["phase"], found["open"]["index"], found["open"]["question"]["kind"]) == ("question", index, kind)
        reply = program.answer(pk_id, index, right=index > 0)
        assert (reply.status_code, reply.json["verdict"]) == (200, "right" if index else "wrong")
        assert reply.json["response"] == response(pk_id, index, right=index > 0)
        closed = reply.json["pk"]["closed"][index]
        assert closed["key"] == response(pk_id, index)
        assert closed["explanation"]["en"].startswith("Because")
        assert bool(closed["why"]) == (index == 0)
        program.post(f"/pks/{pk_id}/next", index=index)
    found = program.get(f"/pks/{pk_id}").json
    assert (found["phase"], found["status"], found["open"]) == ("finished", "finished", None)
    assert found["result"]["score"] == found["me"]["score"] == duel(pk_id).seats[0].score
    assert found["opponent"]["kind"] == "machine"
    line = program.get("/pks").json["pks"][0]
    assert (line["id"], line["outcome"]) == (pk_id, found["result"]["outcome"])


def test_the_first_answer_counts_and_gets_the_same_reply_again(program):
    make_pool()
    pk_id = start(program)
    first = program.answer(pk_id, 0)
    again = program.answer(pk_id, 0, right=False)
    assert first.json == again.json
    assert again.json["verdict"] == "right"


def test_a_late_answer_is_none(program, clock):
    make_pool()
    pk_id = start(program)
    clock.move(minutes=5)
    reply = program.answer(pk_id, 0)
    assert (reply.status_code, reply.json["verdict"], reply.json["response"]) == (200, "none", None)


def test_a_start_while_a_pk_is_open_leads_to_that_one(program):
    make_pool()
    pk_id = start(program)
    assert start(program, level=5) == pk_id
    assert program.get("/me").json["open_pk"] == pk_id
    assert program.get("/pks/waiting").json["status"] == "paired"


PIECES = ("options", "steps", "lefts", "rights")


@pytest.mark.parametrize("kinds", [KINDS[:5], KINDS[3:]], ids=["from single", "to cloze"])
def test_nothing_of_the_key_is_in_any_reply_before_the_close(program, kinds):
    make_pool(kinds=kinds)
    pk_id = start(program)
    for index in range(5):
        replies = [program.get(f"/pks/{pk_id}"), program.get("/me"), program.get("/pks")]
        found = replies[0].json
        assert [one["index"] for one in found["closed"]] == list(range(index))
        question = found["open"]["question"]
        assert set(question) == {"kind", "text", "media", "unit", *PIECES, "gaps", "case_matters", "markers", "places"}
        for piece in [piece for name in PIECES for piece in question[name] or ()]:
            assert set(piece) == {"id", "text"}
        for gap in question["gaps"] or ():
            assert set(gap) == {"id", "kind", "unit", "options"}
        explanation = version(duel(pk_id).version_ids[index]).content["explanation"]["en"]
        said = "".join(reply.text for reply in replies)
        assert explanation not in said
        assert str(duel(pk_id).seed) not in said
        assert "planned" not in said
        opened = json.dumps(found["open"], ensure_ascii=False)
        assert not [
            word for word in ("torque", "扭力", "brake fluid", "制动液", "230.0", "tolerance") if word in opened
        ]
        program.answer(pk_id, index, right=False)
        program.post(f"/pks/{pk_id}/next", index=index)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"index": 0, "response": "nothing-like-that"}, "unknown-option"),
        ({"index": 0, "response": ["a"]}, "unknown-option"),
        ({"index": 0, "response": True}, "unknown-option"),
        ({"index": 0, "response": 1e400}, None),
        ({"index": 0, "response": None}, "invalid"),
        ({"index": 0}, "invalid"),
        ({"index": 4, "response": "a"}, "not-open"),
        ({"index": 5, "response": "a"}, "invalid"),
        ({"index": "0", "response": "a"}, "invalid"),
        ({"index": 0, "response": "a", "correct": True}, "invalid"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_changes_nothing(program, sent, code):
    make_pool()
    pk_id = start(program)
    before = state(pk_id)
    reply = program.post(f"/pks/{pk_id}/answers", **sent)
    assert reply.status_code == 422
    assert code in (None, reply.json["error"]["code"])
    assert state(pk_id) == before


def test_a_body_that_is_not_json_is_refused(app, program):
    for body, kind, status in (("{", "application/json", 400), ("[" * 10_000, "application/json", 400),
                               ("kind=live", "application/x-www-form-urlencoded", 415), ("", "", 415)):  # fmt: skip
        reply = program._client.post("/api/v1/pks", data=body, content_type=kind, headers=program._headers)
        assert (reply.status_code, set(reply.json["error"])) == (status, {"code", "message"})
    assert session().query(Duel).count() + session().query(Ticket).count() == 0


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "machine"}, "“level” is missing"),
        ({"kind": "machine", "level": 6}, "“level” is not as"),
        ({"kind": "machine", "level": True}, "“level” is not as"),
        ({"kind": "machine", "level": 1, "seed": 1}, "“seed” is not known"),
        ({"kind": "duel"}, "“kind” is not as"),
        ({"level": 1}, "“kind” is not as"),
        ({"kind": "live", "friendly": "yes"}, "“friendly” is not as"),
        ({"kind": "challenge"}, "“to” is missing"),
    ],
)
def test_a_start_that_is_not_as_described_says_which_field_is_wrong(program, sent, said):
    reply = program.post("/pks", **sent)
    assert reply.status_code == 422
    assert reply.json["error"]["message"].startswith(said)


def test_a_live_pk_of_two_tokens(two, clock):
    first, second = two
    pk_id = meet(two, clock)
    for index in range(5):
        opened = [program.get(f"/pks/{pk_id}").json for program in two]
        assert [one["remaining_ms"] for one in opened] == [20_000, 20_000]
        early = first.answer(pk_id, index, side=0)
        assert (early.json["verdict"], early.json["pk"]["open"]["answered"]) == (None, True)
        assert len(early.json["pk"]["closed"]) == index
        seen = second.get(f"/pks/{pk_id}").json
        assert seen["opponent"]["note"] == "has answered"
        assert seen["opponent"]["score"] == opened[1]["opponent"]["score"]
        late = second.answer(pk_id, index, side=1, right=False)
        assert late.json["verdict"] == "wrong"
        closed = first.get(f"/pks/{pk_id}").json["closed"][index]
        assert (closed["mine"]["verdict"], closed["theirs"]["verdict"]) == ("right", "wrong")
        for program in two:
            program.post(f"/pks/{pk_id}/next", index=index)
    results = [program.get(f"/pks/{pk_id}").json["result"] for program in two]
    assert [one["outcome"] for one in results] == ["won", "lost"]
    assert results[0]["rating_change"] > 0 > results[1]["rating_change"]
    assert duel(pk_id).status == Status.FINISHED


def test_looking_for_an_opponent_and_no_longer(two):
    first, _second = two
    assert first.get("/pks/waiting").json["status"] == "idle"
    assert first.post("/pks", kind="live", friendly=True).json["status"] == "waiting"
    assert first.get("/pks/waiting").json["friendly"] is True
    assert first.delete("/pks/waiting").status_code == 204
    assert session().query(Ticket).count() == 0


def test_a_thousand_joins_of_one_person_are_refused_in_time(two):
    statuses = [two[0].post("/pks", kind="live").status_code for _time in range(32)]
    assert set(statuses[:30]) == {202}
    assert set(statuses[30:]) == {429}


def test_giving_up_a_live_pk_loses_it(two, clock):
    pk_id = meet(two, clock)
    assert two[0].post(f"/pks/{pk_id}/give-up").json["result"]["outcome"] == "lost"
    assert two[1].get(f"/pks/{pk_id}").json["result"]["outcome"] == "won"


def test_a_challenge_played_by_two_programs(two):
    first, second = two
    sent = first.post("/pks", kind="challenge", to=second.person.staff_number)
    assert sent.status_code == 201
    pk_id = sent.json["id"]
    unplayed = second.get(f"/pks/{pk_id}").json
    assert (unplayed["phase"], unplayed["open"], unplayed["closed"]) == ("away", None, [])
    assert unplayed["may_take"] is False
    assert second.post(f"/pks/{pk_id}/give-up").status_code == 422
    for index in range(5):
        last = first.answer(pk_id, index)
        first.post(f"/pks/{pk_id}/next", index=index)
    assert first.answer(pk_id, 4).json == last.json
    assert first.answer(pk_id, 4, right=False).json["verdict"] == "right"
    assert second.answer(pk_id, 4, side=1).status_code == 409
    mine, theirs = first.get(f"/pks/{pk_id}").json, second.get(f"/pks/{pk_id}").json
    assert (mine["phase"], mine["may_take"], len(mine["closed"])) == ("away", False, 5)
    assert mine["opponent"] == {"kind": "person", "name": second.person.name, "score": None, "note": "plays later"}
    assert (theirs["phase"], theirs["may_take"], theirs["closed"]) == ("away", True, [])
    assert theirs["opponent"]["name"] == first.person.name
    assert "Because" not in json.dumps(theirs)
    assert second.post(f"/pks/{pk_id}/take").json["phase"] == "question"
    assert first.get(f"/pks/{pk_id}").json["closed"] == []
    for index in range(5):
        second.answer(pk_id, index, side=1, right=index > 0)
        second.post(f"/pks/{pk_id}/next", index=index)
    assert [program.get(f"/pks/{pk_id}").json["result"]["outcome"] for program in two] == ["won", "lost"]


def test_an_open_challenge_is_for_whoever_takes_it_first(app, two):
    first, second = two
    pk_id = first.post("/pks", kind="challenge", to=None).json["id"]
    for index in range(5):
        first.answer(pk_id, index)
        first.post(f"/pks/{pk_id}/next", index=index)
    assert first.get(f"/pks/{pk_id}").json["opponent"]["kind"] == "anybody"
    assert second.post(f"/pks/{pk_id}/take").status_code == 200
    third = Program(app, make_person())
    assert third.post(f"/pks/{pk_id}/take").status_code == 404


def test_challenges_that_cannot_be_are_refused(app, two):
    first, _second = two
    other_post = make_person(post=make_post("advisor"))
    gone = make_person(active=False)
    for to, status, code in (
        (first.person.staff_number, 422, "oneself"),
        (gone.staff_number, 409, "not-here"),
        (other_post.staff_number, 409, "other-post"),
        ("NOBODY", 404, "not-found"),
        ("a\0b", 422, "invalid"),
    ):
        reply = first.post("/pks", kind="challenge", to=to)
        assert (reply.status_code, reply.json["error"]["code"]) == (status, code)
    assert session().query(Duel).count() == 0


def test_a_third_person_sees_and_does_nothing(app, two, clock):
    pk_id = meet(two, clock)
    third = Program(app, make_person())
    before = state(pk_id)
    assert third.get(f"/pks/{pk_id}").status_code == 404
    assert third.answer(pk_id, 0).status_code == 404
    for path, body in (("next", {"index": 0}), ("give-up", {}), ("take", {})):
        assert third.post(f"/pks/{pk_id}/{path}", **body).status_code == 404
    assert state(pk_id) == before


def test_old_pks_come_page_by_page(program):
    make_pool()
    for _time in range(21):
        pk_id = start(program)
        program.post(f"/pks/{pk_id}/give-up")
    page = program.get("/pks").json
    assert len(page["pks"]) == 20
    rest = program.get("/pks", before=page["older"]).json
    assert (len(rest["pks"]), rest["older"]) == (1, None)
    assert program.get("/pks", before="x").status_code == 422
