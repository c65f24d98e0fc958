"""Signing in and one's own account."""

from __future__ import annotations

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
from app.kit.i18n import LANGUAGES
from app.people import limits, links, organizer_views, passwords, signing_in
from app.people.demo import DEMO_ACCOUNTS
from app.people.events import LinkRequested
from app.people.forms import AskForLinkForm, ChangePasswordForm, ChoicesForm, NewPasswordForm, SignInForm
from app.people.models import Person

bp = Blueprint("people", __name__)
organizer_views.attach(bp)


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Any:
    if current_user.is_authenticated:
        return redirect(_next())
    form = SignInForm()
    if form.validate_on_submit():
        person = _verified(form.login.data, form.password.data)
        if person is not None:
            return _welcome(person)
        form.password.errors = [_("That did not match. Check both, or use the link below.")]
    status = 422 if form.is_submitted() else 200
    accounts = DEMO_ACCOUNTS if current_app.config["SETTINGS"].demo else ()
    return render_template("people/sign_in.html", form=form, accounts=accounts, next=_next()), status


def _verified(login: str, password: str) -> Person | None:
    """The person, if all is right. Only failures count against the limits. Raises TooMany."""
    known = signing_in.find(login)
    account = f"person:{known.id}" if known else f"unknown:{login.strip().lower()[:160]}"
    limits.refuse_guessing(account)
    person = signing_in.verify(login, password)
    if person is None:
        limits.count_failure(account)
    return person


def _welcome(person: Person) -> Response:
    signing_in.begin(person, clock.now())
    answer = redirect(_next())
    limits.remember_device(answer, person)
    return answer


def _next() -> str:
    """Where to go afterwards: a page of ours, else today. An address elsewhere is ignored."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return wanted if ours and "\\" not in wanted and "\n" not in wanted else url_for("home.today")


@bp.post("/sign-in/demo")
def sign_in_demo() -> Any:
    number = request.form.get("staff_number", "")
    if not current_app.config["SETTINGS"].demo or number not in {account.staff_number for account in DEMO_ACCOUNTS}:
        raise NotFound
    person = signing_in.find(number)
    if person is None:
        raise NotFound(_("The demo has no such account yet. Start it with make run."))
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
    person = signing_in.find(form.login.data)
    if person is not None and limits.count_link(f"person:{person.id}"):
        with transaction():
            publish(LinkRequested(person.id))
    return render_template("people/ask_for_link.html", form=form, asked=True)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
def use_link(token: str) -> Any:
    person = links.person_of(token, clock.now())
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                links.use(token, form.password.data, clock.now())
        except Invalid as bad:
            form.password.errors = [bad.message]
        else:
            return _welcome(person)
    status = 422 if form.is_submitted() else 200
    return render_template("people/use_link.html", form=form, person=person), status


@bp.post("/language")
def set_language() -> Any:
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise Invalid(_("Paddock speaks Chinese and English."))
    session["language"] = language
    if current_user.is_authenticated:
        with transaction():
            current_user.locale = language
    return redirect(_next())


@bp.route("/me", methods=["GET", "POST"])
def me() -> Any:
    form = ChoicesForm(obj=current_user)
    if form.validate_on_submit():
        with transaction():
            current_user.theme, current_user.shows_name = form.theme.data, form.shows_name.data
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
    account = f"person:{current_user.id}"
    limits.refuse_guessing(account)
    if not passwords.verify(form.current.data, current_user.password_hash):
        limits.count_failure(account)
        form.current.errors = [_("That is not your present password.")]
        return False
    try:
        passwords.check_new(form.password.data, current_user)
    except Invalid as bad:
        form.password.errors = [bad.message]
        return False
    person = current_user._get_current_object()
    with transaction():
        links.set_password(person, form.password.data, clock.now())
    signing_in.begin(person, clock.now())
    return True
