"""The pages of a piece's life: its plan, its history, what was said about it, how it stood before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Invalid
from app.lessons.models import MicroClass
from app.questions.models import Question
from app.studio import history, planning, queries, services
from app.studio.planning import Plan


def attach(bp: Blueprint) -> None:
    bp.add_url_rule("/studio/drafts/<int:draft_id>/plan", view_func=plan, methods=["POST"])
    bp.add_url_rule("/studio/drafts/<int:draft_id>/before/<int:version>", view_func=go_back, methods=["POST"])
    bp.add_url_rule("/studio/remarks/<int:remark_id>/resolve", view_func=resolve, methods=["POST"])
    bp.add_url_rule("/studio/questions/<int:question_id>/plan", view_func=expire, methods=["POST"])
    bp.add_url_rule("/studio/questions/<int:question_id>/history", view_func=question_history, methods=["GET"])
    bp.add_url_rule("/studio/questions/<int:question_id>/restore", view_func=restore, methods=["POST"])


def plan(draft_id: int) -> Any:
    """When it is published and when it ends; both may be left open."""
    back = url_for("studio.edit", draft_id=draft_id)
    return kept(
        back,
        lambda: planning.plan(
            draft_id, Plan(typed_moment("publish_at"), typed_moment("expires_at")), current_user, clock.now()
        ),
    )


def kept(back: str, deed: Callable[[], object]) -> Any:
    """Keep a plan, or say why it cannot be kept."""
    try:
        with transaction():
            deed()
    except Invalid as refused:
        flash(refused.message, "bad")
    else:
        flash(_("The plan is kept."), "good")
    return redirect(back, 303)


def typed_moment(name: str) -> datetime | None:
    """A moment as typed in the service's time zone; None where the field is empty. Raises Invalid."""
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone())
    except ValueError:
        raise Invalid(_("That is not a day and time. Choose both.")) from None


def zone() -> ZoneInfo:
    return ZoneInfo(current_app.config["SETTINGS"].time_zone)


def go_back(draft_id: int, version: int) -> Any:
    with transaction():
        services.go_back(draft_id, version, current_user, clock.now())
    flash(_("The draft stands as it did then. How it stood just now is kept as well."), "good")
    return redirect(url_for("studio.edit", draft_id=draft_id), 303)


def resolve(remark_id: int) -> Any:
    with transaction():
        remark = services.resolve(remark_id, current_user, clock.now())
    return redirect(url_for("studio.edit", draft_id=remark.draft_id, _anchor="talk"), 303)


def expire(question_id: int) -> Any:
    back = url_for("studio.question", question_id=question_id)
    return kept(back, lambda: planning.expire(Question, question_id, typed_moment("expires_at"), clock.now()))


def question_history(question_id: int) -> Any:
    """Two versions side by side; which ones stands in the address."""
    found = queries.question(question_id)
    back, restores = (url_for(f"studio.{name}", question_id=question_id) for name in ("question", "restore"))
    return history_page(found, back, restores)


def history_page(piece: history.Piece, back: str, restores: str) -> str:
    first, second = (request.args.get(name, type=int) for name in ("first", "second"))
    found = history.history(piece, first, second)
    return render_template(
        "studio/history.html",
        history=found,
        title=found.versions[0].content.get("title") or found.versions[0].content["text"],
        back=back,
        restores=restores,
        is_open=queries.open_draft_of(piece.key, of_class=isinstance(piece, MicroClass)) is not None,
    )


def restore(question_id: int) -> Any:
    """An older version as a new draft."""
    found = queries.question(question_id)
    version = history.version(found, request.form.get("number", type=int) or 0)
    with transaction():
        draft = services.restore(found, version.content, current_user, clock.now())
    flash(_("This draft holds version %(number)s. It goes the way of every change.", number=version.number), "good")
    return redirect(url_for("studio.edit", draft_id=draft.id), 303)
