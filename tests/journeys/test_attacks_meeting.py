"""Ways to learn from the PK what is not one's own to know, and to points that were not played for."""

from __future__ import annotations

import re

import pytest

from app.duels import avoiding, jobs, presence, queries, ratings, starting, watching
from app.duels.models import Avoidance, Duel, Status
from app.kit import clock as house_clock
from app.kit.clock import milliseconds
from app.kit.database import session, transaction
from app.kit.i18n import pick
from app.people.models import Person, Role
from app.points.models import Entry
from app.questions.queries import version
from quizzes.rules.grading import shown
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_post, make_season
from tests.playing import (
    duel,
    go_on,
    live_answer,
    make_pool,
    meet,
    play,
    rivals,
    send_challenge,
    start,
    state,
)

MOST_AVOIDED = 100


@pytest.fixture
def two(app):
    make_season()
    make_pool()
    return rivals(app)


# who is who -------------------------------------------------------------------------------------------------------


def test_names_of_people_one_cannot_meet_are_not_found_by_their_number(app, two):
    (first, _one), _second = two
    stranger = make_person(post=make_post("parts-advisor"), name="陌生人")
    colleague = make_person(dealer=make_dealer("D003"), name="没遇见过的人", shows_name=False)
    for path in ("/pk/avoid", "/pk/meet-again", "/pk/invite", "/pk/challenge", "/pk/ghost"):
        assert stranger.name not in first.post(path, data={"person_id": stranger.id}, follow_redirects=True).text
    assert colleague.name not in first.post("/pk/meet-again", data={"person_id": colleague.id}).text
    assert first.post("/pk/avoid", data={"person_id": stranger.id}).status_code == 404
    assert session().query(Avoidance).count() == 0


def test_a_recorded_pk_is_played_only_where_it_is_offered(app, two):
    (first, _one), (second, other) = two
    make_pool()
    play(second, start(second))
    with transaction():
        session().get(Person, other.id).shows_name = False
    assert first.post("/pk/ghost", data={"person_id": other.id}).status_code == 409
    with transaction():
        session().get(Person, other.id).shows_name = True
        session().get(Person, other.id).active = False
    assert first.post("/pk/ghost", data={"person_id": other.id}).status_code == 409
    assert session().query(Duel).count() == 1


def test_who_is_avoided_cannot_tell_it_from_somebody_who_has_left(app, two):
    (first, one), (second, other) = two
    second.post("/pk/avoid", data={"person_id": one.id})
    gone = make_person(post=one.post, active=False)
    for path in ("/pk/invite", "/pk/challenge", "/pk/ghost"):
        replies = [first.post(path, data={"person_id": person.id}) for person in (other, gone)]
        assert replies[0].status_code == replies[1].status_code, path
        assert said(replies[0]) == said(replies[1]), path
    sent = [{"kind": "challenge", "to": person.staff_number} for person in (other, gone)]
    answers = [first.post("/api/v1/pks", json=one) for one in sent]
    assert answers[0].json == answers[1].json


def said(reply) -> str:
    return reply.text.partition('role="alert"')[2].partition("</")[0]


def test_an_open_challenge_of_somebody_who_avoids_me_is_not_there(app, two):
    (first, one), (second, other) = two
    duel_id = send_challenge(first)
    with transaction():
        avoiding.ask_not_to_meet(one, other.id, house_clock.now())
    for address in (f"/pk/{duel_id}", f"/api/v1/pks/{duel_id}"):
        assert second.get(address).status_code == 404
    assert second.post(f"/pk/{duel_id}/take").status_code == 404


def test_nobody_avoids_everybody_but_an_accomplice(app, two):
    """Who could choose their opponents by leaving out all others would choose the weak ones."""
    (first, one), _second = two
    with transaction() as here:
        people = [
            Person(staff_number=f"A{n}", name=f"A{n}", created_at=house_clock.now(), locale="en", post_id=one.post_id,
                   dealer_id=one.dealer_id)
            for n in range(MOST_AVOIDED)
        ]  # fmt: skip
        here.add_all(people)
        here.flush()
        for person in people:
            avoiding.ask_not_to_meet(one, person.id, house_clock.now())
    more = make_person(post=one.post)
    assert first.post("/pk/avoid", data={"person_id": people[0].id}).status_code == 303
    assert first.post("/pk/avoid", data={"person_id": more.id}).status_code == 409
    first.post("/pk/meet-again", data={"person_id": people[0].id})
    assert first.post("/pk/avoid", data={"person_id": more.id}).status_code == 303
    assert session().query(Avoidance).count() == MOST_AVOIDED


@pytest.mark.parametrize("path", ["/pk/invite", "/pk/challenge", "/pk/ghost", "/pk/avoid", "/pk/meet-again"])
def test_a_colleague_who_cannot_be_is_nobody_rather_than_anybody(client, path):
    """A challenge meant for one must not be open to all."""
    make_pool()
    sign_in(client, make_person())
    for nonsense in ("0", "-1", "99999999999999", "9" * 5000, "x", "1.5", "1 or 1=1"):
        assert client.post(path, data={"person_id": nonsense}).status_code == 404
    assert client.post(path, data={"person_id": "\0"}).status_code == 400
    assert session().query(Duel).count() == 0


# the audience -----------------------------------------------------------------------------------------------------


