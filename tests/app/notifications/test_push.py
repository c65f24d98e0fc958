"""Web push: sealed for the browser, signed by the house, forgotten when the browser is gone."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from app.kit.database import session, transaction
from app.kit.errors import Invalid
from app.notifications import push
from app.notifications.jobs import send_messages
from app.notifications.kinds import Kind
from app.notifications.models import Message, PushSubscription
from app.notifications.services import tell
from app.notifications.subscriptions import MOST, Browser
from tests.conftest import sign_in
from tests.factories import make_person

AUTH = b"sixteen bytes, 1"


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture(scope="module")
def browser_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture
def subscribed(client, outside, browser_key):
    """A person whose browser shows notices, told of one."""
    point = browser_key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    person = make_person()
    sent = {"endpoint": f"{outside.origin}/push/1", "keys": {"p256dh": text_of(point), "auth": text_of(AUTH)}}
    assert sign_in(client, person).post("/me/push", json=sent).status_code == 204
    assert client.post("/me/push", json=sent).status_code == 204
    return person


def tell_badge(person, clock, key: str = "x") -> None:
    with transaction():
        tell([person.id], Kind.CHALLENGE, key, clock.now(), url="/pk/1", params={"name": "王", "until": 0},
             expires_at=clock.now() + timedelta(hours=3))  # fmt: skip


def test_a_browser_gets_a_small_sealed_notice(subscribed, outside, browser_key, clock, settings):
    tell_badge(subscribed, clock)
    assert send_messages() == 1
    ((path, headers, body),) = outside.asked
    assert (path, headers["TTL"], headers["Content-Encoding"]) == ("/push/1", "10800", "aes128gcm")
    said = json.loads(http_ece.decrypt(body, private_key=browser_key, auth_secret=AUTH, version="aes128gcm"))
    assert said["title"] == "王 challenges you to a PK"
    assert said["url"].startswith("/notices/")
    assert len(body) < 1000
    token, _comma, key = headers["Authorization"].removeprefix("vapid t=").partition(",k=")
    signed, _dot, signature = token.rpartition(".")
    assert Vapid02.from_raw_public(key.encode()).verify_token(signed.encode(), signature)
    content = token.split(".")[1]
    assert json.loads(base64.urlsafe_b64decode(content + "=="))["aud"] == outside.origin
    assert key == push.public_key(settings)


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_is_forgotten(subscribed, outside, clock, status):
    outside.status = status
    tell_badge(subscribed, clock)
    tell_badge(subscribed, clock, "y")
    assert send_messages() == 0
    assert len(outside.asked) == 1
    assert session().query(PushSubscription).count() == 0
    assert session().query(Message).filter(Message.ended_at.is_(None)).count() == 0


def test_a_busy_push_service_is_asked_again_when_it_likes(subscribed, outside, clock):
    outside.status, outside.headers = 429, {"Retry-After": "600"}
    tell_badge(subscribed, clock)
    send_messages()
    assert session().query(Message).one().try_at == clock.now() + timedelta(seconds=600)
    outside.status = 201
    clock.move(seconds=600)
    assert send_messages() == 1


def test_the_key_of_the_house_is_made_once_and_nobody_else_reads_it(app, settings):
    push._read_key.cache_clear()
    first = push.public_key(settings)
    push._read_key.cache_clear()
    assert push.public_key(settings) == first
    assert (settings.home / "vapid_key").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in settings.home.glob("vapid*")) == ["vapid_key"]


GOOD = {"p256dh": text_of(b"\x04" + bytes(64)), "auth": text_of(AUTH)}


@pytest.mark.parametrize(
    "sent",
    [
        None,
        [],
        {"endpoint": "https://fcm.googleapis.com/x"},
        {"endpoint": "http://fcm.googleapis.com/x", "keys": GOOD},
        {"endpoint": "https://fcm.googleapis.com.example.com/x", "keys": GOOD},
        {"endpoint": "https://user@fcm.googleapis.com/x", "keys": GOOD},
        {"endpoint": "https://fcm.googleapis.com:8443/x", "keys": GOOD},
        {"endpoint": "https://127.0.0.1/x", "keys": GOOD},
        {"endpoint": "https://[::1]/x", "keys": GOOD},
        {"endpoint": "https://fcm.googleapis.com/" + "x" * 500, "keys": GOOD},
        {"endpoint": "https://fcm.googleapis.com/x\r\nHost: y", "keys": GOOD},
        {"endpoint": "https://fcm.googleapis.com/x", "keys": GOOD | {"auth": "short"}},
        {"endpoint": "https://fcm.googleapis.com/x", "keys": GOOD | {"p256dh": "ä"}},
    ],
)
def test_an_endpoint_that_is_no_push_service_is_refused(app, sent):
    with pytest.raises(Invalid):
        Browser.of(sent, ())


def test_known_push_services_are_taken_and_a_person_has_some_browsers(app, client):
    sign_in(client, make_person())
    for number in range(MOST + 2):
        sent = {"endpoint": f"https://updates.push.services.mozilla.com/wpush/v2/{number}", "keys": GOOD}
        assert client.post("/me/push", json=sent).status_code == 204
    assert session().query(PushSubscription).count() == MOST
    other = sign_in(app.test_client(), make_person())
    number = session().query(PushSubscription.id).first()[0]
    assert other.post(f"/me/push/{number}/remove").status_code == 404
    assert client.post(f"/me/push/{number}/remove").status_code == 303
    assert session().query(PushSubscription).count() == MOST - 1
