"""Calling two competitors to the stage, or making a practice PK. Callers open the transaction."""

from __future__ import annotations

import secrets
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.audit.services import note
from app.finals.models import Final, Finalist, FinalState, FinalStation
from app.hall import drawing, queries
from app.hall.models import StagePk, StageSeat
from app.judging import measuring
from app.judging.models import ScoreSheet, SheetVersion
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.people.models import Person
from app.questions.queries import Version
from quizzes.formats.fingerprints import fingerprint
from quizzes.rules import duel as rules
from quizzes.rules.scoring import limit_ms

COUNTDOWN_MS = 4_000
PRACTICE_QUESTIONS = 3
USUAL_QUESTIONS = 5  # where the sheet does not say how many
TWO = _("Choose two different drawn numbers.")
NOT_NOW = _("PKs on stage are played while the final is judged: open the score sheets first.")
PLAYED = _("Both have played here already. Annul that PK first, if it has to be played again.")
BUSY = _("One of them is on stage already. End or annul that PK first.")


def call(station: FinalStation, numbers: tuple[int, int], by: Person, now: datetime) -> StagePk:
    """Ask two competitors of the station's post to the stage, with questions that nobody of the post has met here.

    Who has played already plays along: the first result stands. Raises Invalid and Conflict.
    """
    if session().get_one(Final, station.final_id).state != FinalState.JUDGING:
        raise Conflict(NOT_NOW, code="not-now")
    if numbers[0] == numbers[1]:
        raise Invalid(TWO, code="two")
    both = [_competitor(station, number) for number in numbers]
    if all(_has_played(station, one) for one in both):
        raise Conflict(PLAYED, code="played")
    asked = drawing.draw(station, questions_of(station), seed := secrets.randbits(60))
    seats = [_seat(asked, one.person.extra_time) for one in both]
    made = _made(station, asked, seats, seed, by, now)
    made.seats = [
        StageSeat(side=side, finalist_id=one.id, person_id=one.person_id, open=True) for side, one in enumerate(both)
    ]
    _store(made)
    facts = {"pk": made.id, "numbers": list(numbers), "questions": fingerprint({"versions": made.version_ids})}
    note(by, "pk.called", f"station:{station.id}", facts, now)
    return made


def practise(station: FinalStation, by: Person, now: datetime) -> StagePk:
    """A sound check with real screens and devices: whoever is at a device sits down, and nothing counts."""
    asked = drawing.draw(station, PRACTICE_QUESTIONS, seed := secrets.randbits(60))
    made = _made(station, asked, [_seat(asked), _seat(asked)], seed, by, now)
    made.practice = True
    made.seats = [StageSeat(side=side, open=True) for side in (0, 1)]
    _store(made)
    return made


def questions_of(station: FinalStation) -> int:
    """As many as the score sheet asks for."""
    query = select(SheetVersion).filter_by(station_id=station.id)
    found = session().scalars(query.order_by(SheetVersion.fixed_at.is_(None), SheetVersion.number.desc())).first()
    return (measuring.asks_for(found.rules, "pk-right") if found else 0) or USUAL_QUESTIONS


def _competitor(station: FinalStation, number: int) -> Finalist:
    found = queries.finalist(station.final_id, station.post_id, number)
    if found is None:
        told = _("Nobody competes for this post under number %(number)s.", number=number)
        raise Invalid(told, code="unknown")
    sheet = _sheet(station, found)
    if sheet is None or (not sheet.measured and measuring.bar(sheet)):
        told = _("Number %(number)s has no open score sheet here. Open the sheets, or look at that one.", number=number)
        raise Conflict(told, code="no-sheet")
    return found


def _sheet(station: FinalStation, finalist: Finalist) -> ScoreSheet | None:
    return session().scalars(select(ScoreSheet).filter_by(station_id=station.id, finalist_id=finalist.id)).one_or_none()


def _has_played(station: FinalStation, finalist: Finalist) -> bool:
    sheet = _sheet(station, finalist)
    return sheet is not None and bool(sheet.measured)


def _seat(asked: list[Version], extra_time: float = 0.0) -> rules.Seat:
    return rules.Seat(rules.Kind.HUMAN, tuple(limit_ms(one.content, extra_time) for one in asked))


def _made(
    station: FinalStation, asked: list[Version], seats: list[rules.Seat], seed: int, by: Person, now: datetime
) -> StagePk:
    own = rules.Rules(questions=len(asked), countdown_ms=COUNTDOWN_MS)
    state = rules.State(own, (seats[0], seats[1]))
    return StagePk(
        station_id=station.id,
        token=secrets.token_urlsafe(16),
        seed=seed,
        version_ids=drawing.ids(asked),
        state=rules.to_json(state),
        called_by_id=by.id,
        called_at=now,
    )


def _store(made: StagePk) -> None:
    """The index of the database says that somebody has one PK on stage open at most."""
    session().add(made)
    try:
        session().flush()
    except IntegrityError:
        raise Conflict(BUSY, code="busy") from None
