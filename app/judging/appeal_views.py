"""The desk's pages about appeals. They belong to the blueprint `judging`."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit import refusals
from app.finals.models import Finalist
from app.judging import appealing, presenters, queries, readings, result_steps, results, results_wording
from app.judging.models import Appeal, ScoreSheet
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound

Refused = Conflict | Forbidden | Invalid


def attach(bp: Blueprint) -> None:
    """Add these pages to the blueprint."""
    bp.add_url_rule("/desk/finals/<int:final_id>/appeals", "appeals", appeals)
    bp.add_url_rule("/desk/appeals/<int:appeal_id>", "appeal", appeal)
    bp.add_url_rule("/desk/appeals/<int:appeal_id>/decision", "decide_appeal", decide, methods=["POST"])


def appeals(final_id: int) -> Any:
    """Those that wait first, by the time until which they are to be decided."""
    final = queries.final(final_id)
    query = select(Appeal).join(Appeal.sheet).join(ScoreSheet.finalist).where(Finalist.final_id == final.id)
    query = query.options(joinedload(Appeal.sheet).joinedload(ScoreSheet.station))
    found = session().scalars(query.order_by(Appeal.state != "open", Appeal.due_at, Appeal.id).limit(500)).all()
    states = results_wording.APPEALS
    return render_template("judging/appeals.html", final=final, appeals=found, states=states, now=clock.now())


def appeal(appeal_id: int) -> Any:
    return _page(_get(appeal_id))


def decide(appeal_id: int) -> Any:
    """Propose a decision, sign it or take it back; refused, what was typed stays."""
    found, now, deed = _get(appeal_id), clock.now(), request.form.get("deed", "")
    try:
        with refusals.noted(current_user, f"appeal.{deed}", f"sheet:{found.sheet_id}", now), transaction():
            _do(appeal_id, deed, now)
    except (Conflict, Forbidden, Invalid) as refused:
        return _page(found, refused), refused.status
    return redirect(url_for("judging.appeal", appeal_id=appeal_id), 303)


def _do(appeal_id: int, deed: str, now: Any) -> None:
    form = request.form
    if deed == "propose":
        appealing.propose(appeal_id, form.get("verdict", ""), form.get("reason", ""), _changes(), current_user, now)
        flash(_("Proposed. Somebody else signs the decision."), "good")
    elif deed == "sign":
        appealing.sign(appeal_id, form.get("digest", ""), current_user, now)
        flash(_("The appeal is decided."), "good")
    elif deed == "withdraw":
        appealing.withdraw(appeal_id, current_user, now)
        flash(_("The proposal is withdrawn."), "good")
    else:
        raise Invalid


def _changes() -> dict[str, dict[str, str]]:
    """Item -> judge -> what was typed, of the fields `mark/ITEM/JUDGE`."""
    found: dict[str, dict[str, str]] = {}
    for name, value in request.form.items():
        part, _slash, rest = name.partition("/")
        item, _slash, judge = rest.rpartition("/")
        if part == "mark" and judge.isascii() and judge.isdigit() and len(judge) < 10:
            found.setdefault(item, {})[judge] = value[:20]
    return found


def _get(appeal_id: int) -> Appeal:
    found = session().get(Appeal, appeal_id)
    if found is None:
        raise NotFound
    return found


def _page(found: Appeal, refused: Refused | None = None) -> str:
    sheet, finalist = found.sheet, found.sheet.finalist
    reckoning = results.reckon(finalist.final, finalist.post)
    steps = result_steps.steps(reckoning, finalist.number or 0, names=True)
    waiting = appealing.waiting(found)
    judges = _judges(sheet)
    return render_template(
        "judging/appeal.html",
        appeal=found,
        final=finalist.final,
        steps=[one for one in steps if one.station.id == sheet.station_id],
        states=results_wording.APPEALS,
        free=appealing.is_free(found, current_user),
        biased=appealing.BIASED,
        waiting=waiting,
        changes=_told(sheet, waiting.facts["changes"], dict(judges)) if waiting else (),
        judges=judges,
        items=_items(sheet),
        form=request.form,
        refused=refused,
    )


def _judges(sheet: ScoreSheet) -> list[tuple[int, str]]:
    server = [(readings.SERVER, _("Server"))] if sheet.measured else []
    return [*server, *((one.person_id, one.person.name) for one in sheet.signatures if not one.as_chief)]


def _items(sheet: ScoreSheet) -> list[tuple[str, str, dict[int, str]]]:
    """Everything that can be marked, with the marks that stand, by judge."""
    rules, marks = readings.rules_of(sheet), readings.marks(sheet)
    parts = (*rules.aspects, *rules.penalties, *rules.critical)
    plain = {item: {who: presenters.plain(mark) for who, mark in some.items()} for item, some in marks.items()}
    return [(one.id, presenters.item_name(sheet, one.id), plain.get(one.id, {})) for one in parts]


def _told(sheet: ScoreSheet, changes: dict[str, dict[str, str]], judges: dict[int, str]) -> list[tuple[str, ...]]:
    before = {item: marks for item, _name, marks in _items(sheet)}
    return [
        (presenters.item_name(sheet, item), judges.get(int(who), who), before.get(item, {}).get(int(who), "–"), value)
        for item, some in changes.items()
        for who, value in some.items()
    ]
