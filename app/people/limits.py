"""Limits on failed sign-ins that stop guessing and lock nobody out. See docs/decisions/0004.

Only failures count. The count for an account over all addresses does not touch a browser that has signed in to this
account before (it holds a signed cookie that says so).
"""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _
from flask_limiter import Limiter
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from limits.strategies import RateLimiter
from werkzeug.wrappers import Response

from app.kit.errors import TooMany
from app.people.models import Person

PAIR = parse("5 per 15 minutes")
ADDRESS = parse("100 per 15 minutes")
ACCOUNT = parse("50 per hour")
LINKS = parse("5 per hour")
KNOWN = "paddock_device"
KNOWN_FOR = timedelta(days=365)
WAIT = _("Too many attempts. Please wait a quarter of an hour, or ask for a new link. Your account is safe.")


def init_app(app: Flask) -> None:
    settings = app.config["SETTINGS"]
    Limiter(lambda: request.remote_addr or "", app=app, storage_uri=settings.redis_url or "memory://")


def refuse_guessing(account: str) -> None:
    """Raises TooMany where this account or address has failed too often lately."""
    for item, names in _counts(account):
        if not _strategy().test(item, *names):
            raise TooMany(WAIT)


def count_failure(account: str) -> None:
    for item, names in _counts(account):
        _strategy().hit(item, *names)


def count_link(account: str) -> bool:
    """Count a request for a link; False where there were too many of them for this account."""
    return bool(_strategy().hit(LINKS, "link", account))


def remember_device(response: Response, person: Person) -> None:
    """Let this browser be known as one of the person's."""
    known = {*_known_people(), person.id}
    response.set_cookie(
        KNOWN,
        _signer().dumps(sorted(known)[-8:]),
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def is_known_device(person: Person) -> bool:
    return person.id in _known_people()


def _counts(account: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    address = request.remote_addr or ""
    counts: list[tuple[RateLimitItem, tuple[str, ...]]] = [
        (PAIR, ("pair", account, address)),
        (ADDRESS, ("address", address)),
    ]
    if account not in {f"person:{person_id}" for person_id in _known_people()}:
        counts.append((ACCOUNT, ("account", account)))
    return counts


def _known_people() -> set[int]:
    try:
        return set(_signer().loads(request.cookies.get(KNOWN, "")))
    except (BadSignature, TypeError):
        return set()


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known device")


def _strategy() -> RateLimiter:
    limiter: Limiter = next(iter(current_app.extensions["limiter"]))
    return limiter.limiter
