"""A PK from the lobby to the result, by the pages."""

from __future__ import annotations

import re

import pytest

from app.duels import starting
from app.duels.models import Duel, Status
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.points.models import Entry
from app.questions.queries import versions
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season
from tests.playing import KINDS, answer, duel, form, go_on, make_pool, plan, play, seat_of, start, state


@pytest.fixture
def person(app):
    return make_person(name="李雷")


@pytest.fixture
def player(client, person):
    make_pool()
    return sign_in(client, person)


def test_the_lobby_offers_five_machines_by_name(player):
    page = player.get("/pk").get_data(as_text=True)
    assert page.count('name="level"') == 5
    for name in ("Newcomer", "Steady hand", "Specialist", "Master", "Champion"):
        assert f"Machine · {name}" in page
    assert "None yet" in page


def test_all_right_wins_and_says_what_was_learned_before_who_won(player, person):
    duel_id = start(player)
    plan(duel_id, *[(False, 0)] * 5)
    page = play(player, duel_id)
    assert seat_of(duel_id, person) == ("won", 5 * 119)
    assert duel(duel_id).status == Status.FINISHED
    assert page.index("You knew all five") < page.index("You won")
    assert page.count("Because ") == 5


def test_all_wrong_loses_and_opens_what_was_missed(player, person):
    duel_id = start(player)
    plan(duel_id, (True, 110), *[(False, 0)] * 4)
    page = play(player, duel_id, (False,) * 5)
    assert seat_of(duel_id, person) == ("lost", 0)
    assert page.count("<details open>") == 5
    assert "The machine won this one" in page
    assert "2 more right answers and it is yours" in page
    assert "Learn what you missed" in page


def test_as_many_points_on_both_sides_are_a_draw(player, person):
    duel_id = start(player)
    plan(duel_id, (True, 119), *[(False, 0)] * 4)
    page = play(player, duel_id, (True, False, False, False, False))
    assert seat_of(duel_id, person) == ("drawn", 119)
    assert "A draw" in page


def test_the_quicker_decides_only_where_both_know_as_much_and_the_page_says_so(player, person, clock):
    duel_id = start(player)
    plan(duel_id, (True, 118), *[(False, 0)] * 4)
    page = play(player, duel_id, (True, False, False, False, False))
    assert seat_of(duel_id, person) == ("won", 119)
    assert "the quicker ones decided" in page


def test_every_close_teaches_before_the_next_question_opens(player):
    duel_id = start(player)
    plan(duel_id, *[(True, 110)] * 5)
    answer(player, duel_id, 0, right=False)
    page = player.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert "Not this time" in page
    assert re.search("Not [bcd]", page)
    assert "Because " in page
    assert "The machine was right, after 5.0 seconds." in page
    assert "Next question" in page
    go_on(player, duel_id, 0)
    assert 'data-at="question 1"' in player.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_the_close_of_the_last_question_is_shown_before_the_result(player):
    duel_id = start(player)
    for index in range(4):
        answer(player, duel_id, index)
        go_on(player, duel_id, index)
    sent = answer(player, duel_id, 4)
    assert sent.location.endswith(f"/pk/{duel_id}?at=4")
    assert "See the result" in player.get(sent.location).get_data(as_text=True)


@pytest.mark.parametrize("right", [True, False])
def test_every_kind_of_question_can_be_answered_by_its_form(app, client, right):
    for kind in KINDS:
        post = make_post(f"post-{kind}")
        make_pool(post, kinds=(kind,) * 5)
        sign_in(client, make_person(post=post))
        duel_id = start(client)
        page = client.get(f"/pk/{duel_id}").get_data(as_text=True)
        for name in form(duel_id, 0):
            assert f'name="{name}"' in page
        assert answer(client, duel_id, 0, right=right).status_code == 303
        assert state(duel_id).seats[0].answers[0].correct is right
        page = client.get(f"/pk/{duel_id}").get_data(as_text=True)
        assert ("<h1>Right</h1>" if right else "<h1>Not this time</h1>") in page


