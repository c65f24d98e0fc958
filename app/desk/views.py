"""The organizers' pages that look at a whole final."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from app.desk import export_views, presenters, watching, wording
from app.desk.watching import Line
from app.finals import queries, venue
from app.finals.models import Final
from app.finals.selection_views import file
from app.finals.sheets import workbook
from app.kit import clock
from app.kit.i18n import listed, pick
from app.kit.intake import id_in_query

bp = Blueprint("desk", __name__)
export_views.attach(bp)
ONE = "/desk/finals/<int:final_id>"


@bp.get(ONE)
def final(final_id: int) -> Any:
    """The state of everything, by itself as new as some seconds."""
    return _overview("desk/final.html", queries.get(final_id))


@bp.get(f"{ONE}/state")
def state(final_id: int) -> Any:
    """The part of it that changes: what the page asks for again and again."""
    return _overview("desk/_state.html", queries.get(final_id))


def _overview(template: str, final: Final) -> Response:
    page = presenters.overview(final, clock.now())
    shown = render_template(
        template,
        page=page,
        final=final,
        standings=wording.STANDINGS,
        heads=wording.HEADS,
        states=wording.STATES,
        blocks=wording.BLOCKS,
    )
    return Response(shown, headers={"Cache-Control": "no-store"})


@bp.get(f"{ONE}/sheets-by-state")
def sheets(final_id: int) -> Any:
    """The sheets that a number on the desk counts."""
    final, now = queries.get(final_id), clock.now()
    seen, found = _listed(final)
    return render_template(
        "desk/sheets.html",
        final=final,
        lines=found,
        seen=seen,
        posts={one.station.post.code: one.station.post for one in seen.lines},
        standings=wording.STANDINGS,
        shown=wording.SHOWN,
        asked=_asked(),
        at=lambda when: presenters.clock_of(final, when, now),
    )


@bp.get(f"{ONE}/sheets-by-state.xlsx")
def sheets_file(final_id: int) -> Any:
    """The same as a workbook."""
    final = queries.get(final_id)
    _seen, found = _listed(final)
    head = (_("Drawn number"), _("Post"), _("Station"), _("Room"), _("From"), _("Until"), _("State"),
            _("Minutes late"), _("Waits for"))  # fmt: skip
    return file(workbook(_("Score sheets"), head, [_cells(final, one) for one in found]), f"sheets-{final.id}.xlsx")


def _cells(final: Final, one: Line) -> tuple[Any, ...]:
    times = [f"{venue.local(final, when):%Y-%m-%d %H:%M}" if when else "" for when in (one.begins_at, one.ends_at)]
    room, said = pick(one.room) if one.room else "", str(wording.STANDINGS[one.standing][0])
    waits = listed(each.name for each in one.waits_for)
    return one.number, pick(one.station.post), pick(one.station), room, *times, said, one.late, waits


def _asked() -> dict[str, Any]:
    show, post = request.args.get("show", ""), request.args.get("post", "")[:40]
    return {
        "show": show if show in wording.SHOWN else "",
        "post": post,
        "station": id_in_query("station"),
        "judge": id_in_query("judge"),
    }


def _listed(final: Final) -> tuple[watching.Watch, list[Line]]:
    seen, asked = watching.watch(final, clock.now()), _asked()
    return seen, presenters.listed(seen, asked["show"], asked["station"], asked["post"], asked["judge"])
