"""What every answer of the server carries: a strict content security policy and its companions."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie; its signer is made once and not for each request."""

    def __init__(self) -> None:
        self._made: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._made[0] != app.secret_key:
            self._made = (app.secret_key, super().get_signing_serializer(app))
        return self._made[1]


def nonce() -> str:
    """This request's nonce: the only inline scripts that run are those that carry it."""
    found: str | None = g.get("nonce")
    if found is None:
        found = g.nonce = secrets.token_urlsafe(16)
    return found


def pass_token_on() -> None:
    """The forms of the answer carry the token that came: signing another one says nothing more."""
    if g.get("csrf_valid") and "csrf_token" in request.form:
        g.csrf_token = request.form["csrf_token"]


def init_app(app: Flask) -> None:
    app.session_interface = Cookies()
    app.jinja_env.globals["csp_nonce"] = nonce
    app.after_request(_harden)


def _is_download(response: Response) -> bool:
    """Lists of people, sheets, results: no browser that others use, too, keeps them."""
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def _harden(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = POLICY.format(nonce=nonce())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if response.mimetype == "text/html" or _is_download(response):
        headers["Cache-Control"] = "no-store"
    return response
