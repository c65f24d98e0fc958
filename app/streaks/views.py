"""The pages of streaks and of the calendars that they depend on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm

from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.seasons.models import Season
from app.seasons.queries import day_of, running, told
from app.streaks import presenters, queries, services
from app.streaks.forms import NamedStretchForm, RestForm, StretchForm
from quizzes.rules.streaks import Streak

bp = Blueprint("streaks", __name__)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_streak=my_streak, streak_said=presenters.said, as_date=date.fromordinal)


def my_streak() -> Streak | None:
    """The signed-in person's streak; None where no season runs for them."""
    found = queries.mine(current_user, clock.now())
    return found[1] if found else None


@bp.get("/streak")
def mine() -> Any:
    return _mine(RestForm(), StretchForm())


@bp.post("/streak/rest")
def rest() -> Any:
    form = RestForm()
    weekdays = {int(number) for number in form.weekdays.data or () if number in set("0123456")}
    if not _done(form, lambda today: services.rest(current_user, weekdays, today)):
        return _mine(form, StretchForm()), 422
    flash(_("Your rest days hold from tomorrow on."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.post("/streak/leave")
def leave() -> Any:
    form = StretchForm()
    if not _done(form, lambda today: services.take_leave(current_user, *_days(form), today, clock.now())):
        return _mine(RestForm(formdata=None), form), 422
    flash(_("Your leave is entered: these days ask nothing of you."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.post("/streak/leave/<int:leave_id>/end")
def end_leave(leave_id: int) -> Any:
    with transaction():
        services.end_leave(current_user, leave_id, _today())
    flash(_("You are back. What has passed of your leave stays as it was."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.route("/desk/holidays", methods=["GET", "POST"])
def holidays() -> Any:
    """The days on which the manager's own dealer is closed."""
    form, dealer_id = NamedStretchForm(), current_user.dealer_id
    if form.is_submitted():
        name = form.name.data or ""
        now = clock.now()
        done = _done(form, lambda day: services.add_holiday(dealer_id, *_days(form), name, current_user, day, now))
        if done:
            flash(_("The holiday is entered: these days ask nothing of your people."), "good")
            return redirect(url_for("streaks.holidays"), 303)
    page = render_template("streaks/holidays.html", form=form, rows=queries.holidays_of(dealer_id), today=_today())
    return page, 422 if form.errors else 200


@bp.post("/desk/holidays/<int:holiday_id>/remove")
def remove_holiday(holiday_id: int) -> Any:
    with transaction():
        services.remove_holiday(holiday_id, current_user.dealer_id, _today())
    flash(_("The holiday is removed."), "good")
    return redirect(url_for("streaks.holidays"), 303)


@bp.route("/desk/outages", methods=["GET", "POST"])
def outages() -> Any:
    """The days on which the service was down: what they broke is mended for everybody."""
    form = NamedStretchForm()
    if form.is_submitted():
        why, now = form.name.data or "", clock.now()
        if _done(form, lambda day: services.note_outage(*_days(form), why, current_user, day, now)):
            flash(_("The outage is noted: streaks that it broke hold again."), "good")
            return redirect(url_for("streaks.outages"), 303)
    return render_template("streaks/outages.html", form=form, rows=queries.outages()), 422 if form.errors else 200


def _mine(rests: RestForm, stretch: StretchForm) -> str:
    now = clock.now()
    found = queries.mine(current_user, now)
    if found is None:
        return render_template("streaks/none.html")
    page = presenters.streak_page(current_user, *found, now)
    return render_template("streaks/mine.html", page=page, rests=rests, stretch=stretch)


def _done(form: FlaskForm, deed: Callable[[int], None]) -> bool:
    """Do it, where the form holds; a refusal is said beside the form."""
    if not form.validate_on_submit():
        return False
    try:
        with transaction():
            deed(_today())
    except (Invalid, Conflict) as refused:
        form.form_errors.append(refused.message)
        return False
    return True


def _days(form: StretchForm | NamedStretchForm) -> tuple[int, int]:
    assert form.first.data is not None
    assert form.last.data is not None
    return form.first.data.toordinal(), form.last.data.toordinal()


def _today() -> int:
    """The day that it is in the season that is told of. Raises NotFound where there is none."""
    return day_of(_season(), clock.now())


def _season() -> Season:
    now = clock.now()
    found = running(now) or told(now)
    if found is None:
        raise NotFound
    return found
