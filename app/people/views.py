"""Signing in and one's own account."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Invalid, NotFound
from app.kit.events import publish
from app.kit.i18n import LANGUAGES, language
from app.people import browsers, limits, links, organizer_views, passwords, signing_in, turns
from app.people.demo import DEMO_ACCOUNTS
from app.people.events import LinkRequested
from app.people.forms import AskForLinkForm, ChangePasswordForm, ChoicesForm, NewPasswordForm, SignInForm
from app.people.models import Person

ASKED_SECONDS = 0.3  # far more than a letter takes

bp = Blueprint("people", __name__)
organizer_views.attach(bp)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(_next())
    form = SignInForm()
    try:
        if form.validate_on_submit():
            person = signing_in.find(form.login.data)
            if _is_right(person, form.login.data, form.password.data) and person:
                return _welcome(person)
            form.password.errors = [_("That did not match. Check both, or use the link below.")]
    except turns.Crowded as crowded:
        form.password.errors = [crowded.message]
        return _asked_to_sign_in(form), crowded.status, {"Retry-After": str(crowded.seconds)}
    return _asked_to_sign_in(form), 422 if form.is_submitted() else 200


def _asked_to_sign_in(form: SignInForm) -> str:
    accounts = DEMO_ACCOUNTS if current_app.config["SETTINGS"].demo else ()
    return render_template("people/sign_in.html", form=form, accounts=accounts, next=_next())


def _is_right(person: Person | None, login: str, password: str) -> bool:
    """Whether it is the person's password; only failures count against the limits. Raises TooMany."""
    account = limits.account_of(person, login)
    with turns.turn():  # who still waits for it has not tried anything: a whole school may stand behind one address
        limits.count_attempt(account)
        right = signing_in.verify(person, password)
    if right:
        limits.forgive(account)
    return right


def _welcome(person: Person) -> Response:
    signing_in.begin(person, clock.now())
    answer = redirect(_next())
    limits.remember_device(answer, person)
    browsers.mark(answer)
    return answer


def _next() -> str:
    """Where to go afterwards: a page of ours, else today. An address elsewhere is ignored."""
    wanted = request.values.get("next", "")
    return wanted if _is_ours(wanted) else url_for("home.today")


def _is_ours(address: str) -> bool:
    """Whether a browser would stay on this site: a plain path, nothing that it could read as another host."""
    if not address.startswith("/") or address.startswith("//") or not address.isprintable() or "\\" in address:
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc


@bp.post("/sign-in/demo")
def sign_in_demo() -> Any:
    number = request.form.get("staff_number", "")
    if not current_app.config["SETTINGS"].demo or number not in {account.staff_number for account in DEMO_ACCOUNTS}:
        raise NotFound
    person = signing_in.find(number)
    if person is None:
        raise NotFound(_("The demo has no such account yet. Start it with make run."))
    session["language"] = language()  # whoever looks around goes on reading as before
    return _welcome(person)


@bp.post("/sign-out")
def sign_out() -> Any:
    signing_in.end()
    return redirect(url_for("people.sign_in"))


@bp.post("/sign-out-everywhere")
def sign_out_everywhere() -> Any:
    with transaction():
        signing_in.sign_out_everywhere(current_user)
    session.pop("sign_in", None)
    flash(_("You are signed out everywhere."), "good")
    return redirect(url_for("people.sign_in"))


@bp.route("/sign-in/link", methods=["GET", "POST"])
def ask_for_link() -> Any:
    """Ask for a link by e-mail. The answer is the same for everybody, so that it tells nothing about accounts."""
    form = AskForLinkForm()
    if not form.validate_on_submit():
        return render_template("people/ask_for_link.html", form=form, asked=False), 422 if form.is_submitted() else 200
    limits.count_asking()
    with _as_long_for_all():
        person = signing_in.find(form.login.data)
        wanted = limits.count_link(limits.account_of(person, form.login.data))
        with transaction():  # also for nobody: whoever exists must not be who waits for other writers
            if person is not None and wanted:
                publish(LinkRequested(person.id))
    return render_template("people/ask_for_link.html", form=form, asked=True)


@contextmanager
def _as_long_for_all() -> Iterator[None]:
    """Writing a letter takes a moment longer than writing none; nobody shall learn from that who exists."""
    until = time.monotonic() + ASKED_SECONDS
    yield
    time.sleep(max(0.0, until - time.monotonic()))


@bp.route("/welcome/<token>", methods=["GET", "POST"])
def use_link(token: str) -> Any:
    """Choose a password. A link that was used, is too old or never was: a page that leads to a new one."""
    try:
        return _use_link(token)
    except NotFound:
        return render_template("people/link_gone.html"), 404


def _use_link(token: str) -> Any:
    person = links.person_of(token, clock.now())
    form = NewPasswordForm()
    if form.validate_on_submit() and (password_hash := _new_hash(form, person)):
        with transaction():
            links.use(token, password_hash, clock.now(), language=language())
        return _welcome(person)
    status = 422 if form.is_submitted() else 200
    return render_template("people/use_link.html", form=form, person=person), status


def _new_hash(form: NewPasswordForm, person: Person) -> str | None:
    """The hash of the password chosen; None, with the reason in the form, where it will not do."""
    try:
        with turns.turn():
            return passwords.new_hash(form.password.data, person)
    except (Invalid, turns.Crowded) as bad:
        form.password.errors = [bad.message]
        return None


@bp.post("/language")
def set_language() -> Any:
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Invalid(_("Paddock speaks Chinese and English."))
    session["language"] = chosen
    if current_user.is_authenticated:
        with transaction():
            current_user.locale = chosen
    return redirect(_next())


@bp.route("/me", methods=["GET", "POST"])
def me() -> Any:
    form = ChoicesForm(obj=current_user)
    if form.validate_on_submit():
        with transaction():
            form.populate_obj(current_user)
        flash(_("Saved."), "good")
        return redirect(url_for("people.me"))
    devices = signing_in.devices(current_user)
    return render_template("people/me.html", form=form, devices=devices), 422 if form.is_submitted() else 200


@bp.route("/me/password", methods=["GET", "POST"])
def change_password() -> Any:
    form = ChangePasswordForm()
    if form.validate_on_submit() and _change_password(form):
        flash(_("The password is changed. Other browsers are signed out."), "good")
        return redirect(url_for("people.me"))
    return render_template("people/change_password.html", form=form), 422 if form.is_submitted() else 200


def _change_password(form: ChangePasswordForm) -> bool:
    person = current_user._get_current_object()
    if not _is_right(person, "", form.current.data):
        form.current.errors = [_("That is not your present password.")]
        return False
    password_hash = _new_hash(form, person)
    if password_hash is None:
        return False
    with transaction():
        links.set_password(person, password_hash, clock.now())
    signing_in.begin(person, clock.now())
    return True
