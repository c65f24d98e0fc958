"""Invitations: accepted, declined, withdrawn; who declines makes room for the next by the same rules.

Callers open the transaction. Every deed holds the final first, so that two who decline at once find two different
people to move up, or, with one reserve, one of them nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.finals import rulesets, selecting, services, signatures
from app.finals.events import FinalistLeft, FinalistsTold
from app.finals.models import Final, Finalist, FinalistState, FinalState
from app.finals.selecting import Run
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.kit.events import publish
from app.people.models import Dealer, Person, Post, Region

GONE = (FinalistState.DECLINED.value, FinalistState.WITHDRAWN.value)
TRAVEL = {"arrival": 120, "departure": 120, "diet": 120, "size": 20}
LONGEST_NOTES = 1000
NO_CONSENT = _("Results are published with names. Agree to it to accept, or decline; nothing was changed.")
TOO_LATE = _("The time to accept is over. Nothing was changed; if you want to come, ask the organizers at once.")
PASSED_ON = _("You have declined, and your seat has been passed on. It cannot be taken back here; ask the organizers.")
BEGUN = _("The final has begun. Ask the organizers; nothing was changed.")
REASON = _("Say in a few words why; it is kept in the log.")


def seat(final: Final, run: Run, person_ids: Iterable[int], what: str, now: datetime, **more: Any) -> list[int]:
    """Make finalists of these people and tell them; their ids, in order."""
    ids = list(person_ids)
    ways = {one.person_id: one.way for one in run.selection.decisions}
    posts, regions, dealers = (_ids(model) for model in (Post, Region, Dealer))
    for person_id in ids:
        one = run.candidates[person_id]
        session().add(
            Finalist(
                final_id=final.id,
                person_id=person_id,
                post_id=posts[one.post],
                region_id=regions[one.region],
                dealer_id=dealers[run.dealers[person_id]],
                hired_on=one.hired_on,
                way=str(ways[person_id]),
                state=FinalistState.INVITED.value,
                invited_at=now,
                **more,
            )
        )
    session().flush()
    tell(final, what, ids, now)
    return ids


def _ids(model: Any) -> dict[str, int]:
    return dict(session().execute(select(model.code, model.id)).all())


def tell(final: Final, what: str, person_ids: Iterable[int], now: datetime) -> None:
    names = {"en": final.name_en or final.name_zh, "zh": final.name_zh or final.name_en}
    publish(FinalistsTold(final.id, names, what, tuple(person_ids), final.answer_by, now))


def locked(finalist_id: int) -> tuple[Final, Finalist]:
    """A finalist as they are now, with the final, both held. Raises NotFound."""
    final_id = session().scalar(select(Finalist.final_id).where(Finalist.id == finalist_id))
    final = services.locked(final_id or 0)
    found = session().get_one(Finalist, finalist_id, populate_existing=True, with_for_update={"of": Finalist})
    return final, found


def mine(final_id: int, person: Person) -> Finalist:
    """Raises NotFound for who has no seat."""
    found = session().scalar(select(Finalist).where(Finalist.final_id == final_id, Finalist.person_id == person.id))
    if found is None:
        raise NotFound
    return found


def accept(finalist_id: int, travel: Mapping[str, str], now: datetime, *, shows_name: bool) -> None:
    """Accept, or change what was said about the journey. The same again changes nothing. Raises Conflict, Invalid."""
    final, one = locked(finalist_id)
    if one.state in GONE:
        raise Conflict(PASSED_ON, code="passed-on")
    is_new = one.state == FinalistState.INVITED
    if is_new and not shows_name:
        raise Invalid(NO_CONSENT, code="no-consent")
    if is_new and final.answer_by is not None and now > final.answer_by:
        raise Conflict(TOO_LATE, code="too-late")
    said = {name: travel.get(name, "").strip()[:most] for name, most in TRAVEL.items()}
    notes = travel.get("notes", "").strip()[:LONGEST_NOTES]
    if not is_new and (one.travel, one.travel_notes) == (said, notes):
        return
    one.travel, one.travel_notes = said, notes
    if is_new:
        one.state, one.shows_name, one.answered_at = FinalistState.ACCEPTED.value, True, now
    _store(one)
    deed = "invitation-accepted" if is_new else "journey-changed"
    note(one.person, deed, services.subject(final), {"finalist": one.id, "person": one.person_id}, now)


def leave(finalist_id: int, by: Person, reason: str, now: datetime) -> list[int]:
    """Decline, or withdraw after accepting; who moves up (people's ids). The same again changes nothing.

    `by`: the finalist, or an organizer who was told, with a reason. Raises Conflict and Invalid.
    """
    final, one = locked(finalist_id)
    if one.state in GONE:
        return []
    if by.id != one.person_id and len(reason.strip()) < 3:
        raise Invalid(REASON, code="no-reason")
    if final.state not in (FinalState.SELECTED, FinalState.JUDGING):
        raise Conflict(BEGUN, code="begun")
    was_in = one.state == FinalistState.ACCEPTED
    one.state = (FinalistState.WITHDRAWN if was_in else FinalistState.DECLINED).value
    one.answered_at = now
    _store(one)
    publish(FinalistLeft(final.id, one.id, by.id, now))
    deed = "finalist-withdrew" if was_in else "invitation-declined"
    facts = {"finalist": one.id, "person": one.person_id, "reason": reason.strip()[:300]}
    note(by, deed, services.subject(final), facts, now)
    return _move_up(final, one, now) if final.state == FinalState.SELECTED else []


def _move_up(final: Final, gone: Finalist, now: datetime) -> list[int]:
    """Give the seat to whom the fixed rules give it without those who have gone."""
    signed = signatures.signed(final.id, "selection")
    if signed is None:
        return []
    rows = session().execute(select(Finalist.person_id, Finalist.state).where(Finalist.final_id == final.id)).all()
    declined = {person_id for person_id, state in rows if state in GONE}
    seated = {person_id for person_id, _state in rows}
    run = selecting.run(final, rulesets.get(final.id, int(signed.facts["rules"])), declined)
    room = int(signed.facts["seats"]) - (len(seated) - len(declined))
    ids = [one for one in run.seats() if one not in seated][: max(0, room)]
    if ids:
        seat(final, run, ids, "moved-up", now, moved_up_for_id=gone.id)
    facts = {"for": gone.id, "people": ids, "declined": sorted(declined), "digest": run.digest}
    note(None, "reserve-moved-up" if ids else "no-reserve-left", services.subject(final), facts, now)
    return ids


def remind(final_id: int, by: Person, now: datetime) -> int:
    """Remind all who have not answered, once a day at most; how many there are."""
    final = services.locked(final_id)
    waiting = select(Finalist.person_id).where(Finalist.final_id == final.id, Finalist.state == "invited")
    ids = sorted(session().scalars(waiting))
    tell(final, "remind", ids, now)
    note(by, "finalists-reminded", services.subject(final), {"people": ids}, now)
    return len(ids)


def _store(one: Finalist) -> None:
    one.version += 1
    session().flush()


def set_until(final_id: int, until: datetime, by: Person, now: datetime) -> None:
    """Until when invitations are accepted."""
    final = services.locked(final_id)
    final.answer_by = until
    note(by, "answers-until", services.subject(final), {"until": until.isoformat()}, now)
