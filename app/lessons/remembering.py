"""What a person remembers of each question, and what is due for review. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from app.kit.database import Base, session
from app.kit.pairs import either_of
from app.kit.upsert import dialect, insert
from app.lessons.models import Memory
from app.questions.models import Question, is_asked
from quizzes.rules import spacing

if TYPE_CHECKING:
    from app.kit.upsert import Insert

memories = Base.metadata.tables[Memory.__tablename__]


class Place(StrEnum):
    """Where a question was answered."""

    CHECK = "check"
    REVIEW = "review"
    PK = "pk"


def remember(person_id: int, question_id: int, right: bool, day: int, place: Place, before: Memory | None) -> None:
    """Keep an answer: when the question comes back."""
    kept = None if before is None else _as_rules(before)
    after = spacing.answered(kept, right, day)
    if after != kept:
        _store([_row(person_id, question_id, after, place)])


def remember_practice(person_id: int, question_id: int, right: bool, day: int) -> None:
    """Keep an answer that counts for nothing but the memory."""
    kept = session().get(Memory, (person_id, question_id), populate_existing=True)
    remember(person_id, question_id, right, day, Place.REVIEW, kept)


def remember_missed(missed: Collection[tuple[int, int]], day: int) -> None:
    """Questions that these people answered wrongly, or not at all, in a PK: (person id, question id)."""
    if not missed:
        return
    keys = sorted(set(missed))  # one order, so that nobody waits in a circle
    these = either_of(
        Memory.question_id, Memory.person_id, [(question_id, person_id) for person_id, question_id in keys]
    )
    known = session().scalars(select(Memory).where(these).execution_options(populate_existing=True))
    before = {(memory.person_id, memory.question_id): _as_rules(memory) for memory in known}
    _store([_row(*key, spacing.answered(before.get(key), False, day), Place.PK) for key in keys])


def remember_anew(question_id: int, answers: Mapping[int, Iterable[tuple[bool, int, Place]]]) -> None:
    """Let each of these people remember a question by these answers alone, in their order: (right, day, where)."""
    rows, gone = [], []
    for person_id in sorted(answers):
        kept, place = _memory_of(answers[person_id])
        if kept is None:
            gone.append(person_id)
        else:
            rows.append(_row(person_id, question_id, kept, place))
    if gone:
        session().execute(delete(Memory).where(Memory.question_id == question_id, Memory.person_id.in_(gone)))
    if rows:
        _store(rows)


def _memory_of(answers: Iterable[tuple[bool, int, Place]]) -> tuple[spacing.Memory | None, Place]:
    kept: spacing.Memory | None = None
    place = Place.CHECK
    for right, day, where in answers:
        after = spacing.answered(kept, right, day)
        kept, place = after, where if after != kept else place
    return kept, place


def memories_due(person_id: int, day: int, most: int, without: Iterable[int] = ()) -> Sequence[tuple[Memory, int]]:
    """What is due on that day of the questions that are asked now, each with its version.

    What was missed comes first, then the most overdue.
    """
    rows = session().execute(
        select(Memory, Question.current_id)
        .join(Question, Question.id == Memory.question_id)
        .where(Memory.person_id == person_id, Memory.due <= day, is_asked())
        .where(Memory.question_id.not_in(list(without)))
        .order_by(Memory.right, Memory.due, Memory.stability, Memory.question_id)
        .limit(most)
    )
    return [(memory, version_id) for memory, version_id in rows if version_id is not None]


def count_due(person_id: int, day: int) -> int:
    """How many questions will be due for the person on that day."""
    query = (
        select(func.count())
        .select_from(Memory)
        .join(Question, Question.id == Memory.question_id)
        .where(Memory.person_id == person_id, Memory.due <= day, is_asked())
    )
    return session().scalar(query) or 0


def _as_rules(kept: Memory) -> spacing.Memory:
    return spacing.Memory(kept.stability, kept.difficulty, kept.due, kept.day, kept.right)


def _row(person_id: int, question_id: int, memory: spacing.Memory, place: Place) -> dict[str, object]:
    return {"person_id": person_id, "question_id": question_id, "place": place.value} | memory.__dict__


def _store(rows: Sequence[dict[str, object]]) -> None:
    """One statement for them all. What stands there already is overwritten: the last answer is what counts."""
    session().execute(_upsert(dialect()), rows)


@cache
def _upsert(name: str) -> Insert:
    """Parameters: the columns. Built once for each engine: building it costs more than running it."""
    new = insert(memories, name)
    keys = list(memories.primary_key)
    changed = {column.key: new.excluded[column.key] for column in memories.columns if column not in set(keys)}
    return new.on_conflict_do_update(index_elements=keys, set_=changed)
