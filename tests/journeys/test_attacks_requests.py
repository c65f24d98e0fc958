"""Requests that no browser of ours sends: forged, endless, nameless, pointing elsewhere."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from flask import Flask

from app.kit.database import session
from app.notifications.models import Message
from app.people.models import Role
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_season

JSON = {"Accept": "application/json"}
ENGLISH = {"Accept-Language": "en"}
FORM = "application/x-www-form-urlencoded"
SCRIPT = "<script>alert(1)</script>"


def posts(app: Flask) -> list[str]:
    """An address of every door that takes a POST."""
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in rule.methods]
    return sorted(rule.build(dict.fromkeys(rule.arguments, 1))[1] for rule in rules)


def test_no_post_counts_without_the_token_of_its_page(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, make_person(*(set(Role) - {Role.LEARNER})))
    for path in posts(app):
        for data in ({}, {"csrf_token": "forged"}):
            assert client.post(path, data=data).status_code == 400, path
        reply = client.post(path, json={"level": 1}, headers=JSON)
        assert (reply.status_code, reply.json["error"]["code"]) == (400, "csrf"), path


def test_a_form_of_millions_of_fields_is_not_taken_apart(client):
    reply = client.post("/sign-in", data=b"a=&" * 100_000, content_type=FORM, headers=ENGLISH)
    assert reply.status_code == 413
    assert "Too large" in reply.text


def test_an_upload_may_be_larger_than_a_form_and_has_its_limit_too(client):
    field = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%b\r\n--x--\r\n'
    sign_in(client, make_person(Role.ORGANIZER))
    sent = {"content_type": "multipart/form-data; boundary=x"}
    assert client.post("/desk/roster/preview", data=field % (b"x" * 300_000), **sent).status_code == 422
    assert client.post("/desk/roster/preview", data=field % (b"x" * 9_000_000), **sent).status_code == 413


def test_a_field_without_a_name_is_refused(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    app.testing = False
    nameless = b"--x\r\nContent-Disposition: form-data\r\n\r\nvalue\r\n--x--\r\n"
    reply = client.post("/sign-in", data=nameless, content_type="multipart/form-data; boundary=x")
    assert reply.status_code == 400


@pytest.mark.parametrize("body", [b"\xff\xfe=\x80", b"%zz=%&%%%", b"\x00", b"level=%ed%a0%80"])
@pytest.mark.parametrize("kind", [FORM, "application/json", "multipart/form-data", "", "text/plain; charset=utf-7"])
def test_a_body_of_the_wrong_kind_changes_nothing(client, body, kind):
    sign_in(client, make_person())
    assert client.post("/pk", data=body, content_type=kind).status_code in (400, 422)


@pytest.mark.parametrize("number", ["9" * 30, "-1", "0", "x", "1e9"])
def test_a_page_of_a_list_that_cannot_be_is_the_first_one(client, number):
    make_season()
    sign_in(client, make_person())
    assert client.get("/pk/history", query_string={"before": number}).status_code == 200
    assert client.get("/points", query_string={"upto": number, "reason": "pk", "source": number}).status_code == 200


ELSEWHERE = [
    "//evil.example", "/\\evil.example", "/\t/evil.example", "\t//evil.example", "https:evil.example",
    "///evil.example", "https://evil.example", "//[", "http://[", "javascript:alert(1)", "/a\rb",
    "/a\r\nSet-Cookie: a=b", "/\0",
]  # fmt: skip


@pytest.mark.parametrize("address", ELSEWHERE)
def test_signing_in_and_switching_languages_lead_to_no_other_house(client, address):
    sign_in(client, make_person())
    for reply in (
        client.get("/sign-in", query_string={"next": address}),
        client.post("/language", data={"language": "en", "next": address}),
    ):
        assert reply.status_code == 400 or reply.location in ("/", "/a%0Db"), reply.location


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_no_other_method_does_what_a_post_does(client, method):
    sign_in(client, make_person())
    reply = client.open("/pk", method=method, headers=JSON)
    assert (reply.status_code, set(reply.headers["Allow"].split(", "))) == (405, {"GET", "HEAD", "OPTIONS", "POST"})
    override = {"X-HTTP-Method-Override": "POST", "X-Method-Override": "POST"}
    assert client.get("/sign-out-everywhere?_method=POST", headers=override).status_code == 405


GARBAGE = [
    "paddock=eyJhIjoxfQ.xx.yy",
    "paddock=\xff\xfe; paddock_device=\xff.\xfe",
    "paddock=.eJwx.a.b",
    "paddock=" + "a" * 7000,
]


@pytest.mark.parametrize("cookie", GARBAGE, ids=["forged", "bytes", "packed", "huge"])
def test_a_cookie_that_is_not_ours_is_no_cookie(app, cookie):
    browser = app.test_client(use_cookies=False)
    assert browser.get("/", headers={"Cookie": cookie}).location == "/sign-in?next=/"
    form = {"login": "a", "password": "b"}
    assert browser.post("/sign-in", data=form, headers={"Cookie": cookie}).status_code == 422


def test_a_new_sign_in_replaces_what_was_in_the_cookie(app, client):
    """Whoever planted a cookie in somebody's browser does not get in with it afterwards."""
    make_person(staff_number="DEMO-TECH")
    with client.session_transaction() as cookie:
        cookie["sign_in"] = "planted"
        cookie["csrf_token"] = "planted"
    client.post("/sign-in/demo", data={"staff_number": "DEMO-TECH"})
    with client.session_transaction() as cookie:
        assert cookie["sign_in"] != "planted"
        assert "csrf_token" not in cookie


