"""Being signed in: a random token in the browser's signed cookie, its hash in the database."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import cast

from flask import Flask, request
from flask import session as cookie
from flask_login import LoginManager
from sqlalchemy import delete, select, update

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.events import publish
from app.people import passwords, turns, visitors
from app.people.events import SignedIn
from app.people.models import Person, SignIn

LIFE = timedelta(days=30)


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None
    manager.request_loader(lambda _request: signed_in())
    turns.init_app(app)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_sign_in(person: Person, *, device: str, now: datetime) -> str:
    """A new sign-in of the person; returns the token for the cookie."""
    token = secrets.token_urlsafe(32)
    with transaction() as here:
        here.add(SignIn(person_id=person.id, token_hash=hash_of(token), device=device[:120], created_at=now))
    return token


def find(login: str) -> Person | None:
    """The active person with this staff number or e-mail, however it was typed."""
    folded = unicodedata.normalize("NFKC", login).strip()
    who = Person.email == folded.lower() if "@" in folded else Person.staff_number == folded.upper()
    return session().scalar(select(Person).where(who, Person.active))


def verify(person: Person | None, password: str) -> bool:
    """Whether it is the person's password; as slow for nobody, or without one. Renews an outdated hash."""
    stored = person.password_hash if person else None
    right = passwords.verify(password, stored)
    if right and person and stored and passwords.is_outdated(stored):
        renewed = passwords.hash_of(password)
        with transaction() as here:  # unless it was changed in the meantime
            still = (Person.id == person.id, Person.password_hash == stored)
            here.execute(update(Person).where(*still).values(password_hash=renewed))
    return right


def begin(person: Person, now: datetime) -> None:
    """Sign the person in on this browser: a new token in a new cookie; what was there before ends."""
    language = cookie.get("language")
    with transaction():
        end()
        token = open_sign_in(person, device=device_of(str(request.user_agent)), now=now)
        publish(SignedIn(person.id, now))
    cookie.clear()
    cookie["sign_in"], cookie.permanent = token, True
    if language:
        cookie["language"] = language


def end() -> None:
    """Sign out on this browser."""
    token = cookie.pop("sign_in", None)
    if isinstance(token, str):
        with transaction() as here:
            here.execute(delete(SignIn).filter_by(token_hash=hash_of(token)))


def sign_out_everywhere(person: Person) -> None:
    session().execute(delete(SignIn).filter_by(person_id=person.id))


def devices(person: Person) -> list[tuple[SignIn, bool]]:
    """Where the person is signed in, newest first, and whether it is this browser."""
    here = hash_of(str(cookie.get("sign_in", "")))
    query = select(SignIn).filter_by(person_id=person.id).order_by(SignIn.created_at.desc()).limit(20)
    return [(found, found.token_hash == here) for found in session().scalars(query)]


def device_of(user_agent: str) -> str:
    """A browser and system in two words, for people to recognise."""
    browsers = ("MicroMessenger", "Edg", "Firefox", "Chrome", "Safari")
    systems = ("iPhone", "iPad", "Android", "Windows", "Mac OS", "Linux")
    browser = next((name for name in browsers if name in user_agent), "Browser")
    system = next((name for name in systems if name in user_agent), "")
    names = {"Edg": "Edge", "MicroMessenger": "WeChat"}
    return f"{names.get(browser, browser)} {system}".strip()


def forget_old() -> None:
    """Job: remove sign-ins that are past their life."""
    with transaction() as here:
        here.execute(delete(SignIn).where(SignIn.created_at < clock.now() - LIFE))


def signed_in() -> Person | None:
    """The person whose token the cookie holds, where the sign-in is still good: one statement."""
    token = cookie.get("sign_in")
    if not isinstance(token, str):
        return None
    found = visitors.of_token(hash_of(token))
    if found is None or clock.now() > found.signed_in_at + LIFE:
        return None
    return cast("Person", visitors.Visitor(found))
