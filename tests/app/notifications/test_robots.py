"""Robots of group chats: what each vendor is sent, what it may answer, and whom the service never asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.kit.database import session, transaction
from app.notifications import robots, summaries
from app.notifications.jobs import send_messages, sum_up
from app.notifications.models import Message, Webhook
from app.notifications.outside import Unsafe, check, is_public, post
from app.notifications.reasons import said
from app.notifications.webhooks import turn
from app.people.models import Role
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_season

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
SAID = robots.Said("Title", "Text 你好", "https://paddock.example.com/board")
SECRET = "SEC000"
FORM = {"name": "North", "vendor": "wecom", "scope": "", "locale": "en", "wants": ["day", "stage"]}


def call(vendor: str, address: str, secret: str = SECRET) -> robots.Call:
    webhook = Webhook(vendor=vendor, address=address, secret=secret)
    return robots.VENDORS[vendor].call(webhook, SAID, NOON)


def test_wecom_is_sent_markdown_of_at_most_4096_bytes():
    made = call("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k")
    assert json.loads(made.body)["markdown"]["content"].startswith("**Title**\nText 你好\n[https://")
    long = robots.Said("标题", "长" * 5000, SAID.url)
    webhook = Webhook(vendor="wecom", address="x", secret="")
    content = json.loads(robots.VENDORS["wecom"].call(webhook, long, NOON).body)["markdown"]["content"]
    assert 4090 < len(content.encode()) <= 4096
    assert content.endswith(f"({SAID.url})")


def test_dingtalk_is_signed_in_the_address():
    made = call("dingtalk", "https://oapi.dingtalk.com/robot/send?access_token=t")
    asked = parse_qs(urlsplit(made.url).query)
    stamp = "1780286400000"
    right = base64.b64encode(hmac.digest(SECRET.encode(), f"{stamp}\n{SECRET}".encode(), "sha256")).decode()
    assert asked == {"access_token": ["t"], "timestamp": [stamp], "sign": [right]}
    assert json.loads(made.body)["msgtype"] == "markdown"


def test_feishu_is_signed_in_the_body_with_the_text_as_the_key():
    made = json.loads(call("feishu", "https://open.feishu.cn/open-apis/bot/v2/hook/h").body)
    stamp = "1780286400"
    right = base64.b64encode(hmac.new(f"{stamp}\n{SECRET}".encode(), b"", hashlib.sha256).digest()).decode()
    assert (made["timestamp"], made["sign"], made["msg_type"]) == (stamp, right, "text")


def test_any_other_server_can_check_who_wrote():
    made = call("generic", "https://hooks.example.com/x")
    right = hmac.new(SECRET.encode(), b"1780286400." + made.body, hashlib.sha256).hexdigest()
    assert made.headers["X-Paddock-Signature"] == right
    assert "X-Paddock-Signature" not in call("generic", "https://hooks.example.com/x", "").headers


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://qyapi.weixin.qq.com/x", "https"),
        ("https://qyapi.weixin.qq.com:444/x", "https"),
        ("https://qyapi.weixin.qq.com.example.com/x", "not known"),
        ("https://example.com/qyapi.weixin.qq.com", "not known"),
        ("https://a:b@qyapi.weixin.qq.com/x", "no address"),
        ("https://qyapi.weixin.qq.com:port/x", "no address"),
        ("https:///x", "no address"),
        ("file:///etc/passwd", "no address"),
        ("https://qyapi.weixin.qq.com/\n", "no address"),
    ],
)
def test_an_address_of_somebody_else_is_not_asked(url, why):
    with pytest.raises(Unsafe, match=why):
        check(url, ("qyapi.weixin.qq.com",), ())


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("2606:4700:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_only_everybodys_addresses_are_public(address, public):
    assert is_public(address) is public


def test_a_known_name_that_leads_into_the_own_network_is_not_followed(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 443)) for ip in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_where, **_how: found)
    with pytest.raises(Unsafe, match="private"):
        post("https://qyapi.weixin.qq.com/x", b"", {}, ("qyapi.weixin.qq.com",), ())


@pytest.fixture
def organizer(client):
    return sign_in(client, make_person(Role.ORGANIZER))


def add(organizer, outside, **form):
    return organizer.post("/desk/webhooks", data=FORM | {"address": f"{outside.origin}/hook?key=k3y"} | form)


def test_a_robot_is_added_greeted_and_its_address_never_shown_again(organizer, outside):
    outside.answer = b'{"errcode": 0, "errmsg": "ok"}'
    outside.status = 200
    assert add(organizer, outside, secret="s3cret").status_code == 303
    assert send_messages() == 1
    assert "Paddock says hello" in outside.bodies[0]["markdown"]["content"]
    page = organizer.get("/desk/webhooks").get_data(as_text=True)
    assert "North" in page
    assert "k3y" not in page
    assert "s3cret" not in page


@pytest.mark.parametrize(
    ("status", "answer", "failure", "again"),
    [
        (200, b'{"errcode": 310000, "errmsg": "sign not match"}', "310000: sign not match", False),
        (200, b'{"errcode": 45009, "errmsg": "too many"}', "45009", True),
        (200, b"<html>", "not understood", False),
        (500, b"", "500", True),
        (302, b"", "302", False),
        (404, b"", "404", False),
    ],
)
def test_a_robot_that_fails_is_shown_with_the_reason(organizer, outside, status, answer, failure, again):
    outside.status, outside.answer = status, answer
    outside.headers = {"Location": "http://127.0.0.1:1/"}
    add(organizer, outside)
    assert send_messages() == 0
    assert len(outside.asked) == 1
    assert failure in organizer.get("/desk/webhooks").get_data(as_text=True)
    assert (session().query(Message).one().ended_at is None) is again


@pytest.mark.parametrize(
    ("stored", "en", "zh"),
    [
        ("status: 502", "answered with the error “502”", "返回了错误“502”"),
        (
            "refused: 93000: 无效的 webhook %(url)s",
            "“93000: 无效的 webhook %(url)s”",
            "“93000: 无效的 webhook %(url)s”",
        ),
        ("unclear: ", "is not understood", "看不懂"),
        ("private: it leads into a private network", "leads into a private network.", "内网"),
        ("TimeoutError: timed out", "no answer in time", "没有按时回应"),
        (
            "OSError: [Errno 101] unreachable",
            "“OSError: [Errno 101] unreachable”",
            "“OSError: [Errno 101] unreachable”",
        ),
    ],
)
def test_the_reason_is_in_words_and_the_far_side_is_quoted(app, stored, en, zh):
    for language, words in (("en", en), ("zh", zh)):
        with force_locale(language):
            assert words in said(stored)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"vendor": "nobody"},
        {"locale": "fr"},
        {"scope": "region:99"},
        {"scope": "dealer:x"},
        {"scope": "planet:1"},
        {"scope": "region:99999999999"},
        {"address": "https://example.com/hook"},
        {"address": "https://oapi.dingtalk.com/robot/send"},
        {"address": "https://qyapi.weixin.qq.com/" + "x" * 500},
    ],
)
def test_a_robot_that_cannot_be_is_refused_with_a_reason(organizer, outside, wrong):
    answer = add(organizer, outside, **wrong)
    assert answer.status_code == 422
    assert "Nothing was stored" in answer.get_data(as_text=True)
    assert session().query(Webhook).count() == 0


def test_only_organizers_keep_robots(client, outside):
    sign_in(client, make_person(Role.TRAINER))
    assert add(client, outside).status_code == 403
    assert client.get("/desk/webhooks").status_code == 403


def test_in_the_morning_a_group_hears_of_its_region_once_and_without_names(organizer, outside, clock):
    outside.status = 200
    person = make_person(name="陈静")
    season = make_season()
    give_points(person, 30, season, mastered=2)
    add(organizer, outside, vendor="generic", scope=f"dealer:{person.dealer_id}")
    clock.move(hours=20)
    assert sum_up() == sum_up() == 1
    assert send_messages() == 2
    said = outside.bodies[1]
    assert "1 people with points, 30 points, 2 questions mastered" in said["text"]
    assert "陈静" not in json.dumps(said, ensure_ascii=False)
    number = session().query(Webhook.id).scalar()
    assert organizer.post(f"/desk/webhooks/{number}/pause").status_code == 303
    clock.move(days=1)
    assert sum_up() == 0
    assert organizer.post(f"/desk/webhooks/{number}/explode").status_code == 404
    assert organizer.post(f"/desk/webhooks/{number}/remove").status_code == 303
    assert session().query(Message).count() == 0


def test_a_summary_of_yesterday_is_worth_nothing_in_the_evening(organizer, outside, clock):
    make_season()
    add(organizer, outside, vendor="generic")
    send_messages()
    clock.move(hours=20)
    sum_up()
    clock.move(hours=13)
    assert send_messages() == 0
    assert session().query(Message).filter(Message.ended_at.is_(None)).count() == 0


def hooked(organizer, outside, **form) -> Webhook:
    outside.status = 200
    add(organizer, outside, vendor="generic", **form)
    return session().scalars(select(Webhook).order_by(Webhook.id.desc())).first()


def test_a_robot_is_told_so_much_a_minute_and_the_rest_later(organizer, outside, clock):
    """Two group chats of one address are one robot to its vendor."""
    hooks = [hooked(organizer, outside) for _number in range(2)]
    for number in range(10):
        with transaction():
            for hook in hooks:
                summaries.write(hook, f"x{number}", "T", "t", clock.now())
    assert send_messages() == robots.PER_MINUTE
    assert send_messages() == 0
    clock.move(seconds=61)
    assert send_messages() == 22 - robots.PER_MINUTE
    assert {one.tries for one in session().scalars(select(Message))} == {1}
    numbers = [headers["X-Paddock-Delivery"] for _path, headers, _body in outside.asked]
    assert len(set(numbers)) == 22


def test_a_robot_that_has_enough_is_left_alone(organizer, outside, clock):
    hook = hooked(organizer, outside, secret="s")
    with transaction():
        hook.vendor = "dingtalk"
        for number in range(3):
            summaries.write(hook, f"x{number}", "T", "t", clock.now())
    outside.answer = b'{"errcode": 660026, "errmsg": "send too fast"}'
    assert send_messages() == 0
    clock.move(minutes=9)
    assert send_messages() == 0
    assert len(outside.asked) == 1
    outside.answer = b'{"errcode": 0}'
    clock.move(minutes=1)
    assert send_messages() == 4


def test_a_paused_chat_hears_nothing_that_waits(organizer, outside, clock):
    hook = hooked(organizer, outside)
    with transaction():
        turn(hook, on=False)
    assert send_messages() == 0
    assert not outside.asked
    answer = organizer.post(f"/desk/webhooks/{hook.id}/test")
    assert answer.status_code == 409


def test_a_server_that_answers_drop_by_drop_is_cut_off(monkeypatch):
    monkeypatch.setattr("app.notifications.outside.LONGEST_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        origin = f"http://127.0.0.1:{server.getsockname()[1]}"
        Thread(target=drip, args=[server], daemon=True).start()
        began = time.monotonic()
        with suppress(OSError):
            post(f"{origin}/x", b"", {}, (), (origin,))
        assert time.monotonic() - began < 2


def drip(server: socket.socket) -> None:
    line, _address = server.accept()
    with line, suppress(OSError):
        line.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 60000\r\n\r\n")
        for _drop in range(200):
            line.sendall(b".")
            time.sleep(0.02)
