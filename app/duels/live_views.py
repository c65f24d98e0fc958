"""Streams of hints, signs of life, and the big screen that follows a PK."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from app.duels import presence, queries, services, watching
from app.duels.listeners import topic_of_duel, topic_of_person
from app.duels.models import Duel
from app.kit import clock, gate, streams
from app.kit.clock import Clock, milliseconds
from app.kit.database import session, transaction
from app.kit.errors import NotFound


def attach(bp: Blueprint) -> None:
    """Add these addresses to the blueprint."""
    bp.add_url_rule("/pk/stream", "my_stream", my_stream)
    bp.add_url_rule("/pk/<int:duel_id>/stream", "stream", stream)
    bp.add_url_rule("/pk/<int:duel_id>/pong", "pong", pong, methods=["POST"])
    bp.add_url_rule("/pk/watch/<token>", "watch", watch)
    bp.add_url_rule("/pk/watch/<token>/stream", "watch_stream", watch_stream)
    bp.add_url_rule("/desk/pk", "desk", desk)


def my_stream() -> Any:
    """Hints for a page that waits for somebody: paired, invited."""
    person_id = current_user.id
    return streams.stream(topic_of_person(person_id), f"person:{person_id}", lambda: 0, _last_seen() or 0, str)


def stream(duel_id: int) -> Any:
    """Hints that the PK has changed; each heartbeat brings a moment that the page sends back."""
    duel = queries.duel(duel_id, current_user)
    serializer, the_clock, person_id = presence.serializer(), _clock(), current_user.id

    def beat() -> str:
        return presence.ping(serializer, duel_id, person_id, milliseconds(the_clock.now()))

    topic, holder = topic_of_duel(duel.id), f"person:{person_id}"
    return streams.stream(topic, holder, lambda: queries.version_of(duel_id), _last_seen(), beat)


def pong(duel_id: int) -> Any:
    arrived = gate.arrived()
    duel = queries.duel(duel_id, current_user)
    side = queries.side_of(duel, current_user)
    assert side is not None
    with transaction():
        presence.pong(duel, current_user.id, side, request.form.get("token", "")[:300], arrived)
    return "", 204


def watch(token: str) -> Any:
    """The big screen: a PK as it is played, never an answer before the close."""
    duel = _watched(token)
    if services.is_due(duel, clock.now()):
        with transaction():
            services.move_on(duel.id, clock.now())
        duel = _watched(token)
    layout = "fragment.html" if "HX-Request" in request.headers else "base.html"
    page = watching.page_of(duel, clock.now())
    return render_template("duels/watch.html", page=page, token=token, layout=layout)


def watch_stream(token: str) -> Any:
    duel_id = _watched(token).id
    holder = f"watch:{current_user.id}"
    return streams.stream(topic_of_duel(duel_id), holder, lambda: queries.version_of(duel_id), _last_seen(), str)


def desk() -> Any:
    """For organizers: the live PKs of now, each with its big screen."""
    found = queries.live_now()
    names = queries.names_of(seat.person_id for duel in found for seat in duel.seats)
    lines = [
        (duel, [names[seat.person_id] for seat in duel.seats], url_for("duels.watch", token=_token(duel)))
        for duel in found
    ]
    return render_template("duels/desk.html", lines=lines)


def _watched(token: str) -> Duel:
    """Raises NotFound for an address that is not ours."""
    try:
        duel_id = _signer().loads(token)
    except BadSignature:
        raise NotFound from None
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None:
        raise NotFound
    return duel


def _token(duel: Duel) -> str:
    return str(_signer().dumps(duel.id))


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="watch a PK")


def _last_seen() -> int | None:
    return streams.last_event_id(request.headers.get("Last-Event-ID"))


def _clock() -> Clock:
    found: Clock = current_app.extensions["clock"]
    return found
