"""The finalist's own page: the invitation, the answer, the journey."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.audit import refusals
from app.finals import inviting, queries
from app.finals.models import Finalist, FinalistState, FinalState
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, Refusal


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/final", "mine", mine, methods=["GET", "POST"])


def my_seat() -> Finalist | None:
    """For Today: an invitation that waits for an answer; after that, until the final is over, the way to it."""
    found = queries.seat_of(current_user.id)
    if found is None or found.competes:
        return found
    waits = found.state == FinalistState.INVITED and found.final.state == FinalState.SELECTED
    return found if waits else None


def mine() -> Any:
    """What, where, when; accept, decline, change the journey, withdraw (`deed`)."""
    found = queries.seat_of(current_user.id)
    if request.method == "GET" or found is None:
        return _page(found)
    try:
        with refusals.noted(current_user, "answer", f"final:{found.final_id}", clock.now()), transaction():
            said = _answer(found)
    except (Conflict, Invalid) as refused:
        return _page(queries.seat_of(current_user.id), refused)
    flash(said, "good")
    return redirect(url_for("finals.mine"), 303)


def _answer(found: Finalist) -> str:
    if request.form.get("deed") == "leave":
        inviting.leave(found.id, current_user, request.form.get("reason", ""), clock.now())
        return _("Thank you for telling us. Your seat goes to the next one.")
    consents = request.form.get("consents") == "yes"
    inviting.accept(found.id, request.form, clock.now(), shows_name=consents)
    return _("Stored. We look forward to seeing you.")


def _page(found: Finalist | None, refused: Refusal | None = None) -> Any:
    now = clock.now()
    shown = render_template(
        "finals/mine.html",
        seat=found,
        typed=request.form if refused else None,
        refused=refused,
        is_late=bool(found and found.final.answer_by and now > found.final.answer_by),
        days=_days(found),
    )
    return shown, refused.status if refused else 200


def _days(found: Finalist | None) -> list[date]:
    """The first and the last day."""
    days = sorted({date.fromisoformat(begins[:10]) for begins, _ends in found.final.windows}) if found else []
    return [days[0], days[-1]] if len(days) > 1 else days
