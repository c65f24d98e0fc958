"""Ways to cheat in a PK between people, to break it, or to learn from it what is not one's own to know."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from app.duels import avoiding, finding, jobs, presence, queries, ratings, starting, watching
from app.duels.models import Avoidance, Duel, DuelSeat, Status, Ticket
from app.kit import clock as house_clock
from app.kit.clock import milliseconds
from app.kit.database import session, transaction
from app.kit.i18n import pick
from app.people.models import Person
from app.points.models import Entry
from app.questions.queries import version
from quizzes.rules.grading import shown
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_post, make_season
from tests.playing import HTMX, duel, go_on, live_answer, make_pool, meet, rivals, start, state

AT_ONCE = 8
MOST_AVOIDED = 100


@pytest.fixture
def two(app):
    make_season()
    make_pool()
    return rivals(app)


def id_of(reply) -> int:
    assert reply.status_code == 303, reply.text
    return int(reply.location.rsplit("/", 1)[1])


def answer_all(client, duel_id: int, side: int = 0) -> None:
    for index in range(5):
        live_answer(client, duel_id, side, index)
        go_on(client, duel_id, index)


def send_challenge(client, to: Person | None = None) -> int:
    duel_id = id_of(client.post("/pk/challenge", data={"person_id": to.id} if to else {}))
    answer_all(client, duel_id)
    return duel_id


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(deeds)) as threads:
        return [one.result() for one in [threads.submit(deed) for deed in deeds]]


def both_get_there(monkeypatch, module, name: str) -> None:
    """Two threads meet before this function: each has done what comes before it, where the database lets it."""
    real, barrier = getattr(module, name), Barrier(2)

    def met(*given: Any, **more: Any) -> Any:
        with suppress(BrokenBarrierError):
            barrier.wait(0.5)
        return real(*given, **more)

    monkeypatch.setattr(module, name, met)


def leave_the_network(person: Person) -> None:
    with transaction():
        session().get(Person, person.id).active = False


# one's seat -------------------------------------------------------------------------------------------------------


def test_a_look_at_the_last_question_of_a_pk_that_was_given_up_shows_how_it_ended(app, two, clock):
    (first, _one), (second, _other) = two
    duel_id = meet(app, two, clock)
    second.post(f"/pk/{duel_id}/give-up")
    for client in (first, second):
        for at in ("4", "0", "-1", "99999999999999999999", "9" * 5000, "x", "%00"):
            for headers in ({}, HTMX):
                reply = client.get(f"/pk/{duel_id}?at={at}", headers=headers)
                assert reply.status_code == (400 if at == "%00" else 200)
    assert "gave up" in first.get(f"/pk/{duel_id}?at=4").text


def test_whoever_is_to_play_later_does_nothing_to_the_first_half(app, two):
    (first, _one), (second, other) = two
    duel_id = id_of(first.post("/pk/challenge", data={"person_id": other.id}))
    before = duel(duel_id).version
    for reply in (
        live_answer(second, duel_id, 0, 0),
        live_answer(second, duel_id, 1, 0),
        second.post(f"/pk/{duel_id}/give-up"),
        go_on(second, duel_id, 0),
        second.post(f"/pk/{duel_id}/take"),
        second.post(f"/pk/{duel_id}/rematch"),
    ):
        assert reply.status_code in (303, 404, 409, 422)
    assert duel(duel_id).version == before
    text = version(duel(duel_id).version_ids[0]).content["text"]["en"]
    for address in (f"/pk/{duel_id}", f"/pk/{duel_id}?at=0", f"/api/v1/pks/{duel_id}"):
        assert text not in second.get(address).text


def test_a_challenge_that_expired_tells_its_other_side_nothing(app, two, clock):
    (first, _one), (second, other) = two
    duel_id = send_challenge(first, other)
    for _when in range(2):
        for address in (f"/pk/{duel_id}", f"/pk/{duel_id}?at=4", f"/api/v1/pks/{duel_id}"):
            reply = second.get(address)
            assert "Because" not in reply.text
            for version_id in duel(duel_id).version_ids:
                assert version(version_id).content["text"]["en"] not in reply.text
        clock.move(hours=49)
        jobs.sweep()
    assert duel(duel_id).status == Status.EXPIRED
    assert len(queries.last(other, 3)) == 1  # what was to be asked does not come next either


# one PK a person --------------------------------------------------------------------------------------------------


def ways_to_start(app, person: Person, other: Person) -> list[Callable[[], Any]]:
    """Everything that begins a PK for the person, each from a browser of its own."""
    host = sign_in(app.test_client(), other)
    open_challenge = send_challenge(sign_in(app.test_client(), make_person(post=person.post)))
    invitation = host.post("/pk/invite", data={"person_id": person.id}).location
    deeds = [
        lambda client: client.post("/pk", data={"level": 1}),
        lambda client: client.post("/pk/find"),
        lambda client: client.post("/pk/challenge"),
        lambda client: client.post("/pk/challenge", data={"person_id": other.id}),
        lambda client: client.post(f"/pk/{open_challenge}/take"),
        lambda client: client.post(invitation),
        lambda client: client.post("/pk/ghost"),
        lambda client: client.post("/api/v1/pks", json={"kind": "machine", "level": 3}),
        lambda client: client.post("/api/v1/pks", json={"kind": "live"}),
        lambda client: client.post("/api/v1/pks", json={"kind": "challenge", "to": None}),
        lambda client: client.post(f"/api/v1/pks/{open_challenge}/take"),
    ]
    browsers = [sign_in(app.test_client(), person) for _deed in deeds]
    return [lambda deed=deed, client=client: deed(client) for deed, client in zip(deeds, browsers, strict=True)]


def test_of_all_ways_to_begin_at_once_one_begins_a_pk(app, two):
    (first, one), (_second, other) = two
    answer_all(first, start(first))
    ways = ways_to_start(app, one, other)
    replies = at_once(*ways, jobs_as_another_process(app))
    assert {reply.status_code for reply in replies if reply is not None} <= {201, 202, 303, 404, 409}
    session().commit()
    assert session().query(DuelSeat).filter_by(person_id=one.id, playing=True).count() == 1
    assert session().query(Ticket).filter_by(person_id=one.id).count() <= 1


def jobs_as_another_process(app) -> Callable[[], None]:
    def run() -> None:
        with app.app_context():
            jobs.move_on()

    return run


def test_a_challenge_that_many_take_at_once_is_taken_by_one(app, two):
    (first, one), _second = two
    duel_id = send_challenge(first)
    people = [make_person(post=one.post) for _number in range(AT_ONCE // 2)]
    browsers = [sign_in(app.test_client(), person) for person in people for _tab in range(2)]
    replies = at_once(*(lambda client=client: client.post(f"/pk/{duel_id}/take") for client in browsers))
    assert {reply.status_code for reply in replies} <= {303, 404, 409}
    assert sum(reply.status_code == 303 for reply in replies) == 1
    assert [seat.playing for seat in duel(duel_id).seats] == [False, True]


def test_an_invitation_that_many_accept_at_once_is_one_pk(app, two):
    (first, one), _second = two
    address = first.post("/pk/invite").location
    people = [make_person(post=one.post) for _number in range(AT_ONCE // 2)]
    browsers = [sign_in(app.test_client(), person) for person in people for _tab in range(2)]
    replies = at_once(*(lambda client=client: client.post(address) for client in browsers))
    assert sorted({reply.status_code for reply in replies}) == [303, 409]
    assert session().query(Duel).count() == 1


def test_two_who_choose_each_other_at_the_same_instant_both_play(app, two, monkeypatch):
    (first, one), (second, other) = two
    sent = [{"person_id": person.id} for person in (other, one)]
    both_get_there(monkeypatch, starting, "_added")
    replies = at_once(
        *(
            lambda client=client, to=to: client.post("/pk/challenge", data=to)
            for client, to in zip((first, second), sent, strict=True)
        )
    )
    assert [reply.status_code for reply in replies] == [303, 303]


def test_who_looks_again_in_the_instant_of_being_paired_is_paired(app, two, monkeypatch):
    (first, one), (second, _other) = two
    for client in (first, second):
        client.post("/pk/find")
    again = sign_in(app.test_client(), one)
    both_get_there(monkeypatch, queries, "running_of")
    reply, _none = at_once(lambda: again.post("/pk/find"), jobs_as_another_process(app))
    assert reply.status_code == 303
    jobs.move_on()
    assert session().query(Duel).count() == 1


# looking for an opponent ------------------------------------------------------------------------------------------


def test_who_began_something_else_meanwhile_is_not_paired_when_it_is_over(app, two):
    """Else they would sit in a live PK that they do not know of, and lose it."""
    (first, one), (second, other) = two
    challenge_id = send_challenge(sign_in(app.test_client(), make_person(post=one.post)), one)
    answer_all(first, start(first))
    began = (
        lambda: start(first),
        lambda: id_of(first.post(f"/pk/{challenge_id}/take")),
        lambda: id_of(first.post("/pk/ghost")),
        lambda: id_of(first.post("/pk/challenge")),
        lambda: id_of(first.post(second.post("/pk/invite", data={"person_id": one.id}).location)),
    )
    for begin in began:
        first.post("/pk/find")
        duel_id = begin()
        assert finding.ticket_of(one) is None
        first.post(f"/pk/{duel_id}/give-up")
    second.post("/pk/find")
    assert jobs.move_on() == 0
    assert queries.running(other) is None


def test_a_ticket_that_cannot_be_played_keeps_nobody_waiting(app, two):
    """Of somebody who has left the network, or has another post since."""
    (first, one), (second, other) = two
    for change in ({"active": False}, {"active": True, "post_id": make_post("parts-advisor").id}):
        for client in (first, second):
            client.post("/pk/find")
        with transaction():
            person = session().get(Person, one.id)
            for name, value in change.items():
                setattr(person, name, value)
        assert jobs.move_on() == 0
        assert finding.ticket_of(one) is None
        assert finding.ticket_of(other) is not None
    assert session().query(Duel).count() == 0


def test_nobody_plays_with_somebody_who_has_left(app, two, clock):
    (first, one), (second, other) = two
    link = first.post("/pk/invite").location
    leave_the_network(one)
    assert second.post(link).status_code == 409
    assert first.get(link).status_code in (302, 401)
    assert session().query(Duel).count() == 0
    with transaction():
        session().get(Person, one.id).active = True
    first = sign_in(app.test_client(), one)
    answer_all(first, start(first))
    duel_id = meet(app, ((first, one), (second, other)), clock)
    first.post(f"/pk/{duel_id}/give-up")
    first.post(f"/pk/{duel_id}/rematch")
    leave_the_network(one)
    second.post(f"/pk/{duel_id}/rematch")
    assert session().query(Duel).filter_by(status=Status.RUNNING).count() == 0


def test_who_wants_it_friendly_at_the_last_moment_plays_no_rated_pk(app, two):
    """The wave had seen another wish."""
    (first, one), (second, other) = two
    for client in (first, second):
        client.post("/pk/find")
    first.post("/pk/find", data={"friendly": "yes"})
    assert finding._begin(one.id, other.id, house_clock.now()) is False
    assert finding.ticket_of(one) is not None
    assert finding.ticket_of(other) is not None


def test_a_thousand_queue_joins_are_stopped_and_harm_nobody(app, two):
    (first, one), (second, _other) = two
    replies = [first.post("/pk/find").status_code for _time in range(40)]
    assert set(replies) == {303, 429}
    assert session().query(Ticket).filter_by(person_id=one.id).count() == 1
    second.post("/pk/find")
    assert jobs.move_on() == 1


def test_challenges_begun_and_given_up_without_end_are_stopped(app, two):
    (first, _one), _second = two
    seen = set()
    for _time in range(40):
        reply = first.post("/pk/challenge")
        seen.add(reply.status_code)
        if reply.status_code == 303:
            first.post(f"/pk/{id_of(reply)}/give-up")
    assert seen == {303, 429}


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
    answer_all(second, start(second))
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
@pytest.mark.parametrize("nonsense", ["0", "-1", "99999999999999", "9" * 5000, "x", "1.5", "1 or 1=1"])
def test_a_colleague_who_cannot_be_is_nobody_rather_than_anybody(client, path, nonsense):
    """A challenge meant for one must not be open to all."""
    make_pool()
    sign_in(client, make_person())
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
    assert state(duel_id).seats[0].answers == (None,)
