"""The organizer's desk of fairness: what to look at, the evidence, decisions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.fairness import presenters, queries, services
from app.fairness.forms import DecideForm, reason_of
from app.fairness.models import Verdict
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid

bp = Blueprint("fairness", __name__)


@bp.get("/desk/fairness")
def flags() -> Any:
    look = queries.Look.of_args(request.args)
    return render_template("fairness/flags.html", look=look, page=presenters.list_page(look))


@bp.get("/desk/fairness/<int:flag_id>")
def flag(flag_id: int) -> Any:
    start = request.args.get("start", "")
    return _page(flag_id, start=int(start) if start.isdecimal() and len(start) < 6 else 0)


@bp.post("/desk/fairness/<int:flag_id>/decide")
def decide(flag_id: int) -> Any:
    queries.get(flag_id)
    try:
        form = DecideForm.of(request.form)
        with transaction():
            _decide(flag_id, form)
    except (Invalid, Conflict) as refused:
        return _page(flag_id, refused=refused)
    flash(_("Decided. It can be undone at any time."), "good")
    return _back(flag_id)


@bp.post("/desk/fairness/<int:flag_id>/undo")
def undo(flag_id: int) -> Any:
    queries.get(flag_id)
    try:
        with transaction():
            services.undo(flag_id, reason_of(request.form), current_user, clock.now())
    except (Invalid, Conflict) as refused:
        return _page(flag_id, refused=refused)
    flash(_("Undone. What the decision took counts again."), "good")
    return _back(flag_id)


def _decide(flag_id: int, form: DecideForm) -> None:
    if form.verdict is Verdict.DISQUALIFY:
        services.disqualify(flag_id, form.person_ids, form.reason, current_user, clock.now())
    else:
        services.dismiss(flag_id, form.reason, current_user, clock.now())


def _page(flag_id: int, *, start: int = 0, refused: Invalid | Conflict | None = None) -> Any:
    page = presenters.flag_page(queries.get(flag_id), start)
    return render_template("fairness/flag.html", page=page, refused=refused), refused.status if refused else 200


def _back(flag_id: int) -> Response:
    return redirect(url_for("fairness.flag", flag_id=flag_id), 303)
