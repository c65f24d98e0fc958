"""Limits on failed sign-ins that stop guessing and lock nobody out. See docs/decisions/0004.

An attempt is counted before the password is checked and given back when it was right: many guesses at once count as
many. A browser that has signed in to this account before (it holds a signed cookie that says so) has a count of its
own; what others get wrong does not touch it.
"""

from __future__ import annotations

import math
import time
from datetime import timedelta
from typing import Any

from flask import Flask, current_app, request
from flask_babel import ngettext
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from werkzeug.wrappers import Response

from app.kit.errors import TooMany
from app.people.counting import Counts
from app.people.models import Person

PAIR = parse("5 per 15 minutes")
ADDRESS = parse("100 per 15 minutes")
ACCOUNT = parse("50 per hour")
LINKS = parse("5 per hour")
DEEDS = parse("30 per minute")
GUESSES = parse("20 per 15 minutes")
KNOWN = "paddock_device"
KNOWN_FOR = timedelta(days=365)
KNOWN_PEOPLE = 30  # that share a browser: a tablet in the workshop

Count = tuple[RateLimitItem, tuple[str, ...]]


def init_app(app: Flask) -> None:
    app.extensions["limits"] = Counts(app.config["SETTINGS"].redis_url)


def account_of(person: Person | None, login: str = "") -> str:
    """The name under which attempts are counted: the person's, however it was typed."""
    return f"person:{person.id}" if person else f"unknown:{login.strip().lower()[:160]}"


def count_attempt(account: str) -> None:
    """Count an attempt to sign in. Raises TooMany where this account or address has failed too often lately."""
    for count in _counts(account):
        _hit(count)


def forgive(account: str) -> None:
    """Give an attempt back: it was the right password."""
    for item, names in _counts(account):
        _kept().hit(item, *names, cost=-1)


def count_asking() -> None:
    """Count a request for a link from this address. Raises TooMany where there were too many."""
    _hit((ADDRESS, ("asking", _address())))


def count_link(account: str) -> bool:
    """Count a link for this account; False where there were too many."""
    return _kept().hit(LINKS, "link", account)


def count_deed(deed: str, person_id: int) -> None:
    """Count what a person does again and again. Raises TooMany where no human does it so often."""
    _hit((DEEDS, (deed, str(person_id))))


def count_guess(what: str, message: Any) -> None:
    """Count that this address asked for something by a secret name that does not exist. Raises TooMany with the message
    where too many did not.
    """
    _hit((GUESSES, (what, _address())), message)


def remember_device(response: Response, person: Person) -> None:
    """Let this browser be known as one of the person's."""
    known = [*(other for other in _known_people() if other != person.id), person.id]
    response.set_cookie(
        KNOWN,
        _signer().dumps(known[-KNOWN_PEOPLE:]),
        max_age=KNOWN_FOR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _counts(account: str) -> list[Count]:
    if account in {f"person:{person_id}" for person_id in _known_people()}:
        return [(PAIR, ("known", account, _address()))]
    return [
        (PAIR, ("pair", account, _address())),
        (ADDRESS, ("address", _address())),
        (ACCOUNT, ("account", account)),
    ]


def _hit(count: Count, message: Any = None) -> None:
    item, names = count
    if _kept().hit(item, *names):
        return
    seconds = max(1, math.ceil(_kept().ends_at(item, *names) - time.time()))
    minutes = math.ceil(seconds / 60)
    of_accounts = ngettext(
        "Too many attempts. Please try again in %(num)d minute. Your account is safe.",
        "Too many attempts. Please try again in %(num)d minutes. Your account is safe.",
        minutes,
    )
    raise TooMany(message or of_accounts, seconds=seconds)


def _address() -> str:
    return request.remote_addr or ""


def _known_people() -> list[int]:
    """The people who have signed in on this browser, the latest last."""
    try:
        return list(_signer().loads(request.cookies.get(KNOWN, "")))
    except (BadSignature, TypeError):
        return []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="known device")


def _kept() -> Counts:
    found: Counts = current_app.extensions["limits"]
    return found
