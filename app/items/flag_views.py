"""Flagging a question in two taps; the trainers' list of flags and their answers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.items import flagging, flags, presenters, queries
from app.items.flagging import Where
from app.items.flags import Look
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.lessons.presenters import closed
from app.people import limits
from app.studio.presenters import SEED

BACK = {"check": ("lessons.check", "check_id"), "day": ("days.review", "set_id"), "pk": ("duels.show", "duel_id")}


def mine() -> Any:
    """What the person has flagged, and what became of it; `?at=pk-12` leads back there."""
    back = _back(Where.of(request.args["at"])) if request.args.get("at") else None
    return render_template(
        "items/mine.html",
        flags=flags.mine(current_user),
        reasons=flags.REASONS,
        outcome_words=flags.outcome_words,
        back=back,
        newest=request.args.get("flag", type=int),
    )


def _back(where: Where) -> str:
    endpoint, name = BACK[where.place]
    values: dict[str, Any] = {name: where.number}
    return url_for(endpoint, **values)


def flag() -> Any:
    """The second tap: a reason. With scripting a piece of the page says thank you; without it, the page of flags."""
    limits.count_deed("flag", current_user.id)
    where, version_id = Where.of(request.form.get("at", "")), request.form.get("version", 0, type=int)
    with transaction():
        made = flagging.flag(current_user, version_id, where, request.form.get("reason", ""), clock.now())
    if "HX-Request" in request.headers:
        return render_template("items/_thanks.html", flag=made, reasons=flags.REASONS)
    flash(_("Thank you. A trainer looks at it, and you will hear what came of it."), "good")
    return redirect(url_for("items.mine", at=request.form["at"], flag=made.id, _anchor=f"flag-{made.id}"), 303)


def say(flag_id: int) -> Any:
    """A few words more, where somebody wants to."""
    with transaction():
        made = flagging.say(flag_id, current_user, request.form.get("words", ""))
    if "HX-Request" in request.headers:
        return render_template("items/_thanks.html", flag=made, reasons=flags.REASONS)
    flash(_("Your words are kept with the flag."), "good")
    return redirect(url_for("items.mine"), 303)


def flagged() -> Any:
    """Trainers: which questions are flagged, how often and why."""
    look = Look.of_args(request.args)
    found = flags.lines(look, clock.now())
    return render_template(
        "items/flags.html",
        lines=found[: flags.PAGE],
        has_more=len(found) > flags.PAGE,
        look=look,
        choices={
            "state": {"open": _("Open"), "answered": _("Answered")},
            "sort": flags.SORTS,
            "reason": flags.REASONS,
        },
        sections=queries.sections(),
        posts=queries.posts(),
    )


def flags_of(question_id: int) -> Any:
    """The flags of a question; one answer for all who set them."""
    return _answer(question_id) if request.method == "POST" else _flags_page(question_id)


def _flags_page(question_id: int, error: Any = None) -> str:
    found = flags.of_question(question_id)
    if not found:
        raise NotFound
    question, versions = queries.question(question_id), queries.versions_of(question_id)
    return render_template(
        "items/flagged.html",
        question=question,
        newest=versions[0],
        closed_question=closed(versions[0].content, SEED, None, False),
        open_flags=[one for one in found if one.outcome is None],
        answered=[one for one in found if one.outcome is not None],
        reasons=flags.REASONS,
        outcomes=flags.OUTCOMES,
        figures=presenters.brief(versions[0].id),
        sent=request.form,
        error=error,
    )


def _answer(question_id: int) -> Any:
    queries.question(question_id)
    words = {language: request.form.get(f"words-{language}", "") for language in ("zh", "en")}
    try:
        with transaction():
            count = flagging.answer(question_id, request.form.get("outcome", ""), words, current_user, clock.now())
    except (Conflict, Invalid) as refused:
        return _flags_page(question_id, refused.message), refused.status
    flash(ngettext("%(num)d person is told.", "%(num)d people are told.", count), "good")
    return redirect(url_for("items.flags_of", question_id=question_id), 303)


def attach(bp: Blueprint) -> None:
    """Adds these pages to the blueprint of the feature."""
    bp.add_url_rule("/flags", view_func=mine)
    bp.add_url_rule("/flags", view_func=flag, methods=["POST"])
    bp.add_url_rule("/flags/<int:flag_id>", view_func=say, methods=["POST"])
    bp.add_url_rule("/studio/flags", view_func=flagged)
    bp.add_url_rule("/studio/flags/<int:question_id>", view_func=flags_of, methods=["GET", "POST"])
