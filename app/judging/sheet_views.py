"""The desk's pages about score sheets: writing them, opening them. They belong to the blueprint `judging`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.finals.models import FinalStation
from app.judging import following, forms, opening, paper_views, queries, versions, wording
from app.judging.models import SheetVersion
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict
from quizzes.formats import scoresheets
from quizzes.formats.planfile import Reading

EMPTY: dict[str, Any] = {"task": None, "aspects": [], "penalties": [], "critical": [], "timing": None}


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    station, both = "/desk/finals/<int:final_id>/stations/<int:station_id>", ["GET", "POST"]
    bp.add_url_rule(f"{station}/sheet", "write", write, methods=both)
    bp.add_url_rule(f"{station}/sheet/file", "bring", bring, methods=["POST"])
    bp.add_url_rule(f"{station}/sheet.yaml", "download", download)
    bp.add_url_rule("/desk/finals/<int:final_id>/sheets", "sheets", sheets)
    bp.add_url_rule("/desk/finals/<int:final_id>/sheets/open", "open_sheets", open_sheets, methods=["POST"])
    paper_views.attach(bp)


def write(final_id: int, station_id: int) -> Any:
    """The form of a station's sheet beside what judges will see. Each saving is a new version."""
    station = queries.station(final_id, station_id)
    if request.method == "GET":
        return _form(station, _shown(station))
    data = forms.content(request.form)
    seen = request.form.get("over", type=int)
    return _store(
        station, scoresheets.read(data), data, request.form.get("seen", 0, type=int) if seen is None else seen
    )


def bring(final_id: int, station_id: int) -> Any:
    """A sheet as a YAML file: stored where it is whole, else every fault at its line."""
    station = queries.station(final_id, station_id)
    upload = request.files.get("file")
    reading = scoresheets.read_file(upload.read() if upload else b"")
    if reading.content is None:
        _note_refusal(station, reading)
        told = wording.in_file(reading.told, (upload.filename if upload else "") or "sheet.yaml")
        return _form(station, _shown(station), told=told), 422
    newest = queries.newest([station.id]).get(station.id)
    return _store(station, reading, reading.content, newest.number if newest else 0)


def _store(station: FinalStation, reading: Reading, data: dict[str, Any], seen: int) -> Any:
    if reading.content is None:
        _note_refusal(station, reading)
        return _form(station, data, reading=reading), 422
    try:
        with transaction():
            version, is_new = versions.store(station, reading.content, seen, current_user, clock.now())
    except Conflict as refused:
        _log(station, [refused.code])
        return _form(station, data, refused=refused), 409
    said = _("Stored as version %(number)s.", number=version.number) if is_new else _("Nothing was changed.")
    flash(said, "good")
    return redirect(url_for("judging.write", final_id=station.final_id, station_id=station.id), 303)


def _note_refusal(station: FinalStation, reading: Reading) -> None:
    _log(station, [one.code for one in reading.faults] or ["no-yaml"])


def _log(station: FinalStation, codes: Sequence[str]) -> None:
    with transaction():
        versions.note_refusal(station, codes, current_user, clock.now())


def _shown(station: FinalStation) -> dict[str, Any]:
    if "example" in request.args:
        return scoresheets.example(station.kind) or scoresheets.example(station.post.code) or EMPTY
    version = _version(station)
    return version.content if version else EMPTY


def _version(station: FinalStation) -> SheetVersion | None:
    """The version that is asked for (`?version=2`), else the fixed or the newest one."""
    wanted = request.args.get("version", type=int)
    found = [one for one in queries.versions(station.id) if one.number == wanted]
    return found[0] if found else queries.newest([station.id]).get(station.id)


def _form(station: FinalStation, data: dict[str, Any], **more: Any) -> str:
    given = {"reading": None, "refused": None, "told": []} | more
    all_versions = queries.versions(station.id)
    faults = given["reading"].faults if given["reading"] else ()
    return render_template(
        "judging/write.html",
        station=station,
        data=data,
        total=sum(one["weight"] for one in data["aspects"] if isinstance(one["weight"], int)),
        versions=all_versions,
        newest=all_versions[0].number if all_versions else 0,
        fixed=next((one for one in all_versions if one.fixed_at), None),
        faults=[(wording.place(one.steps), wording.anchor(one.steps), wording.fault(one)) for one in faults],
        percent=forms.percent,
        sources={key: wording.SOURCES[key] for key in scoresheets.STATIONS.get(station.kind, ())},
        refused=given["refused"],
        told=given["told"],
    )


def download(final_id: int, station_id: int) -> Any:
    """The sheet as a YAML file; where none is written, nothing to download but the names of its parts."""
    station = queries.station(final_id, station_id)
    text = scoresheets.write(_shown(station))
    headers = {"Content-Disposition": f'attachment; filename="sheet-{station.id}.yaml"'}
    return Response(text, mimetype="application/yaml", headers=headers)


def sheets(final_id: int) -> Any:
    """Which stations have a sheet, how far the marking is, and the paper sheets."""
    final, stations = queries.final(final_id), queries.stations(final_id)
    chosen = request.args.get("station", type=int)
    return render_template(
        "judging/sheets.html",
        final=final,
        stations=stations,
        versions=queries.newest([one.id for one in stations]),
        counts=queries.counts(final_id),
        chosen=next((one for one in stations if one.id == chosen), None),
        listed=queries.of_station(chosen) if chosen in {one.id for one in stations} else (),
        states=wording.STATES,
        stayed=following.stayed(final_id),
    )


def open_sheets(final_id: int) -> Any:
    """Fix the score sheets and open one for each line of the timetable; again: what is new since."""
    queries.final(final_id)
    try:
        with transaction():
            opened = opening.open_sheets(final_id, current_user, clock.now())
    except Conflict as refused:
        with transaction():
            opening.note_refusal(final_id, refused.code, current_user, clock.now())
        flash(refused.message, "bad")
        return redirect(url_for("judging.sheets", final_id=final_id), 303)
    said = ngettext("%(num)d sheet is open now.", "%(num)d sheets are open now.", opened.made)
    if opened.moved:
        said += " " + ngettext("%(num)d moved to another room.", "%(num)d moved to other rooms.", opened.moved)
    flash(said, "good")
    return redirect(url_for("judging.sheets", final_id=final_id), 303)
