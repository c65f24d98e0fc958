"""The pages of the two who play on stage, on a phone or tablet; a sound check is played on them, too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.duels import presence
from app.hall import playing, presenters, queries
from app.hall.listeners import topic
from app.hall.models import StagePk
from app.hall.screen_views import ONE, moved_on
from app.kit import clock, gate, streams
from app.kit.clock import Clock, milliseconds
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.questions.forms import raw_answer
from app.questions.sayings import NOT_AN_ANSWER, WHY_BAD
from quizzes.rules.grading import BadResponse


def attach(bp: Blueprint) -> None:
    """Add these addresses to the blueprint."""
    bp.add_url_rule("/final/hall", "mine", mine)
    bp.add_url_rule(f"{ONE}/play", "play", play)
    bp.add_url_rule(f"{ONE}/play/stream", "play_stream", stream)
    bp.add_url_rule(f"{ONE}/sit", "sit", sit, methods=["POST"])
    bp.add_url_rule(f"{ONE}/ready", "ready", ready, methods=["POST"])
    bp.add_url_rule(f"{ONE}/answer", "answer", answer, methods=["POST"])
    bp.add_url_rule(f"{ONE}/pong", "pong", pong, methods=["POST"])


def mine() -> Any:
    """The PK that I am called to, or what to do until I am."""
    pk = queries.open_of(current_user.id)
    if pk is not None:
        return redirect(url_for("hall.play", token=pk.token))
    return render_template("hall/mine.html")


def play(token: str) -> Any:
    """The player's page. Whoever does not play is led to the screen; in a practice the first two sit down."""
    pk = moved_on(token)
    side = queries.side_of(pk, current_user)
    if side is None:
        free = [seat.side for seat in pk.seats if pk.practice and pk.is_open and seat.person_id is None]
        if not free:
            return redirect(url_for("hall.screen", token=token))
        return render_template("hall/sit.html", pk=pk, free=free)
    if playing.is_to_note(pk, side, clock.now()):
        with transaction():
            playing.seen(pk, side, clock.now())
    return _shown(pk, side)


def _shown(pk: StagePk, side: int, message: Any = None) -> str:
    layout = "fragment.html" if "HX-Request" in request.headers else "base.html"
    page = presenters.play(pk, side, clock.now())
    return render_template("hall/play.html", page=page, layout=layout, message=message, sent=request.form)


def sit(token: str) -> Any:
    """Take a side of a practice."""
    try:
        with transaction():
            playing.sit(token, request.form.get("side", -1, type=int), current_user)
    except Conflict as refused:
        flash(refused.message, "bad")
    return redirect(url_for("hall.play", token=token), 303)


def ready(token: str) -> Any:
    with transaction():
        playing.ready(token, current_user, clock.now())
    return _after(token)


def answer(token: str) -> Any:
    arrived, index = gate.arrived(), request.form.get("index", -1, type=int)
    side = _side(queries.pk(token))
    try:
        with transaction():
            playing.answer(token, current_user, index, raw_answer(request.form), arrived)
    except BadResponse as bad:
        return _shown(queries.pk(token), side, WHY_BAD.get(bad.code, NOT_AN_ANSWER)), 422
    except (Invalid, Conflict) as refused:
        return _shown(queries.pk(token), side, refused.message), refused.status
    return _after(token)


def _after(token: str) -> Any:
    if "HX-Request" in request.headers:
        pk = queries.pk(token)
        return _shown(pk, _side(pk))
    return redirect(url_for("hall.play", token=token), 303)


def _side(pk: StagePk) -> int:
    """Raises NotFound for somebody else's PK."""
    side = queries.side_of(pk, current_user)
    if side is None:
        raise NotFound
    return side


def stream(token: str) -> Any:
    """Hints that the PK has changed; each heartbeat brings a moment that the device sends back."""
    pk = queries.pk(token)
    _side(pk)
    signer, the_clock, pk_id, person_id = _signer(), _clock(), pk.id, current_user.id

    def beat() -> str:
        return presence.ping(signer, pk_id, person_id, milliseconds(the_clock.now()))

    last = streams.last_event_id(request.headers.get("Last-Event-ID"))
    return streams.stream(topic(pk_id), f"stage:{person_id}", lambda: queries.version_of(pk_id), last, beat)


def pong(token: str) -> Any:
    """A moment comes back: how long the line of this device takes."""
    arrived, pk = gate.arrived(), queries.pk(token)
    side = _side(pk)
    took = presence.took_ms(_signer(), request.form.get("token", "")[:300], (pk.id, current_user.id), arrived)
    with transaction():
        playing.seen(pk, side, arrived, took)
    return Response(status=204)


def _signer() -> Any:
    return presence.serializer("stage ping")


def _clock() -> Clock:
    found: Clock = current_app.extensions["clock"]
    return found
