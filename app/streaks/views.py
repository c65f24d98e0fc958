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
from app.streaks.forms import HolidayForm, NamedStretchForm, RestDayForm, RestForm, StretchForm
from quizzes.rules import streaks as rules
from quizzes.rules.streaks import Streak

bp = Blueprint("streaks", __name__)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(my_streak=my_streak, streak_said=presenters.said, days_span=presenters.span)


def my_streak() -> Streak | None:
    """The signed-in person's streak; None where no season runs for them."""
    now = clock.now()
    season = queries.mine(current_user, now)
    return queries.streak_of(current_user, season, now) if season else None


@bp.get("/streak")
def mine() -> Any:
    return _mine()


@bp.post("/streak/rest")
def rest() -> Any:
    form = RestForm()
    weekdays = {int(number) for number in form.weekdays.data or () if number in set("0123456")}
    if not _done(form, lambda today: services.rest(current_user, weekdays, today)):
        return _mine(rests=form), 422
    flash(_("Your rest days hold from tomorrow on."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.post("/streak/rest-days")
def rest_on() -> Any:
    form = RestDayForm()
    if not _done(form, lambda today: services.rest_on(current_user, _ordinal(form.day.data), today)):
        return _mine(rest_day=form), 422
    flash(_("Your rest day is entered."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.post("/streak/rest-days/<int:day>/end")
def end_rest_day(day: int) -> Any:
    with transaction():
        services.end_rest_day(current_user, day, _today())
    flash(_("Taken back."), "good")
    return redirect(url_for("streaks.mine"), 303)


@bp.post("/streak/leave")
def leave() -> Any:
    form = StretchForm()
    if not _done(form, lambda today: services.take_leave(current_user, *_days(form), today, clock.now())):
        return _mine(stretch=form), 422
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
    """The days on which the manager's own dealer is closed; organizers enter them for any dealer, or for all."""
    whole, now = services.is_organizer(current_user), clock.now()
    form = HolidayForm() if whole else NamedStretchForm()

    def enter(today: int) -> None:
        dealer_id = _dealer(form) if isinstance(form, HolidayForm) else current_user.dealer_id
        services.add_holiday(dealer_id, *_days(form), form.name.data or "", current_user, today, now)

    if form.is_submitted() and _done(form, enter):
        flash(_("The holiday is entered: these days ask nothing of your people."), "good")
        return redirect(url_for("streaks.holidays"), 303)
    rows = queries.holidays(None if whole else current_user.dealer_id)
    page = render_template(
        "streaks/holidays.html", form=form, rows=rows, today=_today(), whole=whole, may_remove=services.may_remove
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/desk/holidays/<int:holiday_id>/remove")
def remove_holiday(holiday_id: int) -> Any:
    with transaction():
        services.remove_holiday(holiday_id, current_user, _today())
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
    page = render_template("streaks/outages.html", form=form, rows=queries.outages())
    return page, 422 if form.is_submitted() else 200


@bp.post("/desk/outages/<int:outage_id>/remove")
def remove_outage(outage_id: int) -> Any:
    with transaction():
        services.remove_outage(outage_id)
    flash(_("The outage is removed: its days ask again what they asked."), "good")
    return redirect(url_for("streaks.outages"), 303)


def _mine(
    rests: RestForm | None = None, rest_day: RestDayForm | None = None, stretch: StretchForm | None = None
) -> str:
    now = clock.now()
    season = queries.mine(current_user, now)
    if season is None:
        return render_template("streaks/none.html")
    return render_template(
        "streaks/mine.html",
        page=presenters.streak_page(current_user, season, now),
        rests=rests or RestForm(formdata=None),
        rest_day=rest_day or RestDayForm(formdata=None),
        stretch=stretch or StretchForm(formdata=None),
        rules=rules,
    )


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


def _dealer(form: HolidayForm) -> int | None:
    return None if form.scope.data == "all" else services.dealer_of(form.dealer.data or "")


def _days(form: StretchForm) -> tuple[int, int]:
    return _ordinal(form.first.data), _ordinal(form.last.data)


def _ordinal(day: date | None) -> int:
    assert day is not None
    return day.toordinal()


def _today() -> int:
    """The day that it is in the season that is told of. Raises NotFound where there is none."""
    return day_of(_season(), clock.now())


def _season() -> Season:
    now = clock.now()
    found = running(now) or told(now)
    if found is None:
        raise NotFound
    return found
