"""What everybody sees of the results, and what finalists see of their own. They belong to the blueprint `judging`.

Nothing here comes from anywhere but app/judging/audiences.py, so that the freeze holds everywhere.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from werkzeug.utils import redirect

from app.audit import refusals
from app.finals import lots, venue
from app.finals.models import Final, Finalist
from app.judging import (
    appealing,
    audience_files,
    audience_lines,
    audiences,
    queries,
    result_steps,
    results,
    results_wording,
)
from app.judging.results_views import XLSX, names
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound

FORMS = {"xlsx": XLSX, "pdf": "application/pdf"}


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/finals/<int:final_id>/results", "published", published)
    bp.add_url_rule("/finals/<int:final_id>/results.<form>", "published_file", published_file)
    bp.add_url_rule("/finals/<int:final_id>/lot.json", "lot", lot)
    bp.add_url_rule("/final/result", "my_result", my_result)
    bp.add_url_rule("/final/result", "file_appeal", file_appeal, methods=["POST"])


def published(final_id: int) -> Any:
    """The first of each post, or all of one; of a region if asked for; names by consent."""
    final = queries.final(final_id)
    post = request.args.get("post", "")[:40]
    shown = audience_lines.shown(final, _region(), current_user)
    return render_template(
        "judging/published.html",
        final=final,
        editions=shown,
        chosen=[one for one in shown if one.post.code == post],
        regions=audience_lines.regions(final),
        region=_region(),
        lot=lots.opened(final),
    )


def lot(final_id: int) -> Response:
    """The drawing of the numbers with its secret, once all are opened: what tests/independent/drawagain.py reads."""
    final = queries.final(final_id)
    if lots.opened(final) is None:
        raise NotFound
    headers = {"Content-Disposition": f'attachment; filename="lot-{final.id}.json"'}
    return Response(audience_files.lot(final), mimetype="application/json", headers=headers)


def published_file(final_id: int, form: str) -> Response:
    """The same as a workbook, or to be printed."""
    if form not in FORMS:
        raise NotFound
    final = queries.final(final_id)
    shown = audience_lines.shown(final, _region(), None)
    data = audience_files.xlsx(shown) if form == "xlsx" else audience_files.pdf(final, shown, clock.now())
    headers = {"Content-Disposition": f'attachment; filename="results-{final.id}.{form}"'}
    return Response(data, mimetype=FORMS[form], headers=headers)


def _region() -> str:
    return request.args.get("region", "")[:40]


def my_result() -> Any:
    """The own sheets with every step, once they are published."""
    return _mine()


def file_appeal() -> Any:
    """Appeal against an own sheet; refused, the words stay in the form."""
    sheet_id, now = request.form.get("sheet", type=int), clock.now()
    try:
        if not sheet_id or sheet_id >= 2**31:
            raise NotFound
        with refusals.noted(current_user, "appeal", f"sheet:{sheet_id}", now), transaction():
            appealing.file(sheet_id, request.form.get("words", ""), current_user, now)
    except (Conflict, Invalid) as refused:
        return _mine(refused), refused.status
    return redirect(url_for("judging.my_result"), 303)


def _mine(refused: Conflict | Invalid | None = None) -> str:
    finalist = _finalist()
    seen = audiences.edition(finalist.final, finalist.post) if finalist else None
    row = next((one for one in seen.rows if finalist and one.finalist_id == finalist.id), None) if seen else None
    if finalist is None or seen is None or row is None:
        return render_template("judging/my_result.html", finalist=finalist, row=None, refused=refused)
    found = results.as_published(finalist.final, finalist.post, seen.rows)
    until = appealing.ends(finalist.final, seen.first_at)
    return render_template(
        "judging/my_result.html",
        finalist=finalist,
        final=finalist.final,
        row=row,
        trace=results_wording.trace(row, names(found)),
        steps=result_steps.steps(found, finalist.number or 0, names=False),
        until=venue.clock_of(finalist.final, until),
        clock_of=partial(venue.clock_of, finalist.final),
        as_of=row.at,
        left=round((until - clock.now()).total_seconds() // 60),
        equating=results_wording.EQUATING[finalist.final.equating],
        hundredths=results_wording.hundredths,
        states=results_wording.APPEALS,
        refused=refused,
        typed=request.form.get("words", ""),
        typed_for=request.form.get("sheet", type=int),
    )


def _finalist() -> Finalist | None:
    """The newest seat of whoever looks."""
    query = select(Finalist).join(Finalist.final).where(Finalist.person_id == current_user.id)
    query = query.options(joinedload(Finalist.final), joinedload(Finalist.post))
    return session().scalars(query.order_by(Final.id.desc()).limit(1)).one_or_none()
