"""The organizer's pages about people: the roster, the list, a person. They belong to the blueprint `people`."""

from __future__ import annotations

import csv
import io
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import format_decimal as format_number
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.kit import clock, telling, uploads
from app.kit.database import transaction
from app.kit.errors import Invalid
from app.people import directory, links, roster, roster_files
from app.people.models import Role
from app.people.roster_files import BadFile, Sheet
from app.people.roster_rows import COLUMNS

KIND = "rosters"
GRANTABLE: tuple[Role, ...] = tuple(role for role in Role if role is not Role.LEARNER)
EXTRA_TIMES = (0.0, 0.25, 0.5, 1.0)


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/desk/people", "people", people)
    bp.add_url_rule("/desk/people/<int:person_id>", "person", person)
    bp.add_url_rule("/desk/people/<int:person_id>/link", "make_link", make_link, methods=["POST"])
    bp.add_url_rule("/desk/people/<int:person_id>/roles", "set_roles", set_roles, methods=["POST"])
    bp.add_url_rule("/desk/people/<int:person_id>/extra-time", "set_extra_time", set_extra_time, methods=["POST"])
    bp.add_url_rule("/desk/roster", "roster", show_roster)
    bp.add_url_rule("/desk/roster/progress", "roster_progress", roster_progress)
    bp.add_url_rule("/desk/roster/template.csv", "roster_template", roster_template)
    bp.add_url_rule("/desk/roster/preview", "roster_preview", roster_preview, methods=["POST"])
    bp.add_url_rule("/desk/roster/<token>/apply", "roster_apply", roster_apply, methods=["POST"])
    bp.add_url_rule("/my-dealer", "my_dealer", my_dealer)


def people() -> Any:
    look = directory.Look.of_args(request.args)
    return render_template("people/people.html", look=look, page=directory.page(look), choices=directory.choices())


def person(person_id: int) -> Any:
    return render_template(
        "people/person.html", person=directory.get(person_id), roles=GRANTABLE, extra_times=EXTRA_TIMES, link=None
    )


def make_link(person_id: int) -> Any:
    with transaction():
        found = directory.get(person_id)
        link = links.issue(found, clock.now())
    return render_template(
        "people/person.html", person=found, roles=GRANTABLE, extra_times=EXTRA_TIMES, link=links.address(link)
    )


def set_roles(person_id: int) -> Any:
    wanted: set[Role] = {role for role in GRANTABLE if role.value in request.form.getlist("roles")}
    with transaction():
        directory.set_roles(directory.get(person_id), wanted, by=current_user)
    flash(_("The roles are saved."), "good")
    return redirect(url_for("people.person", person_id=person_id))


def set_extra_time(person_id: int) -> Any:
    share = request.form.get("extra_time", type=float)
    if share not in EXTRA_TIMES:
        raise Invalid(_("Choose one of the shares of extra time."))
    with transaction():
        directory.get(person_id).extra_time = share
    flash(_("The extra time is saved."), "good")
    return redirect(url_for("people.person", person_id=person_id))


def my_dealer() -> Any:
    """For dealer managers: their own people."""
    look = directory.Look(dealer_id=current_user.dealer_id, after=request.args.get("after", ""))
    return render_template("people/my_dealer.html", page=directory.page(look), dealer=current_user.dealer)


def show_roster() -> Any:
    return render_template("people/roster.html", columns=COLUMNS, imports=directory.imports(), plan=None, error=None)


def roster_template() -> Any:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([names[-1] for names in COLUMNS.values()])
    writer.writerow(
        ["T00001", "王小明", "Wang Xiaoming", "wang.xiaoming@example.com", "机电技师", "D0001", "北京恒通",
         "Beijing Hengtong", "华北", "North", "星河/云驰", "2008-05-01", "2019-03-31", "1990", "是"]
    )  # fmt: skip
    headers = {"Content-Disposition": "attachment; filename=roster-template.csv"}
    return Response("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


def roster_preview() -> Any:
    """What the file would change; it is kept until it is applied or another one comes."""
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    complete = request.form.get("complete") == "yes"
    try:
        plan = roster.plan(_read(data), complete=complete, by=current_user)
    except BadFile as bad:
        return _roster_page(None, error=bad.message), 422
    token = uploads.keep(KIND, current_user.id, data) if not plan.faults else None
    status = 422 if plan.faults else 200
    name = upload.filename if upload and upload.filename else "roster"
    return _roster_page(plan, token=token, complete=complete, file_name=name), status


def roster_apply(token: str) -> Any:
    sheet = _read(uploads.kept(KIND, current_user.id, token))  # before anybody who writes has to wait
    with telling.telling(KIND, current_user.id) as tell, transaction():
        roster.take_turns()
        plan = roster.plan(sheet, complete=request.form.get("complete") == "yes", by=current_user)
        if plan.faults:
            return _roster_page(plan), 422
        roster.apply(
            plan,
            by=current_user,
            file_name=request.form.get("file_name", "roster"),
            now=clock.now(),
            progress=lambda done, of: tell("storing", done, of),
        )
    uploads.forget(KIND, current_user.id)
    count = len(plan.lines)
    flash(
        ngettext("%(num)d person of the roster is stored.", "%(num)d people of the roster are stored.", count), "good"
    )
    return redirect(url_for("people.roster"))


def roster_progress() -> Any:
    """How far the organizer's roster is, for the page that waits for it."""
    far = telling.how_far(KIND, current_user.id)
    done, of = far.get("done", 0), far.get("of", 0)
    if not far:
        return {"step": "", "count": "", "done": 0, "of": 0}
    step = _("Storing the people …") if far["step"] == "storing" else _("Reading the rows …")
    count = f"{format_number(done)} / {format_number(of)}" if of else format_number(done)
    return {"step": step, "count": count, "done": done, "of": of}


def _read(data: bytes) -> Sheet:
    with telling.telling(KIND, current_user.id) as tell:
        return roster_files.read(data, lambda rows: tell("reading", rows, 0))


def _roster_page(plan: roster.Plan | None, *, error: Any = None, token: str | None = None, **more: Any) -> str:
    return render_template(
        "people/roster.html", columns=COLUMNS, imports=directory.imports(), plan=plan, error=error, token=token, **more
    )
