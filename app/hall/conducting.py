"""A PK on stage as its host leads it: started, on from question to question, a break, annulled. Callers open the
transaction.
"""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _

from app.audit.services import note
from app.hall import playing, queries
from app.hall.models import PkStatus, StagePk
from app.judging import measuring
from app.kit.clock import milliseconds
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.people.models import Person
from quizzes.rules import duel as rules

MOST_WORDS = 300
NOBODY = _("Nobody has joined yet. Both open their page and say that they are ready; then start.")
MISSING = _("One side has not joined yet. Wait, or start without it: what it does not answer counts as no answer.")
OVER = _("This PK is over. Nothing was changed.")
NOT_BETWEEN = _("A break is for the time between two questions.")
REASON = _("Say why it is annulled: the reason stands in the log.")
SIGNED = _("A judge has signed a score sheet with this result. Let the signature be taken back first.")


def start(token: str, by: Person, now: datetime, *, without: bool = False) -> StagePk:
    """Count down to the first question. Again changes nothing. Raises Conflict where somebody has not joined."""
    pk = queries.locked(token)
    if pk.status == PkStatus.RUNNING:
        return pk
    _require(pk, PkStatus.CALLED)
    ready = [seat for seat in pk.seats if seat.ready_at]
    if not ready:
        raise Conflict(NOBODY, code="nobody")
    if len(ready) < 2 and not without:
        raise Conflict(MISSING, code="missing")
    pk.status = PkStatus.RUNNING.value
    playing.happen(pk, rules.Start(), now)
    _note(pk, "pk.started", by, now)
    return pk


def go_on(token: str, index: int, now: datetime) -> StagePk:
    """Open the question after `index`. From an old page, or pressed twice, it changes nothing; a break ends by it."""
    pk = queries.locked(token)
    playing.catch_up(pk, now)
    state = rules.from_json(pk.state)
    if state.index != index or (state.phase is not rules.Phase.REVEAL and not pk.lingers):
        return pk
    if pk.lingers:
        pk.lingers = False
        playing.changed(pk)
        return pk
    pk.paused_at = None
    for side in (0, 1):
        playing.happen(pk, rules.Next(side, index), now)
    return pk


def pause(token: str, now: datetime) -> StagePk:
    """Show a break instead of the last answer, or end it. Raises Conflict while a question is open."""
    pk = queries.locked(token)
    playing.catch_up(pk, now)
    between = pk.status == PkStatus.RUNNING and rules.from_json(pk.state).phase is rules.Phase.REVEAL
    if not between and pk.status != PkStatus.CALLED:
        raise Conflict(NOT_BETWEEN, code="not-between")
    pk.paused_at = None if pk.paused_at else now
    playing.changed(pk)
    return pk


def annul(token: str, reason: str, by: Person, now: datetime) -> StagePk:
    """It counts for nothing, and its values leave the sheets: it can be played again. Raises Invalid and Conflict."""
    pk = queries.locked(token)
    if pk.status == PkStatus.ANNULLED:
        raise Conflict(OVER, code="over")
    words = reason.strip()[:MOST_WORDS]
    if not words and not pk.practice:
        raise Invalid(REASON, code="reason")
    for seat in pk.seats:
        if seat.finalist_id and measuring.take_out(pk.station_id, seat.finalist_id, "pk", pk.id, by, words, now):
            raise Conflict(SIGNED, code="signed")
        seat.open = False
    pk.status, pk.reason, pk.due_at, pk.paused_at = PkStatus.ANNULLED.value, words, None, None
    playing.changed(pk)
    _note(pk, "pk.annulled", by, now, reason=words)
    return pk


def _require(pk: StagePk, status: PkStatus) -> None:
    if pk.status != status:
        raise Conflict(OVER, code="over")


def _note(pk: StagePk, deed: str, by: Person, now: datetime, **more: str) -> None:
    """Practice leaves no trace in the log."""
    session().flush()
    if not pk.practice:
        note(by, deed, f"station:{pk.station_id}", {"pk": pk.id, "at": milliseconds(now), **more}, now)
