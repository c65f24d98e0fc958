"""The test on the spot: the competitor's pages on a device in the room, the room's page for its judges, the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import current_user

from app.finals import queries as finals
from app.finals.models import FinalStation, StationKind
from app.hall import papers, queries, sittings, writing
from app.hall.models import SpotSitting
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.people import limits
from app.questions.forms import raw_answer
from app.questions.sayings import NOT_AN_ANSWER, WHY_BAD
from quizzes.rules.grading import BadResponse


def attach(bp: Blueprint) -> None:
    """Add these addresses to the blueprint."""
    both = ["GET", "POST"]
    bp.add_url_rule("/final/test", "test", test, methods=both)
    bp.add_url_rule("/final/test/<int:number>", "test_question", question, methods=both)
    bp.add_url_rule("/final/test/end", "end_test", end, methods=both)
    bp.add_url_rule("/judge/hall", "rooms", rooms)
    bp.add_url_rule("/desk/finals/<int:final_id>/hall/test", "lead_test", lead, methods=["POST"])


def test() -> Any:
    """Where to begin, where to go on, and what to know when it is over."""
    sitting = sittings.mine(current_user)
    if request.method == "POST":
        return _begin()
    if sitting is None or (sitting.ended_at is not None and "code" in request.args):
        return render_template("hall/begin.html", message=None)
    if sittings.is_running(sitting, clock.now()):
        return redirect(url_for("hall.test_question", number=writing.next_number(sitting, 0)))
    return render_template("hall/ended.html", page=writing.ended(sitting))


def _begin() -> Any:
    limits.count_deed("test-code", current_user.id)
    try:
        with transaction():
            sitting = sittings.begin(current_user, request.form.get("code", ""), clock.now())
    except (Conflict, Invalid) as refused:
        return render_template("hall/begin.html", message=refused.message), refused.status
    return redirect(url_for("hall.test_question", number=writing.next_number(sitting, 0)), 303)


def question(number: int) -> Any:
    """A question of the paper, with what was answered so far; another answer takes its place."""
    sitting = _running()
    if sitting is None:
        return redirect(url_for("hall.test"))
    if not 1 <= number <= len(sitting.paper.version_ids):
        raise NotFound
    if request.method == "GET":
        return _question(sitting, number)
    try:
        with transaction():
            sittings.answer(current_user, number - 1, raw_answer(request.form), clock.now())
    except BadResponse as bad:
        return _question(sitting, number, WHY_BAD.get(bad.code, NOT_AN_ANSWER)), 422
    except Conflict as refused:
        flash(refused.message, "bad")
        return redirect(url_for("hall.test"), 303)
    left = writing.next_number(sitting, number)
    return redirect(url_for("hall.test_question", number=left) if left else url_for("hall.end_test"), 303)


def _question(sitting: SpotSitting, number: int, message: Any = None) -> str:
    page = writing.question(sitting, number, clock.now(), request.form if message else None)
    return render_template("hall/test.html", page=page, message=message)


def _running() -> SpotSitting | None:
    """Raises NotFound for who has begun none."""
    sitting = sittings.mine(current_user)
    if sitting is None:
        raise NotFound
    return sitting if sittings.is_running(sitting, clock.now()) else None


def end() -> Any:
    """What is still open, before it is handed in."""
    sitting = _running()
    if request.method == "GET":
        if sitting is None:
            return redirect(url_for("hall.test"))
        return render_template("hall/end.html", page=writing.overview(sitting, clock.now()))
    with transaction():
        sittings.hand_in(current_user, clock.now())
    return redirect(url_for("hall.test"), 303)


def rooms() -> Any:
    """For judges: the codes of the tests in their rooms, who writes, and how long still. Numbers only."""
    return render_template("hall/rooms.html", rooms=writing.rooms_of(current_user, clock.now()))


def lead(final_id: int) -> Any:
    """Draw the paper, close it, note who is absent, give time back."""
    final = finals.get(final_id)
    station = queries.station(final.id, request.form.get("station", 0, type=int), StationKind.KNOWLEDGE)
    try:
        with transaction():
            _led(station)
    except (Conflict, Invalid) as refused:
        flash(refused.message, "bad")
    return redirect(url_for("hall.desk", final_id=final.id), 303)


def _led(station: FinalStation) -> None:
    form, now = request.form, clock.now()
    number, reason = form.get("number", 0, type=int), form.get("reason", "")
    deed = form.get("deed")
    if deed == "draw":
        papers.draw(station, current_user, now)
    elif deed == "close":
        papers.close(station, current_user, now)
    elif deed == "absent":
        papers.absent(station, number, reason, current_user, now)
    elif deed == "time":
        papers.give_time(station, number, form.get("minutes", 0, type=int), reason, current_user, now)
    else:
        raise Invalid
