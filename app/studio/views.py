"""The trainers' pages."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, format_datetime
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.kit.i18n import LANGUAGES, language
from app.lessons.presenters import closed
from app.questions import casewords
from app.studio import (
    bringing_views,
    casepages,
    class_forms,
    class_views,
    classes,
    folder_views,
    forms,
    history,
    life_views,
    many_views,
    media_views,
    presenters,
    queries,
    section_views,
    services,
    snapshots,
)
from app.studio.models import Draft, State
from app.studio.queries import Look
from app.studio.services import Written
from app.studio.waiting import section_changes, waiting
from quizzes.formats.previewing import looked_at
from quizzes.rules import casemap


class Phone(NamedTuple):
    """A question as a phone shows it in a language."""

    language: str
    words: Markup


bp = Blueprint("studio", __name__)
bringing_views.attach(bp)
life_views.attach(bp)
many_views.attach(bp)
media_views.attach(bp)
class_views.attach(bp)
folder_views.attach(bp)
section_views.attach(bp)


@bp.context_processor
def words() -> dict[str, Any]:
    """What several of the studio's pages say."""
    return {
        "zone": life_views.zone(),
        "deeds": presenters.DEEDS,
        "where": presenters.where,
        "target": presenters.target,
        "kinds": presenters.KINDS,
        "states": presenters.STATES,
        "tags": presenters.TAGS,
        "competencies": casewords.COMPETENCIES,
        "picture": casemap.draw,
    }


@bp.get("/studio")
def questions() -> Any:
    """Everything that is written, in review and published."""
    look = Look.of_args(request.args)
    return render_template(
        "studio/questions.html",
        page=queries.page(look),
        look=look,
        sections=queries.sections(),
        posts=queries.posts(),
        waiting=waiting(current_user),
        section_changes=section_changes(current_user),
    )


@bp.post("/studio/questions")
def create() -> Any:
    with transaction():
        draft = services.create(request.form.get("kind", ""), current_user, clock.now())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


@bp.route("/studio/drafts/<int:draft_id>", methods=["GET", "POST"])
def edit(draft_id: int) -> Any:
    """The form of a draft."""
    return _save(draft_id) if request.method == "POST" else _edit_page(queries.draft(draft_id))


def _save(draft_id: int) -> Any:
    """Keep what was typed; where somebody else saved in between, both are shown and nothing is overwritten."""
    draft = queries.draft(draft_id)
    written = _written(draft)
    version = request.form.get("over", type=int) or request.form.get("version", type=int) or 0
    try:
        with transaction():
            services.save(draft_id, version, written, current_user, clock.now())
            if request.form.get("go") == "send":
                services.send(draft_id, current_user, clock.now())
    except Conflict as refused:
        if refused.code != "changed":
            raise
        return _edit_page(queries.draft(draft_id), written=written, conflict=version), 409
    except Invalid as refused:
        with transaction():  # what was typed is kept all the same
            services.save(draft_id, version, written, current_user, clock.now())
        return _edit_page(queries.draft(draft_id), error=refused.message), 422
    if request.form.get("go") == "send":
        flash(_("It is in review. Another trainer looks at it now."), "good")
        return redirect(url_for("studio.edit", draft_id=draft_id), 303)
    if "HX-Request" in request.headers:
        return _edit_page(queries.draft(draft_id))
    flash(_("Saved."), "good")
    return redirect(url_for("studio.edit", draft_id=draft_id), 303)


def _written(draft: Draft) -> Written:
    posts = forms.posts(request.form, [post.code for post in queries.posts()])
    medium = media_views.chosen(request.form.get("media", ""), draft.content)
    if draft.is_class:
        content = class_forms.content(request.form, draft.content) | medium
        return Written(content, posts, draft.micro_class_id)
    return Written(forms.content(draft.kind, request.form) | medium, posts, _class_id(draft))


def _class_id(draft: Draft) -> int | None:
    given = request.form.get("micro_class", type=int)
    known = {one.id for one in queries.classes()} | {draft.micro_class_id}
    return given if given in known else None


