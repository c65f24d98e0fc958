"""The server's clock decides: limits, grace, coming back, and PKs that nobody touches."""

from __future__ import annotations

import re

import pytest

from app.duels import jobs
from app.duels.models import Duel, Status
from app.kit.database import session
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import HTMX, answer, duel, go_on, make_pool, seat_of, start, state

LIMIT = 20  # seconds for a single choice
GRACE = 0.5


@pytest.fixture
def person(app):
    return make_person()


@pytest.fixture
def player(client, person):
    make_pool()
    return sign_in(client, person)


def remaining(page: str) -> int:
    found = re.search(r'data-remaining-ms="(\d+)"', page)
    assert found, page
    return int(found[1])


def shown(player, duel_id: int) -> str:
    return player.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_coming_back_resumes_at_the_right_second(player, clock):
    duel_id = start(player)
    assert remaining(shown(player, duel_id)) == 20_000
    clock.move(seconds=7.25)
    page = shown(player, duel_id)
    assert remaining(page) == 12_750
    assert 'data-limit-ms="20000"' in page
    assert "data-seconds>13<" in page


def test_the_order_of_the_options_is_the_same_on_every_reload(player):
    duel_id = start(player)
    first, again = (re.findall(r'name="choice" value="(\w)"', shown(player, duel_id)) for _ in range(2))
    assert first == again
    assert sorted(first) == ["a", "b", "c", "d"]


def test_an_answer_within_the_grace_counts(player, clock):
    duel_id = start(player)
    clock.move(seconds=LIMIT + GRACE)
    answer(player, duel_id, 0)
    given = state(duel_id).seats[0].answers[0]
    assert (given.correct, given.used_ms, given.score) == (True, 20_000, 100)


def test_a_late_answer_counts_as_none_and_the_page_says_so(player, clock):
    duel_id = start(player)
    clock.move(seconds=LIMIT + GRACE + 0.001)
    sent = answer(player, duel_id, 0, **HTMX)
    assert sent.status_code == 200
    assert "No answer in time" in sent.get_data(as_text=True)
    given = state(duel_id).seats[0].answers[0]
    assert (given.response, given.correct, given.score) == (None, False, 0)


def test_time_that_is_up_closes_the_question_when_somebody_looks(player, clock):
    duel_id = start(player)
    clock.move(minutes=3)
    assert "No answer in time" in shown(player, duel_id)
    assert duel(duel_id).version == 1
    assert "No answer in time" in shown(player, duel_id)
    assert duel(duel_id).version == 1


def test_a_close_waits_for_the_person(player, clock):
    duel_id = start(player)
    answer(player, duel_id, 0)
    clock.move(minutes=5)
    go_on(player, duel_id, 0)
    assert remaining(shown(player, duel_id)) == 20_000


def test_time_that_is_up_at_the_last_question_ends_the_pk(player, person, clock):
    duel_id = start(player)
    for index in range(4):
        answer(player, duel_id, index)
        go_on(player, duel_id, index)
    clock.move(minutes=1)
    page = player.get(f"/pk/{duel_id}?at=4").get_data(as_text=True)
    assert "No answer in time" in page
    assert "See the result" in page
    assert duel(duel_id).status == Status.FINISHED
    assert seat_of(duel_id, person)[1] == 4 * 119


def test_a_pk_untouched_for_ten_minutes_is_closed_with_the_rest_unanswered(player, person, clock):
    duel_id = start(player)
    answer(player, duel_id, 0)
    clock.move(minutes=10)
    assert jobs.sweep() == 0
    clock.move(seconds=1)
    assert jobs.sweep() == 1
    assert [given.correct for given in state(duel_id).seats[0].answers] == [True, False, False, False, False]
    found = duel(duel_id)
    assert (found.status, found.finished_at) == (Status.FINISHED, clock.now())
    assert seat_of(duel_id, person)[0] is not None


def test_sweeping_again_changes_nothing(player, clock):
    duel_id = start(player)
    clock.move(hours=2)
    assert [jobs.sweep(), jobs.sweep()] == [1, 0]
    assert duel(duel_id).version == 1
    assert session().query(Duel).filter_by(status=Status.RUNNING).count() == 0


def test_one_that_cannot_be_closed_keeps_no_other_waiting(app, client, clock, monkeypatch):
    make_pool()
    ids = [start(sign_in(client, make_person())) for _ in range(3)]
    clock.move(hours=1)
    close = jobs.services.close_untouched

    def fails_for_the_first(duel_id, *rest):
        if duel_id == ids[0]:
            raise RuntimeError("broken")
        return close(duel_id, *rest)

    monkeypatch.setattr(jobs.services, "close_untouched", fails_for_the_first)
    assert jobs.sweep() == 2
    assert [duel(one).status for one in ids] == [Status.RUNNING, Status.FINISHED, Status.FINISHED]


def test_an_answer_to_what_the_sweeper_has_closed_is_refused(player, clock):
    duel_id = start(player)
    clock.move(hours=1)
    jobs.sweep()
    before = duel(duel_id).state
    sent = answer(player, duel_id, 0)
    assert sent.status_code == 409
    assert "This PK is over" in sent.get_data(as_text=True)
    assert duel(duel_id).state == before
