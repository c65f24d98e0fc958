"""Fixing the selection with two signatures: from then on there are finalists. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _

from app.audit import refusals
from app.audit.services import note
from app.finals import inviting, lots, rulesets, selecting, services, signatures
from app.finals.models import FinalState, TwoSignatures
from app.kit.database import session
from app.kit.errors import Conflict, Refusal
from app.people.models import Person

DEED = "selection"
CHANGED = _("Snapshot or rules have changed since you looked. Nothing was proposed; look at the result again.")
UNMET = _(
    "Quotas with more seats than people cannot be met. Lower them in a copy of these rules; nothing was proposed."
)
NOBODY = _("Nobody gets a seat by these rules, so there is nothing to sign.")


def propose(final_id: int, rule_set_id: int, seen: str, by: Person, now: datetime) -> TwoSignatures:
    """The first signature under what rules make of the snapshot. `seen`: the digest on the page that was looked at."""
    final = services.locked(final_id)
    services.check_open(final)
    rule_set = rulesets.get(final.id, rule_set_id)
    run = selecting.run(final, rule_set)
    if run.digest != seen:
        raise Conflict(CHANGED, code="changed")
    if selecting.scarce(final, rule_set.rules):
        raise Conflict(UNMET, code="quotas")
    if not run.seats():
        raise Conflict(NOBODY, code="nobody")
    facts = _facts(rule_set_id, run)
    made = signatures.propose(final, DEED, run.digest, facts, by, now)
    note(by, "selection-proposed", services.subject(final), facts | {"digest": run.digest}, now)
    return made


def _facts(rule_set_id: int, run: selecting.Run) -> dict[str, Any]:
    short = [[one.region, one.post, one.seats, one.given] for one in run.selection.shortfalls]
    return {"rules": rule_set_id, "seats": len(run.seats()), "people": len(run.candidates), "short": short}


def sign(final_id: int, seen: str, by: Person, now: datetime) -> int:
    """The second signature: the finalists stand and are invited; how many. Raises Conflict and Forbidden."""
    final = services.locked(final_id)
    services.check_open(final)
    waiting = signatures.waiting(final.id, DEED)
    if waiting is None:
        raise Conflict(signatures.NONE, code="nothing-waits")
    run = selecting.run(final, rulesets.get(final.id, int(waiting.facts["rules"])))
    done = signatures.sign(final, DEED, run.digest, seen, by, now)
    final.state = FinalState.SELECTED.value
    ids = inviting.seat(final, run, run.seats(), "invited", now)
    facts = dict(done.facts) | {"digest": run.digest, "proposed_by": done.proposed_by_id, "finalists": ids}
    lots.seal(final, now)
    note(by, "selection-fixed", services.subject(final), facts, now)
    return len(ids)


def withdraw(final_id: int, by: Person, now: datetime) -> None:
    """Take the proposal back; anybody of the organizers may. Raises Conflict."""
    final = services.locked(final_id)
    done = signatures.withdraw(final, DEED, now)
    note(by, "selection-withdrawn", services.subject(final), {"digest": done.digest}, now)


def note_refusal(final_id: int, deed: str, by: Person, refusal: Refusal, now: datetime) -> None:
    """That a signature was refused stands in the log as well."""
    final = services.locked(final_id)
    refusals.note_refusal(by, "refused", services.subject(final), {"deed": deed, "why": refusal.code}, now)
    session().flush()
