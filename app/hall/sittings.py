"""Writing a test on the spot: begun with the code of the room, answered in any order, handed in or ended by the clock.

Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.audit.services import note
from app.finals.models import Final, Finalist, FinalistState, FinalState, FinalStation
from app.hall.models import SpotAnswer, SpotPaper, SpotSitting
from app.judging import measuring
from app.judging.models import ScoreSheet
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.questions.queries import versions
from quizzes.rules import grading

GRACE = timedelta(seconds=2)
WRONG_CODE = _("That is not the code of a test of your post. It stands in the room; ask the judge there.")
OVER = _("Your test is handed in, or its time is over. What you answered until then counts.")
NO_SHEET = _("Your score sheet at this station is not open. Tell the judge in the room.")


def question_seed(sitting: SpotSitting, index: int) -> int:
    """What the shuffling of a question follows from: another order for each competitor."""
    return sitting.paper.seed * 1_000_000 + sitting.id * 100 + index


def mine(person: Person) -> SpotSitting | None:
    """The person's newest sitting."""
    query = select(SpotSitting).join(SpotSitting.finalist).where(Finalist.person_id == person.id)
    query = query.order_by(SpotSitting.ended_at.is_not(None), SpotSitting.id.desc()).limit(1)
    return session().scalars(query.execution_options(populate_existing=True)).first()


def is_running(sitting: SpotSitting, now: datetime) -> bool:
    """Whether its competitor can still answer."""
    return sitting.ended_at is None and now <= sitting.due_at + GRACE


def of(station_id: int, finalist_id: int) -> SpotSitting | None:
    return (
        session().scalars(select(SpotSitting).filter_by(station_id=station_id, finalist_id=finalist_id)).one_or_none()
    )


def held(station_id: int, finalist_id: int) -> SpotSitting | None:
    """The sitting, held until the deed is over."""
    query = select(SpotSitting).filter_by(station_id=station_id, finalist_id=finalist_id).with_for_update()
    return session().scalars(query.execution_options(populate_existing=True)).one_or_none()


def begin(person: Person, code: str, now: datetime) -> SpotSitting:
    """Begin the test whose code was typed; the one that is begun goes on. Raises Invalid and Conflict."""
    found = _called(person, code.strip())
    if found is None:
        raise Invalid(WRONG_CODE, code="wrong-code")
    paper, finalist = found
    session().execute(select(Finalist.id).filter_by(id=finalist.id).with_for_update())  # of two devices one begins
    known = of(paper.station_id, finalist.id)
    if known is not None:
        return known
    if bars(paper.station_id, finalist.id):
        raise Conflict(NO_SHEET, code="no-sheet")
    lasts = timedelta(minutes=paper.station.minutes) * (1 + person.extra_time)
    made = SpotSitting(station_id=paper.station_id, finalist_id=finalist.id, begun_at=now, due_at=now + lasts)
    session().add(made)
    session().flush()
    note(person, "test.begun", f"station:{paper.station_id}", {"sitting": made.id, "number": finalist.number or 0}, now)
    return made


def _called(person: Person, code: str) -> tuple[SpotPaper, Finalist] | None:
    query = select(SpotPaper, Finalist).join(FinalStation, FinalStation.id == SpotPaper.station_id)
    query = query.join(Final, Final.id == FinalStation.final_id)
    query = query.join(Finalist, (Finalist.final_id == Final.id) & (Finalist.post_id == FinalStation.post_id))
    query = query.where(Finalist.person_id == person.id, Finalist.state == FinalistState.ACCEPTED.value)
    query = query.where(Final.state == FinalState.JUDGING.value, SpotPaper.code == code, SpotPaper.closed_at.is_(None))
    row = session().execute(query.order_by(SpotPaper.station_id).limit(1)).first()
    return (row[0], row[1]) if row else None


def bars(station_id: int, finalist_id: int) -> str:
    """Why nothing can go on the sheet: none, void, signed; nothing where it can."""
    sheet = (
        session().scalars(select(ScoreSheet).filter_by(station_id=station_id, finalist_id=finalist_id)).one_or_none()
    )
    return measuring.bar(sheet) if sheet else "none"


def answer(person: Person, index: int, raw: Any, now: datetime) -> SpotSitting:
    """Keep an answer; a later one takes its place until the test is handed in.

    Raises NotFound where there is no such question, Conflict where the test is over, and `grading.BadResponse`.
    """
    sitting = _held_of(person)
    if not 0 <= index < len(sitting.paper.version_ids):
        raise NotFound
    if not is_running(sitting, now):
        raise Conflict(OVER, code="over")
    content = versions([sitting.paper.version_ids[index]])[0].content
    response = grading.check(content, grading.unmask(content, question_seed(sitting, index), raw))
    known = session().get(SpotAnswer, (sitting.id, index))
    if known is None:
        sitting.answers.append(SpotAnswer(index=index, response=response, at=now))
    else:
        known.response, known.at = response, now
    session().flush()
    return sitting


def hand_in(person: Person, now: datetime) -> SpotSitting:
    """The competitor is done. Again changes nothing."""
    sitting = _held_of(person)
    if sitting.ended_at is None:
        end(sitting, now)
    return sitting


def _held_of(person: Person) -> SpotSitting:
    found = mine(person)
    sitting = held(found.station_id, found.finalist_id) if found else None
    if sitting is None:
        raise NotFound
    return sitting


def end(sitting: SpotSitting, now: datetime) -> None:
    """Grade it, and put the right answers on the score sheet. Nobody is told which ones they were."""
    asked = versions(sitting.paper.version_ids)
    given = {one.index: one.response for one in sitting.answers}
    graded = [grading.grade(one.content, given.get(place)).correct for place, one in enumerate(asked)]
    sitting.right, sitting.ended_at = sum(graded), now
    session().flush()
    facts = {"sitting": sitting.id, "right": sitting.right, "answers": {str(key): given[key] for key in sorted(given)}}
    note(None, "test.ended", f"station:{sitting.station_id}", _without_floats(facts), now)
    source = {"way": "test", "of": sitting.id, "questions": len(asked)}
    measuring.enter(sitting.station_id, sitting.finalist_id, {"test-right": sitting.right}, source, now)


def _without_floats(facts: dict[str, Any]) -> dict[str, Any]:
    """As the log wants it: exact."""
    return {name: _exact(value) for name, value in facts.items()}


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    return [_exact(one) for one in value] if isinstance(value, list) else value


def overdue(now: datetime, count: int) -> Sequence[tuple[int, int]]:
    """Tests whose time is over: station and finalist."""
    query = select(SpotSitting.station_id, SpotSitting.finalist_id).where(SpotSitting.ended_at.is_(None))
    rows = session().execute(query.where(SpotSitting.due_at < now - GRACE).order_by(SpotSitting.due_at).limit(count))
    return [(station_id, finalist_id) for station_id, finalist_id in rows]


def end_due(station_id: int, finalist_id: int, now: datetime) -> bool:
    """End a test whose time is over; False where it is not (any more)."""
    sitting = held(station_id, finalist_id)
    if sitting is None or sitting.ended_at is not None or now <= sitting.due_at + GRACE:
        return False
    end(sitting, now)
    return True
