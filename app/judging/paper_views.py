"""The pages of the printed sheet: printing it, typing it in, settling what two people read differently."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from app.judging import forms, panels, paper, presenters, queries, signing, wording
from app.judging.models import ScoreSheet
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, Invalid, Refusal


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    both = ["GET", "POST"]
    bp.add_url_rule("/desk/finals/<int:final_id>/stations/<int:station_id>/paper", "blank", blank)
    bp.add_url_rule("/desk/score-sheets/<token>/paper", "type_paper", type_paper, methods=both)
    bp.add_url_rule("/judge/sheets/<token>/paper", "settle_paper", settle_paper, methods=both)


def blank(final_id: int, station_id: int) -> Any:
    """All sheets of a station on paper, one a page, by number; an example where none is open yet."""
    station = queries.station(final_id, station_id)
    sheets = queries.of_station(station_id)
    number = request.args.get("number", type=int)
    chosen = [one for one in sheets if number in (None, one.finalist.number)]
    version = queries.newest([station_id]).get(station_id)
    return render_template(
        "judging/blank.html",
        station=station,
        pages=[(one, one.sheet_version.content, _panel(one), _code(one)) for one in chosen],
        example=version.content if version and not sheets else None,
        columns=range(1, station.judges + 1),
    )


def _panel(sheet: ScoreSheet) -> list[str]:
    return [one.person.name for one in panels.of(sheet)]


def _code(sheet: ScoreSheet) -> Markup:
    """The QR code that leads to the sheet's page."""
    base = current_app.config["SETTINGS"].public_url.rstrip("/")
    code = segno.make(base + url_for("judging.sheet", token=sheet.token), error="m")
    return Markup(code.svg_inline(scale=3, border=2))  # noqa: S704  (drawn by segno, of black paths)


def type_paper(token: str) -> Any:
    """One of two people types a paper in, without seeing what the other one typed."""
    sheet = queries.sheet(token)
    if request.method == "GET":
        mine = next((one for one in queries.entries(sheet.id) if one.by_id == current_user.id), None)
        return _typing(sheet, mine.values if mine else {})
    values = forms.paper(request.form, _items(sheet), [str(one.person_id) for one in panels.of(sheet)])
    try:
        with transaction():
            entries = paper.type_in(token, values, current_user, clock.now())
    except Refusal as refused:
        _log(token, "paper.typed", refused)
        return _typing(sheet, values, error=refused.message), refused.status
    flash(_said(entries), "good")
    return redirect(url_for("judging.sheets", final_id=sheet.station.final_id, station=sheet.station_id), 303)


def _said(entries: Any) -> str:
    if len(entries) < 2:
        return str(_("Kept. Now a second person types it in, alone."))
    if entries[0].settled_at:
        return str(_("Both of you read the same: the marks stand now."))
    return str(_("Kept. You two read something differently: the chief settles it."))


def _log(token: str, deed: str, refused: Refusal) -> None:
    with transaction():
        signing.note_refusal(token, current_user, deed, refused.code, clock.now())


def _items(sheet: ScoreSheet) -> dict[str, Any]:
    """What can stand on paper: not what the server measures."""
    content = sheet.sheet_version.content
    parts = (one for part in ("aspects", "penalties", "critical") for one in content[part])
    return {one["id"]: one for one in parts if not one.get("source")}


def _typing(sheet: ScoreSheet, values: paper.Values, error: Any = "") -> str:
    faults = {key: wording.refusal(code) for key, code in paper.faults(sheet, values).items()}
    return render_template(
        "judging/typing.html",
        sheet=sheet,
        items=_items(sheet),
        panel=panels.of(sheet),
        values=values,
        faults=faults,
        error=error,
        time=_clock(values),
    )


def _clock(values: paper.Values) -> str:
    """1865 is shown as 31:05."""
    text = values.get("seconds", {}).get("all", "")
    return f"{int(text) // 60}:{int(text) % 60:02d}" if text.isascii() and text.isdigit() else text


def settle_paper(token: str) -> Any:
    """The chief sees both readings side by side and says what stands on the paper."""
    sheet = queries.sheet(token)
    if not panels.is_chief(sheet, current_user):
        if request.method == "POST":
            _log(token, "paper.settled", Forbidden())
        raise Forbidden(_("This is for the chief of the panel."))
    if request.method == "GET":
        return _settling(sheet)
    chosen = {
        (item, judge): value
        for name, value in request.form.items()
        if name.startswith("choice/") and name.count("/") == 2
        for _choice, item, judge in [name.split("/")]
    }
    try:
        with transaction():
            paper.settle(token, chosen, current_user, clock.now())
    except (Conflict, Invalid) as refused:
        _log(token, "paper.settled", refused)
        return _settling(sheet, error=refused.message), refused.status
    flash(_("Settled: the marks of the paper stand now."), "good")
    return redirect(url_for("judging.sheet", token=token), 303)


def _settling(sheet: ScoreSheet, error: Any = "") -> str:
    entries = queries.entries(sheet.id)
    ready = len(entries) == 2 and not entries[0].settled_at
    names = {str(one.person_id): one.person.name for one in panels.of(sheet)}
    return render_template(
        "judging/settling.html",
        sheet=sheet,
        entries=entries,
        differences=_differences(sheet, entries, names) if ready else (),
        error=error,
    )


def _differences(sheet: ScoreSheet, entries: Any, names: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {"field": f"choice/{one.item}/{one.judge}", "item": presenters.item_name(sheet, one.item),
         "judge": names.get(one.judge, ""), "readings": (one.one, one.other)}
        for one in paper.differences(sheet, entries)
    ]  # fmt: skip
