"""Looking at corrections, and at what holds of a version by all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from app.corrections.models import CorrectedDuel, CorrectedPerson, Correction, Kind, State
from app.duels.models import Duel
from app.duels.seating import Seat
from app.duels.sides import SIDES, plays
from app.kit.database import session
from app.kit.errors import NotFound
from app.kit.intake import LARGEST_ID
from app.points.models import Entry, Reason
from app.questions.models import Question, QuestionVersion
from app.questions.rulings import Ruling, Rulings
from app.seasons.models import Season

PAGE = 50
HOLDING = (State.APPROVED.value, State.DONE.value)


@dataclass(frozen=True)
class Look:
    """What of the list is looked at; `before`: the page begins behind this one."""

    state: str = ""
    before: int | None = None

    @classmethod
    def of_args(cls, args: Mapping[str, Any]) -> Look:
        state, before = str(args.get("state", "")), str(args.get("before", ""))
        known = before.isascii() and before.isdecimal() and len(before) < 11 and int(before) <= LARGEST_ID
        return cls(state if state in set(State) else "", int(before) if known else None)


@dataclass(frozen=True)
class Page:
    corrections: Sequence[Correction]
    older: int | None


def page(look: Look) -> Page:
    """Up to 50 corrections, the youngest first."""
    query = select(Correction).options(joinedload(Correction.question), joinedload(Correction.proposed_by))
    if look.state:
        query = query.where(Correction.state == look.state)
    if look.before:
        query = query.where(Correction.id < look.before)
    found = session().scalars(query.order_by(Correction.id.desc()).limit(PAGE + 1)).all()
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def get(correction_id: int, *, lock: bool = False) -> Correction:
    """One correction. Raises NotFound. `lock`: nobody else decides on it, or reckons it, until the transaction ends."""
    query = select(Correction).where(Correction.id == correction_id).execution_options(populate_existing=True)
    found = session().scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound
    return found


def of_question(question_id: int) -> Sequence[Correction]:
    """All about a question, the youngest first."""
    query = select(Correction).where(Correction.question_id == question_id)
    return session().scalars(query.order_by(Correction.id.desc()).limit(PAGE)).all()


def question(question_id: int) -> Question:
    """Raises NotFound."""
    found = session().get(Question, question_id)
    if found is None:
        raise NotFound
    return found


def versions(question_id: int) -> Sequence[QuestionVersion]:
    """The newest first."""
    query = select(QuestionVersion).where(QuestionVersion.question_id == question_id)
    return session().scalars(query.order_by(QuestionVersion.number.desc())).all()


def undone_by(correction_id: int) -> Correction | None:
    """The proposal or decision to undo it."""
    query = select(Correction).where(Correction.undoes_id == correction_id, Correction.state != State.DECLINED.value)
    return session().scalar(query)


def in_force(question_id: int, *, without: int | None = None, also: Correction | None = None) -> Rulings:
    """What holds of the versions of a question: the last decision about each that is not undone.

    `without`: as if this one had not been decided. `also`: as if this one had.
    """
    query = select(Correction).where(Correction.question_id == question_id, Correction.state.in_(HOLDING))
    found = [
        one for one in session().scalars(query.order_by(Correction.decided_at, Correction.id)) if one.id != without
    ]
    decided = [*found, *([also] if also is not None and also not in found else [])]
    undone = {one.undoes_id for one in decided}
    standing = [one for one in decided if one.kind != Kind.UNDO and one.id not in undone]
    return {version_id: ruling(one, version_id) for one in standing for version_id in one.version_ids}


def ruling(correction: Correction, version_id: int) -> Ruling:
    """What a correction says of one of its versions."""
    content = None if correction.kind == Kind.WITHDRAW else correction.contents[str(version_id)]
    return Ruling(content, correction.reason, correction.decided_at or correction.proposed_at)


def open_since(season: Season, now: datetime) -> datetime:
    """From when on nothing of the season belongs to a stage that is closed."""
    began = datetime.combine(season.first_day, time(), ZoneInfo(season.time_zone))
    return max([began, *(stage.closes_at for stage in season.stages if stage.closes_at <= now)])


def next_approved(before: datetime) -> int | None:
    """The one that is reckoned next: in the order of the decisions."""
    query = select(Correction.id).where(Correction.state == State.APPROVED.value, Correction.decided_at <= before)
    return session().scalar(query.order_by(Correction.decided_at, Correction.id).limit(1))


def not_foreseen() -> list[int]:
    """The proposals of which nobody has counted yet what they would change."""
    waiting = (Correction.state == State.PROPOSED.value, Correction.previewed_at.is_(None))
    return list(session().scalars(select(Correction.id).where(*waiting).order_by(Correction.id)))


# What a correction has changed ------------------------------------------------------------------------------------


def _concerns() -> ColumnElement[bool]:
    """Whether it made a difference to somebody: an answer, the question's level, a class, points, the score of a PK."""
    row, text = CorrectedPerson, String
    moved = (
        select(CorrectedDuel.duel_id)
        .join(Duel, Duel.id == CorrectedDuel.duel_id)
        .where(
            CorrectedDuel.correction_id == row.correction_id,
            plays(row.person_id.expression),
            cast(CorrectedDuel.scores_before, text) != cast(CorrectedDuel.scores_after, text),
        )
    )
    return or_(
        row.answers > 0,
        row.points != 0,
        row.level_before != row.level_after,
        row.best_before != row.best_after,
        cast(row.classes, text) != "[]",
        moved.exists(),
    )


