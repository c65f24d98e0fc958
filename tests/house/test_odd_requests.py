"""What no browser sends of itself: every address takes it without breaking."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import IntegerConverter, Rule

from app.kit.database import session, transaction
from app.people.models import Role
from tests.conftest import sign_in
from tests.factories import make_person, make_question, make_season

FIELDS = """
after again choice complete current dealer deed digest done ended extra_time file_name happened key language
learned level login next number option options over page password path period plain post post_id question reason
region region_id role roles scope season seen shows_name sort staff_number state station step text theme topic
value version week words
"""
NAMES = FIELDS.split()
ODD = ["\0", "9" * 30, "-1", "1e999", "'\"%_\\" * 90, "٣", "𝟙"]
HUGE_ID = 2**31


def everybody():
    return make_person(*(set(Role) - {Role.LEARNER}))


def paths(app: Flask, filler: str):
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint not in ("static", "people.sign_out", "people.sign_out_everywhere"):
            numbers = dict.fromkeys(numbers_of(rule), 1)
            path = rule.build(dict.fromkeys(rule.arguments, filler) | numbers)[1]
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield method, path


def numbers_of(rule: Rule) -> set[str]:
    return {name for name, converter in rule._converters.items() if isinstance(converter, IntegerConverter)}


@pytest.mark.parametrize("odd", ODD, ids=[ascii(odd)[:12] for odd in ODD])
def test_odd_texts_break_no_page(app, client, odd):
    make_season()
    make_question()
    person = everybody()
    sign_in(client, person)
    broken = []
    for method, path in paths(app, odd):
        texts = dict.fromkeys(NAMES, odd)
        reply = client.open(path, method=method, **({"query_string": texts} if method == "GET" else {"data": texts}))
        if reply.status_code >= 500 or ("\0" in odd and reply.status_code < 400):
            broken.append((method, path, reply.status))
    assert broken == []


@pytest.mark.parametrize(
    "body", ["[" * 50_000, '{"a":' * 50_000, "1" * 5_000, '"\\ud800"'], ids=["list", "mapping", "long", "half"]
)
def test_json_that_nobody_would_send_breaks_no_page(app, client, body):
    make_season()
    sign_in(client, everybody())
    broken = []
    for method, path in paths(app, "1"):
        if method != "GET":
            reply = client.open(path, method=method, data=body, content_type="application/json")
            if reply.status_code >= 500:
                broken.append((method, path, reply.status))
    assert broken == []


@pytest.mark.parametrize("number", [HUGE_ID, 2**63, 10**40])
def test_a_number_that_no_id_can_have_leads_nowhere(app, client, number):
    sign_in(client, everybody())
    found = []
    for rule in app.url_map.iter_rules():
        if numbers_of(rule):
            path = rule.build(dict.fromkeys(rule.arguments, "x") | dict.fromkeys(numbers_of(rule), 1))[1]
            method = min(rule.methods - {"HEAD", "OPTIONS"})
            reply = client.open(path.replace("/1", f"/{number}"), method=method)
            found.append((path, reply.status_code))
    assert found
    assert [one for one in found if one[1] != 404] == []


def test_the_page_of_a_failure_needs_no_database(app, client):
    sign_in(client, everybody())
    app.testing = False
    with transaction():
        session().execute(text("alter table seasons rename to lost"))
    for path in ("/", "/me"):
        reply = client.get(path, headers={"Accept-Language": "en"})
        assert reply.status_code == 500
        assert "Our mistake" in reply.text
        assert "seasons" not in reply.text
