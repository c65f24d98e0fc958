"""Keeping what a look found, deciding, and taking a decision back. Callers open the transaction.

A disqualification takes the person's PKs of the time in question out of what counts, for both sides. Which PKs count is
always reckoned from all the disqualifications that stand, so that undoing one leaves the others as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.duels import voiding
from app.duels.models import Duel
from app.fairness import queries
from app.fairness.models import Decision, FairnessFlag, Status, Verdict
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid
from app.kit.upsert import insert
from app.people.models import Person
from quizzes.rules.fairness import Flag

SHORTEST, LONGEST = 10, 500
SAY_WHY = _(
    "Say in a sentence why (10 to 500 characters): those concerned and your colleagues will ask. Nothing changed."
)
WHOM = _("Choose who is disqualified. Nothing was changed.")
DECIDED = _("Somebody has decided on this meanwhile. Have a look at the decision; nothing was changed.")
NOT_DECIDED = _("There is no decision to undo. Nothing was changed.")
ONESELF = _("This is about yourself, so another organizer decides. Nothing was changed.")


def keep(flags: Iterable[Flag], now: datetime) -> int:
    """Write what a look found. Who was flagged before for the same keeps the flag; decided ones stay as decided."""
    count = 0
    for flag in flags:
        person_id, *others = flag.person_ids
        row = insert(FairnessFlag).values(
            key=f"{flag.kind.value}:{':'.join(map(str, flag.person_ids))}",
            kind=flag.kind.value,
            person_id=person_id,
            other_id=others[0] if others else None,
            evidence=flag.evidence,
            score=flag.score,
            status=Status.OPEN.value,
            created_at=now,
            seen_at=now,
        )
        renewed = {name: row.excluded[name] for name in ("evidence", "score", "seen_at")}
        still_open = FairnessFlag.status == Status.OPEN.value
        session().execute(row.on_conflict_do_update(index_elements=["key"], set_=renewed, where=still_open))
        count += 1
    return count


def dismiss(flag_id: int, reason: str, by: Person, now: datetime) -> FairnessFlag:
    """It was honest, or cannot be told: nothing follows."""
    flag, reason = _open(flag_id, by), _reason(reason)
    flag.status = Status.DISMISSED.value
    _write(flag, Verdict.DISMISS, reason, by, now)
    return flag


def disqualify(flag_id: int, person_ids: Collection[int], reason: str, by: Person, now: datetime) -> FairnessFlag:
    """The PKs of these people count no more, for anybody, from the first one in the evidence until now."""
    flag, reason = _open(flag_id, by), _reason(reason)
    ids = sorted(set(person_ids))
    if not ids or not set(ids) <= {person.id for person in flag.people}:
        raise Invalid(WHOM, code="whom")
    since = _since(flag)
    flag.status = Status.UPHELD.value
    _write(flag, Verdict.DISQUALIFY, reason, by, now, ids, since)
    _settle(ids, now)
    return flag


def undo(flag_id: int, reason: str, by: Person, now: datetime) -> FairnessFlag:
    """Take the decision back: the flag is open again, and what the decision took counts again."""
    flag, reason = queries.get(flag_id, lock=True), _reason(reason)
    _refuse_oneself(flag, by)
    if flag.status == Status.OPEN:
        raise Conflict(NOT_DECIDED, code="not-decided")
    last = queries.decisions(flag.id)[-1]
    flag.status = Status.OPEN.value
    _write(flag, Verdict.UNDO, reason, by, now, last.person_ids)
    _settle(last.person_ids, now)
    return flag


def _open(flag_id: int, by: Person) -> FairnessFlag:
    flag = queries.get(flag_id, lock=True)
    _refuse_oneself(flag, by)
    if flag.status != Status.OPEN:
        raise Conflict(DECIDED, code="decided")
    return flag


def _refuse_oneself(flag: FairnessFlag, by: Person) -> None:
    if by.id in (flag.person_id, flag.other_id):
        raise Forbidden(ONESELF, code="oneself")


def _reason(text: str) -> str:
    text = " ".join(text.split())
    if not SHORTEST <= len(text) <= LONGEST:
        raise Invalid(SAY_WHY, code="reason")
    return text


def _since(flag: FairnessFlag) -> datetime:
    """When the first PK of the evidence ended."""
    first = session().scalar(select(func.min(Duel.finished_at)).where(Duel.id.in_(flag.evidence["duels"])))
    return first or flag.created_at


def _write(
    flag: FairnessFlag,
    verdict: Verdict,
    reason: str,
    by: Person,
    now: datetime,
    person_ids: Iterable[int] = (),
    since: datetime | None = None,
) -> None:
    session().add(
        Decision(
            flag_id=flag.id,
            verdict=verdict.value,
            person_ids=list(person_ids),
            since=since,
            reason=reason,
            by_person_id=by.id,
            at=now,
            rated_at=None if list(person_ids) else now,
        )
    )
    session().flush()


def _settle(person_ids: Iterable[int], now: datetime) -> None:
    """Let exactly those PKs of these people count that no disqualification covers."""
    standing = queries.standing()
    finishes = {one.duel_id: one for person_id in person_ids for one in voiding.finishes(person_id)}.values()
    covered = {one.duel_id: any(each.covers(one.person_ids, one.at) for each in standing) for one in finishes}
    voiding.void([one.duel_id for one in finishes if covered[one.duel_id] and not one.voided], now)
    voiding.unvoid([one.duel_id for one in finishes if one.voided and not covered[one.duel_id]], now)
