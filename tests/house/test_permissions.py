"""Every address of the house, asked for by everybody: what the table allows opens, all else stays shut."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.people.models import Person, Role
from app.people.permissions import EVERYBODY, PERMISSIONS
from tests.conftest import sign_in
from tests.factories import make_person, make_season

NOBODYS_ID = 999_999_999
JSON = {"Accept": "application/json"}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def doors(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Each endpoint with an address of it and each method it takes."""
    for rule in rules(app):
        values = {name: _value(rule, name) for name in rule.arguments}
        path = rule.build(values)[1]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, path


def _value(rule: Rule, name: str) -> int | str:
    """Something that exists nowhere, so that a walk changes nothing."""
    return NOBODYS_ID if isinstance(rule._converters[name], IntegerConverter) else "nothing"


def knock(client: FlaskClient, person: Person | None, method: str, path: str, **options) -> TestResponse:
    """One request in a browser of its own: some doors sign out."""
    fresh = client.application.test_client()
    return (sign_in(fresh, person) if person else fresh).open(path, method=method, **options)


def leads_to_signing_in(reply: TestResponse) -> bool:
    """A page leads there; the API, which has no pages, says how to sign in."""
    if reply.request.path.startswith("/api/"):
        return reply.status_code == 401 and reply.headers["WWW-Authenticate"] == "Bearer"
    return reply.status_code == 302 and reply.headers["Location"].startswith("/sign-in?next=")


def is_allowed(endpoint: str, role: Role) -> bool:
    audience = PERMISSIONS[endpoint]
    return audience is EVERYBODY or bool(audience & {role, Role.LEARNER})


def test_the_table_names_every_endpoint_and_no_other(app):
    assert {rule.endpoint for rule in rules(app)} == set(PERMISSIONS)


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_allows_and_nothing_else(app, client, role):
    make_season()
    person = make_person(*({role} - {Role.LEARNER}))
    wrong = []
    for endpoint, method, path in doors(app):
        reply = knock(client, person, method, path)
        refused = reply.status_code in (401, 403) or leads_to_signing_in(reply)
        if refused == is_allowed(endpoint, role) or (refused and reply.status_code != 403):
            wrong.append((endpoint, method, reply.status))
    assert wrong == []


def test_whoever_is_not_signed_in_is_led_to_signing_in(app, client):
    wrong = []
    for endpoint, method, path in doors(app):
        page, data = knock(client, None, method, path), knock(client, None, method, path, headers=JSON)
        asked = leads_to_signing_in(page) and data.status_code == 401
        opened = page.status_code not in (401, 403) and not leads_to_signing_in(page) and data.status_code != 401
        if not (opened if PERMISSIONS[endpoint] is EVERYBODY else asked):
            wrong.append((endpoint, method, page.status, data.status))
    assert wrong == []


def test_whoever_has_left_the_house_opens_nothing(app, client):
    person = make_person(*(set(Role) - {Role.LEARNER}), active=False)
    for endpoint, method, path in doors(app):
        if PERMISSIONS[endpoint] is not EVERYBODY:
            assert leads_to_signing_in(knock(client, person, method, path)), endpoint


def test_the_desks_are_not_for_learners(app):
    desks = {rule.endpoint for rule in rules(app) if rule.rule.startswith("/desk")}
    assert desks
    assert not any(is_allowed(endpoint, Role.LEARNER) for endpoint in desks)


def test_a_page_that_the_table_forgot_opens_to_nobody(app, client, monkeypatch):
    monkeypatch.delitem(PERMISSIONS, "people.me")
    assert knock(client, make_person(Role.ORGANIZER), "GET", "/me").status_code == 404
