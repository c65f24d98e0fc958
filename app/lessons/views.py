"""The pages of learning."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.lessons import presenters, queries, services
from app.lessons.models import Check
from app.questions.forms import raw_answer
from quizzes.rules.grading import BadResponse

bp = Blueprint("lessons", __name__)


@bp.get("/learn")
def sections() -> Any:
    cards = queries.sections_for(current_user)
    return render_template("lessons/sections.html", sections=cards, next_class=queries.next_of(cards))


@bp.get("/learn/<key>")
def section(key: str) -> Any:
    return render_template("lessons/section.html", card=queries.section_for(key, current_user))


@bp.get("/class/<key>")
def micro_class(key: str) -> Any:
    found = queries.micro_class(key)
    before = queries.to_come(found, current_user)
    if before.safety:
        return render_template("lessons/locked.html", found=found, first=before.safety)
    with transaction():
        services.open_class(found, current_user, clock.now())
    return render_template("lessons/micro_class.html", page=presenters.class_page(found, current_user, before.requires))


@bp.post("/class/<key>/checks")
def start_check(key: str) -> Any:
    found = queries.micro_class(key)
    with transaction():
        check = services.start_check(found, current_user, clock.now(), secrets.randbits(60))
    return redirect(url_for("lessons.check", check_id=check.id))


@bp.get("/check/<int:check_id>")
def check(check_id: int) -> Any:
    """The question that is open; with `?seen=N` the feedback on question N, already answered; else how it went."""
    found = queries.check(check_id, current_user)
    seen = request.args.get("seen", type=int)
    if seen is not None and 0 <= seen < len(found.attempts):
        return render_template("lessons/feedback.html", page=presenters.feedback_page(found, seen))
    if found.finished_at is not None:
        return render_template("lessons/done.html", page=presenters.done_page(found, current_user))
    if services.is_outdated(found):
        with transaction():
            services.leave_out_withdrawn(check_id, current_user, clock.now())
        return redirect(url_for("lessons.check", check_id=check_id))
    return _ask(found)


@bp.post("/check/<int:check_id>/answers/<int:position>")
def answer_check(check_id: int, position: int) -> Any:
    try:
        with transaction():
            raw, step = raw_answer(request.form), request.form.get("step", type=int)
            asked_id = request.form.get("asked", type=int)
            attempt = services.answer(check_id, current_user, position, raw, clock.now(), step, asked_id)
    except BadResponse as bad:
        return _ask(queries.check(check_id, current_user), presenters.why_refused(bad)), 422
    if attempt is None:
        return redirect(url_for("lessons.check", check_id=check_id, _anchor="now"), 303)
    return redirect(url_for("lessons.check", check_id=check_id, seen=position))


def _ask(check: Check, message: str | None = None) -> str:
    return render_template(
        "lessons/check.html", page=presenters.question_page(check), sent=request.form, message=message
    )


@bp.get("/desk/curriculum")
def curriculum() -> Any:
    """For trainers: what there is, by section, with how many questions it asks."""
    return render_template("lessons/curriculum.html", sections=queries.sections_for(current_user))
