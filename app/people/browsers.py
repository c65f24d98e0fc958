"""Which browser it is: a random mark that the browser keeps, so that the fairness lab can tell one device from two.

It is set at the first sign-in, says nothing about anybody, and only a hash of it is ever stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

COOKIE = "paddock_browser"
KEPT_FOR = timedelta(days=365)
LETTERS = 16


def mark(response: Response) -> None:
    """Give the browser its mark, unless it has one."""
    if of_request() is not None:
        return
    response.set_cookie(
        COOKIE,
        secrets.token_hex(LETTERS),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def of_request() -> str | None:
    """A short hash of this browser's mark; None where it has none."""
    kept = request.cookies.get(COOKIE, "")
    if len(kept) != 2 * LETTERS or not kept.isalnum():
        return None
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, kept.encode(), hashlib.sha256).hexdigest()[:LETTERS]
