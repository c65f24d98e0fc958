"""The pages of the daily set."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.days import presenters, queries, reviewing, services
from app.days.models import DaySet
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.intake import LARGEST_ID
from app.lessons.presenters import why_refused
from app.questions.forms import raw_answer
from app.seasons.models import Season
from app.seasons.queries import may_take_part, running
from quizzes.rules.grading import BadResponse

bp = Blueprint("days", __name__)
MOST_DIGITS = len(str(LARGEST_ID))


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals["my_day"] = my_day


def my_day() -> presenters.Card | None:
    """The signed-in person's day in short; None where no season runs for them."""
    season = _season()
    return presenters.card(current_user, season, clock.now()) if season else None


@bp.get("/day")
def today() -> Any:
    season = _season()
    if season is None:
        return render_template("days/none.html", runs=running(clock.now()) is not None)
    found = _open(season)
    return render_template("days/day.html", page=presenters.day_page(found, current_user, season, clock.now()))


@bp.get("/day/<int:set_id>/review")
def review(set_id: int) -> Any:
    """The question that is open; with `?seen=N` the feedback on question N; else how it went."""
    found = queries.day_set(set_id, current_user)
    seen = request.args.get("seen", type=int)
    if seen is not None and 0 <= seen < len(found.answers):
        return render_template("days/feedback.html", page=reviewing.feedback_page(found, seen))
    if len(found.answers) == len(found.version_ids):
        return render_template(
            "days/reviewed.html", set=found, back=presenters.url_of(found), answers=reviewing.reviewed(found)
        )
    return _ask(found)


@bp.post("/day/<int:set_id>/answers/<int:position>")
def answer(set_id: int, position: int) -> Any:
    try:
        with transaction():
            raw, asked_id = raw_answer(request.form), request.form.get("asked", type=int)
            step = request.form.get("step", type=int)
            taken = services.answer_review(set_id, current_user, position, raw, clock.now(), asked_id, step)
    except BadResponse as bad:
        return _ask(queries.day_set(set_id, current_user), why_refused(bad)), 422
    if taken is None:
        return redirect(url_for("days.review", set_id=set_id, _anchor="now"), 303)
    return redirect(url_for("days.review", set_id=set_id, seen=position), 303)


@bp.post("/day/make-up")
def make_up() -> Any:
    """Take up a day that was missed: `day` as YYYY-MM-DD."""
    season = _season()
    if season is None:
        raise NotFound
    try:
        with transaction():
            found = services.make_up(current_user, season, _day(), clock.now(), secrets.randbits(60))
    except (Conflict, Invalid) as refused:
        flash(str(refused.message), "warn")
        return redirect(url_for("days.today"), 303)
    return redirect(presenters.url_of(found), 303)


@bp.get("/day/practice")
def along() -> Any:
    """The open questions of today's review on one page: the phone keeps it, and it can be answered without a line."""
    season = _season()
    found = _open(season) if season else None
    return render_template("days/along.html", page=reviewing.along_page(found))


@bp.post("/day/practice")
def send_along() -> Any:
    """Answers that may have been given without a line, as `<version>.<field>`; those that came before stay.

    Who asks for JSON, as the phone does that kept them, is told how many were taken.
    """
    set_id = request.form.get("set", 0, type=int)
    if not 0 < set_id <= LARGEST_ID:
        raise NotFound
    versions = {name.partition(".")[0] for name in request.form if "." in name}
    given = {int(one): raw_answer(_of(one)) for one in versions if one.isdecimal() and len(one) <= MOST_DIGITS}
    with transaction():
        taken = services.practise(set_id, current_user, given, clock.now())
    if taken:
        flash(
            ngettext(
                "%(num)d answer has arrived. It is practice: it helps you to remember.",
                "%(num)d answers have arrived. They are practice: they help you to remember.",
                taken,
            ),
            "good",
        )
    if request.accept_mimetypes.best == "application/json":
        return {"taken": taken}
    if not taken:
        flash(_("Nothing was sent: the first open question has no answer yet."), "warn")
    return redirect(url_for("days.along"), 303)


def _of(version: str) -> MultiDict[str, str]:
    """The fields of one question."""
    prefix = f"{version}."
    fields = ((name, value) for name, value in request.form.items(multi=True) if name.startswith(prefix))
    return MultiDict([(name.removeprefix(prefix), value) for name, value in fields])


def _ask(found: DaySet, message: str | None = None) -> str:
    return render_template("days/review.html", page=reviewing.question_page(found), sent=request.form, message=message)


def _season() -> Season | None:
    """The running season, where it is for this person."""
    season = running(clock.now())
    return season if season is not None and may_take_part(season, current_user) else None


def _open(season: Season) -> DaySet:
    """The set that is worked on now and was asked for by `?day=`; else yesterday's, while it can be finished; else
    today's, which is made where there is none.
    """
    now = clock.now()
    sets = queries.worked_on(current_user.id, season, queries.days_open(season, now))
    found = presenters.chosen(sets, request.args.get("day"), season, now)
    if found is not None and not services.is_outdated(found):
        return found
    with transaction():
        found = found or services.open_day(current_user, season, now, secrets.randbits(60))
        services.bring_up_to_date(found.id, current_user, season, now)
        set_id = found.id
    return queries.day_set(set_id, current_user)


def _day() -> int:
    """Raises Invalid."""
    try:
        return date.fromisoformat(request.form.get("day", "")).toordinal()
    except ValueError as error:
        raise Invalid(services.NOT_MISSED) from error
