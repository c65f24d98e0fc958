"""A live PK: two people find each other, see the same question at the same moment, and one seat is one truth."""

from __future__ import annotations

import re

import pytest

from app.duels import jobs, presence, queries, ratings, rerating
from app.duels.models import Duel, Status, Ticket
from app.kit import clock as clocks
from app.kit.clock import milliseconds
from app.kit.database import session, transaction
from app.seasons.seeding import seed_demo_season
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import duel, live_answer, live_form, make_pool, meet, players, rivals, state
from tests.statements import counted

COUNTDOWN, REVEAL = 4, 8


@pytest.fixture
def two(app):
    make_pool()
    return rivals(app)


def test_two_who_look_for_an_opponent_are_paired_and_count_down_together(app, two, clock):
    (first, one), (second, two_) = two
    for client in (first, second):
        assert client.post("/pk/find").location == "/pk/waiting"
    assert "Looking for an opponent" in first.get("/pk/waiting").get_data(as_text=True)
    assert jobs.move_on() == 1
    address = first.get("/pk/waiting").location
    assert address == second.get("/pk/waiting").location
    assert session().query(Ticket).count() == 0
    pages = [client.get(address).get_data(as_text=True) for client in (first, second)]
    assert two_.name in pages[0]
    assert one.name in pages[1]
    clock.move(seconds=COUNTDOWN)
    assert jobs.move_on() == 1
    duel_id = int(address.rsplit("/", 1)[1])
    assert state(duel_id).opened_ms == milliseconds(clock.now())
    for client in (first, second):
        assert 'data-remaining-ms="20000"' in client.get(address).get_data(as_text=True)


def test_somebody_alone_waits_and_is_offered_something_else_after_ten_seconds(app, two, clock):
    (first, _one), _two = two
    first.post("/pk/find")
    assert jobs.move_on() == 0
    assert "data-offers hidden" in first.get("/pk/waiting").get_data(as_text=True)
    clock.move(seconds=10)
    page = first.get("/pk/waiting").get_data(as_text=True)
    assert "data-offers hidden" not in page
    assert "Machine of your level" in page


def test_who_gives_no_sign_of_life_is_not_paired(app, two, clock):
    (first, _one), (second, _two) = two
    first.post("/pk/find")
    clock.move(seconds=16)
    second.post("/pk/find")
    assert jobs.move_on() == 0


def test_the_other_ones_progress_is_seen_and_never_the_answer_before_the_close(app, two, clock):
    duel_id = meet(app, two, clock)
    (first, _one), (second, _other) = two
    with transaction():
        for side in (0, 1):
            presence.seen(duel(duel_id), side, clock.now())
    assert "thinking" in first.get(f"/pk/{duel_id}").get_data(as_text=True)
    response = live_answer(second, duel_id, 1, 0)
    assert response.status_code == 303
    page = first.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert "has answered" in page
    (shown,) = re.findall(r'<p class="score".*?</p>', page)
    assert re.findall(r">(\d+)<", shown) == ["0", "0"]
    waiting = second.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert "Your answer is in" in waiting
    assert "Because" not in waiting
    live_answer(first, duel_id, 0, 0)
    for client in (first, second):
        assert "Because" in client.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_a_page_without_a_stream_is_there_because_it_looks(app, two, clock):
    duel_id = meet(app, two, clock)
    (first, _one), (second, _other) = two
    clock.move(seconds=16)
    second.get(f"/pk/{duel_id}")
    clock.move(seconds=4)
    assert "thinking" in first.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_the_next_question_opens_when_both_are_ready_or_by_itself(app, two, clock):
    duel_id = meet(app, two, clock)
    (first, _one), (second, _two) = two
    live_answer(first, duel_id, 0, 0)
    live_answer(second, duel_id, 1, 0)
    first.post(f"/pk/{duel_id}/next", data={"index": 0})
    assert state(duel_id).index == 0
    assert "Ready. Waiting for" in first.get(f"/pk/{duel_id}").get_data(as_text=True)
    second.post(f"/pk/{duel_id}/next", data={"index": 0})
    assert state(duel_id).index == 1
    clock.move(seconds=21)
    assert jobs.move_on() == 1
    clock.move(seconds=REVEAL)
    assert jobs.move_on() == 1
    assert state(duel_id).index == 2


