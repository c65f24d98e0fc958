"""The judge's pages: who comes next, the sheet, what the device sends, signatures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from app.judging import (
    appeal_views,
    audience_views,
    devices,
    marking,
    panels,
    presenters,
    queries,
    results_views,
    sendings,
    sheet_views,
    signing,
    wording,
)
from app.judging.models import ScoreSheet
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people import limits

bp = Blueprint("judging", __name__)
for pages in (sheet_views, results_views, appeal_views, audience_views):
    pages.attach(bp)


@bp.get("/judge")
def rounds() -> Any:
    """Who comes next in my rooms, by number."""
    return render_template("judging/rounds.html", rounds=presenters.rounds(current_user, clock.now()))


@bp.get("/judge/sheets/<token>")
def sheet(token: str) -> Any:
    """The sheet of a competitor; it is kept on the device and works without a line."""
    found = _mine(token)
    return render_template(
        "judging/sheet.html",
        sheet=found,
        content=found.sheet_version.content,
        state=presenters.state(found, current_user),
        view=presenters.panel_view(found, current_user),
        sources={one.item: wording.measured(one.source) for one in found.measured},
    )


@bp.get("/judge/sheets/<token>/state")
def state(token: str) -> Any:
    """How the sheet stands, for the judge's device; and how that device stands, for the desk."""
    found, now = _mine(token), clock.now()
    if devices.needs_noting(current_user, request.args, now):
        with transaction():
            devices.heard(current_user, request.args, now)
    return jsonify(_state(found))


@bp.post("/judge/sheets/<token>/marks")
def send_marks(token: str) -> Any:
    """What the device kept: each sending with what became of it. The same message again changes nothing."""
    now = clock.now()
    sent = sendings.read(request.get_json(silent=True), now)
    limits.count_marks(current_user.id, len(sent))
    with transaction():
        outcomes = marking.receive(token, current_user, sent, now)
    found = queries.sheet(token)
    told = {"outcomes": [presenters.outcome(one) for one in outcomes]}
    return jsonify(told if panels.bar(found, current_user) else told | {"state": _state(found)})


@bp.post("/judge/sheets/<token>/sign")
def sign(token: str) -> Any:
    """A judge signs or takes the signature back; the chief signs last or opens the sheet again."""
    deed, digest, now = request.form.get("deed", ""), request.form.get("digest", ""), clock.now()
    try:
        _mine(token)
        with transaction():
            _do(deed, token, digest, now)
    except (Conflict, Forbidden, Invalid) as refused:
        with transaction():
            signing.note_refusal(token, current_user, deed, refused.code, now)
        if isinstance(refused, Forbidden) and refused.code in panels.BARS:
            raise  # the sheet is not theirs to see
        flash(refused.message, "bad")
        return redirect(url_for("judging.sheet", token=token), 303)
    done = url_for("judging.rounds") if deed == "close" else url_for("judging.sheet", token=token, _anchor="panel")
    return redirect(done, 303)


def _do(deed: str, token: str, digest: str, now: Any) -> None:
    if deed == "sign":
        signing.sign(token, current_user, digest, now)
        flash(_("You have signed."), "good")
    elif deed == "close":
        done = signing.close(token, current_user, digest, now)
        flash(_("Number %(number)s is done here: the sheet is signed by all.", number=done.finalist.number), "good")
    elif deed == "take-back":
        signing.take_back(token, current_user, now)
        flash(_("Your signature is taken back. You can mark again."), "good")
    elif deed == "reopen":
        signing.reopen(token, current_user, request.form.get("reason", ""), now)
        flash(_("The sheet is open again. All sign anew."), "good")
    else:
        raise Invalid


def _mine(token: str) -> ScoreSheet:
    """The sheet, for a judge of its panel. Raises NotFound and Forbidden."""
    found = queries.sheet(token)
    if why := panels.bar(found, current_user):
        raise Forbidden(wording.refusal(why), code=why)
    return found


def _state(found: ScoreSheet) -> dict[str, Any]:
    view = presenters.panel_view(found, current_user)
    panel = render_template("judging/_panel.html", sheet=found, view=view)
    return presenters.state(found, current_user) | {"csrf": generate_csrf(), "panel": panel}


@bp.after_request
def _not_kept(response: Response) -> Response:
    """What is told of a sheet is true for this moment only."""
    if response.mimetype == "application/json":
        response.headers["Cache-Control"] = "no-store"
    return response
