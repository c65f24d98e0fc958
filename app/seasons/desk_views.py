"""The organizer's pages about seasons. They belong to the blueprint `seasons`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import NotFound
from app.seasons import editing, files, forms, plans, presenters, queries, services
from app.seasons.editing import Form, Page
from app.seasons.services import FaultyPlan
from app.seasons.wording import fault_in_file
from quizzes.formats.season import write
from quizzes.formats.seasondata import to_data
from quizzes.rules.seasonplan import Status

DELETED = "deleted"
FILE = "season.yaml"


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    one = "/desk/seasons/<int:season_id>"
    both = ["GET", "POST"]
    bp.add_url_rule("/desk/seasons", "desk", desk)
    bp.add_url_rule("/desk/seasons/new", "new", new, methods=both)
    bp.add_url_rule("/desk/seasons/file", "bring", bring, methods=both)
    bp.add_url_rule("/desk/seasons/file/store", "store", store, methods=["POST"])
    bp.add_url_rule(one, "overview", overview)
    bp.add_url_rule(f"{one}/<step>", "edit", edit, methods=both)
    bp.add_url_rule(f"{one}/copy", "copy", copy, methods=both)
    bp.add_url_rule(f"{one}/to/<way>", "change", change, methods=both)
    bp.add_url_rule(f"{one}/{FILE}", "download", download)


def desk() -> Any:
    now = clock.now()
    return render_template("seasons/desk.html", lines=[presenters.line(one, now) for one in queries.every()])


def overview(season_id: int) -> Any:
    return render_template("seasons/overview.html", page=presenters.desk(queries.get(season_id), clock.now()))


def new() -> Any:
    """The first step: its basics. Stages and legs are proposed, to be looked at on the next pages."""
    now, zone = clock.now(), current_app.config["SETTINGS"].time_zone
    if request.method == "GET":
        return _form(Page(editing.blank(zone, now), was_sent=False))
    data, faults = editing.first(request.form, now)
    if not faults:
        try:
            with transaction():
                season = services.new(editing.proposed(data, now), now)
            return redirect(url_for("seasons.edit", season_id=season.id, step="stages"))
        except FaultyPlan as faulty:
            faults = faulty.faults
    return _form(Page(data, faults))


def edit(season_id: int, step: str) -> Any:
    season = queries.get(season_id)
    if step not in forms.PARTS:
        raise NotFound
    if request.method == "GET":
        return _form(editing.looked_at(step, season, to_data(plans.plan_of(season)), clock.now()))
    data: dict[str, Any] = {}
    try:
        with transaction():
            season = services.locked(season_id)
            data = forms.asked(step, request.form, plans.plan_of(season))
            editing.change(season, data, clock.now())
    except FaultyPlan as faulty:
        return _form(Page(data, faulty.faults, step=step, season=season))
    flash(_("Stored."), "good")
    following = editing.after(step) if request.form.get("go") == "on" else None
    if following:
        return redirect(url_for("seasons.edit", season_id=season_id, step=following))
    return redirect(url_for("seasons.overview", season_id=season_id))


def _form(page: Page) -> Any:
    like = None if page.season else queries.shown(clock.now())
    shown = render_template(f"seasons/edit_{page.step}.html", page=page, like=like)
    return shown, 422 if page.faults and page.was_sent else 200


def copy(season_id: int) -> Any:
    season, now = queries.get(season_id), clock.now()
    if request.method == "GET":
        page = Form(editing.for_copy(season, now), was_sent=False)
        return render_template("seasons/copy.html", season=season, page=page)
    data = forms.copied(request.form)
    try:
        with transaction():
            made = editing.copy(queries.get(season_id), data, now)
    except FaultyPlan as faulty:
        return render_template("seasons/copy.html", season=season, page=Form(data, faulty.faults)), 422
    flash(_("The copy is a draft. Look at its days and stages."), "good")
    return redirect(url_for("seasons.overview", season_id=made.id))


def change(season_id: int, way: str) -> Any:
    """What leading a season there would do; and doing it."""
    now = clock.now()
    season = queries.get(season_id)
    if way not in (*Status, DELETED):
        raise NotFound
    if request.method == "GET":
        return render_template("seasons/change.html", page=presenters.desk(season, now), way=way)
    try:
        with transaction():
            season = services.locked(season_id)
            if way == DELETED:
                services.delete(season)
            else:
                services.lead(season, Status(way), now)
    except FaultyPlan:  # the page says at which fields
        return render_template("seasons/change.html", page=presenters.desk(queries.get(season_id), now), way=way), 422
    if way == DELETED:
        flash(_("The draft is deleted."), "good")
        return redirect(url_for("seasons.desk"))
    flash(_("Done."), "good")
    return redirect(url_for("seasons.overview", season_id=season_id))


def download(season_id: int) -> Any:
    season = queries.get(season_id)
    headers = {"Content-Disposition": f"attachment; filename={season.key}.yaml"}
    return Response(write(plans.plan_of(season)), mimetype="application/yaml", headers=headers)


def bring() -> Any:
    """A file: what it says and would do. Nothing is stored yet."""
    if request.method == "GET":
        return _file_page(None, "")
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    name = upload.filename if upload and upload.filename else FILE
    return _file_page(data, name)


def _file_page(data: bytes | None, name: str) -> Any:
    if data is None:
        return render_template("seasons/file.html", look=None, told=(), text="", view=None)
    now = clock.now()
    look = files.look_at(data, now)
    told = [(fault_in_file(name, placed), placed in look.hindering) for placed in look.told]
    text = data.decode("utf-8-sig", "replace") if look.can_be_stored else ""
    shown = render_template("seasons/file.html", look=look, told=told, text=text, view=editing.preview(look))
    return shown, 200 if look.can_be_stored else 422


def store() -> Any:
    """What was looked at is stored, if it still may be."""
    data, now = request.form.get("text", "").encode(), clock.now()
    with transaction():
        look = files.look_at(data, now)
        season = files.store(look, now) if look.can_be_stored else None
    if season is None:
        return _file_page(data, FILE)
    flash(_("Stored."), "good")
    return redirect(url_for("seasons.overview", season_id=season.id))
