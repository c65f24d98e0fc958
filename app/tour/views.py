"""The pages of the tour."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.seasons.queries import is_running, shown
from app.tour import cards, maps, presenters, services, stops
from app.tour.presenters import Mine
from quizzes.formats.route import Stop

bp = Blueprint("tour", __name__)
CHOICES = {"named": "named", "anonymous": "anonymous", "none": None}


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_tour=my_tour, my_car=_mine, tour_strip=maps.strip, km_to=presenters.km_to)
    state.app.jinja_env.filters["km"] = presenters.km


@bp.get("/tour")
def whole() -> Any:
    mine, arrival = my_tour()
    return render_template("tour/whole.html", page=presenters.tour_page(mine), mine=mine, arrival=arrival)


@bp.get("/tour/leg/<int:number>")
def leg(number: int) -> Any:
    mine = _mine()
    return render_template("tour/leg.html", page=presenters.leg_page(mine, number), mine=mine)


@bp.get("/tour/stop/<key>")
def stop(key: str) -> Any:
    mine = _mine()
    return render_template("tour/stop.html", page=stops.stop_page(mine, key), mine=mine)


@bp.get("/tour/card")
def card() -> Any:
    """What the picture would show, and the question whether one wants it."""
    mine = _mine()
    return render_template("tour/card.html", mine=mine, agreed=mine.journey.card if mine.journey else None)


@bp.post("/tour/card")
def choose_card() -> Any:
    """Agree to a picture with or without the name, or take that back."""
    mine, choice = _mine(), request.form.get("card", "")
    if choice not in CHOICES:
        raise Invalid
    if mine.season is None:
        raise Conflict(services.NOT_YET)
    with transaction():
        services.choose_card(current_user.id, mine.season, CHOICES[choice])
    return redirect(url_for("tour.card"), 303)


@bp.get("/tour/card.svg")
def picture() -> Any:
    """The picture, for nobody but the person; there is none before they agreed."""
    mine = _mine()
    if mine.journey is None or mine.journey.card is None:
        raise NotFound
    shown_card = cards.card(mine, named=mine.journey.card == "named")
    drawn = render_template("tour/card.svg", card=shown_card, colours=cards.COLOURS, width=cards.WIDTH)
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, no-store"
    if "save" in request.args:
        answer.headers["Content-Disposition"] = f'attachment; filename="{cards.file_name(mine)}"'
    return answer


def my_tour() -> tuple[Mine, Stop | None]:
    """The signed-in person's journey, and the stop whose arrival is shown now: once, and never in the plain view."""
    mine = _mine()
    arrival = mine.arrival
    if arrival is not None and mine.season is not None:
        with transaction():
            services.greet(current_user.id, mine.season)
    return mine, None if current_user.plain else arrival


def _mine() -> Mine:
    """The journey as it is now: what a day that has come released is counted."""
    now = clock.now()
    mine = presenters.mine(current_user, shown(now), now)
    if mine.season is None or not mine.is_behind or not is_running(mine.season, now):
        return mine
    with transaction():
        services.catch_up(current_user.id, mine.season, now)
    return presenters.mine(current_user, mine.season, now)