def test_the_order_on_the_big_screen_cannot_be_reckoned_back(app, clock):
    """Who knows the seed of a shuffle knows the order it came from: of an ordering question, that is the answer."""
    make_pool(kinds=("ordering",) * 5)
    two = rivals(app)
    with transaction():
        duel_id = starting.start_live(two[0][1], two[1][1], house_clock.now(), seed=2**40).id
    clock.move(milliseconds=starting.COUNTDOWN_MS)
    jobs.move_on()
    given_away = 0
    for index in range(5):
        found = duel(duel_id)
        steps = shown(version(found.version_ids[index]).content, found.id)["steps"]
        with app.test_request_context():
            shows = watching.page_of(found, house_clock.now()).pieces
            given_away += shows == [pick(one["text"]) for one in steps]
        for side, (client, _person) in enumerate(two):
            live_answer(client, duel_id, side, index)
        for client, _person in two:
            go_on(client, duel_id, index)
    assert given_away < 5


def test_the_big_screen_shows_nothing_before_the_close_and_no_question_to_come(app, two, clock):
    (first, one), (second, _other) = two
    duel_id = meet(app, two, clock)
    organizer = sign_in(app.test_client(), make_person(Role.ORGANIZER, post=one.post))
    address = re.search(r'/pk/watch/[^"]+', organizer.get("/desk/pk").text)[0]
    texts = [version(one).content["text"]["en"] for one in duel(duel_id).version_ids]

    def shows(client) -> tuple[bool, list[bool]]:
        page = client.get(address).text
        return "Because" in page, [text in page for text in texts]

    assert shows(first) == shows(organizer) == (False, [True, False, False, False, False])
    live_answer(first, duel_id, 0, 0)
    assert shows(first) == (False, [True, False, False, False, False])
    live_answer(second, duel_id, 1, 0)
    assert shows(first)[1] == [True, False, False, False, False]
    second.post(f"/pk/{duel_id}/give-up")
    assert shows(first) == (False, [False] * 5)
    assert app.test_client().get(address).status_code == 302


def test_a_stream_that_is_only_asked_for_its_head_takes_no_place(app, two, clock):
    (first, _one), _second = two
    duel_id = meet(app, two, clock)
    for address in ("/pk/stream", f"/pk/{duel_id}/stream"):
        for last_seen in ("0", "-1", "99999999999", "NaN", "1e9", "²"):
            first.head(address, headers={"Last-Event-ID": last_seen}).close()
    assert app.extensions["streams"]._count == 0


def test_a_signed_moment_is_good_for_its_own_seat_and_while_it_is_young(app, two, clock):
    (first, one), (second, _other) = two
    duel_id = meet(app, two, clock)
    moment = presence.ping(presence.serializer(), duel_id, one.id, milliseconds(house_clock.now()))
    assert second.post(f"/pk/{duel_id}/pong", data={"token": moment}).status_code == 422
    for forged in ("", moment + "x", "W10.x", "\ud7ff" * 100, "[]", moment.upper()):
        assert first.post(f"/pk/{duel_id}/pong", data={"token": forged}).status_code == 422
    clock.move(seconds=25)
    assert first.post(f"/pk/{duel_id}/pong", data={"token": moment}).status_code == 204
    clock.move(seconds=10)
    assert first.post(f"/pk/{duel_id}/pong", data={"token": moment}).status_code == 422
    assert [seat.lag_ms for seat in duel(duel_id).seats] == [25_000, None]
    for index in range(5):
        first.post(f"/pk/{duel_id}/answer", data={"index": index})
    for token in (moment, "x", "WzFd." + moment.rpartition(".")[2]):
        assert second.get(f"/pk/watch/{token}").status_code == 404
        assert second.get(f"/pk/watch/{token}/stream").status_code == 404


# points and ratings -----------------------------------------------------------------------------------------------


def test_who_gives_up_or_walks_away_loses_as_much_as_who_plays_on(app, two, clock):
    (_first, one), (second, other) = two
    duel_id = meet(app, two, clock)
    live_answer(second, duel_id, 1, 0)
    for _second in range(300):  # the first one closed the page
        clock.move(seconds=1)
        jobs.move_on()
    found = duel(duel_id)
    assert (found.status, [seat.outcome for seat in found.seats]) == (Status.FINISHED, ["lost", "won"])
    assert ratings.of(one.id, one.post.family).mu < ratings.of(other.id, other.post.family).mu
    assert queries.running(one) is None


def test_two_accounts_that_feed_each_other_get_no_more_than_a_day_pays(app, two, clock):
    (first, one), (second, _other) = two
    for _time in range(9):
        make_pool()
        duel_id = send_challenge(first)
        second.post(f"/pk/{duel_id}/take")
        second.post(f"/pk/{duel_id}/give-up")
    paid = [entry.points for entry in session().query(Entry).filter_by(person_id=one.id).order_by(Entry.id)]
    assert paid == [12, 12, 12, 6, 6, 6, 0, 0, 0]


def test_numbers_that_are_none_are_no_answers(app):
    make_pool(kinds=("numeric",) * 5)
    client = sign_in(app.test_client(), make_person())
    duel_id = start(client)
    url = f"/api/v1/pks/{duel_id}/answers"
    for sent in ("NaN", "Infinity", "-Infinity", "1e999", "1" * 400, '"\\u0000"', '"\\ud800"', '"NaN"', "true", "[]"):
        body = f'{{"index": 0, "response": {sent}}}'
        reply = client.post(url, data=body, content_type="application/json")
        assert reply.status_code in (400, 422), (sent, reply.text)
    for path in (url, f"/api/v1/pks/{duel_id}/next", "/api/v1/pks"):
        for nonsense in (
            b"\xff\xfe",
            b"[" * 5000,
            b"null",
            b"",
            b'{"index": 1e300}',
            b'{"kind": "machine", "level": 1e400}',
        ):
            reply = client.post(path, data=nonsense, content_type="application/json")
            assert reply.status_code in (400, 422), (path, nonsense[:20])
    assert state(duel_id).seats[0].answers == (None,)
