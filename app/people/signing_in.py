"""Being signed in: a random token in the browser's signed cookie, its hash in the database."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Flask, session as cookie
from flask_login import LoginManager
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, SignIn

LIFE = timedelta(days=30)


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(lambda _request: signed_in())


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_sign_in(person: Person, *, device: str, now: datetime) -> str:
    """A new sign-in of the person; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    with transaction() as here:
        here.add(SignIn(person_id=person.id, token_hash=hash_of(token), device=device[:120], created_at=now))
    return token


def signed_in() -> Person | None:
    """The person whose token the cookie holds, where the sign-in is still good: one statement."""
    token = cookie.get("sign_in")
    if not isinstance(token, str):
        return None
    found = session().scalar(select(SignIn).filter_by(token_hash=hash_of(token)))
    if found is None or not found.person.active or clock.now() > found.created_at + LIFE:
        return None
    return found.person
