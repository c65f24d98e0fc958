"""The organizer's pages of figures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import force_locale

from app.kit import clock
from app.kit.errors import NotFound
from app.kit.i18n import LANGUAGES
from app.people.models import Post, Region
from app.reports import paper, presenters, queries, workbook
from app.reports.queries import Narrowed
from app.seasons.queries import shown

bp = Blueprint("reports", __name__)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/desk/report")
def current() -> Any:
    """The report of the season that pages talk about."""
    season = shown(clock.now())
    if season is None:
        return render_template("reports/none.html")
    return redirect(url_for("reports.season", season_id=season.id))


@bp.get("/desk/report/<int:season_id>")
def season(season_id: int) -> Any:
    found = _report(season_id)
    return render_template(
        "reports/season.html",
        report=found,
        titles=workbook.titles(),
        columns=workbook.columns(),
        regions=queries.named(Region).values(),
        posts=queries.named(Post).values(),
    )


@bp.get("/desk/report/<int:season_id>/workbook")
def download(season_id: int) -> Any:
    found = _report(season_id)
    name = f"paddock-{found.season.key}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(workbook.write(found), mimetype=XLSX, headers=headers)


@bp.get("/desk/report/<int:season_id>/print")
def printable(season_id: int) -> Any:
    """Chinese and English side by side, for paper."""
    found, counted = {}, _counted(season_id)
    for language in LANGUAGES:
        with force_locale(language):
            found[language] = paper.sheet(presenters.report(counted), clock.now())
    return render_template("reports/print.html", zh=found["zh"], en=found["en"])


def _report(season_id: int) -> presenters.Report:
    return presenters.report(_counted(season_id))


def _counted(season_id: int) -> queries.Counted:
    return presenters.read(queries.season(season_id), _narrowed(), clock.now())


def _narrowed() -> Narrowed:
    """What the address narrows the figures to. Raises NotFound for what there is not."""
    wanted = {"region_id": _id("region", Region), "post_id": _id("post", Post)}
    return Narrowed(**wanted)


def _id(name: str, model: Any) -> int | None:
    given = request.args.get(name, "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or len(given) > 9 or int(given) not in queries.named(model):
        raise NotFound
    return int(given)
