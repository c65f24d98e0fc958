"""Appeals: a competitor objects to an own sheet within a time; two people decide, with a reason.

Marks stay as they were signed: what an appeal changes stands above them as a decision. Callers open the transaction.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.audit.services import note
from app.finals import signatures
from app.finals.models import Final, FinalState, TwoSignatures
from app.judging import audiences, marking, panels, publishing, readings, telling, wording
from app.judging.models import Appeal, ScoreSheet
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.people.models import Person
from quizzes.rules import scoresheet
from quizzes.rules.scoresheet import BadMark

MOST_WORDS = 2000
NOT_SEEN = _("There is nothing to appeal against yet: your results are not published.")
LATE = _("The time for appeals is over. It ended at the time that your page showed.")
TWICE = _("You have appealed against this sheet already. Each sheet can be appealed against once.")
WORDS = _("Say what is wrong, and where: an appeal needs words.")
OVER = _("This appeal has been decided in the meantime. Nothing was changed.")
BIASED = _("Who judged this sheet, works at the same dealer or competes in this final does not decide on the appeal.")
REASON = _("A decision needs a reason: the competitor will read it.")
VERDICT = _("Choose whether the appeal is upheld or dismissed.")
NO_CHANGE = _("An appeal that is upheld changes at least one mark. Type the mark that holds instead.")


def until(sheet: ScoreSheet) -> datetime | None:
    """Until when its competitor can appeal; None where nothing is published to them."""
    seen = audiences.edition(sheet.finalist.final, sheet.finalist.post)
    return ends(sheet.finalist.final, seen.first_at) if seen else None


def ends(final: Final, seen_at: datetime) -> datetime:
    """Until when who could see the own sheets since then can appeal."""
    return seen_at + timedelta(minutes=final.appeal_minutes)


def file(sheet_id: int, words: str, by: Person, now: datetime) -> Appeal:
    """A competitor's objection to an own sheet. Raises NotFound, Conflict and Invalid."""
    sheet = session().get(ScoreSheet, sheet_id)
    if sheet is None or sheet.finalist.person_id != by.id:
        raise NotFound
    final = publishing.held(sheet.finalist.final_id)
    _check_time(sheet, final.state, now)
    if session().scalar(select(Appeal.id).filter_by(sheet_id=sheet.id).limit(1)) is not None:
        raise Conflict(TWICE, code="twice")
    said = words.strip()[:MOST_WORDS]
    if not said:
        raise Invalid(WORDS, code="words")
    made = Appeal(sheet_id=sheet.id, words=said, filed_at=now, due_at=now + timedelta(minutes=final.decision_minutes))
    session().add(made)
    try:
        session().flush()
    except IntegrityError:
        raise Conflict(TWICE, code="twice") from None
    telling.filed(made, now)
    digest = readings.digest(sheet)
    note(by, "appeal.filed", f"sheet:{sheet.id}", {"appeal": made.id, "words": said, "sheet": digest}, now)
    return made


def _check_time(sheet: ScoreSheet, state: str, now: datetime) -> None:
    end = until(sheet)
    if end is None:
        raise Conflict(NOT_SEEN, code="not-seen")
    if now >= end or state == FinalState.CLOSED:
        raise Conflict(LATE, code="late")


# Deciding -------------------------------------------------------------------------------------------------------


def deed(appeal: Appeal) -> str:
    return f"appeal:{appeal.id}"


def waiting(appeal: Appeal) -> TwoSignatures | None:
    return signatures.waiting(appeal.sheet.finalist.final_id, deed(appeal))


