"""The PK for programs. Fetch, check, do, show: as the pages do it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from flask_login import current_user
from sqlalchemy import select

from app.api import presenters, requests, sent
from app.duels import challenges, finding, presence, queries, services, starting
from app.duels.models import Duel, Status
from app.kit import clock, gate
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.people import limits
from app.people.models import Person
from app.questions.sayings import NOT_AN_ANSWER, WHY_BAD
from quizzes.rules import duel as rules
from quizzes.rules.grading import BadResponse


def pks() -> Any:
    return requests.reply(presenters.history(current_user, requests.query(sent.HistoryQuery).before))


def start() -> Any:
    wanted = requests.body(sent.Start).root
    if isinstance(wanted, sent.StartMachine):
        return _start_machine(wanted)
    return _find(wanted) if isinstance(wanted, sent.StartLive) else _challenge(wanted)


def _start_machine(wanted: sent.StartMachine) -> Any:
    now = clock.now()
    with transaction():
        duel = starting.start(current_user, wanted.level, now, secrets.randbits(60))
    return requests.reply(presenters.pk(duel, current_user, now), 201)


def _find(wanted: sent.StartLive) -> Any:
    limits.count_deed("pk-find", current_user.id)
    now = clock.now()
    with transaction():
        finding.join(current_user, now, friendly=wanted.friendly)
    return requests.reply(presenters.waiting(current_user, now), 202)


def _challenge(wanted: sent.StartChallenge) -> Any:
    limits.count_deed("pk-challenge", current_user.id)
    other, now = _colleague(wanted.to), clock.now()
    with transaction():
        challenges.require_room(current_user, now)
        duel = starting.challenge(current_user, other, now, secrets.randbits(60), friendly=wanted.friendly)
    return requests.reply(presenters.pk(duel, current_user, now), 201)


def _colleague(staff_number: str | None) -> Person | None:
    """Raises NotFound for a number that nobody has."""
    if staff_number is None:
        return None
    found = session().scalar(select(Person).filter_by(staff_number=staff_number.upper()))
    if found is None:
        raise NotFound
    return found


def pk(pk_id: int) -> Any:
    now = clock.now()
    duel = queries.glance_or_challenge(pk_id, current_user)
    if services.is_due(duel, now):
        with transaction():
            services.move_on(pk_id, now)
        duel = queries.glance_or_challenge(pk_id, current_user)
    _note_presence(duel, now)
    return requests.reply(presenters.pk(duel, current_user, now))


def _note_presence(duel: Duel, now: datetime) -> None:
    """Who asks for the state of a live PK is there."""
    side = queries.side_of(duel, current_user)
    if side is not None and presence.is_to_note(duel, side, now):
        with transaction():
            presence.seen(duel, side, now)


def answer(pk_id: int) -> Any:
    arrived, given = gate.arrived(), requests.body(sent.Answer)
    try:
        with transaction():
            duel = services.answer(pk_id, current_user, given.index, given.response, arrived)
    except BadResponse as bad:
        raise Invalid(WHY_BAD.get(bad.code, NOT_AN_ANSWER), code=bad.code) from None
    except Conflict:
        duel = queries.duel(pk_id, current_user)
        if not _counts_already(duel, given.index):
            raise
    return requests.reply(presenters.answer_taken(duel, current_user, given.index, arrived))


def _counts_already(duel: Duel, index: int) -> bool:
    """Whether this answers again what counts, after the first half of a challenge: the reply may have been lost."""
    if duel.status != Status.WAITING or duel.seats[0].person_id != current_user.id:
        return False
    given = rules.from_json(duel.state).seats[0].answers[index]
    return given is not None and given.response is not None


def go_on(pk_id: int) -> Any:
    read, now = requests.body(sent.GoOn), clock.now()
    with transaction():
        duel = services.go_on(pk_id, current_user, read.index, now)
    return requests.reply(presenters.pk(duel, current_user, now))


def give_up(pk_id: int) -> Any:
    now = clock.now()
    with transaction():
        duel = services.give_up(pk_id, current_user, now)
    return requests.reply(presenters.pk(duel, current_user, now))


def take(pk_id: int) -> Any:
    now = clock.now()
    with transaction():
        duel = starting.take_challenge(pk_id, current_user, now)
    return requests.reply(presenters.pk(duel, current_user, now))


def waiting() -> Any:
    """Asking is a sign of life: who gives none is not paired."""
    now = clock.now()
    found = presenters.waiting(current_user, now)
    if found.status == "waiting":
        with transaction():
            finding.still_here(current_user, now)
    return requests.reply(found)


def leave() -> Any:
    with transaction():
        finding.leave(current_user)
    return "", 204
