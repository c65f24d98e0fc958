"""Who acts in a request to the API: by a token, by the browser's session, and by neither."""

from __future__ import annotations

from datetime import date

import pytest

from app.api import queries, services
from app.api.models import ApiToken
from app.kit import clock as clocks
from app.kit.database import session, transaction
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_season
from tests.playing import make_pool

ME = "/api/v1/me"


def make_token(person):
    with transaction():
        return services.make(person, "test", clocks.now())


def by(token):
    return {"Authorization": f"Bearer {token}"}


def csrf_of(client):
    """The token that a page of the session carries."""
    page = client.get("/me/tokens").get_data(as_text=True)
    return page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


def test_a_token_says_who_acts(client):
    person = make_person()
    reply = client.get(ME, headers=by(make_token(person)))
    assert (reply.status_code, reply.json["staff_number"]) == (200, person.staff_number)
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("token", ["", "x", "paddock_" + "A" * 43, "ü", "a b"])
def test_a_token_that_is_none_opens_nothing(client, token):
    make_token(make_person())
    reply = client.get(ME, headers=by(token))
    assert (reply.status_code, reply.json["error"]["code"]) == (401, "not-signed-in")
    assert reply.headers["WWW-Authenticate"] == "Bearer"


def test_a_wrong_token_is_not_made_good_by_a_session(client):
    sign_in(client, make_person())
    assert client.get(ME).status_code == 200
    assert client.get(ME, headers=by("x")).status_code == 401


def test_the_token_decides_over_the_session(client):
    sign_in(client, make_person())
    other = make_person()
    assert client.get(ME, headers=by(make_token(other))).json["staff_number"] == other.staff_number


def test_a_token_that_was_ended_opens_nothing_any_more(app, client):
    person = make_person()
    token = make_token(person)
    browser = sign_in(app.test_client(), person)
    assert browser.post(f"/me/tokens/{session().query(ApiToken).one().id}/end").status_code == 303
    assert client.get(ME, headers=by(token)).status_code == 401
    assert "You have no token" in browser.get("/me/tokens").text


def test_the_token_of_somebody_who_has_left_opens_nothing(client):
    person = make_person()
    token = make_token(person)
    with transaction():
        person.active = False
    assert client.get(ME, headers=by(token)).status_code == 401


def test_a_token_opens_no_page(client):
    reply = client.get("/me", headers=by(make_token(make_person())))
    assert (reply.status_code, reply.location) == (302, "/sign-in?next=/me")


def test_nobody_ends_the_token_of_somebody_else(app, client):
    token = make_token(make_person())
    stranger = sign_in(app.test_client(), make_person())
    assert stranger.post(f"/me/tokens/{session().query(ApiToken).one().id}/end").status_code == 404
    assert client.get(ME, headers=by(token)).status_code == 200
    assert "test" not in stranger.get("/me/tokens").text.split("<main")[1].split("<form")[0]


def test_a_session_needs_its_csrf_token_and_a_bearer_token_does_not(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    make_pool()
    person = make_person()
    sign_in(client, person)
    body = {"kind": "machine", "level": 1}
    refused = client.post("/api/v1/pks", json=body)
    assert (refused.status_code, refused.json["error"]["code"]) == (400, "csrf")
    assert client.delete("/api/v1/pks/waiting").status_code == 400
    assert client.post("/api/v1/pks", json=body, headers={"X-CSRFToken": csrf_of(client)}).status_code == 201
    assert client.post("/api/v1/pks", json=body, headers=by(make_token(person))).status_code == 201


def test_a_wrong_bearer_token_does_not_spare_a_session_its_csrf_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, make_person())
    for header in ("Bearer", "Bearer ", "Bearer x", "bearer x", "Basic eDp4", "x"):
        reply = client.post("/api/v1/pks", json={"kind": "live"}, headers={"Authorization": header})
        assert reply.status_code in (400, 401), header


def test_pages_keep_their_csrf_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    person = make_person()
    sign_in(client, person)
    reply = client.post("/me/tokens", data={"name": "x"}, headers=by(make_token(person)))
    assert reply.status_code == 400
    assert queries.count_of(person) == 1


def test_a_new_token_is_shown_once_and_only_its_hash_is_kept(client):
    person = make_person()
    sign_in(client, person)
    page = client.post("/me/tokens", data={"name": " <b>script</b> "})
    token = page.text.split('translate="no">')[1].split("<")[0]
    assert client.get(ME, headers=by(token)).status_code == 200
    assert token not in client.get("/me/tokens").text
    assert "&lt;b&gt;script&lt;/b&gt;" in page.text
    kept = session().query(ApiToken).one()
    assert token not in {kept.name, kept.token_hash}
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["", "   ", "x" * 61])
def test_a_token_needs_a_name(client, name):
    sign_in(client, make_person())
    assert client.post("/me/tokens", data={"name": name}).status_code == 422
    assert session().query(ApiToken).count() == 0


def test_ten_tokens_are_the_most(client):
    person = make_person()
    sign_in(client, person)
    statuses = [client.post("/me/tokens", data={"name": str(number)}).status_code for number in range(12)]
    assert statuses == [200] * 10 + [409] * 2
    client.post(f"/me/tokens/{queries.tokens_of(person)[0].id}/end")
    assert client.post("/me/tokens", data={"name": "again"}).status_code == 200


def test_the_day_of_the_last_use_is_kept(client, clock):
    person = make_person()
    token = make_token(person)
    for day in (1, 1, 2):
        clock.moment = clock.moment.replace(day=day)
        client.get(ME, headers=by(token))
        assert session().query(ApiToken).one().last_used_on == date(2026, 6, day)
    assert "last used on" in sign_in(client, person).get("/me/tokens").text


def test_me_and_the_boards_say_what_the_pages_say(client):
    season, person = make_season(), make_person()
    for number in range(12):
        give_points(make_person(), 100 + number, season, mastered=1)
    give_points(person, 5, season, mastered=1)
    headers = by(make_token(person))
    me = client.get(ME, headers=headers).json
    assert (me["points"], me["rating"]) == (
        {"season": 5, "week": 5},
        {"shown": 1000, "provisional": True, "games": 0},
    )
    board = client.get("/api/v1/boards?scope=post&period=season", headers=headers).json
    assert (board["size"], len(board["top"]), board["me"]["rank"], board["gap"]) == (13, 10, 13, False)
    assert [(row["name"], row["is_me"]) for row in board["near"]] == [(None, False), (None, False), (person.name, True)]
    assert "with equal points, more questions mastered" in board["tie_break"]
    assert client.get("/api/v1/boards?scope=street", headers=headers).status_code == 422


def test_without_a_season_the_board_is_empty(client):
    board = client.get("/api/v1/boards", headers=by(make_token(make_person()))).json
    assert (board["season"], board["top"], board["me"]) == (None, [], None)
