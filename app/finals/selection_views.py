"""The organizers' pages of a selection: the final, its snapshot, dry runs, signatures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from app.audit import refusals
from app.finals import fixing, newfinals, presenters, queries, rulesets, selecting, services, signatures, snapshots
from app.finals.sheets import workbook
from app.finals.wording import FATES, PHASES
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Forbidden, NotFound, Refusal
from app.kit.intake import id_in_query
from app.seasons import queries as seasons


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    one = "/desk/finals/<int:final_id>/selection"
    rules = "/desk/finals/<int:final_id>/rules/<int:rule_set_id>"
    bp.add_url_rule("/desk/finals", "desk", desk)
    bp.add_url_rule("/desk/finals/new", "new", new, methods=["GET", "POST"])
    bp.add_url_rule(one, "selection", selection)
    bp.add_url_rule(f"{one}/snapshot", "take_snapshot", take_snapshot, methods=["POST"])
    bp.add_url_rule(f"{one}/sign", "sign_selection", sign_selection, methods=["POST"])
    bp.add_url_rule(f"{one}/compare", "compare_rules", compare_rules)
    bp.add_url_rule(rules, "dry_run", dry_run)
    bp.add_url_rule(f"{rules}/result.xlsx", "result_file", result_file)
    bp.add_url_rule(f"{rules}/people/<int:person_id>", "why", why)
    bp.add_url_rule(f"{rules}/propose", "propose_selection", propose_selection, methods=["POST"])


def desk() -> Any:
    return render_template("finals/desk.html", finals=queries.every(), phases=PHASES)


def new() -> Any:
    """Everything is proposed; what is typed stands in its place."""
    now, known = clock.now(), {season.id: season for season in seasons.every()}
    if request.method == "GET":
        season = seasons.shown(now) or next(iter(known.values()), None)
        return render_template("finals/new.html", page=newfinals.proposed(season, now), seasons=known)
    page, values = newfinals.read(request.form, known)
    if page.wrong:
        return render_template("finals/new.html", page=page, seasons=known), 422
    with transaction():
        made = services.new(values, current_user, now)
    return redirect(url_for("finals.selection", final_id=made.id))


def selection(final_id: int) -> Any:
    return _hub(final_id)


def _hub(final_id: int, refused: Refusal | None = None) -> Any:
    page = presenters.hub(queries.get(final_id))
    shown = render_template("finals/selection.html", page=page, refused=refused)
    return shown, refused.status if refused else 200


def take_snapshot(final_id: int) -> Any:
    queries.get(final_id)
    try:
        with refusals.noted(current_user, "snapshot", f"final:{final_id}", clock.now()), transaction():
            count = snapshots.take(final_id, current_user, clock.now())
    except Conflict as refused:
        return _hub(final_id, refused)
    flash(ngettext("The snapshot holds %(num)d person.", "The snapshot holds %(num)d people.", count), "good")
    return redirect(url_for("finals.selection", final_id=final_id), 303)


def dry_run(final_id: int, rule_set_id: int) -> Any:
    return _run_page(final_id, rule_set_id)


def _run_page(final_id: int, rule_set_id: int, refused: Refusal | None = None) -> Any:
    final, rule_set = queries.get(final_id), rulesets.get(final_id, rule_set_id)
    look = presenters.Look.of_args(request.args)
    try:
        page = presenters.ran(selecting.run(final, rule_set), look)
    except Conflict as missing:
        return _hub(final_id, missing)
    shown = render_template(
        "finals/run.html",
        final=final,
        rule_set=rule_set,
        look=look,
        page=page,
        fates=FATES,
        refused=refused,
        scarce=[presenters.scarcity(one, page.names) for one in selecting.scarce(final, rule_set.rules)],
        unmet=fixing.UNMET,
        waiting=signatures.waiting(final.id, fixing.DEED),
    )
    return shown, refused.status if refused else 200


def result_file(final_id: int, rule_set_id: int) -> Any:
    """What the filters show, as a workbook."""
    final, rule_set = queries.get(final_id), rulesets.get(final_id, rule_set_id)
    look = presenters.Look.of_args(request.args)
    found = presenters.ran(selecting.run(final, rule_set), look, whole=True)
    head = (_("Staff number"), _("Name"), _("Region and post"), _("Dealer"), _("Points"), _("Place"), _("Outcome"),
            _("Way"), _("Why"))  # fmt: skip
    rows = [
        (one.number, one.name, one.cell, one.dealer, one.points, one.place or None, one.fate, one.way, one.why)
        for one in found.lines
    ]
    return file(workbook(rule_set.name, head, rows), f"selection-{final.id}-{rule_set.id}.xlsx")


def file(data: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, mimetype=kind, headers=headers)


def why(final_id: int, rule_set_id: int, person_id: int) -> Any:
    final, rule_set = queries.get(final_id), rulesets.get(final_id, rule_set_id)
    page = presenters.why_of(selecting.run(final, rule_set), person_id)
    if page is None:
        raise NotFound
    return render_template("finals/why.html", final=final, rule_set=rule_set, page=page)


def compare_rules(final_id: int) -> Any:
    final, one, other = queries.get(final_id), id_in_query("one"), id_in_query("other")
    if not one or not other:
        raise NotFound
    try:
        pairs = [(found, selecting.run(final, found)) for found in (rulesets.get(final.id, n) for n in (one, other))]
    except Conflict as missing:
        return _hub(final_id, missing)
    return render_template("finals/compare.html", final=final, page=presenters.compared(*pairs))


def propose_selection(final_id: int, rule_set_id: int) -> Any:
    rulesets.get(final_id, rule_set_id)
    try:
        with transaction():
            fixing.propose(final_id, rule_set_id, request.form.get("digest", ""), current_user, clock.now())
    except Conflict as refused:
        _note(final_id, refused)
        return _run_page(final_id, rule_set_id, refused)
    flash(_("Proposed. Another organizer signs it; then it is fixed."), "good")
    return redirect(url_for("finals.selection", final_id=final_id), 303)


def sign_selection(final_id: int) -> Any:
    """The second signature, or taking the proposal back (`deed`)."""
    queries.get(final_id)
    try:
        with transaction():
            if request.form.get("deed") == "withdraw":
                fixing.withdraw(final_id, current_user, clock.now())
                said = _("Withdrawn. Nothing is fixed.")
            else:
                count = fixing.sign(final_id, request.form.get("digest", ""), current_user, clock.now())
                said = ngettext("Fixed: %(num)d finalist is invited.", "Fixed: %(num)d finalists are invited.", count)
    except (Conflict, Forbidden) as refused:
        _note(final_id, refused)
        return _hub(final_id, refused)
    flash(said, "good")
    return redirect(url_for("finals.selection", final_id=final_id), 303)


def _note(final_id: int, refused: Refusal) -> None:
    with transaction():
        fixing.note_refusal(final_id, fixing.DEED, current_user, refused, clock.now())