def _edit_page(draft: Draft, **typed: Any) -> str:
    if draft.is_class:
        return class_views.edit_page(draft, **typed)
    page = presenters.edit_page(draft, current_user, **typed)
    return render_template(
        "studio/edit.html",
        page=page,
        draft=draft,
        posts=queries.posts(),
        classes=presenters.class_choices(draft.micro_class),
        found_media=media_views.newest() if draft.is_open else (),
        changed_texts=history.of_draft(draft),
        apart=history.apart(draft, page.written) if page.conflict else (),
        snapshots=snapshots.of_draft(draft.id),
        phone=_phone(draft, page),
    )


def _phone(draft: Draft, page: presenters.EditPage) -> Phone:
    """In the language that was chosen for it, whatever the page speaks."""
    given = request.values.get("shows", "")
    chosen = given if given in LANGUAGES else language()
    with force_locale(chosen):
        after = closed(page.stored, presenters.SEED, None, False)
        words = render_template("studio/_phone.html", page=page, draft=draft, closed_question=after)
    return Phone(chosen, Markup(words))  # noqa: S704  (a template's)


@bp.get("/studio/drafts/<int:draft_id>/play")
def play(draft_id: int) -> Any:
    """A service case tried out: `?path=` the decisions so far. Nothing is stored."""
    draft = queries.draft(draft_id)
    if draft.kind != "case":
        raise NotFound
    trial = casepages.trial(looked_at(draft.kind, draft.content), request.args.get("path", ""))
    return render_template("studio/play.html", draft=draft, trial=trial)


@bp.post("/studio/drafts/<int:draft_id>/review")
def review(draft_id: int) -> Any:
    """A second person approves it, sends it back, or says something."""
    deed, words, now = request.form.get("deed"), request.form.get("words", ""), clock.now()
    path = request.form.get("path", "")
    try:
        with transaction():
            if deed == "approve":
                draft = services.approve(draft_id, request.form.get("version", type=int) or 0, current_user, now)
                flash(_approved(draft), "good")
            elif deed == "return":
                services.return_(draft_id, words, current_user, now, path)
                flash(_("It is back with its author."), "good")
            elif deed == "say":
                services.say(draft_id, words, current_user, now, path)
            else:
                raise Invalid
    except (Conflict, Invalid, Forbidden) as refused:
        return _edit_page(queries.draft(draft_id), error=refused.message), refused.status
    return redirect(url_for("studio.edit", draft_id=draft_id), 303)


def _approved(draft: Draft) -> str:
    if draft.state == State.PLANNED:
        assert draft.publish_at is not None
        return _("It is approved, and is published by itself: %(moment)s.", moment=format_datetime(draft.publish_at))
    return _("It is published: learners meet it from now on.")


@bp.post("/studio/drafts/<int:draft_id>/copy")
def copy(draft_id: int) -> Any:
    with transaction():
        found = queries.draft(draft_id)
        made = (classes if found.is_class else services).copy(found, current_user, clock.now())
    flash(_("This is the copy."), "good")
    return redirect(url_for("studio.edit", draft_id=made.id), 303)


@bp.post("/studio/drafts/<int:draft_id>/drop")
def drop(draft_id: int) -> Any:
    with transaction():
        services.drop(draft_id, current_user, clock.now())
    flash(_("The draft is thrown away. What is published stays."), "good")
    back = "studio.classes" if queries.draft(draft_id).is_class else "studio.questions"
    return redirect(url_for(back), 303)


@bp.get("/studio/questions/<int:question_id>")
def question(question_id: int) -> Any:
    """A published question with its versions."""
    found = queries.question(question_id)
    versions = queries.versions_of(question_id)
    return render_template(
        "studio/question.html",
        question=found,
        versions=versions,
        closed_question=closed(versions[0].content, presenters.SEED, None, False),
        draft_id=queries.open_draft_of(found.key),
    )


@bp.post("/studio/questions/<int:question_id>/revise")
def revise(question_id: int) -> Any:
    with transaction():
        draft = services.revise(queries.question(question_id), current_user, clock.now())
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)


@bp.post("/studio/questions/<int:question_id>/retire")
def retire(question_id: int) -> Any:
    with transaction():
        services.retire(question_id)
    flash(_("It is not asked any more. What was answered stays."), "good")
    return redirect(url_for("studio.question", question_id=question_id), 303)
