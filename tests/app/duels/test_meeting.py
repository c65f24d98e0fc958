"""Inviting, challenging, playing what was recorded, and not meeting somebody."""

from __future__ import annotations

import re

import pytest

from app.duels import jobs, ratings
from app.duels.models import Duel, Invitation, Status
from app.kit.database import session
from app.notifications.models import Notice
from app.points.models import Entry
from app.seasons.seeding import seed_demo_season
from tests.conftest import NOON, sign_in
from tests.factories import make_person, make_post
from tests.playing import duel, live_answer, make_pool, rivals, state


@pytest.fixture
def two(app):
    make_pool()
    return rivals(app)


def answer_all(client, duel_id: int, side: int, rights=(True,) * 5) -> None:
    for index, right in enumerate(rights):
        live_answer(client, duel_id, side, index, right=right)
        client.post(f"/pk/{duel_id}/next", data={"index": index})


def id_of(response) -> int:
    assert response.status_code == 303, response.get_data(as_text=True)
    return int(response.location.rsplit("/", 1)[1])


def send_challenge(client, to=None) -> int:
    duel_id = id_of(client.post("/pk/challenge", data={"person_id": to.id} if to else {}))
    answer_all(client, duel_id, 0, (True, True, True, False, False))
    return duel_id


# inviting ---------------------------------------------------------------------------------------------------------


def test_a_colleague_who_is_invited_says_yes_and_both_play(app, two):
    (first, _one), (second, other) = two
    address = first.post("/pk/invite", data={"person_id": other.id}).location
    assert f"Waiting for {other.name}" in first.get(address).get_data(as_text=True)
    assert "invites you to play now" in second.get("/pk").get_data(as_text=True)
    started = second.post(address).location
    assert first.get(address).location == started
    assert duel(int(started.rsplit("/", 1)[1])).kind == "live"


def test_a_link_is_for_whoever_opens_it_first(app, two):
    (first, _one), (second, _other) = two
    address = first.post("/pk/invite").location
    assert "<svg" in first.get(address).get_data(as_text=True)
    second.post(address)
    third = sign_in(app.test_client(), make_person(post=_one.post))
    assert third.post(address).status_code == 409
    assert session().query(Duel).count() == 1


def test_an_expired_link_and_one_whose_host_has_left_say_so(app, two, clock):
    (first, _one), (second, _other) = two
    address = first.post("/pk/invite").location
    clock.move(seconds=30)
    assert "has left the page" in second.post(address).get_data(as_text=True)
    clock.move(minutes=11)
    assert second.post(address).status_code == 409
    assert "over" in second.get(address).get_data(as_text=True)


def test_one_does_not_invite_or_accept_oneself(app, two):
    (first, one), _second = two
    assert first.post("/pk/invite", data={"person_id": one.id}).status_code == 422
    address = first.post("/pk/invite").location
    assert first.post(address).status_code == 422
    assert session().query(Duel).count() == 0


def test_an_invitation_to_somebody_is_not_there_for_others(app, two):
    (first, one), (_second, other) = two
    address = first.post("/pk/invite", data={"person_id": other.id}).location
    third = sign_in(app.test_client(), make_person(post=one.post))
    assert third.get(address).status_code == 404
    assert third.post(address).status_code == 404


def test_people_of_another_post_get_other_questions_and_do_not_meet(app, two):
    (first, _one), _second = two
    stranger = make_person(post=make_post("parts-advisor"))
    assert first.post("/pk/invite", data={"person_id": stranger.id}).status_code == 409


def test_colleagues_of_the_own_dealer_come_first_and_others_are_found_by_name(app, two):
    (first, one), (_second, other) = two
    page = first.get("/pk/colleagues").get_data(as_text=True)
    assert other.name not in page
    assert other.name in first.get(f"/pk/colleagues?text={other.name}").get_data(as_text=True)
    assert first.get("/pk/colleagues?text=%25").status_code == 200
    near = make_person(post=one.post, dealer=one.dealer)
    assert near.name in first.get("/pk/colleagues").get_data(as_text=True)


