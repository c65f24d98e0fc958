"""The trainers' pages of figures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext as _
from flask_login import current_user

from app.items import coverage, flag_views, flags, presenters, quarantine, queries, sheets
from app.items.queries import Look
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.studio.presenters import KINDS

bp = Blueprint("items", __name__)
flag_views.attach(bp)


@bp.record_once
def _offer(state: BlueprintSetupState) -> None:
    state.app.jinja_env.globals.update(item_figures=presenters.brief, flag_reasons=flags.REASONS)


@bp.get("/studio/statistics")
def statistics() -> Any:
    """The questions with what answers say about them."""
    look = Look.of_args(request.args)
    found = queries.lines(look)
    return render_template(
        "items/statistics.html",
        lines=[presenters.shown(line) for line in found[: queries.PAGE]],
        has_more=len(found) > queries.PAGE,
        look=look,
        resting=queries.resting(),
        choices={
            "place": presenters.PLACES,
            "sort": presenters.SORTS,
            "state": presenters.STATES,
            "kind": KINDS,
        },
        sections=queries.sections(),
        posts=queries.posts(),
        states=presenters.STATES,
    )


@bp.get("/studio/statistics/file")
def statistics_file() -> Any:
    """What the filter shows, as a file: `?format=xlsx` or csv."""
    look = Look.of_args(request.args).on(1)
    head, rows = presenters.table(look)
    return file_of(_("Statistics"), "statistics", head, rows)


def file_of(title: str, name: str, head: list[str], rows: list[list[Any]]) -> Response:
    """A table to download in the form that was asked for. Raises NotFound for one that there is not."""
    form = request.args.get("format", "xlsx")
    if form not in sheets.TYPES:
        raise NotFound
    answer = Response(sheets.write(form, title, head, rows), mimetype=sheets.TYPES[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return answer


@bp.get("/studio/coverage")
def coverage_map() -> Any:
    """What there is for whom; `?only=thin`: without what is well covered."""
    only_thin = request.args.get("only") == "thin"
    return render_template("items/coverage.html", map=coverage.whole(only_thin), only_thin=only_thin)


@bp.get("/studio/coverage/file")
def coverage_file() -> Any:
    """The map as a file: `?format=xlsx` or csv."""
    head, rows = coverage.table()
    return file_of(_("Coverage"), "coverage", head, rows)


@bp.get("/studio/statistics/<int:question_id>")
def question(question_id: int) -> Any:
    return _question_page(question_id)


def _question_page(question_id: int, error: Any = None) -> str:
    return render_template("items/question.html", page=presenters.question_page(question_id), kinds=KINDS, error=error)


@bp.post("/studio/statistics/<int:question_id>/release")
def release(question_id: int) -> Any:
    """Let a question that rests be asked again."""
    queries.question(question_id)
    try:
        with transaction():
            quarantine.release(question_id, request.form.get("reason", ""), current_user, clock.now())
    except (Conflict, Invalid) as refused:
        return _question_page(question_id, refused.message), refused.status
    flash(_("It is asked again. It rests anew only on twice as many people's answers."), "good")
    return redirect(url_for("items.question", question_id=question_id), 303)