def test_a_page_that_swaps_gets_the_close_at_once(player):
    duel_id = start(player)
    sent = answer(player, duel_id, 0, **{"HX-Request": "true"})
    assert sent.status_code == 200
    page = sent.get_data(as_text=True)
    assert '<main id="main">' in page
    assert "<html" not in page
    assert "<h1>Right</h1>" in page


def test_starting_again_leads_back_to_the_pk_that_runs(player):
    first = start(player, level=2)
    assert start(player, level=5) == first
    assert session().query(Duel).count() == 1
    page = player.get("/pk").get_data(as_text=True)
    assert "Your PK is still running" in page
    assert 'name="level"' not in page


def test_questions_of_the_last_three_pks_do_not_come_again_while_the_pool_allows(client, person):
    make_pool(kinds=("single",) * 20)
    sign_in(client, person)
    seen = []
    for _ in range(5):
        duel_id = start(client)
        seen.append({one.question_id for one in versions(duel(duel_id).version_ids)})
        client.post(f"/pk/{duel_id}/give-up")
    assert len(set.union(*seen[:4])) == 20
    assert not seen[4] & set.union(*seen[1:4])


def test_only_questions_of_the_persons_post_are_asked(client, person):
    other = make_post("parts-advisor")
    make_pool(other)
    sign_in(client, person)
    refused = client.post("/pk", data={"level": 1})
    assert refused.status_code == 409
    assert "not enough questions for your post" in refused.get_data(as_text=True)
    assert session().query(Duel).count() == 0


def test_too_small_a_pool_is_refused(person):
    for _ in range(4):
        make_question()
    with pytest.raises(Conflict), transaction():
        starting.start(person, 1, person.created_at, 7)


def test_a_level_that_does_not_exist_is_refused(player):
    for level in ("0", "6", "-1", "a", "", "9" * 40):
        assert player.post("/pk", data={"level": level}).status_code == 422
    assert session().query(Duel).count() == 0


def test_giving_up_leaves_the_rest_unanswered(player, person):
    duel_id = start(player)
    answer(player, duel_id, 0)
    player.post(f"/pk/{duel_id}/give-up")
    assert [given.response is None for given in state(duel_id).seats[0].answers] == [False, True, True, True, True]
    assert duel(duel_id).status == Status.FINISHED
    player.post(f"/pk/{duel_id}/give-up")  # once more changes nothing
    assert duel(duel_id).version == 2


def test_a_finished_pk_is_paid_once_and_the_result_says_why(player, person):
    make_season()
    duel_id = start(player, level=3)
    page = play(player, duel_id)
    entry = session().query(Entry).one()
    assert (entry.person_id, entry.reason, entry.source_id) == (person.id, "pk", duel_id)
    assert f"+{entry.points} point" in page


def test_the_history_is_paged_and_begins_with_the_newest(player):
    ids = []
    for _ in range(23):
        ids.append(start(player))
        player.post(f"/pk/{ids[-1]}/give-up")
    first = player.get("/pk/history").get_data(as_text=True)
    assert first.index(f'href="/pk/{ids[-1]}"') < first.index(f'href="/pk/{ids[-2]}"')
    assert f'href="/pk/{ids[2]}"' not in first
    older = player.get(f"/pk/history?before={ids[3]}").get_data(as_text=True)
    assert all(f'href="/pk/{one}"' in older for one in ids[:3])
    assert player.get("/pk/history?before=junk").status_code == 200


def test_extra_time_costs_nothing(client):
    make_pool()
    person = make_person(extra_time=0.5)
    sign_in(client, person)
    duel_id = start(client)
    mine, machines = (seat.limits[0] for seat in state(duel_id).seats)
    assert mine == machines * 1.5
    answer(client, duel_id, 0)
    assert state(duel_id).seats[0].answers[0].score == 119