# challenging ------------------------------------------------------------------------------------------------------


def test_a_challenge_asks_both_the_very_same_questions_and_the_scores_decide(app, two):
    (first, one), (second, other) = two
    duel_id = send_challenge(first, other)
    assert duel(duel_id).status == Status.WAITING
    assert "challenges you" in second.get("/pk").get_data(as_text=True)
    asked = duel(duel_id).version_ids
    page = second.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert "Because" not in page
    second.post(f"/pk/{duel_id}/take")
    answer_all(second, duel_id, 1)
    found = duel(duel_id)
    assert (found.status, found.version_ids) == (Status.FINISHED, asked)
    assert [seat.outcome for seat in found.seats] == ["lost", "won"]
    assert ratings.of(other.id, other.post.family).mu > ratings.of(one.id, one.post.family).mu
    for client in (first, second):
        assert "What you take along" in client.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_who_sent_a_challenge_may_play_others_meanwhile_and_sees_only_the_own_answers(app, two):
    (first, _one), (_second, other) = two
    duel_id = send_challenge(first, other)
    page = first.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert "Your challenge is on its way" in page
    assert "You had 3 of 5 right" in page
    assert id_of(first.post("/pk", data={"level": 1})) != duel_id


def test_a_challenge_that_nobody_plays_expires_and_costs_nothing(app, two, clock):
    (first, one), (second, other) = two
    duel_id = send_challenge(first, other)
    clock.move(hours=47)
    assert jobs.sweep() == 0
    clock.move(hours=1)
    assert jobs.sweep() == 1
    assert duel(duel_id).status == Status.EXPIRED
    assert ratings.of(one.id, one.post.family).games == 0
    assert session().query(Entry).count() == 0
    assert second.post(f"/pk/{duel_id}/take").status_code == 409
    assert "counts for nobody" in first.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_a_challenge_is_announced_and_remembered_once(app, two, clock):
    (first, _one), (_second, other) = two
    other.email = "other@example.org"
    session().commit()
    send_challenge(first, other)
    assert session().query(Notice).filter_by(person_id=other.id).count() == 1
    clock.move(hours=37)
    assert jobs.remind() == 1
    assert jobs.remind() == 0
    assert session().query(Notice).filter_by(person_id=other.id).count() == 2


def test_an_open_challenge_is_for_the_first_of_the_post_who_takes_it(app, two):
    (first, one), (second, _other) = two
    duel_id = send_challenge(first)
    assert "open challenge" in second.get("/pk").get_data(as_text=True)
    assert first.post(f"/pk/{duel_id}/take").status_code == 404
    second.post(f"/pk/{duel_id}/take")
    third = sign_in(app.test_client(), make_person(post=one.post))
    assert third.post(f"/pk/{duel_id}/take").status_code == 404
    assert third.get(f"/pk/{duel_id}").status_code == 404


def test_a_challenge_given_up_half_way_is_sent_as_it_stands(app, two):
    """Else one could throw poor halves away until one is perfect."""
    (first, _one), (second, other) = two
    duel_id = id_of(first.post("/pk/challenge", data={"person_id": other.id}))
    live_answer(first, duel_id, 0, 0)
    first.post(f"/pk/{duel_id}/give-up")
    assert duel(duel_id).status == Status.WAITING
    assert "challenges you" in second.get("/pk").get_data(as_text=True)


def test_a_challenge_given_up_before_the_first_answer_is_dropped(app, two):
    (first, _one), (second, other) = two
    duel_id = id_of(first.post("/pk/challenge", data={"person_id": other.id}))
    first.post(f"/pk/{duel_id}/give-up")
    assert duel(duel_id).status == Status.EXPIRED
    assert "challenges you" not in second.get("/pk").get_data(as_text=True)


def test_ten_challenges_may_wait_and_no_more(app, two):
    (first, _one), _second = two
    for _time in range(10):
        send_challenge(first)
    assert first.post("/pk/challenge").status_code == 409


