"""Who may read /metrics: who asks from this very machine, not through a proxy; and who has the token."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address

from flask import current_app, request

THROUGH_A_PROXY = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")


def may_read_metrics() -> bool:
    return _has_token() or _asks_from_here()


def _has_token() -> bool:
    token: str | None = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(given.encode(), (token or "").encode())


def _asks_from_here() -> bool:
    """By the line that the request came on, not by what it says of itself. A proxy beside us asks for anybody."""
    if any(name in request.headers for name in THROUGH_A_PROXY):
        return False
    peer = request.environ.get("werkzeug.proxy_fix.orig", request.environ).get("REMOTE_ADDR") or ""
    try:
        return ip_address(peer).is_loopback
    except ValueError:
        return False
