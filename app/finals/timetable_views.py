"""The timetable: made, shown by post, room, judge and person, taken along as a file; and a finalist's own."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.audit import refusals
from app.finals import event, eventwords, lists, queries, timetabling, venue, workbooks
from app.finals.event_views import ONE
from app.finals.lists import Kind, Line
from app.finals.models import Final
from app.kit import clock, pdf
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule(f"{ONE}/timetable", "timetable", show, methods=["GET", "POST"])
    bp.add_url_rule(f"{ONE}/timetable/progress", "timetable_progress", progress)
    bp.add_url_rule(f"{ONE}/lists/<kind>.<form>", "event_list", download)
    bp.add_url_rule("/final/timetable", "my_timetable", mine)


def show(final_id: int) -> Any:
    final = queries.get(final_id)
    if request.method == "GET":
        return _page(final)
    try:
        with refusals.noted(current_user, "timetable", f"final:{final_id}", clock.now()), transaction():
            _asked(final_id)
    except (Conflict, Invalid) as refused:
        return _page(queries.get(final_id), str(refused.message)), refused.status
    return redirect(url_for("finals.timetable", final_id=final_id), 303)


def _asked(final_id: int) -> None:
    form, now = request.form, clock.now()
    if form.get("deed") == "fail":
        timetabling.fail(final_id, form.get("room", ""), form.get("during", ""), current_user, now)
    elif form.get("deed") == "reopen":
        timetabling.reopen(final_id, form.get("room", ""), current_user, now)
        flash(_("The room can be used again. Make the timetable again where it should be."), "good")
    else:
        timetabling.ask(final_id, current_user, now)


def _page(final: Final, refused: str = "") -> str:
    found = lists.lines(final)
    days = sorted({one.day for one in found})
    day = request.args.get("day", "")
    day = day if day in days else next(iter(days), "")
    by = request.args.get("by", "")
    kind = Kind(by) if by in (Kind.ROOMS, Kind.JUDGES, Kind.PEOPLE) else Kind.POSTS
    return render_template(
        "finals/timetable.html",
        final=final,
        refused=refused,
        run=timetabling.under_way(final.id),
        runs=timetabling.history(final.id),
        obstacle=eventwords.obstacle,
        rooms=event.rooms(final.id),
        days=days,
        day=day,
        by=kind,
        titles=lists.titles(),
        grids=_grids([one for one in found if one.day == day]) if kind is Kind.POSTS else [],
        tables=lists.tables(final, kind, day) if kind is not Kind.POSTS else [],
        during=request.form.get("during", f"{day} " if day else ""),
        can_print=pdf.can_print(),
    )


def _grids(found: list[Line]) -> list[tuple[str, list[str], list[tuple[str, list[list[Line]]]]]]:
    """For each post its rooms as columns and its times as rows, with who works there."""
    posts: dict[str, list[Line]] = defaultdict(list)
    for one in found:
        posts[one.post].append(one)
    return [(post, *_grid(some)) for post, some in sorted(posts.items())]


def _grid(found: list[Line]) -> tuple[list[str], list[tuple[str, list[list[Line]]]]]:
    columns = sorted({(one.station, one.room) for one in found})
    cells: dict[tuple[str, tuple[str, str]], list[Line]] = defaultdict(list)
    for one in found:
        cells[one.begins, (one.station, one.room)].append(one)
    times = sorted({one.begins for one in found})
    rows = [(begins, [cells[begins, column] for column in columns]) for begins in times]
    return [" · ".join(column) for column in columns], rows


def progress(final_id: int) -> Any:
    """What the page asks every two seconds while a timetable is made; reloads it when that is over."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("finals.timetable", final_id=final_id))
    run = timetabling.under_way(queries.get(final_id).id)
    shown = render_template("finals/_making.html", final_id=final_id, run=run, now=clock.now())
    return Response(shown, headers={} if run else {"HX-Refresh": "true"})


def download(final_id: int, kind: str, form: str) -> Any:
    final = queries.get(final_id)
    if (kind, form) == ("labels", "pdf"):
        return _file(lists.labels_as_pdf(final, clock.now()), "application/pdf", "labels.pdf")
    if kind not in set(Kind) or form not in ("xlsx", "pdf"):
        raise NotFound
    if form == "xlsx":
        return _file(workbooks.xlsx(final, Kind(kind)), XLSX, f"{kind}.xlsx")
    return _file(lists.as_pdf(final, Kind(kind), clock.now()), "application/pdf", f"{kind}.pdf")


def _file(data: bytes, kind: str, name: str) -> Response:
    return Response(data, mimetype=kind, headers={"Content-Disposition": f"attachment; filename={name}"})


def mine() -> Any:
    """When a finalist is where, and under which number."""
    seat = queries.seat_of(current_user.id)
    if seat is None:
        raise NotFound
    found = [one for one in lists.lines(seat.final) if one.slot.finalist_id == seat.id]
    zone = venue.zone_of(seat.final, clock.now())
    return render_template("finals/my_timetable.html", seat=seat, lines=found, zone=zone)
