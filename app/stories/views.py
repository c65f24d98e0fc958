"""Telling a story, seeing what becomes of it; the trainers' list."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.kit.i18n import language
from app.stories import presenters, queries, services
from app.stories.models import TEXTS, Story, Topic
from app.stories.queries import Look
from app.stories.services import Told

bp = Blueprint("stories", __name__)
KEY = re.compile(r"[a-z0-9]{8,32}")


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["credit_of"] = presenters.credit_of


@bp.context_processor
def words() -> dict[str, Any]:
    names = ("TOPICS", "STATES", "TAGS", "TRACES", "ASKS", "SORTS", "LONGEST")
    return {name.lower(): getattr(presenters, name) for name in names} | {"beginning": presenters.beginning}


@bp.get("/stories")
def mine() -> Any:
    """What one has told, and what became of it."""
    return render_template("stories/mine.html", stories=queries.mine(current_user))


@bp.route("/stories/new", methods=["GET", "POST"])
def new() -> Any:
    if request.method == "GET":
        return _form(None, secrets.token_hex(8))
    given = request.form.get("key", "")
    key = given if KEY.fullmatch(given) else secrets.token_hex(8)
    with transaction():
        story = services.keep(current_user, key, _told(), language(), clock.now())
    return _go_on(story)


@bp.route("/stories/<int:story_id>", methods=["GET", "POST"])
def story(story_id: int) -> Any:
    """One's own story: to be written on as long as it is open, to be read afterwards."""
    found = queries.own(story_id, current_user)
    if request.method == "POST" and found.is_open:
        with transaction():
            found = services.write(story_id, current_user, _told(), language(), clock.now())
        return _go_on(found)
    if found.is_open:
        return _form(found, found.key)
    return render_template("stories/story.html", story=found)


def _go_on(story: Story) -> Any:
    """Send it, where that was asked for; what cannot be sent is kept and shown with the places marked."""
    if not story.is_open:  # the same form came twice
        return redirect(url_for("stories.story", story_id=story.id), 303)
    if request.form.get("go") != "send":
        flash(_("Kept. Only you see it until you send it."), "good")
        return redirect(url_for("stories.story", story_id=story.id), 303)
    try:
        with transaction():
            services.send(story.id, current_user, clock.now())
    except Invalid as refused:
        return _form(queries.own(story.id, current_user), story.key, refused.message), 422
    flash(_("Thank you. The trainers read it; you hear what becomes of it."), "good")
    return redirect(url_for("stories.mine"), 303)


@bp.post("/stories/<int:story_id>/withdraw")
def withdraw(story_id: int) -> Any:
    with transaction():
        services.withdraw(story_id, current_user, clock.now())
    flash(_("It is withdrawn: its words and your name are gone."), "good")
    return redirect(url_for("stories.mine"), 303)


def _told() -> Told:
    form = request.form
    texts = {name: _plain(form.get(name, "")) for name in TEXTS}
    topic = form.get("topic", "")
    return Told(
        texts,
        topic if topic in set(Topic) else Topic.OTHER.value,
        form.get("post", "")[:40],
        "consents" in form,
        "named" in form,
    )


def _plain(words: str) -> str:
    """The words with their line breaks, without other signs that nobody sees."""
    kept = "".join(sign for sign in words.replace("\r\n", "\n") if sign.isprintable() or sign == "\n")
    return kept.strip()[: presenters.LONGEST]


def _form(story: Story | None, key: str, refused: Any = None) -> str:
    post = current_user.post if story is None else story.post
    page = presenters.form_page(story, key, post.code, refused)
    return render_template("stories/form.html", page=page, posts=queries.posts())


@bp.get("/studio/stories")
def desk() -> Any:
    """For trainers: what waits, and what became of the rest."""
    look = Look.of_args(request.args)
    return render_template("stories/desk.html", look=look, page=queries.page(look), posts=queries.posts())


@bp.get("/studio/stories/<int:story_id>")
def read(story_id: int) -> Any:
    return render_template("stories/read.html", story=queries.to_read(story_id), refused=None)


@bp.post("/studio/stories/<int:story_id>/decide")
def decide(story_id: int) -> Any:
    """Make a case of it, ask its teller, or close it with a reason."""
    queries.to_read(story_id)
    deed, said, now = request.form.get("deed"), request.form.get("words", ""), clock.now()
    try:
        with transaction():
            if deed == "case":
                draft = services.choose(story_id, current_user, now)
                return redirect(url_for("studio.edit", draft_id=draft.id), 303)
            if deed == "ask":
                services.ask(story_id, said, current_user, now)
            elif deed == "close":
                services.close(story_id, said, current_user, now)
            else:
                raise Invalid
    except (Conflict, Invalid) as refused:
        page = render_template("stories/read.html", story=queries.to_read(story_id), refused=refused.message)
        return page, refused.status
    flash(_("Done. Its teller is told."), "good")
    return redirect(url_for("stories.desk"), 303)
