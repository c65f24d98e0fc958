"""Law 1: nothing of the key leaves the server before the question is closed for that person."""

from __future__ import annotations

import re

import pytest

from app.duels.services import question_seed
from app.questions.queries import version
from quizzes.rules.grading import key, unmask
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import HTMX, KINDS, answer, duel, form, go_on, make_pool, start, state

SECRET_WORDS = (
    "Because",
    "Not a",
    "Not b",
    "Not c",
    "Not d",
    "A slip",
    "The other is wrong",
    "A standard",
    "tolerance",
    "torque",
    "扭力",
    "brake fluid",
    "制动液",
)


@pytest.fixture(params=[KINDS[:5], KINDS[3:]], ids=["from single", "to cloze"])
def player(app, client, request):
    make_pool(kinds=request.param)
    return sign_in(client, make_person())


def open_pages(player, duel_id):
    """Every way to the open question: reload, swap, asking for the close, a refused answer, a refused index."""
    index = state(duel_id).index
    yield player.get(f"/pk/{duel_id}")
    yield player.get(f"/pk/{duel_id}", headers=HTMX)
    yield from (player.get(f"/pk/{duel_id}?at={at}") for at in range(-1, 6))
    yield player.post(f"/pk/{duel_id}/answer", data={"index": index, "choices": ["zz"]})
    yield player.post(f"/pk/{duel_id}/answer", data={"index": index + 1})
    yield player.get("/pk")


def test_the_open_question_tells_nothing_but_its_text_and_its_shuffled_answers(player):
    duel_id = start(player)
    for index in range(5):
        planned = state(duel_id).seats[1].planned
        texts = [version(one).content["text"]["en"] for one in duel(duel_id).version_ids]
        for answered in open_pages(player, duel_id):
            page = answered.get_data(as_text=True).replace("such as 12.6", "")
            for word in SECRET_WORDS:
                assert word not in page
            for given in planned[index:]:
                assert f"{given.used_ms / 1000:.1f}" not in re.sub(r"[\w-]+=\"[^\"]*\"", "", page)
            for text in texts[index + 1 :]:
                assert text not in page
            assert str(duel(duel_id).seed) not in page
        answer(player, duel_id, index)
        go_on(player, duel_id, index)


def test_the_score_does_not_move_before_the_close(app, client):
    make_pool()
    player = sign_in(client, make_person())
    duel_id = start(player)
    answer(player, duel_id, 0)
    go_on(player, duel_id, 0)
    before = state(duel_id)
    totals = [seat.total(1) for seat in before.seats]
    page = player.get(f"/pk/{duel_id}").get_data(as_text=True)
    assert f"You {totals[0]}, the machine {totals[1]}" in page


def test_the_shown_ids_say_nothing_about_the_stored_ones(app, client):
    """Over many PKs every shown id is the right one about as often."""
    make_pool(kinds=("single",) * 5)
    sign_in(client, make_person())
    rights = []
    for _ in range(40):
        duel_id = start(client)
        rights.append(form(duel_id, 0)["choice"])
        client.post(f"/pk/{duel_id}/give-up")
    assert set(rights) == {"a", "b", "c", "d"}


def test_the_page_sends_masked_ids_that_the_server_understands(app, client):
    make_pool(kinds=("single",) * 5)
    sign_in(client, make_person())
    duel_id = start(client)
    found = duel(duel_id)
    content = version(found.version_ids[0]).content
    page = client.get(f"/pk/{duel_id}").get_data(as_text=True)
    by_text = {text: one for one, text in re.findall(r'value="(\w)" data-key.*?option__text">([^<]+)<', page)}
    right = next(option for option in content["options"] if option["right"])
    sent = by_text[right["text"]["en"]]
    assert unmask(content, question_seed(found, 0, 0), sent) == key(content)
