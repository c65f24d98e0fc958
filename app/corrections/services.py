"""Proposing a correction, signing it, declining it. Callers open the transaction.

Two people sign: who proposes cannot approve, and the database refuses it as well. From the second signature on it
holds: what is answered then is graded by it; what was decided before is reckoned again by a job.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.corrections import queries
from app.corrections.models import Correction, Kind, State
from app.kit.database import session
from app.kit.errors import Conflict, Forbidden, Invalid
from app.people.models import Person
from app.questions import rulings
from app.questions import services as bank
from app.questions.models import Question, QuestionVersion
from app.seasons.queries import running
from quizzes.rules import regrading

SHORTEST, LONGEST = 10, 500
OPEN = (State.PROPOSED.value, State.APPROVED.value)
SAY_WHY = _(
    "Say in a sentence why, in one language at least (10 to 500 characters): it is shown to everybody concerned."
)
WHICH = _("Choose which versions of this question are meant.")
ONE_VERSION = _("A right answer is given for one version at a time. Choose that one only; nothing was changed.")
OPEN_ALREADY = _("There is a proposal for this question already. Decide on it first; nothing was changed.")
NOT_OPEN = _("Somebody has decided on this meanwhile. Have a look at how it stands; nothing was changed.")
OWN_PROPOSAL = _("A second person signs what you proposed. Ask another trainer or an organizer.")
NOT_FORESEEN = _("What it would change is still being counted. Sign when you have seen it; nothing was changed.")
NOT_DONE = _("Only what was carried out can be undone.")
UNDONE = _("It is undone already, or that is proposed. Nothing was changed.")
SAYINGS = {
    "same": _("That is the key that it has already. Choose the right one; nothing was changed."),
    "other-kind": _("This kind is corrected by a newer version of the question: write and publish it first."),
    "other-pieces": _("The newer version asks something else, so answers to the old one cannot be graded by it. "
                      "Withdraw the old version instead."),
    "no-newer": _("There is no newer version that is asked now. Write and publish it first, or say what is right."),
    "incomplete": _("Say what is right; nothing was changed."),
}  # fmt: skip
NO_KEY = _("That cannot be the answer to this question. Have a look; nothing was changed.")


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes. `right`: the right answer, in stored ids; `tolerance` of a number. `by_current`: the
    version that is asked now has the right key.
    """

    kind: Kind
    version_ids: Collection[int]
    reason: dict[str, str]
    right: Any = None
    tolerance: float | None = None
    by_current: bool = False


def propose(question: Question, proposal: Proposal, by: Person, now: datetime) -> Correction:
    """Write a proposal down; a job counts what it would change. Raises Invalid and Conflict."""
    _refuse_second(question.id)
    versions = _versions(question, proposal.version_ids)
    if proposal.kind is Kind.CORRECT and not proposal.by_current and len(versions) > 1:
        raise Invalid(ONE_VERSION, code="one-version")
    contents = _contents(question, versions, proposal) if proposal.kind is Kind.CORRECT else {}
    return _add(
        Correction(
            question_id=question.id,
            kind=proposal.kind.value,
            version_ids=[one.id for one in versions],
            contents=contents,
            reason=_reason(proposal.reason),
            proposed_by_id=by.id,
            proposed_at=now,
        ),
        now,
    )


def propose_undo(correction_id: int, reason: dict[str, str], by: Person, now: datetime) -> Correction:
    """Propose that one that was carried out holds no more. Raises Conflict where it cannot be undone."""
    found = queries.get(correction_id, lock=True)
    if found.state != State.DONE or found.kind == Kind.UNDO:
        raise Conflict(NOT_DONE, code="not-done")
    if queries.undone_by(found.id) is not None:
        raise Conflict(UNDONE, code="undone")
    _refuse_second(found.question_id)
    return _add(
        Correction(
            question_id=found.question_id,
            kind=Kind.UNDO.value,
            undoes_id=found.id,
            version_ids=found.version_ids,
            contents={},
            reason=_reason(reason),
            proposed_by_id=by.id,
            proposed_at=now,
        ),
        now,
    )


