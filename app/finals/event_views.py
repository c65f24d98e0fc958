"""The desk's pages about the event: days, rooms, stations, panels, drawn numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.audit import refusals
from app.finals import drawing, event, eventforms, eventwords, lots, plans, queries, venue
from app.finals.event import FaultyEvent
from app.finals.models import Final, FinalStation
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.i18n import listed
from app.people.models import Person
from quizzes.formats import eventplan

ONE = "/desk/finals/<int:final_id>"
FILE = "event.yaml"
BLANK = {"key": "", "post": "", "kind": "practical", "name_en": "", "name_zh": "", "minutes": 30, "turnover": 5,
         "weight": 50, "judges": 3, "together": False, "equipment": {}, "rooms": []}  # fmt: skip


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    both = ["GET", "POST"]
    bp.add_url_rule(f"{ONE}/event", "event", show, methods=both)
    bp.add_url_rule(f"{ONE}/event/station", "station", station, methods=both)
    bp.add_url_rule(f"{ONE}/event/file", "bring_event", bring, methods=["POST"])
    bp.add_url_rule(f"{ONE}/{FILE}", "download_event", download)
    bp.add_url_rule(f"{ONE}/numbers", "numbers", numbers, methods=both)


def show(final_id: int) -> Any:
    """All that is set up, what is lacking, and the forms that change days and rooms."""
    final = queries.get(final_id)
    if request.method == "GET":
        return _page(final)
    data = event.data_of(final)
    try:
        data = _asked(data)
        _store(final, data)
    except (FaultyEvent, Conflict) as refused:
        return _page(queries.get(final_id), data, _told(refused)), refused.status
    return redirect(url_for("finals.event", final_id=final_id), 303)


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    part, form = request.form.get("part"), request.form
    if part == "days":
        return eventforms.days(data, form)
    if part == "room":
        return eventforms.room(data, form)
    if part == "drop-room":
        return eventforms.without_room(data, form.get("key", ""))
    if part == "drop-station":
        return eventforms.without_station(data, form.get("key", ""))
    if part == "copy":
        return event.copied(data, form.get("source", ""), form.get("target", ""))
    raise Invalid


def _store(final: Final, data: dict[str, Any], *, whole: bool = False) -> None:
    with _noted(final.id, "event"), transaction():
        event.keep(final.id, data, current_user, clock.now(), whole=whole)
    flash(_("Stored."), "good")


def _noted(final_id: int, what: str) -> AbstractContextManager[None]:
    return refusals.noted(current_user, what, f"final:{final_id}", clock.now())


def _told(refused: Conflict) -> list[str]:
    if isinstance(refused, FaultyEvent):
        return [eventwords.fault(one) for one in refused.faults]
    return [str(refused.message)]


def _page(final: Final, data: dict[str, Any] | None = None, faults: Sequence[str] = ()) -> str:
    stations = event.stations(final.id)
    groups: dict[str, list[FinalStation]] = defaultdict(list)
    for one in stations:
        groups[one.post.code].append(one)
    return render_template(
        "finals/event.html",
        final=final,
        data=data or event.data_of(final),
        faults=faults,
        lacks=[eventwords.fault(one) for one in event.lacks(final)],
        groups=groups,
        rooms=event.rooms(final.id),
        posts=event.posts(),
        conflicts=_conflicts(final, stations),
        zone=venue.zone_of(final, clock.now()),
    )


def _conflicts(final: Final, stations: Sequence[FinalStation]) -> dict[tuple[int, int], str]:
    """Judges of a room who come from the dealer of a finalist of the post: they are never given that one."""
    dealers = {(one.post_id, one.dealer_id) for one in queries.finalists(final.id)}
    found: dict[tuple[int, int], list[Person]] = defaultdict(list)
    for station in stations:
        for place in station.rooms:
            for seat in place.panel:
                if (station.post_id, seat.person.dealer_id) in dealers:
                    found[station.id, place.room_id].append(seat.person)
    return {where: listed(one.name for one in some) for where, some in found.items()}


def station(final_id: int) -> Any:
    """A station in a form: another one, or `?key=`."""
    final = queries.get(final_id)
    data = event.data_of(final)
    if request.method == "GET":
        return _station_form(final, data, _piece(data, request.args.get("key", "")))
    changed = eventforms.station(data, request.form)
    try:
        _store(final, changed)
    except (FaultyEvent, Conflict) as refused:
        piece = _piece(changed, request.form.get("key", "").strip())
        return _station_form(queries.get(final_id), data, piece, _told(refused)), refused.status
    return redirect(url_for("finals.event", final_id=final_id), 303)


def _piece(data: dict[str, Any], key: str) -> dict[str, Any]:
    found = next((one for one in data["stations"] if one["key"] == key), None)
    if found is None and key:
        raise NotFound
    return found or BLANK | {"post": request.args.get("post", "")[:40]}


def _station_form(final: Final, data: dict[str, Any], piece: dict[str, Any], faults: Sequence[str] = ()) -> str:
    panels = {one["room"]: _panel(one) for one in piece["rooms"]}
    return render_template(
        "finals/station.html",
        final=final,
        piece=piece,
        panels=panels,
        faults=faults,
        rooms=data["rooms"],
        posts=event.posts(),
        judges=event.judges(),
        kinds=eventwords.KINDS,
    )


def _panel(place: dict[str, Any]) -> str:
    return " ".join(f"{one}*" if one == place["chief"] else one for one in place["panel"])


def bring(final_id: int) -> Any:
    """A whole event as a file in place of what is there."""
    final = queries.get(final_id)
    file = request.files.get("file")
    found = eventplan.read_file(file.read() if file else b"", event.known())
    if found.content is None:
        refusals.note_alone(current_user, "event", FaultyEvent.code, f"final:{final_id}", clock.now())
        return _page(final, None, [eventwords.placed(one) for one in found.told]), 422
    try:
        _store(final, found.content, whole=True)
    except Conflict as refused:
        return _page(queries.get(final_id), None, _told(refused)), refused.status
    return redirect(url_for("finals.event", final_id=final_id), 303)


def download(final_id: int) -> Any:
    text = eventplan.write(event.data_of(queries.get(final_id)))
    headers = {"Content-Disposition": f"attachment; filename={FILE}"}
    return Response(text, mimetype="application/yaml", headers=headers)


def numbers(final_id: int) -> Any:
    """Who has a number; drawing them by lot, or typing in what was drawn on stage."""
    final = queries.get(final_id)
    if request.method == "GET":
        return _numbers(final)
    try:
        with _noted(final_id, "numbers"), transaction():
            count = _draw(final_id)
    except (Conflict, Invalid) as refused:
        return _numbers(queries.get(final_id), str(refused.message)), refused.status
    flash(_("%(count)d numbers are drawn. They are fixed and stand in the log.", count=count), "good")
    return redirect(url_for("finals.numbers", final_id=final_id), 303)


def _draw(final_id: int) -> int:
    if request.form.get("way") == "stage":
        return drawing.on_stage(final_id, eventforms.numbers(request.form), current_user, clock.now())
    return drawing.by_lot(final_id, request.form.get("words", ""), current_user, clock.now())


def _numbers(final: Final, refused: str = "") -> str:
    drawn, waiting = drawing.drawn(final.id), drawing.waiting(final.id)
    first = 1 + max((one.number or 0 for one in drawn), default=0)
    return render_template(
        "finals/numbers.html",
        final=final,
        drawn=drawn,
        waiting=waiting,
        first=first,
        refused=refused,
        typed=eventforms.numbers(request.form),
        competing=len(plans.competing(final.id)),
        seal=lots.seal_of(final),
    )
