"""The pages of the hall: the host's desk, the screen, and the players' pages. All of them speak of numbers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.finals import queries as finals
from app.finals.models import Final, FinalStation, StationKind
from app.hall import calling, conducting, desks, player_views, queries, screen_views, spot_views, writing
from app.hall.models import StagePk
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid

bp = Blueprint("hall", __name__)
screen_views.attach(bp)
player_views.attach(bp)
spot_views.attach(bp)


@bp.get("/desk/finals/<int:final_id>/hall")
def desk(final_id: int) -> Any:
    """Whom the timetable puts on stage, what is under way, what is over."""
    return _desk(finals.get(final_id))


def _desk(final: Final, refused: Conflict | Invalid | None = None) -> str:
    stages, tests = desks.stages(final), writing.tests(final, clock.now())
    return render_template(
        "hall/desk.html", final=final, stages=stages, tests=tests, refused=refused, form=request.form
    )


@bp.post("/desk/finals/<int:final_id>/hall/pk")
def call(final_id: int) -> Any:
    """Two numbers are called to the stage, or a practice is set up."""
    final = finals.get(final_id)
    station = queries.station(final.id, request.form.get("station", 0, type=int), StationKind.STAGE_PK)
    try:
        with transaction():
            made = _called(station)
    except (Conflict, Invalid) as refused:
        return _desk(final, refused), refused.status
    return redirect(url_for("hall.screen", token=made.token), 303)


def _called(station: FinalStation) -> StagePk:
    if request.form.get("deed") == "practice":
        return calling.practise(station, current_user, clock.now())
    numbers = (request.form.get("first", 0, type=int), request.form.get("second", 0, type=int))
    return calling.call(station, numbers, current_user, clock.now())


@bp.post("/desk/hall/pk/<token>/annul")
def annul(token: str) -> Any:
    """It counts for nothing and can be played again."""
    pk = queries.pk(token)
    final = finals.get(pk.station.final_id)
    try:
        with transaction():
            conducting.annul(token, request.form.get("reason", ""), current_user, clock.now())
    except (Conflict, Invalid) as refused:
        return _desk(final, refused), refused.status
    flash(_("Annulled. It counts for nothing; the reason stands in the log."), "good")
    return redirect(url_for("hall.desk", final_id=final.id), 303)
