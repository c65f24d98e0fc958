"""The desk's pages about results: by post, by competitor, published by two, frozen, as a workbook. They belong to the
blueprint `judging`.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select

from app.audit import refusals
from app.finals import signatures
from app.finals.models import Final
from app.judging import (
    audiences,
    exporting,
    obstacles,
    playing_off,
    presenters,
    publishing,
    queries,
    result_steps,
    results,
    results_wording,
)
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.kit.i18n import pick
from app.people.models import Post
from quizzes.rules.finalranking import undecided

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Refused = Conflict | Forbidden | Invalid


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    base = "/desk/finals/<int:final_id>/results"
    bp.add_url_rule(base, "results", overview)
    bp.add_url_rule(f"{base}/freeze", "freeze", freeze, methods=["POST"])
    bp.add_url_rule(f"{base}/workbook", "workbook", workbook)
    bp.add_url_rule(f"{base}/posts/<code>", "results_of", of_post)
    bp.add_url_rule(f"{base}/posts/<code>/decision", "decide_results", decide, methods=["POST"])
    bp.add_url_rule(f"{base}/posts/<code>/<int:number>", "result_steps", of_number)


def overview(final_id: int) -> Any:
    """How far each post is, and whether audiences are frozen out."""
    final = queries.final(final_id)
    found = results.reckon_all(final, exporting.posts(final))
    rows = [
        (one, publishing.edition(final.id, one.post.id), signatures.waiting(final.id, publishing.deed(one.post)))
        for one in found
    ]
    ready = {one.post.id: not obstacles.obstacles(one) for one in found}
    return render_template("judging/results.html", final=final, rows=rows, ready=ready)


def freeze(final_id: int) -> Any:
    """Freeze audiences out, or let them see all that is published."""
    queries.final(final_id)
    do = audiences.thaw if request.form.get("deed") == "thaw" else audiences.freeze
    try:
        with refusals.noted(current_user, "freeze", f"final:{final_id}", clock.now()), transaction():
            do(final_id, current_user, clock.now())
    except Conflict as refused:
        flash(refused.message, "bad")
    return redirect(url_for("judging.results", final_id=final_id), 303)


def workbook(final_id: int) -> Response:
    """All that the ranking follows from, to be recomputed by anybody."""
    final = queries.final(final_id)
    headers = {"Content-Disposition": f'attachment; filename="final-{final.id}.xlsx"'}
    return Response(exporting.workbook(final), mimetype=XLSX, headers=headers)


def of_post(final_id: int, code: str) -> Any:
    return _page(queries.final(final_id), _post(code))


def decide(final_id: int, code: str) -> Any:
    """Propose, sign or take back the results of a post, or write down a play-off."""
    final, post, what = queries.final(final_id), _post(code), request.form.get("deed", "")
    try:
        with transaction():
            _do(final_id, post, what)
    except (Conflict, Forbidden, Invalid) as refused:
        with transaction():
            publishing.note_refusal(final_id, post, what, current_user, refused.code, clock.now())
        return _page(final, post, refused), refused.status
    return redirect(url_for("judging.results_of", final_id=final_id, code=code), 303)


def _do(final_id: int, post: Post, what: str) -> None:
    now, seen = clock.now(), request.form.get("digest", "")
    if what == "propose":
        publishing.propose(final_id, post, seen, request.form.get("reason", ""), current_user, now)
        flash(_("Proposed. Somebody else signs, then it is published."), "good")
    elif what == "sign":
        number = publishing.sign(final_id, post, seen, current_user, now)
        flash(_("Published: edition %(number)s.", number=number), "good")
    elif what == "withdraw":
        publishing.withdraw(final_id, post, current_user, now)
        flash(_("The proposal is withdrawn."), "good")
    elif what == "play-off":
        playing_off.write(final_id, post, _places(), current_user, now)
        flash(_("The play-off is written down."), "good")
    else:
        raise Invalid


def _places() -> dict[int, int]:
    """Number -> place, of the fields `place-40`. Raises Invalid."""
    fields = {name.removeprefix("place-"): value for name, value in request.form.items() if name.startswith("place-")}
    try:
        return {int(name): int(value) for name, value in fields.items()}
    except ValueError:
        raise Invalid(playing_off.PLACES, code="places") from None


def _page(final: Final, post: Post, refused: Refused | None = None) -> str:
    found = results.reckon(final, post)
    if not found.stations:
        raise NotFound
    waiting = signatures.waiting(final.id, publishing.deed(post))
    number = publishing.edition(final.id, post.id)
    hindrances = obstacles.obstacles(found)
    return render_template(
        "judging/results_of.html",
        final=final,
        post=post,
        found=found,
        traces={one.number: results_wording.trace(one, names(found)) for one in found.placed},
        hindrances=[(results_wording.OBSTACLES[one.code], one.numbers) for one in hindrances],
        ties=undecided(found.placed, final.prizes),
        equating=results_wording.EQUATING[final.equating],
        edition=number,
        last=signatures.signed(final.id, publishing.deed(post)),
        waiting=waiting,
        points=presenters.points,
        hundredths=results_wording.hundredths,
        typed=request.form.get("reason", ""),
        refused=refused,
    )


def of_number(final_id: int, code: str, number: int) -> Any:
    """A competitor's result down to the marks."""
    found = results.reckon(queries.final(final_id), _post(code))
    line = next((one for one in found.placed if one.number == number), None)
    if line is None:
        raise NotFound
    return render_template(
        "judging/result_steps.html",
        final=found.final,
        post=found.post,
        line=line,
        trace=results_wording.trace(line, names(found)),
        steps=result_steps.steps(found, number, names=True),
        equating=results_wording.EQUATING[found.final.equating],
        hundredths=results_wording.hundredths,
        states=results_wording.APPEALS,
    )


def names(found: results.Reckoning) -> dict[str, str]:
    """The stations' names by key."""
    return {one.key: pick(one) for one in found.stations}


def _post(code: str) -> Post:
    found = session().scalars(select(Post).filter_by(code=code[:40])).one_or_none()
    if found is None:
        raise NotFound
    return found
