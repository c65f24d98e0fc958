"""The screen of the hall, with the keys of its host, and what a device hears of it."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from app.hall import conducting, playing, queries, screens
from app.hall.listeners import topic
from app.hall.models import StagePk
from app.kit import clock, streams
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.people.permissions import can

ONE = "/hall/<token>"


def attach(bp: Blueprint) -> None:
    """Add these addresses to the blueprint."""
    bp.add_url_rule(ONE, "screen", screen)
    bp.add_url_rule(f"{ONE}/stream", "screen_stream", stream)
    bp.add_url_rule(f"{ONE}/conduct", "conduct", conduct, methods=["POST"])


def screen(token: str) -> Any:
    """The big screen: numbers, the open question, never an answer before the close."""
    pk = moved_on(token)
    return _shown(pk)


def _shown(pk: StagePk, refused: Conflict | Invalid | None = None) -> Any:
    swaps = "HX-Request" in request.headers
    page = render_template(
        "hall/screen.html",
        layout="fragment.html" if swaps else "hall/_big.html",
        pk=pk,
        page=screens.screen(pk, clock.now()),
        station=pk.station,
        code=_code(pk) if pk.is_open else None,
        conducts=can("hall.conduct"),
        refused=refused,
    )
    answer = Response(page, status=refused.status if refused else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def moved_on(token: str) -> StagePk:
    """The PK as it stands now, with what fell due."""
    pk = queries.pk(token)
    if playing.is_due(pk, clock.now()):
        with transaction():
            playing.move_on(pk.id, clock.now())
        pk = queries.pk(token)
    return pk


def _code(pk: StagePk) -> Markup:
    """Leads the players to their page, and everybody else to this one on the own phone."""
    base = current_app.config["SETTINGS"].public_url
    code = segno.make(base + url_for("hall.play", token=pk.token), error="m")
    return Markup(code.svg_inline(border=2, light="#fff", omitsize=True))  # noqa: S704  (drawn by segno)


def stream(token: str) -> Any:
    """Hints that the PK has changed: a version, and no number or name."""
    pk = queries.pk(token)
    holder, last = f"hall:{current_user.id}", streams.last_event_id(request.headers.get("Last-Event-ID"))
    return streams.stream(topic(pk.id), holder, lambda: queries.version_of(pk.id), last, str)


def conduct(token: str) -> Any:
    """What the host does by a key: start, next, pause."""
    queries.pk(token)
    try:
        with transaction():
            pk = _conducted(token)
    except (Conflict, Invalid) as refused:
        return _shown(moved_on(token), refused)
    if "HX-Request" in request.headers:
        return _shown(queries.pk(pk.token))
    return redirect(url_for("hall.screen", token=token), 303)


def _conducted(token: str) -> StagePk:
    deed, now = request.form.get("deed", ""), clock.now()
    if deed == "start":
        without = request.form.get("without") == "yes"
        return conducting.start(token, current_user, now, without=without)
    if deed == "next":
        return conducting.go_on(token, request.form.get("index", -1, type=int), now)
    if deed == "pause":
        return conducting.pause(token, now)
    raise Invalid
