"""Robots of group chats: what each vendor wants to be sent, how it is signed, and how it says that it went well.

WeCom: markdown of at most 4096 bytes, 20 messages a minute, {"errcode": 0}
    (https://developer.work.weixin.qq.com/document/path/91770).
DingTalk: markdown with a title; `timestamp` (ms) and `sign` = urlencode(base64(HMAC-SHA256(secret, timestamp + "\\n" +
    secret))) in the address, {"errcode": 0}
    (https://open.dingtalk.com/document/orgapp/customize-robot-security-settings).
Feishu and Lark: text; `timestamp` (s) and `sign` = base64(HMAC-SHA256(key = timestamp + "\\n" + secret, of nothing)) in
    the body, {"code": 0} (https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot; Gitea had to learn that
    order of key and message too: https://github.com/go-gitea/gitea/pull/34788).
Any other server: {"title", "text", "url"}; the header X-Paddock-Delivery is the same where it is sent again; signed,
    where a secret is set, by the headers X-Paddock-Timestamp (s) and X-Paddock-Signature = hex(HMAC-SHA256(secret,
    timestamp + "." + body)); any 2xx is well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.notifications.models import Webhook
from app.notifications.outcomes import Later, Never
from app.notifications.outside import Answer, Private, Unsafe, post
from app.notifications.reasons import PRIVATE, REFUSED, STATUS, UNCLEAR, UNSAFE, reason
from config import Settings

WECOM_BYTES = 4096
PER_MINUTE = 15  # to one robot: WeCom and DingTalk take 20, Feishu 100
TOO_MANY = {45009: 60, 11232: 60, 130101: 600, 660026: 600}  # of WeCom, Feishu, DingTalk: how long it listens no more
JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True)
class Said:
    """`number`: the same where it is sent again."""

    title: str
    text: str
    url: str
    number: str = ""


@dataclass(frozen=True)
class Call:
    url: str
    body: bytes
    headers: dict[str, str] = field(default_factory=lambda: dict(JSON))


@dataclass(frozen=True)
class Vendor:
    """`code`: where in its answer a vendor says how it went; None where the status says all."""

    hosts: tuple[str, ...]
    call: Callable[[Webhook, Said, datetime], Call]
    code: str | None


def send(to: Webhook, said: Said, settings: Settings, now: datetime) -> None:
    """Raises Never, Later, or OSError where there was no answer. No message of theirs holds the address."""
    vendor = VENDORS[to.vendor]
    call = vendor.call(to, said, now)
    try:
        answer = post(call.url, call.body, call.headers, vendor.hosts, settings.trusted_origins)
    except Unsafe as unsafe:
        raise Never(reason(PRIVATE if isinstance(unsafe, Private) else UNSAFE, unsafe)) from None
    _judge(answer, vendor.code)


def _judge(answer: Answer, name: str | None) -> None:
    if answer.status == 429 or answer.status >= 500:
        raise Later(reason(STATUS, answer.status), answer.retry_after)
    if not 200 <= answer.status < 300:
        raise Never(reason(STATUS, answer.status))
    if name is None:
        return
    try:
        said = json.loads(answer.text)
        code, words = said[name], str(said.get("errmsg") or said.get("msg") or "")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Never(reason(UNCLEAR)) from None
    if isinstance(code, int) and code in TOO_MANY:
        raise Later(reason(REFUSED, f"{code}: {words}"), TOO_MANY[code])
    if code != 0:
        raise Never(reason(REFUSED, f"{code}: {words}"))


def _wecom(to: Webhook, said: Said, _now: datetime) -> Call:
    link = f"\n[{said.url}]({said.url})"
    head = f"**{said.title}**\n"
    room = WECOM_BYTES - len((head + link).encode())
    text = said.text.encode()[:room].decode(errors="ignore")
    return Call(to.address, _json(msgtype="markdown", markdown={"content": head + text + link}))


def _dingtalk(to: Webhook, said: Said, now: datetime) -> Call:
    url = to.address
    if to.secret:
        stamp = str(round(now.timestamp() * 1000))
        sign = _sign(to.secret.encode(), f"{stamp}\n{to.secret}".encode())
        url += ("&" if "?" in url else "?") + urlencode({"timestamp": stamp, "sign": sign})
    text = f"#### {said.title}\n\n{said.text.replace(chr(10), '  ' + chr(10))}\n\n[{said.url}]({said.url})"
    return Call(url, _json(msgtype="markdown", markdown={"title": said.title, "text": text}))


def _feishu(to: Webhook, said: Said, now: datetime) -> Call:
    signed: dict[str, str] = {}
    if to.secret:
        stamp = str(round(now.timestamp()))
        signed = {"timestamp": stamp, "sign": _sign(f"{stamp}\n{to.secret}".encode(), b"")}
    text = f"{said.title}\n{said.text}\n{said.url}"
    return Call(to.address, _json(**signed, msg_type="text", content={"text": text}))


def _generic(to: Webhook, said: Said, now: datetime) -> Call:
    body, headers = _json(title=said.title, text=said.text, url=said.url), JSON | {"X-Paddock-Delivery": said.number}
    if not to.secret:
        return Call(to.address, body, headers)
    stamp = str(round(now.timestamp()))
    sign = hmac.new(to.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Call(to.address, body, headers | {"X-Paddock-Timestamp": stamp, "X-Paddock-Signature": sign})


def _sign(key: bytes, text: bytes) -> str:
    return base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()


def _json(**content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode()


VENDORS = {
    "wecom": Vendor(("qyapi.weixin.qq.com",), _wecom, "errcode"),
    "dingtalk": Vendor(("oapi.dingtalk.com",), _dingtalk, "errcode"),
    "feishu": Vendor(("open.feishu.cn", "open.larksuite.com"), _feishu, "code"),
    "generic": Vendor((), _generic, None),
}
