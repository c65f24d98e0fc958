"""The boards."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app.kit import clock
from app.leaderboards import presenters, walking
from app.leaderboards.queries import Scope

bp = Blueprint("leaderboards", __name__)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_place=presenters.my_place)


@bp.get("/board")
def board() -> Any:
    """`?scope=` among whom, `?period=` week or season; what is not known is read as the default."""
    scope = next((one for one in Scope if one.value == request.args.get("scope")), Scope.POST_REGION)
    period = "season" if request.args.get("period") == "season" else "week"
    page = presenters.page(current_user, scope, period, clock.now())
    words = {"scopes": presenters.SCOPES, "periods": presenters.PERIODS}
    return render_template("leaderboards/board.html", page=page, exact=walking.FIRST, **words)
