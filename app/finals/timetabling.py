"""Making a timetable: asked for, solved outside of any transaction, looked at once more and stored in one.

Whoever asks waits for nothing: a job (or the command) solves, and pages ask how far it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import joinedload

from app.audit.services import note
from app.finals import event, plans, services
from app.finals.events import FinalistsTold, TimetableStored
from app.finals.models import Final, Finalist, FinalRoom, FinalSlot, FinalState, RunState, TimetableRun
from app.finals.plans import Problem
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.people.models import Person
from quizzes.formats import eventplan
from quizzes.rules.timetable import Obstacle, Slot
from quizzes.rules.timetablelaws import clashes
from quizzes.rules.timetablesolver import solve

STUCK = timedelta(minutes=10)  # whoever began to solve it so long ago is gone
NO_NUMBERS = _("Nobody has a number yet. Draw the numbers first; a timetable is made for numbers.")
NOT_READY = _("Something must still be done before there can be a timetable. It stands on the page of the event.")
UNDER_WAY = _("A timetable is being made just now. Wait until it is there.")
NO_OUTAGE = _("Say from when until when of one day, such as 2026-11-05 09:30-12:00.")
OVER = _("The results are published; the timetable stays as it was.")


def ask(final_id: int, by: Person | None, now: datetime) -> TimetableRun:
    """Ask for a timetable; who has one already is moved as little as can be. Raises Conflict."""
    final = services.locked(final_id)
    _check(final)
    return _asked(final, by, now, {})


def fail(final_id: int, room_key: str, words: str, by: Person, now: datetime) -> TimetableRun:
    """A room cannot be used during `words` (`2026-11-05 09:30-12:00`): close it, and ask for another timetable."""
    final = services.locked(final_id)
    _check(final)
    room = next((one for one in event.rooms(final_id) if one.key == room_key), None)
    found = eventplan.span(words)
    if found is None or room is None:
        raise Invalid(NO_OUTAGE, code="no-outage")
    begins, ends = (one.isoformat(timespec="minutes") for one in found)
    room.closed = [*room.closed, [begins, ends]]
    session().flush()
    note(by, "room-failed", services.subject(final), {"room": room.key, "from": begins, "until": ends}, now)
    return _asked(final, by, now, {"room": room.key, "from": begins, "until": ends})


def reopen(final_id: int, room_key: str, by: Person, now: datetime) -> FinalRoom:
    """All of a room can be used again; the timetable stays until another one is asked for."""
    final = services.locked(final_id)
    room = next((one for one in event.rooms(final_id) if one.key == room_key), None)
    if room is None:
        raise Invalid(NO_OUTAGE, code="no-outage")
    note(by, "room-reopened", services.subject(final), {"room": room.key, "closed": room.closed}, now)
    room.closed = []
    return room


def _check(final: Final) -> None:
    if final.state in (FinalState.PUBLISHED, FinalState.CLOSED):
        raise Conflict(OVER, code="over")
    if event.lacks(final):
        raise Conflict(NOT_READY, code="not-ready")
    if not plans.competing(final.id):
        raise Conflict(NO_NUMBERS, code="no-numbers")
    if under_way(final.id):
        raise Conflict(UNDER_WAY, code="under-way")


def _asked(final: Final, by: Person | None, now: datetime, outage: Mapping[str, str]) -> TimetableRun:
    run = TimetableRun(final_id=final.id, asked_by_id=by.id if by else None, asked_at=now, outage=dict(outage))
    session().add(run)
    session().flush()
    return run


def under_way(final_id: int) -> TimetableRun | None:
    query = select(TimetableRun).where(TimetableRun.final_id == final_id)
    return session().scalar(query.where(TimetableRun.state.in_((RunState.WAITING.value, RunState.SOLVING.value))))


def history(final_id: int) -> Sequence[TimetableRun]:
    """The newest first."""
    query = select(TimetableRun).where(TimetableRun.final_id == final_id).options(joinedload(TimetableRun.asked_by))
    return session().scalars(query.order_by(TimetableRun.id.desc()).limit(50)).all()


# Solving --------------------------------------------------------------------------------------------------------


def solve_waiting() -> int:
    """Solve all that is asked for; says how much that was. Opens its own transactions."""
    now = clock.now()
    stuck = (TimetableRun.state == RunState.SOLVING.value) & (TimetableRun.started_at < now - STUCK)
    query = select(TimetableRun.id).where(or_(TimetableRun.state == RunState.WAITING.value, stuck))
    found = session().scalars(query.order_by(TimetableRun.id).limit(10)).all()
    return sum(solve_one(run_id) for run_id in found)


def solve_one(run_id: int) -> bool:
    """Solve one that is asked for; False where somebody else does. Nobody is kept waiting by it."""
    if not _claimed(run_id):
        return False
    final = session().get_one(Final, session().get_one(TimetableRun, run_id).final_id)
    given = plans.problem(final, clock.now())
    session().commit()  # the reading is over: solving takes seconds, and holds nothing
    found = solve(given.plan, kept=given.kept, before=given.before, outages=given.outages, not_before=given.not_before)
    with transaction():
        _end(run_id, given, found, clock.now())
    return True


def _claimed(run_id: int) -> bool:
    now = clock.now()
    free = or_(TimetableRun.state == RunState.WAITING.value, TimetableRun.started_at < now - STUCK)
    open_ = TimetableRun.state.in_((RunState.WAITING.value, RunState.SOLVING.value))
    claim = update(TimetableRun).where(TimetableRun.id == run_id, free, open_)
    with transaction() as here:
        taken = here.execute(claim.values(state=RunState.SOLVING.value, started_at=now).returning(TimetableRun.id))
        found = taken.scalar() is not None
    session().expire_all()
    return found


def _end(run_id: int, given: Problem, found: list[Slot] | Obstacle, now: datetime) -> None:
    """Store it, or say why there is none."""
    run = session().get_one(TimetableRun, run_id, populate_existing=True)
    final = services.locked(run.final_id)
    session().expire_all()
    wrong = found if isinstance(found, Obstacle) else _wrong(final, given, found, now)
    if wrong is not None:
        run.state, run.ended_at = RunState.FAILED.value, now
        run.obstacle = {"code": wrong.code, "where": wrong.where, "needs": wrong.needs, "has": wrong.has}
        note(run.asked_by, "timetable-failed", services.subject(final), {"run": run.id, **run.obstacle}, now)
    elif isinstance(found, list):
        _store(final, run, given, found, now)


def _wrong(final: Final, given: Problem, slots: Sequence[Slot], now: datetime) -> Obstacle | None:
    """What speaks against storing it: the event changed meanwhile, or a law is broken after all."""
    if plans.problem(final, now).digest != given.digest:
        return Obstacle("changed")
    broken = clashes(given.plan, slots)
    past = set(given.kept)
    if any(plans.is_out(one, given.outages) for one in slots if one not in past):
        broken.append("a room is out of use")
    return Obstacle("clash", "; ".join(broken)) if broken else None


def _store(final: Final, run: TimetableRun, given: Problem, slots: Sequence[Slot], now: datetime) -> None:
    people = {one.number: one for one in plans.competing(final.id)}
    moved = {one.number for one in set(given.before) - set(slots)}
    mine = select(Finalist.id).where(Finalist.final_id == final.id)
    still = or_(FinalSlot.finalist_id.in_([one.id for one in people.values()]), FinalSlot.ends_at > now)
    session().execute(delete(FinalSlot).where(FinalSlot.finalist_id.in_(mine), still))
    session().add_all(_rows(final, slots, people))
    run.slots = [[people[one.number].id, one.station, one.room, one.begins, one.ends] for one in slots]
    run.state, run.ended_at, run.moved = RunState.STORED.value, now, len(moved)
    run.digest = given.digest
    facts: dict[str, Any] = {"run": run.id, "slots": len(slots), "moved": sorted(moved), "outage": run.outage}
    told = moved if given.before else set(people)
    _tell(final, [people[number] for number in sorted(filter(None, told)) if number in people], bool(moved), now)
    note(run.asked_by, "timetable-stored", services.subject(final), facts, now)
    session().flush()
    publish(TimetableStored(final.id, run.asked_by_id, now))


def _rows(final: Final, slots: Sequence[Slot], people: Mapping[int | None, Finalist]) -> list[FinalSlot]:
    days = plans.calendar(final)
    station_ids = {one.key: one.id for one in event.stations(final.id)}
    room_ids = {one.key: one.id for one in event.rooms(final.id)}
    return [
        FinalSlot(
            finalist_id=people[one.number].id,
            station_id=station_ids[one.station],
            room_id=room_ids[one.room],
            begins_at=days.moment(one.begins),
            ends_at=days.moment(one.ends),
        )
        for one in slots
    ]


def _tell(final: Final, people: Sequence[Finalist], is_change: bool, now: datetime) -> None:
    if not people:
        return
    name = {"en": final.name_en, "zh": final.name_zh}
    what = "moved" if is_change else "timetable"
    publish(FinalistsTold(final.id, name, what, tuple(one.person_id for one in people), None, now))