FACES = [("GET", "/nothing", 404), ("PUT", "/pk", 405), ("POST", "/language", 422), ("GET", "/desk/people", 403)]


@pytest.mark.parametrize(("method", "path", "status"), FACES)
def test_each_refusal_has_a_face_and_a_form_for_programs(client, method, path, status):
    sign_in(client, make_person())
    page = client.open(path, method=method)
    assert (page.status_code, page.mimetype) == (status, "text/html")
    assert 'class="btn" href="/"' in page.text
    data = client.open(path, method=method, headers=JSON)
    assert (data.status_code, set(data.json["error"])) == (status, {"code", "message"})


def test_what_people_are_called_is_text_and_nothing_else(app, client):
    make_season()
    dealer = make_dealer(code="D<1>")
    organizer = make_person(Role.ORGANIZER, Role.MANAGER, dealer=dealer, name=SCRIPT, name_latin='"><img src=x>')
    sign_in(client, organizer)
    file = {"file": (BytesIO(SCRIPT.encode()), f"{SCRIPT}.csv")}
    pages = [client.get(path) for path in ("/", "/me", "/board", "/my-dealer", f"/desk/people/{organizer.id}")]
    pages.append(client.get("/desk/people", query_string={"text": SCRIPT, "after": SCRIPT}))
    pages.append(client.post("/desk/roster/preview", data=file))
    for page in pages:
        assert SCRIPT not in page.text
        assert "<img src=x>" not in page.text


def test_a_forged_host_does_not_get_into_a_letter(app, client):
    make_person(staff_number="T1", email="li@example.com")
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert client.post("/sign-in/link", data={"login": "T1"}, headers=evil).status_code == 200
    body = session().query(Message).one().body
    assert "evil.example" not in body
    assert app.config["SETTINGS"].public_url + "/welcome/" in body


def test_demo_accounts_open_in_demo_mode_only(settings, clock, app, client):
    make_person(staff_number="DEMO-TECH")
    make_person(staff_number="T1")
    assert client.post("/sign-in/demo", data={"staff_number": "T1"}).status_code == 404
    app.config["SETTINGS"] = replace(settings, demo=False)
    assert client.post("/sign-in/demo", data={"staff_number": "DEMO-TECH"}).status_code == 404
    assert "/sign-in/demo" not in client.get("/sign-in").text
