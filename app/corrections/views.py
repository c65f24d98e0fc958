"""Corrections on the desk of trainers and organizers, and what one changed for oneself."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.corrections import forms, presenters, queries, services, sheets
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.kit.intake import id_in_query

bp = Blueprint("corrections", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Refused = Invalid | Conflict | Forbidden


@bp.get("/studio/questions/<int:question_id>/wrong")
def question(question_id: int) -> Any:
    """Say what is wrong with a question."""
    return _question_page(question_id)


@bp.post("/studio/questions/<int:question_id>/wrong/proposals")
def propose(question_id: int) -> Any:
    found = queries.question(question_id)
    try:
        with transaction():
            made = services.propose(found, forms.proposal(request.form), current_user, clock.now())
    except (Invalid, Conflict) as refused:
        return _question_page(question_id, refused), refused.status
    flash(_("It is proposed. A second person looks at what it would change, and signs."), "good")
    return redirect(url_for("corrections.show", correction_id=made.id), 303)


@bp.get("/desk/corrections")
def all_() -> Any:
    look = queries.Look.of_args(request.args)
    return render_template("corrections/list.html", look=look, page=presenters.list_page(look))


@bp.get("/desk/corrections/<int:correction_id>")
def show(correction_id: int) -> Any:
    return _page(correction_id)


@bp.get("/desk/corrections/<int:correction_id>/progress")
def progress(correction_id: int) -> Any:
    """What the page asks every two seconds while a job counts or reckons; reloads it when that is over."""
    found = queries.get(correction_id)
    if "HX-Request" not in request.headers:
        return redirect(url_for("corrections.show", correction_id=correction_id))
    far = presenters.how_far(found)
    shown = render_template("corrections/_how_far.html", correction_id=correction_id, far=far)
    return Response(shown, headers={} if far else {"HX-Refresh": "true"})


@bp.post("/desk/corrections/<int:correction_id>/decision")
def decide(correction_id: int) -> Any:
    """Sign it, decline it, or have it counted once more what it would change."""
    queries.get(correction_id)
    deed, now = request.form.get("deed"), clock.now()
    try:
        with transaction():
            if deed == "approve":
                services.approve(correction_id, current_user, now)
            elif deed == "decline":
                services.decline(correction_id, current_user, now)
            elif deed == "count":
                services.count_again(correction_id, now)
            else:
                raise Invalid
    except (Invalid, Conflict, Forbidden) as refused:
        return _page(correction_id, refused), refused.status
    if deed == "approve":
        flash(_("Signed. It holds from now on; what was decided before is reckoned again within a minute."), "good")
    return redirect(url_for("corrections.show", correction_id=correction_id), 303)


@bp.post("/desk/corrections/<int:correction_id>/undo")
def undo(correction_id: int) -> Any:
    queries.get(correction_id)
    try:
        with transaction():
            made = services.propose_undo(correction_id, forms.reason(request.form), current_user, clock.now())
    except (Invalid, Conflict) as refused:
        return _page(correction_id, refused), refused.status
    flash(_("To take it back is proposed. A second person signs that, too."), "good")
    return redirect(url_for("corrections.show", correction_id=made.id), 303)


@bp.get("/desk/corrections/<int:correction_id>/people/<int:person_id>")
def person(correction_id: int, person_id: int) -> Any:
    """What it changed for somebody, down to the lines of the ledger."""
    page = presenters.person_page(correction_id, person_id)
    return render_template("corrections/person.html", page=page, own=False)


@bp.get("/desk/corrections/<int:correction_id>/people.<form>")
def download(correction_id: int, form: str) -> Any:
    """Whom it changed something for, as a sheet."""
    rows = queries.people(queries.get(correction_id).id, most=None)
    if form not in ("xlsx", "csv"):
        raise NotFound
    data, kind = (sheets.xlsx(rows), XLSX) if form == "xlsx" else (sheets.as_csv(rows), "text/csv; charset=utf-8")
    headers = {"Content-Disposition": f'attachment; filename="correction-{correction_id}.{form}"'}
    return Response(data, mimetype=kind, headers=headers)


@bp.get("/corrections/<int:correction_id>")
def mine(correction_id: int) -> Any:
    """What a correction changed for whoever looks. NotFound for others."""
    page = presenters.person_page(correction_id, current_user.id)
    return render_template("corrections/person.html", page=page, own=True)


def _question_page(question_id: int, refused: Refused | None = None) -> str:
    page = presenters.question_page(question_id, id_in_query("version"))
    return render_template("corrections/question.html", page=page, sent=request.form, refused=refused)


def _page(correction_id: int, refused: Refused | None = None) -> str:
    start = request.args.get("start", "")
    first = int(start) if start.isascii() and start.isdecimal() and len(start) < 8 else 0
    page = presenters.page(queries.get(correction_id), current_user, first)
    return render_template("corrections/show.html", page=page, refused=refused, sent=request.form)