def test_a_live_pk_that_both_have_left_ends_by_itself_at_the_right_times(app, two, clock):
    duel_id = meet(app, two, clock)
    clock.move(minutes=5)
    assert jobs.move_on() == 1
    found = duel(duel_id)
    assert found.status == Status.FINISHED
    assert [seat.outcome for seat in found.seats] == ["drawn", "drawn"]
    assert players(duel_id) == []


def test_winning_moves_both_ratings_and_points_and_rebuilding_gives_the_same(app, two, clock):
    duel_id = play_out(app, two, clock, winner=0)
    (_first, one), (_second, other) = two
    family = one.post.family
    assert ratings.of(one.id, family).mu > 25 > ratings.of(other.id, family).mu
    assert list(rerating.differences()) == []
    before = ratings.of(one.id, family)
    rerating.rebuild()
    assert ratings.of(one.id, family) == before
    assert [seat.change > 0 for seat in duel(duel_id).seats] == [True, False]
    assert [ratings.after(seat) for seat in duel(duel_id).seats] == [before, ratings.of(other.id, family)]


def test_a_friendly_pk_moves_no_rating_and_no_points(app, two, clock):
    duel_id = play_out(app, two, clock, winner=0, friendly="yes")
    (first, one), _second = two
    assert ratings.of(one.id, one.post.family).games == 0
    assert "Friendly: no points, no rating." in first.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_who_gives_up_loses_and_the_other_is_told(app, two, clock):
    duel_id = meet(app, two, clock)
    (first, one), (second, _two) = two
    live_answer(first, duel_id, 0, 0)
    first.post(f"/pk/{duel_id}/give-up")
    assert [seat.outcome for seat in duel(duel_id).seats] == ["lost", "won"]
    assert f"{one.name} gave up." in second.get(f"/pk/{duel_id}").get_data(as_text=True)
    page = second.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert page.count('class="learned__text"') == 1  # only what was shown is told


def test_the_line_is_measured_by_the_server_and_its_shortest_way_is_given_back(app, two, clock):
    duel_id = meet(app, two, clock)
    (first, one), _second = two
    slow, quick = pings(app, duel_id, one.id, clock, 900, 200)
    for token in (slow, quick):
        assert first.post(f"/pk/{duel_id}/pong", data={"token": token}).status_code == 204
    assert duel(duel_id).seats[0].lag_ms == 200
    clock.move(seconds=1)
    live_answer(first, duel_id, 0, 0)
    assert state(duel_id).seats[0].answers[0].used_ms == 800


@pytest.mark.parametrize("forged", ["", "x" * 500, "W10.abc"])
def test_a_moment_that_is_not_ours_is_refused(app, two, clock, forged):
    duel_id = meet(app, two, clock)
    (first, _one), _two = two
    assert first.post(f"/pk/{duel_id}/pong", data={"token": forged}).status_code == 422


def test_nobody_sends_back_the_moment_of_somebody_else(app, two, clock):
    duel_id = meet(app, two, clock)
    (_first, one), (second, _two) = two
    token = pings(app, duel_id, one.id, clock, 100)[0]
    assert second.post(f"/pk/{duel_id}/pong", data={"token": token}).status_code == 422


def test_a_third_person_sees_and_answers_nothing(app, two, clock):
    duel_id = meet(app, two, clock)
    third = sign_in(app.test_client(), make_person())
    assert third.get(f"/pk/{duel_id}").status_code == 404
    assert third.get(f"/pk/{duel_id}/stream").status_code == 404
    assert third.post(f"/pk/{duel_id}/answer", data=live_form(duel_id, 0, 0)).status_code == 404
    assert third.post(f"/pk/{duel_id}/pong", data={"token": "x"}).status_code == 404


def test_both_must_want_a_rematch(app, two, clock):
    duel_id = play_out(app, two, clock, winner=1)
    (first, _one), (second, _two) = two
    are_here(duel_id, 0, 1)
    assert first.post(f"/pk/{duel_id}/rematch").location == f"/pk/{duel_id}"
    assert "wants a rematch" in second.get(f"/pk/{duel_id}").get_data(as_text=True)
    again = second.post(f"/pk/{duel_id}/rematch").location
    assert again != f"/pk/{duel_id}"
    assert first.post(f"/pk/{duel_id}/rematch").location == again
    assert session().query(Duel).filter_by(rematch_of_id=duel_id).count() == 1


