"""The pages of the PK. The state of the duel decides what is shown; a reload shows it again."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.duels import live_views, meeting_views, presence, presenters, queries, services, stage, starting
from app.duels.models import Duel
from app.kit import clock, gate
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.kit.intake import id_in_query
from app.people import browsers, visitors
from app.questions.forms import raw_answer
from app.questions.sayings import NOT_AN_ANSWER, WHY_BAD
from quizzes.rules.grading import BadResponse

bp = Blueprint("duels", __name__)
meeting_views.attach(bp)
live_views.attach(bp)

ONE = "/pk/<int:duel_id>"


@bp.get("/pk")
def lobby() -> Any:
    return render_template("duels/lobby.html", page=presenters.lobby_page(visitors.here(), clock.now()), message=None)


@bp.post("/pk")
def start() -> Any:
    level = request.form.get("level", 0, type=int)
    try:
        with transaction():
            duel = starting.start(visitors.here(), level, clock.now(), secrets.randbits(60))
    except (Conflict, Invalid) as refused:
        return meeting_views.back_to_lobby(refused)
    return redirect(url_for("duels.show", duel_id=duel.id), 303)


@bp.get(ONE)
def show(duel_id: int) -> Any:
    """How the PK stands. `?at=N` keeps to the close of question N where it was the last.

    Who looks at a result while its rematch runs is led there: it counts down for both.
    """
    duel = queries.glance_or_challenge(duel_id, visitors.here())
    if services.is_due(duel, clock.now()):
        with transaction():
            services.move_on(duel_id, clock.now())
        duel = queries.glance_or_challenge(duel_id, visitors.here())
    _note_presence(duel)
    page = stage.page_of(duel, visitors.here(), clock.now(), request.args.get("at", type=int))
    if isinstance(page, stage.ResultPage) and page.rematch and page.rematch.runs:
        return redirect(url_for("duels.show", duel_id=page.rematch.duel_id), 303)
    return _rendered(page)


def _note_presence(duel: Duel) -> None:
    """Who looks is there, also where no stream brings heartbeats."""
    side, now = queries.side_of(duel, visitors.here()), clock.now()
    if side is not None and presence.is_to_note(duel, side, now):
        with transaction():
            presence.seen(duel, side, now)


@bp.post(f"{ONE}/answer")
def answer(duel_id: int) -> Any:
    index, arrived = _index(), gate.arrived()  # waiting for the database is not the person's time
    try:
        with transaction():
            duel = services.answer(
                duel_id, visitors.here(), index, raw_answer(request.form), arrived, device=browsers.of_request()
            )
    except BadResponse as bad:
        duel = queries.duel(duel_id, visitors.here())
        return _shown(duel, None, WHY_BAD.get(bad.code, NOT_AN_ANSWER)), 422
    except (Invalid, Conflict) as refused:
        duel = queries.duel(duel_id, visitors.here())
        return _shown(duel, None, refused.message), refused.status
    return _after(duel, index)


@bp.post(f"{ONE}/next")
def next(duel_id: int) -> Any:
    with transaction():
        duel = services.go_on(duel_id, visitors.here(), _index(), clock.now())
    return _after(duel, None)


@bp.post(f"{ONE}/give-up")
def give_up(duel_id: int) -> Any:
    with transaction():
        services.give_up(duel_id, visitors.here(), clock.now())
    return redirect(url_for("duels.show", duel_id=duel_id), 303)


@bp.get("/pk/history")
def history() -> Any:
    page = presenters.history_page(visitors.here(), id_in_query("before"))
    return render_template("duels/history.html", page=page)


def _index() -> int:
    """Which question the form is about; -1, which is never open, where it does not say."""
    index = request.form.get("index", -1, type=int)
    return index if 0 <= index < services.QUESTIONS else -1


def _after(duel: Duel, at: int | None) -> Any:
    """Show how it stands now: at once to a page that swaps, by a redirect to any other."""
    if _swaps():
        return _shown(duel, at)
    return redirect(url_for("duels.show", duel_id=duel.id, at=at), 303)


def _shown(duel: Duel, at: int | None, message: Any = None) -> Any:
    return _rendered(stage.page_of(duel, visitors.here(), clock.now(), at), message)


def _rendered(page: stage.Page, message: Any = None) -> Any:
    layout = "fragment.html" if _swaps() else "base.html"
    return render_template(TEMPLATES[type(page)], page=page, layout=layout, message=message, sent=request.form)


def _swaps() -> bool:
    """Whether the browser swaps the answer into the page it has."""
    return "HX-Request" in request.headers


TEMPLATES = {
    stage.VersusPage: "duels/versus.html",
    stage.QuestionPage: "duels/question.html",
    stage.RevealPage: "duels/reveal.html",
    stage.ResultPage: "duels/result.html",
    stage.ChallengePage: "duels/challenge.html",
}