def people(correction_id: int, *, after: int = 0, most: int | None = PAGE) -> Sequence[CorrectedPerson]:
    """Whom it has changed something for, those whose points moved most first; `after`: so many are left out."""
    query = select(CorrectedPerson).options(joinedload(CorrectedPerson.person)).filter_by(correction_id=correction_id)
    query = query.where(_concerns()).order_by(func.abs(CorrectedPerson.points).desc(), CorrectedPerson.person_id)
    return session().scalars(query.offset(after).limit(most)).all()


def person(correction_id: int, person_id: int) -> CorrectedPerson:
    """Raises NotFound."""
    found = session().get(CorrectedPerson, (correction_id, person_id))
    if found is None:
        raise NotFound
    return found


def sums(correction_id: int) -> dict[str, int]:
    """What it has changed, in numbers; keys as in a preview."""
    rows = session().execute(
        select(CorrectedPerson.answers, CorrectedPerson.points, CorrectedPerson.level_before,
               CorrectedPerson.level_after, CorrectedPerson.best_before, CorrectedPerson.best_after)
        .where(CorrectedPerson.correction_id == correction_id, _concerns())
    ).all()  # fmt: skip
    duels = session().scalars(select(CorrectedDuel).filter_by(correction_id=correction_id)).all()
    return {
        "people": len(rows),
        "answers": sum(row.answers for row in rows),
        "levels": sum((row[2], row[4]) != (row[3], row[5]) for row in rows),
        "pks": len(duels),
        "turned": sum(one.turned for one in duels),
        "gained": sum(row.points for row in rows if row.points > 0),
        "lost": -sum(row.points for row in rows if row.points < 0),
    }


def entries(correction_id: int, person_id: int) -> list[Entry]:
    """The lines of the ledger that carry what it changed for a person."""
    found = session().scalars(select(Entry).where(Entry.person_id == person_id).order_by(Entry.id))
    code, classes = f"correction-{correction_id}", person(correction_id, person_id).classes
    return [one for one in found if code in one.detail or (one.reason == Reason.CLASS and one.source_id in classes)]


def duels(correction_id: int, person_ids: Collection[int]) -> list[tuple[CorrectedDuel, Seat]]:
    """The PKs that were scored again and the seats of these people, oldest first."""
    query = (
        select(CorrectedDuel, Duel)
        .join(Duel, Duel.id == CorrectedDuel.duel_id)
        .where(CorrectedDuel.correction_id == correction_id)
        .where(or_(*(side.person_id.in_(person_ids) for side in SIDES)))
    )
    rows = session().execute(query.order_by(CorrectedDuel.duel_id))
    return [(one, seat) for one, duel in rows for seat in duel.seats if seat.person_id in person_ids]
