"""My points, and why each of them came."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app.kit import clock
from app.kit.intake import id_in_query
from app.points import presenters

bp = Blueprint("points", __name__)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_points=presenters.my_points, points_of=presenters.points_of)


@bp.get("/points")
def mine() -> Any:
    """Newest first; `?upto=` is where an older page begins, `?reason=&source=` asks for one thing."""
    reason, source = request.args.get("reason"), id_in_query("source")
    asked = (reason, source) if reason and source else None
    page = presenters.my_page(current_user, clock.now(), id_in_query("upto"), asked)
    return render_template("points/mine.html", page=page)
