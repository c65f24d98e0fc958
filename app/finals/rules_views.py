"""Rules of selection in a form and as a file."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.audit import refusals
from app.finals import queries, ruleforms, rulesets, services
from app.finals.models import Final, RuleSet
from app.finals.presenters import RulesPage
from app.finals.wording import in_file
from app.kit import clock
from app.kit.database import transaction
from app.kit.errors import Conflict, Invalid
from app.kit.intake import id_in_query
from quizzes.formats import selectionrules

FILE = "rules.yaml"
DEED = "rules"


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    one, both = "/desk/finals/<int:final_id>/rules", ["GET", "POST"]
    bp.add_url_rule(f"{one}/new", "write_rules", write_rules, methods=both)
    bp.add_url_rule(f"{one}/file", "bring_rules", bring_rules, methods=both)
    bp.add_url_rule(f"{one}/<int:rule_set_id>/{FILE}", "download_rules", download_rules)


def write_rules(final_id: int) -> Any:
    """The form: proposals, or another set's (`?like=`). Moving a tie-break stores nothing."""
    final = queries.get(final_id)
    if request.method == "GET":
        return _form(_begun(final))
    data, name = ruleforms.asked(request.form), request.form.get("name", "").strip()[: rulesets.LONGEST_NAME]
    page = RulesPage(final, data, ruleforms.order_of(request.form), name)
    if request.form.get("move"):
        return _form(page)
    reading = selectionrules.read(data, rulesets.known(final))
    page.faults = reading.faults
    return _kept(page, reading.content)


def _begun(final: Final) -> RulesPage:
    like = id_in_query("like")
    if like:
        found = rulesets.get(final.id, like)
        return RulesPage(final, found.rules, ruleforms.order_in(found.rules), found.name)
    data = ruleforms.proposed(final, clock.now())
    return RulesPage(final, data, ruleforms.order_in(data), _("Rules"))


def _kept(page: RulesPage, content: dict[str, Any] | None) -> Any:
    if content is None:
        _note_faults(page.final)
        return _form(page, 422)
    try:
        with _noted(page.final), transaction():
            made = rulesets.keep(page.final.id, page.name, content, current_user, clock.now())
    except (Invalid, Conflict) as refused:
        return _form(page, refused.status, str(refused.message))
    return _on(made)


def _noted(final: Final) -> AbstractContextManager[None]:
    return refusals.noted(current_user, DEED, services.subject(final), clock.now())


def _note_faults(final: Final) -> None:
    """Rules that are not whole are not kept; that it was tried stands in the log."""
    refusals.note_alone(current_user, DEED, "faulty-rules", services.subject(final), clock.now())


def _on(made: RuleSet) -> Any:
    flash(_("Kept as “%(name)s”.", name=made.name), "good")
    if not queries.people_of(made.final_id):
        return redirect(url_for("finals.selection", final_id=made.final_id), 303)
    return redirect(url_for("finals.dry_run", final_id=made.final_id, rule_set_id=made.id), 303)


def _form(page: RulesPage, status: int = 200, refused: str = "") -> Any:
    return render_template("finals/rules.html", page=page, refused=refused), status


def bring_rules(final_id: int) -> Any:
    """A file: kept when nothing in it is wrong, else each fault with its place."""
    final = queries.get(final_id)
    if request.method == "GET":
        return render_template("finals/file.html", final=final, told=[], refused="")
    upload = request.files.get("file")
    data = upload.read() if upload else b""
    path = (upload.filename if upload else None) or FILE
    reading = selectionrules.read_file(data, rulesets.known(final))
    if reading.content is None:
        _note_faults(final)
        told = [in_file(path, placed) for placed in reading.told]
        return render_template("finals/file.html", final=final, told=told, refused=""), 422
    name = request.form.get("name", "").strip() or path.rpartition(".")[0]
    try:
        with _noted(final), transaction():
            made = rulesets.keep(final.id, name, reading.content, current_user, clock.now())
    except (Invalid, Conflict) as refused:
        return render_template("finals/file.html", final=final, told=[], refused=refused.message), refused.status
    return _on(made)


def download_rules(final_id: int, rule_set_id: int) -> Any:
    found = rulesets.get(final_id, rule_set_id)
    headers = {"Content-Disposition": f"attachment; filename=rules-{found.id}.yaml"}
    return Response(selectionrules.write(found.rules), mimetype="application/yaml", headers=headers)