def approve(correction_id: int, by: Person, now: datetime) -> Correction:
    """The second signature, of somebody who has seen what it would change: from now on it holds."""
    found = _proposed(correction_id)
    if by.id == found.proposed_by_id:
        raise Forbidden(OWN_PROPOSAL, code="own-proposal")
    if found.previewed_at is None:
        raise Conflict(NOT_FORESEEN, code="not-foreseen")
    _set_scope(found, now)
    found.state, found.decided_by_id, found.decided_at = State.APPROVED.value, by.id, now
    session().flush()
    holding = queries.in_force(found.question_id)
    rulings.lift([one for one in found.version_ids if one not in holding])
    rulings.keep({one: holding[one] for one in found.version_ids if one in holding})
    question = queries.question(found.question_id)
    if found.kind != Kind.UNDO and question.current_id in found.version_ids:
        bank.retire(question)  # what is wrong is asked no more
    return found


def decline(correction_id: int, by: Person, now: datetime) -> Correction:
    """It is not done; who proposed it may take it back so."""
    found = _proposed(correction_id)
    found.state, found.decided_by_id, found.decided_at = State.DECLINED.value, by.id, now
    return found


def count_again(correction_id: int, now: datetime) -> Correction:
    """Let it be counted once more what a proposal would change."""
    found = _proposed(correction_id)
    _set_scope(found, now)
    found.preview, found.previewed_at = {}, None
    return found


def _add(correction: Correction, now: datetime) -> Correction:
    _set_scope(correction, now)
    correction.preview, correction.previewed_at = {}, None
    session().add(correction)
    session().flush()
    return correction


def _set_scope(correction: Correction, now: datetime) -> None:
    season = running(now)
    correction.season_id = season.id if season else None
    correction.since = queries.open_since(season, now) if season else None


def _proposed(correction_id: int) -> Correction:
    found = queries.get(correction_id, lock=True)
    if found.state != State.PROPOSED:
        raise Conflict(NOT_OPEN, code="decided")
    return found


def _refuse_second(question_id: int) -> None:
    """One at a time; the lock decides who of two comes first, and the database refuses the other as well."""
    session().execute(select(Question.id).filter_by(id=question_id).with_for_update())
    query = select(Correction.id).where(Correction.question_id == question_id, Correction.state.in_(OPEN))
    if session().scalar(query) is not None:
        raise Conflict(OPEN_ALREADY, code="open")


def _versions(question: Question, ids: Collection[int]) -> Sequence[QuestionVersion]:
    found = [one for one in queries.versions(question.id) if one.id in ids]
    if not found or len(found) != len(set(ids)):
        raise Invalid(WHICH, code="which")
    return sorted(found, key=lambda one: one.id)


def _contents(question: Question, versions: Sequence[QuestionVersion], proposal: Proposal) -> dict[str, dict[str, Any]]:
    try:
        return {str(one.id): _content(question, one, proposal) for one in versions}
    except regrading.BadKey as bad:
        raise Invalid(SAYINGS.get(bad.code, NO_KEY), code=bad.code) from None


def _content(question: Question, version: QuestionVersion, proposal: Proposal) -> dict[str, Any]:
    """The question with the right key: another one than its own, and than that of an earlier correction."""
    new = _of_current(question, version) if proposal.by_current else _of_key(version, proposal)
    before = queries.in_force(question.id).get(version.id)
    if before is not None and before.content is not None:
        regrading.require_other(before.content, new)
    return new


def _of_current(question: Question, version: QuestionVersion) -> dict[str, Any]:
    if question.current is None or question.current_id == version.id:
        raise regrading.BadKey("no-newer")
    regrading.require_other(version.content, question.current.content)
    return question.current.content


def _of_key(version: QuestionVersion, proposal: Proposal) -> dict[str, Any]:
    """The reason stands in the place of what explained the wrong key."""
    new = regrading.with_key(version.content, proposal.right, proposal.tolerance)
    return {name: value for name, value in new.items() if name != "why"} | {"explanation": _reason(proposal.reason)}


def _reason(given: dict[str, str]) -> dict[str, str]:
    """In both languages; where one is missing the other stands for it."""
    texts = {tag: " ".join(given.get(tag, "").split()) for tag in ("en", "zh")}
    if any(text and not SHORTEST <= len(text) <= LONGEST for text in texts.values()) or not any(texts.values()):
        raise Invalid(SAY_WHY, code="reason")
    return {"en": texts["en"] or texts["zh"], "zh": texts["zh"] or texts["en"]}
