"""Every refusal has a face and a next step, as a page and as JSON, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import force_locale
from werkzeug.test import TestResponse

from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.web import TITLES
from app.people.models import Role
from app.people.permissions import EVERYBODY, PERMISSIONS
from tests.conftest import sign_in
from tests.factories import make_person, make_question, make_season
from tests.house.reading import Reading
from tests.house.words import any_text_in

LANGUAGES = ("zh", "en")


def ask(client: FlaskClient, method: str, path: str, language: str, **options) -> tuple[TestResponse, TestResponse]:
    """The same request as a browser and as a program sends it."""
    headers = {"Accept-Language": language}
    page = client.open(path, method=method, headers=headers | {"Accept": "text/html"}, **options)
    data = client.open(path, method=method, headers=headers | {"Accept": "application/json"}, **options)
    return page, data


def has_a_face(page: TestResponse, data: TestResponse, status: int, language: str) -> None:
    """A page that says what happened and leads on; JSON that says the same."""
    assert (page.status_code, data.status_code) == (status, status)
    assert page.mimetype == "text/html"
    reading = Reading(page.text)
    assert reading.count("h1") == 1
    assert any(tag == "a" and "btn" in attributes.get("class", "") for tag, attributes in reading.tags)
    error = data.get_json()["error"]
    assert set(error) == {"code", "message"}
    assert error["message"] in list(reading.said())
    assert any_text_in(language).fullmatch(error["message"])
    assert "script-src 'self' 'nonce-" in page.headers["Content-Security-Policy"]


@pytest.fixture
def broken(app: Flask) -> Iterator[Flask]:
    """The application with pages that only refuse or break."""
    refusals = {"conflict": Conflict(), "invalid": Invalid(), "missing": NotFound(), "broken": ZeroDivisionError("x")}

    def fail(which: str) -> None:
        raise refusals[which]

    app.testing = False
    app.add_url_rule("/fail/<which>", "fail", fail)
    PERMISSIONS["fail"] = EVERYBODY
    yield app
    del PERMISSIONS["fail"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("which", "status"), [("conflict", 409), ("invalid", 422), ("missing", 404), ("broken", 500)])
def test_what_a_service_refuses_and_what_breaks_is_said(broken, which, status, language):
    has_a_face(*ask(broken.test_client(), "GET", f"/fail/{which}", language), status, language)


def test_what_broke_is_not_shown_to_anybody(broken):
    page, data = ask(broken.test_client(), "GET", "/fail/broken", "en")
    assert "ZeroDivisionError" not in page.text + data.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_token_is_refused_with_a_way_on(app, client, language):
    app.config["WTF_CSRF_ENABLED"] = True
    has_a_face(*ask(client, "POST", "/sign-in", language, data={"login": "x", "password": "y"}), 400, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_forged_token_is_refused_and_changes_nothing(app, client, language):
    person = make_person(locale=language)
    sign_in(client, person)
    app.config["WTF_CSRF_ENABLED"] = True
    form = {"csrf_token": "forged", "theme": "dark", "shows_name": "y"}
    has_a_face(*ask(client, "POST", "/me", language, data=form), 400, language)
    assert person.theme == "auto"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_for_other_roles_says_whom_to_ask(client, language):
    sign_in(client, make_person(locale=language))
    has_a_face(*ask(client, "GET", "/desk/people", language), 403, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path", ["/nothing/here", "/pk/999999", "/check/999999", "/class/none", "/learn/none", "/pk/x"]
)
def test_what_is_not_there_or_not_ones_own_is_not_found(client, path, language):
    make_season()
    sign_in(client, make_person(locale=language))
    has_a_face(*ask(client, "GET", path, language), 404, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_method_says_which_are_right(client, language):
    page, data = ask(client, "PUT", "/sign-in", language)
    has_a_face(page, data, 405, language)
    assert "POST" in page.headers["Allow"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [300 * 1024, 9 * 1024 * 1024])
def test_too_much_at_once_is_refused(client, size, language):
    sign_in(client, make_person(locale=language))
    has_a_face(*ask(client, "POST", "/me", language, data={"theme": "x" * size}), 413, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_too_many_attempts_say_how_long_to_wait(client, language):
    for _attempt in range(6):
        client.post("/sign-in", data={"login": "T1", "password": "wrong"})
    page, data = ask(client, "POST", "/sign-in", language, data={"login": "T1", "password": "wrong"})
    has_a_face(page, data, 429, language)
    assert int(page.headers["Retry-After"]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_is_not_signed_in_is_told_so_in_json(client, language):
    reply = client.get("/", headers={"Accept": "application/json", "Accept-Language": language})
    assert reply.status_code == 401
    assert any_text_in(language).fullmatch(reply.get_json()["error"]["message"])


def test_a_pk_of_a_post_without_questions_is_refused_with_its_page(client):
    make_season()
    make_question()
    sign_in(client, make_person())
    reply = client.post("/pk", data={"level": "1"})
    assert reply.status_code == 409
    assert "not enough questions" in reply.text


def test_the_title_of_a_conflict_fits_those_that_nobody_else_has_caused(client):
    organizer = make_person(Role.ORGANIZER)
    reply = sign_in(client, organizer).post(f"/desk/people/{organizer.id}/roles", headers={"Accept-Language": "en"})
    assert reply.status_code == 409
    assert "<h1>Not possible as things stand</h1>" in reply.text
    assert "You cannot take the organizer" in reply.text


def test_every_status_has_a_title_in_both_languages(app):
    assert set(TITLES) >= {400, 401, 403, 404, 405, 409, 413, 422, 429, 500}
    for language in LANGUAGES:
        with app.test_request_context(), force_locale(language):
            known = any_text_in(language)
            assert {str(title) for title in TITLES.values() if not known.fullmatch(str(title))} == set()


def test_health_says_that_the_process_lives_and_that_the_database_answers(app, client, monkeypatch):
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok"}

    def gone():
        raise ConnectionError

    monkeypatch.setattr("app.kit.database.session", gone)
    assert client.get("/readyz").status_code == 503
