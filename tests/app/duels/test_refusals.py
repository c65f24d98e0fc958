"""What is refused, and that nothing changes then."""

from __future__ import annotations

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.conftest import sign_in
from tests.factories import make_person, make_post
from tests.playing import HTMX, KINDS, answer, duel, form, go_on, make_pool, play, start, state

TOKEN = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def player(app, client):
    make_pool()
    return sign_in(client, make_person())


def test_another_persons_pk_is_not_there(app, player):
    duel_id = start(player)
    stranger = sign_in(app.test_client(), make_person())
    assert stranger.get(f"/pk/{duel_id}").status_code == 404
    assert answer(stranger, duel_id, 0).status_code == 404
    assert go_on(stranger, duel_id, 0).status_code == 404
    assert stranger.post(f"/pk/{duel_id}/give-up").status_code == 404
    assert duel(duel_id).version == 0


def test_a_pk_that_does_not_exist_is_not_there(player):
    for duel_id in ("0", "999", "2147483648", "9" * 30, "-1", "x"):
        assert player.get(f"/pk/{duel_id}").status_code == 404
        assert player.post(f"/pk/{duel_id}/answer").status_code == 404


def test_only_who_is_signed_in_may_play(app, client):
    for path in ("/pk", "/pk/history", "/pk/1"):
        assert client.get(path).status_code in (302, 303, 401)


def test_an_answer_to_a_question_that_is_not_open_is_refused(player):
    duel_id = start(player)
    before = duel(duel_id).state
    for index in ("1", "4", "5", "-1", "-2", "9" * 40, "junk", ""):
        sent = player.post(f"/pk/{duel_id}/answer", data=form(duel_id, 0) | {"index": index})
        assert sent.status_code == 422, index
        assert "That question is not open" in sent.get_data(as_text=True)
    assert duel(duel_id).state == before


def test_an_answer_without_a_question_is_refused(player):
    duel_id = start(player)
    assert player.post(f"/pk/{duel_id}/answer").status_code == 422


NO_ANSWERS: list[dict[str, Any]] = [
    {},
    {"choice": ""},
    {"choice": "zz"},
    {"choice": "x" * 100_000},
    {"choices": ["a", "a"]},
    {"choices": ["a"] * 300},
    {"number": "a lot"},
    {"number": "nan"},
    {"number": "1e999"},
    {"place.a": "1", "place.b": "1", "place.c": "1"},
    {"place.a": "1", "place.b": "2", "place.c": "3", "place.d": "4", "place.e": "5"},
    {"place.zz": "1"},
    {"pair.a": "a", "pair.b": "a", "pair.c": "a"},
    {"pair.zz": "a"},
    {"pair.a": ""},
    {"gap.1": "brake fluid"},
    {"gap.1": "brake fluid", "gap.2": "hot", "gap.3": "a"},
    {"gap.1": " ", "gap.2": "230", "gap.3": "a"},
    {"gap.1": "x" * 61, "gap.2": "230", "gap.3": "a"},
    {"gap.1": "brake fluid", "gap.2": "230", "gap.3": "z"},
    {"gap.1": "brake fluid", "gap.2": "230", "gap.3": "a", "gap.4": "a"},
]


NO_WORDS = [
    *({}, {"words": ""}, {"words": " \u3000\u200b"}, {"words": "x" * 61}, {"words": "x" * 100_000}),
    *({"choices": ["a"]}, {"gap.1": "a"}, {"pair.a": "a"}, {"place.a": "1"}),
]


def test_an_answer_that_the_question_cannot_have_shows_it_again_with_the_clock_running(app, client, clock):
    for kind in KINDS:
        post = make_post(f"post-{kind}")
        make_pool(post, kinds=(kind,) * 5)
        sign_in(client, make_person(post=post))
        duel_id = start(client)
        clock.move(seconds=2)
        left = f'data-remaining-ms="{state(duel_id).seats[0].limits[0] - 2000}"'
        for sent in NO_WORDS if kind == "short" else NO_ANSWERS:
            answered = client.post(f"/pk/{duel_id}/answer", data={"index": 0} | sent, headers=HTMX)
            assert answered.status_code == 422, (kind, sent)
            page = answered.get_data(as_text=True)
            assert 'role="alert"' in page
            assert left in page
        assert duel(duel_id).version == 0


def test_what_was_typed_is_still_there_after_a_refusal(app, client):
    make_pool(kinds=("numeric",) * 5)
    sign_in(client, make_person())
    duel_id = start(client)
    page = client.post(f"/pk/{duel_id}/answer", data={"index": 0, "number": "12.6 or so"})
    assert 'value="12.6 or so"' in page.get_data(as_text=True)


def test_too_much_is_refused(player):
    duel_id = start(player)
    assert player.post(f"/pk/{duel_id}/answer", data={"index": 0, "choice": "x" * 10_000_000}).status_code == 413


def said(reply: TestResponse) -> tuple[int, str]:
    """Status and page of a reply, without CSRF tokens: those carry the second in which they were made."""
    page, tokens = TOKEN.subn("", reply.text)
    assert tokens
    return reply.status_code, page


def test_a_second_answer_changes_nothing_and_gets_the_first_ones_reply(player):
    duel_id = start(player)
    first = answer(player, duel_id, 0, right=False, **HTMX)
    kept = duel(duel_id).state
    second = answer(player, duel_id, 0, right=True, **HTMX)
    assert said(second) == said(first)
    assert second.status_code == 200
    assert (duel(duel_id).state, duel(duel_id).version) == (kept, 1)


def test_the_last_answer_sent_again_gets_the_same_close(player):
    duel_id = start(player)
    for index in range(4):
        answer(player, duel_id, index)
        go_on(player, duel_id, index)
    first, second = (answer(player, duel_id, 4, right=right, **HTMX) for right in (True, False))
    assert said(second) == said(first)
    assert second.status_code == 200


def test_an_old_page_leads_to_where_the_pk_is(player):
    duel_id = start(player)
    answer(player, duel_id, 0)
    go_on(player, duel_id, 0)
    page = answer(player, duel_id, 0, right=False, **HTMX).get_data(as_text=True)
    assert 'data-at="question 1"' in page


def test_going_on_twice_opens_one_question(player, clock):
    duel_id = start(player)
    answer(player, duel_id, 0)
    go_on(player, duel_id, 0)
    clock.move(seconds=3)
    go_on(player, duel_id, 0)
    assert state(duel_id).index == 1
    assert 'data-remaining-ms="17000"' in player.get(f"/pk/{duel_id}").get_data(as_text=True)


def test_going_on_does_not_skip_an_open_question(player):
    duel_id = start(player)
    for index in (0, 1, -1, 4):
        go_on(player, duel_id, index)
    assert duel(duel_id).version == 0


def test_an_answer_after_giving_up_is_refused(player):
    duel_id = start(player)
    player.post(f"/pk/{duel_id}/give-up")
    before = duel(duel_id).state
    assert answer(player, duel_id, 0).status_code == 409
    assert duel(duel_id).state == before


def test_going_on_after_the_end_shows_the_result(player):
    duel_id = start(player)
    play(player, duel_id)
    assert go_on(player, duel_id, 4).status_code == 303


def test_a_forged_form_is_refused(app, player):
    duel_id = start(player)
    app.config["WTF_CSRF_ENABLED"] = True
    assert answer(player, duel_id, 0).status_code == 400
    assert duel(duel_id).version == 0