def propose(
    appeal_id: int, verdict: str, reason: str, changes: Mapping[str, Mapping[str, str]], by: Person, now: datetime
) -> TwoSignatures:
    """The first signature under a decision. Raises Conflict, Forbidden and Invalid."""
    appeal, final = _held(appeal_id, by)
    if verdict not in ("upheld", "dismissed"):
        raise Invalid(VERDICT, code="verdict")
    if not reason.strip():
        raise Invalid(REASON, code="reason")
    changed = _changes(appeal.sheet, changes) if verdict == "upheld" else {}
    if verdict == "upheld" and not changed:
        raise Invalid(NO_CHANGE, code="no-change")
    facts = {"verdict": verdict, "reason": reason.strip()[:MOST_WORDS], "changes": changed}
    made = signatures.propose(final, deed(appeal), digest(appeal, facts), facts, by, now)
    note(by, "appeal.proposed", f"sheet:{appeal.sheet_id}", {"appeal": appeal.id, **facts}, now)
    return made


def sign(appeal_id: int, seen: str, by: Person, now: datetime) -> Appeal:
    """The second signature: it is decided. Raises Conflict and Forbidden."""
    appeal, final = _held(appeal_id, by)
    proposal = signatures.waiting(final.id, deed(appeal))
    signed = signatures.sign(final, deed(appeal), digest(appeal, proposal.facts) if proposal else "", seen, by, now)
    facts = signed.facts
    guarded = update(Appeal).filter_by(id=appeal.id, state="open")
    values = {"state": facts["verdict"], "reason": facts["reason"], "changes": facts["changes"]}
    done = session().execute(guarded.values(**values, decided_by_id=by.id, decided_at=now))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Conflict(OVER, code="over")
    session().refresh(appeal)
    telling.decided(appeal, now)
    who = {"appeal": appeal.id, "first": signed.proposed_by_id}
    note(by, "appeal.decided", f"sheet:{appeal.sheet_id}", {**who, **facts}, now)
    return appeal


def withdraw(appeal_id: int, by: Person, now: datetime) -> None:
    """Take the proposal back. Raises Conflict where nothing waits."""
    appeal, final = _held(appeal_id, by)
    signatures.withdraw(final, deed(appeal), now)
    note(by, "appeal.withdrawn", f"sheet:{appeal.sheet_id}", {"appeal": appeal.id}, now)


def digest(appeal: Appeal, facts: Mapping[str, Any]) -> str:
    """What the two sign: the decision, on this sheet as it stands."""
    whole = [appeal.id, readings.digest(appeal.sheet), dict(facts)]
    return sha256(json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def is_free(appeal: Appeal, person: Person) -> bool:
    """Whether somebody may decide."""
    return is_free_of(appeal.sheet, person)


def is_free_of(sheet: ScoreSheet, person: Person) -> bool:
    """No judge of the sheet, not of the same dealer, no competitor."""
    judged = {one.judge_id for one in sheet.marks} | {one.person_id for one in sheet.signatures}
    return not (
        panels.has_conflict(sheet.finalist, person)
        or person.id in judged
        or panels.bar(sheet, person) != "panel"
        or publishing.competes(sheet.finalist.final_id, person)
    )


def _held(appeal_id: int, by: Person) -> tuple[Appeal, Any]:
    appeal = session().get(Appeal, appeal_id)
    if appeal is None:
        raise NotFound
    final = publishing.held(appeal.sheet.finalist.final_id)
    session().refresh(appeal)
    if appeal.state != "open":
        raise Conflict(OVER, code="over")
    if not is_free(appeal, by):
        raise Forbidden(BIASED, code="biased")
    return appeal, final


def _changes(sheet: ScoreSheet, changes: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Only what differs from the mark that stands, each a mark that the sheet can have. Raises Invalid."""
    rules, marks, judges = readings.rules_of(sheet), readings.marks(sheet), readings.judges(sheet)
    found: dict[str, dict[str, str]] = {}
    for item, values in sorted(changes.items()):
        for who, text in sorted(values.items()):
            if not text.strip():
                continue
            try:
                value = scoresheet.check(rules, item, scoresheet.number(text))
            except BadMark as bad:
                raise Invalid(wording.refusal(bad.code), code=bad.code) from None
            if int(who) not in (marks.get(item, {}) if rules.is_by_server(item) else judges):
                raise Invalid(wording.refusal("unknown"), code="unknown")
            if marks.get(item, {}).get(int(who)) != value:
                found.setdefault(item, {})[who] = marking.exact(value)
    return found