def test_nobody_challenges_oneself_or_somebody_who_has_left(app, two):
    (first, one), (_second, other) = two
    assert first.post("/pk/challenge", data={"person_id": one.id}).status_code == 422
    other.active = False
    session().commit()
    assert first.post("/pk/challenge", data={"person_id": other.id}).status_code == 409
    assert first.post("/pk/challenge", data={"person_id": 999_999}).status_code == 404


# ghosts -----------------------------------------------------------------------------------------------------------


def test_a_recorded_pk_of_a_colleague_is_labelled_pays_half_and_moves_no_rating(app, two):
    seed_demo_season(NOON.date())
    (first, one), (second, other) = two
    other.shows_name = True
    session().commit()
    answer_all(second, id_of(second.post("/pk", data={"level": 1})), 0, (False,) * 5)
    ghost_id = id_of(first.post("/pk/ghost", data={"person_id": other.id}))
    assert "Recorded PK" in first.get(f"/pk/{ghost_id}").get_data(as_text=True)
    answer_all(first, ghost_id, 0)
    assert duel(ghost_id).seats[0].outcome == "won"
    entry = session().query(Entry).filter_by(person_id=one.id, source_id=ghost_id, reason="pk").one()
    assert (entry.points, entry.detail) == (6, ["won", "against-ghost", "ghost-half"])
    assert ratings.of(one.id, one.post.family).games == 0


def test_ones_own_best_pays_nothing(app, two):
    seed_demo_season(NOON.date())
    (first, one), _second = two
    answer_all(first, id_of(first.post("/pk", data={"level": 1})), 0)
    ghost_id = id_of(first.post("/pk/ghost"))
    answer_all(first, ghost_id, 0)
    entry = session().query(Entry).filter_by(person_id=one.id, source_id=ghost_id, reason="pk").one()
    assert (entry.points, entry.detail[1:]) == (0, ["against-oneself", "oneself-none"])
    assert state(ghost_id).seats[1].right == 5


def test_a_recorded_pk_with_questions_one_has_just_met_is_not_offered(app, two):
    (first, _one), (_second, other) = two
    duel_id = send_challenge(first, other)
    _first, (second, _other) = two
    second.post(f"/pk/{duel_id}/take")
    answer_all(second, duel_id, 1)
    assert first.post("/pk/ghost", data={"person_id": other.id}).status_code == 409


# not meeting ------------------------------------------------------------------------------------------------------


def test_people_who_asked_not_to_meet_are_not_paired_invited_or_challenged(app, two):
    (first, one), (second, other) = two
    page = first.post("/pk/avoid", data={"person_id": other.id}, follow_redirects=True).get_data(as_text=True)
    assert "You are not paired with" in page
    for client in (first, second):
        client.post("/pk/find")
    assert jobs.move_on() == 0
    second.post("/pk/leave")
    assert second.post("/pk/invite", data={"person_id": one.id}).status_code == 409
    assert second.post("/pk/challenge", data={"person_id": one.id}).status_code == 409
    assert session().query(Invitation).count() == 0
    first.post("/pk/meet-again", data={"person_id": other.id})
    second.post("/pk/find")
    assert jobs.move_on() == 1


def test_an_open_challenge_of_somebody_one_avoids_is_not_shown_and_cannot_be_taken(app, two):
    (first, one), (second, _other) = two
    duel_id = send_challenge(first)
    second.post("/pk/avoid", data={"person_id": one.id})
    assert not re.search("open challenge", second.get("/pk").get_data(as_text=True))
    assert second.post(f"/pk/{duel_id}/take").status_code == 404


def test_a_challenge_that_was_sent_is_not_taken_back_by_asking_not_to_meet(app, two):
    """Else a poor score would cost nothing."""
    (first, _one), (second, other) = two
    duel_id = send_challenge(first, other)
    first.post("/pk/avoid", data={"person_id": other.id})
    assert "challenges you" in second.get("/pk").get_data(as_text=True)
    assert second.post(f"/pk/{duel_id}/take").status_code == 303
