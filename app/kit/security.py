"""What every answer of the server carries: a strict content security policy and its companions."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


def nonce() -> str:
    """This request's nonce: the only inline scripts that run are those that carry it."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def pass_token_on() -> None:
    """The forms of the answer carry the token that came: signing another one says nothing more."""
    if g.get("csrf_valid") and "csrf_token" in request.form:
        g.csrf_token = request.form["csrf_token"]


def init_app(app: Flask) -> None:
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
