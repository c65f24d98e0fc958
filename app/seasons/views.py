"""The learner's pages about seasons; the organizer's stand in desk_views."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.blueprints import BlueprintSetupState

from app.kit import clock
from app.seasons import desk_views, presenters, queries

bp = Blueprint("seasons", __name__)
desk_views.attach(bp)


@bp.record_once
def _for_templates(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["season_card"] = presenters.season_card


@bp.get("/season")
def current() -> Any:
    now = clock.now()
    season = queries.told(now)
    if season is None:
        return render_template("seasons/none.html")
    return _page(season.id)


@bp.get("/season/<int:season_id>")
def show(season_id: int) -> Any:
    return _page(season_id)


def _page(season_id: int) -> str:
    season = queries.public(season_id)
    return render_template(
        "seasons/season.html",
        view=presenters.view(season, clock.now()),
        takes_part=presenters.takes_part(season),
        others=queries.to_read(without=season),
    )