def test_the_result_leads_to_the_rematch_while_it_runs(app, two, clock):
    duel_id = play_out(app, two, clock, winner=1)
    (first, _one), (second, _two) = two
    are_here(duel_id, 0, 1)
    first.post(f"/pk/{duel_id}/rematch")
    again = second.post(f"/pk/{duel_id}/rematch").location
    looked = first.get(f"/pk/{duel_id}")
    assert (looked.status_code, looked.location) == (303, again)
    second.post(f"{again}/give-up")
    assert "To the rematch" in first.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_a_wish_for_a_rematch_counts_once_however_often_it_is_sent(app, two, clock):
    duel_id = play_out(app, two, clock, winner=0)
    (first, _one), (second, _other) = two
    first.post(f"/pk/{duel_id}/rematch")
    version = duel(duel_id).version
    first.post(f"/pk/{duel_id}/rematch")
    assert duel(duel_id).version == version
    assert second.post(f"/pk/{duel_id}/rematch").location != f"/pk/{duel_id}"


def test_a_wish_for_a_rematch_is_news_to_a_page_that_listens_only_later(app, two, clock):
    duel_id = play_out(app, two, clock, winner=1)
    (first, _one), (second, _two) = two
    shown = second.get(f"/pk/{duel_id}").get_data(as_text=True)
    are_here(duel_id, 1)
    first.post(f"/pk/{duel_id}/rematch")
    assert f'data-version="{queries.version_of(duel_id)}"' not in shown


def test_who_wants_a_rematch_is_there(app, two, clock):
    duel_id = play_out(app, two, clock, winner=1)
    (first, _one), (second, _two) = two
    clock.move(seconds=15)
    are_here(duel_id, 1)
    first.post(f"/pk/{duel_id}/rematch")
    clock.move(seconds=15)
    assert second.post(f"/pk/{duel_id}/rematch").location != f"/pk/{duel_id}"


def test_no_rematch_with_somebody_who_has_left(app, two, clock):
    duel_id = play_out(app, two, clock, winner=1)
    (first, _one), _second = two
    clock.move(minutes=1)
    page = first.post(f"/pk/{duel_id}/rematch", follow_redirects=True).get_data(as_text=True)
    assert "has left" in page


def test_many_joins_from_one_account_are_one_ticket_and_end_in_a_clear_refusal(app, two):
    (first, _one), _second = two
    answers = [first.post("/pk/find").status_code for _time in range(40)]
    assert answers[:30] == [303] * 30
    assert set(answers[30:]) == {429}
    assert session().query(Ticket).count() == 1


def are_here(duel_id: int, *sides: int) -> None:
    """Their browsers give a sign of life."""
    with transaction():
        for side in sides:
            presence.seen(duel(duel_id), side, clocks.now())


def play_out(app, two, clock, *, winner: int, friendly: str = "") -> int:
    duel_id = meet(app, two, clock, friendly=friendly)
    for index in range(5):
        for side, (client, _person) in enumerate(two):
            live_answer(client, duel_id, side, index, right=side == winner)
        for client, _person in two:
            client.post(f"/pk/{duel_id}/next", data={"index": index})
    assert duel(duel_id).status == Status.FINISHED
    return duel_id


def pings(app, duel_id, person_id, clock, *ages_ms):
    now = milliseconds(clock.now())
    return [presence.ping(presence.serializer(), duel_id, person_id, now - age) for age in ages_ms]


def test_a_seat_keeps_a_short_hash_of_the_browser_that_answered_first(app, two, clock):
    duel_id = meet(app, two, clock)
    for side, (client, _person) in enumerate(two):
        client.set_cookie("paddock_browser", f"{side}" * 32)
        live_answer(client, duel_id, side, 0)
    one, other = (seat.device for seat in duel(duel_id).seats)
    assert len(one) == len(other) == 16
    assert one != other
    assert "0000" not in one


def test_the_end_of_a_live_pk_costs_as_much_after_many_as_after_the_first(app, two, clock):
    """Nothing is recomputed at a finish: ratings, points and boards move by increment."""
    seed_demo_season(clock.now().date())
    costs = []
    for _time in range(3):
        duel_id = meet(app, two, clock)
        for index in range(5):
            live_answer(two[0][0], duel_id, 0, index)
            with counted() as statements:
                live_answer(two[1][0], duel_id, 1, index, right=False)
            for client, _person in two:
                client.post(f"/pk/{duel_id}/next", data={"index": index})
        costs.append(len(statements))
    assert costs[0] >= costs[1] == costs[2]
    assert max(costs) <= 40
