"""The page of one's league, and the choice to take part."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Invalid
from app.leagues import presenters, services

bp = Blueprint("leagues", __name__)
NEITHER = lazy_gettext("Please choose whether to take part: yes or no. Nothing was changed.")


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_league=presenters.my_league)


@bp.get("/league")
def league() -> Any:
    page = presenters.page(current_user, clock.now())
    return render_template("leagues/league.html", page=page, gears=presenters.GEARS)


@bp.post("/league/choice")
def choose() -> Any:
    """`takes_part`: yes or no."""
    answer = request.form.get("takes_part")
    if answer not in ("yes", "no"):
        raise Invalid(NEITHER)
    with transaction():
        services.choose(current_user, answer == "yes", clock.now())
    said = (
        _("You take part again, in the gear you had.")
        if answer == "yes"
        else _("You are out of the leagues, and nobody sees you there. Points, boards and badges are as before.")
    )
    flash(said, "good")
    return redirect(url_for("leagues.league"), 303)
