"""The pages of a dealer as a team."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, NotFound
from app.kit.intake import LARGEST_ID
from app.seasons.queries import running
from app.teams import pairing, presenters, services

bp = Blueprint("teams", __name__)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(team_today=presenters.today)


@bp.get("/team")
def team() -> Any:
    page = presenters.team(current_user, clock.now())
    return render_template("teams/team.html", page=page, cheers=presenters.cheers())


@bp.get("/team/table")
def table() -> Any:
    """`?region=` only the dealers of that region, `?all=yes` all of them."""
    whole = request.args.get("all") == "yes"
    page = presenters.table(current_user, clock.now(), request.args.get("region", ""), whole)
    return render_template("teams/table.html", page=page, whole=whole)


@bp.post("/team/kudos")
def cheer() -> Any:
    now = clock.now()
    season = running(now)
    other_id = request.form.get("person_id", type=int)
    if season is None or other_id is None or not 0 < other_id <= LARGEST_ID:
        raise NotFound
    kind, key, how = (request.form.get(name, "") for name in ("kind", "key", "cheer"))
    try:
        with transaction():
            services.cheer(current_user, other_id, kind, key, how, season, now)
        flash(_("Your kudos are on their way."), "good")
    except Conflict as refused:
        flash(refused.message, "warn")
    return redirect(url_for("teams.team"), 303)


@bp.post("/team/pairing")
def choose_pairing() -> Any:
    """Whether the manager's dealer is paired, from the next week on."""
    willing = request.form.get("pairing") == "yes"
    with transaction():
        pairing.choose(current_user, willing, clock.now())
    said = (
        _("From next week on your dealer is paired.") if willing else _("From next week on your dealer is not paired.")
    )
    flash(said, "good")
    return redirect(url_for("teams.team"), 303)
