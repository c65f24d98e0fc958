"""Reading what was answered in checks and PKs into a table that can be counted, a portion at a time.

What was read is marked by its moment. A few minutes before the mark are read again each time, for deeds that were
committed late; what is there already stays as it is. Nothing here runs while a person waits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, literal, select, text, true, tuple_

from app.duels.models import FINISHED, Duel
from app.items.models import ItemAnswer, ItemMark, ItemStatistics, Place
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.rowset import rowset
from app.kit.upsert import insert
from app.lessons.models import Attempt, Check
from app.questions.queries import versions
from quizzes.rules import duel as rules
from quizzes.rules.grading import grade
from quizzes.rules.itemstats import chosen

if TYPE_CHECKING:
    from app.kit.upsert import Insert

AT_ONCE = 5_000
LATE = timedelta(minutes=5)
LONGEST = 60  # of the ids that were chosen
IS_FIRST = text("item_answers.first")  # in the very words of the index: else SQLite does not take it
BEGINNING = (datetime(2000, 1, 1, tzinfo=UTC), 0, 0)

Key = tuple[datetime, int, int]
Row = dict[str, Any]
Contents = dict[int, dict[str, Any]]  # by version
FIELDS = (
    ItemAnswer.place, ItemAnswer.source_id, ItemAnswer.slot, ItemAnswer.person_id, ItemAnswer.question_version_id,
    ItemAnswer.right, ItemAnswer.chosen, ItemAnswer.used_ms, ItemAnswer.at,
)  # fmt: skip
KEY = (ItemStatistics.question_version_id, ItemStatistics.place)
EMPTY = dict.fromkeys(("people", "right", "unused", "asked", "timed", "reckoned_people"), 0) | {
    "options": {}, "groups": [], "strengths": {}, "stale": True,
}  # fmt: skip
Portion = tuple[list[Row], Key | None]
Reader = Callable[[Key], Portion]


def gather() -> int:
    """Read what has been answered since the last time; how many answers were looked at."""
    return sum(_gather(place, read) for place, read in READERS.items())


def read_all(place: Place) -> Iterator[Row]:
    """Every answer of a place, as it would be gathered."""
    after: Key | None = BEGINNING
    while after is not None:
        rows, after = READERS[place](after)
        yield from rows


def _gather(place: Place, read: Reader) -> int:
    mark = session().get(ItemMark, place.value)
    after: Key | None = BEGINNING if mark is None else (mark.at - LATE, 0, 0)
    looked_at = 0
    while after is not None:
        rows, after = read(after)
        looked_at += len(rows)
        if after is not None:
            with transaction():
                _store(place, rows, after[0])
    return looked_at


def _store(place: Place, rows: Sequence[Row], at: datetime) -> None:
    """The mark comes first: whoever else reads this place now waits for it, and finds what is stored here."""
    mark = insert(ItemMark).values(place=place.value, at=at)
    session().execute(mark.on_conflict_do_update(index_elements=["place"], set_={"at": mark.excluded.at}))
    if rows:
        session().execute(_kept(rows))
        session().execute(_stale({row["question_version_id"] for row in rows}, place))


def _kept(rows: Sequence[Row]) -> Insert:
    """All that is not there yet; a person's first answer to a version in this place is marked as the first one."""
    given = rowset(FIELDS, rows)
    same = (given.c.place, given.c.person_id, given.c.question_version_id)
    before = select(ItemAnswer.slot).where(
        IS_FIRST,
        ItemAnswer.place == given.c.place,
        ItemAnswer.person_id == given.c.person_id,
        ItemAnswer.question_version_id == given.c.question_version_id,
    )
    order = func.row_number().over(partition_by=same, order_by=(given.c.at, given.c.source_id, given.c.slot))
    first = and_(order == 1, ~before.exists())
    names = [field.key for field in FIELDS]
    answers = select(*(given.c[name] for name in names), first.label("first")).where(true())
    return insert(ItemAnswer).from_select([*names, "first"], answers).on_conflict_do_nothing()


def _stale(version_ids: Iterable[int], place: Place) -> Insert:
    """What is to be counted anew, with an empty row where there is none yet."""
    versions = [{"question_version_id": one, "place": place.value} for one in sorted(version_ids)]
    given = rowset(KEY, versions)
    empty = [literal(value, getattr(ItemStatistics, name).type).label(name) for name, value in EMPTY.items()]
    rows = select(given, *empty).where(true())
    mark = insert(ItemStatistics).from_select([*given.c.keys(), *EMPTY], rows)
    return mark.on_conflict_do_update(index_elements=given.c.keys(), set_={"stale": True}, where=~ItemStatistics.stale)


def _read_checks(after: Key) -> Portion:
    key = (Attempt.at, Attempt.check_id, Attempt.position)
    found = session().execute(
        select(*key, Check.person_id, Attempt.question_version_id, Attempt.response, Attempt.correct)
        .join(Check, Check.id == Attempt.check_id)
        .where(tuple_(*key) > _literally(after, key))
        .order_by(*key)
        .limit(AT_ONCE)
    )
    answers = found.all()
    contents = _contents([one.question_version_id for one in answers])
    rows = [
        _row(
            Place.CLASS, one.check_id, one.position, one.person_id, one.question_version_id, contents, one.response,
            one.correct, None, one.at,
        )
        for one in answers
    ]  # fmt: skip
    return rows, (answers[-1].at, answers[-1].check_id, answers[-1].position) if answers else None


def _read_duels(after: Key) -> Portion:
    duels = _next_duels(after)
    contents = _contents([version_id for duel in duels for version_id in duel.version_ids])
    rows = [
        row
        for at, duel_id, asked, state, *people in duels
        for row in _of_duel(duel_id, asked, state, people, at, contents)
    ]
    return rows, (duels[-1].finished_at, duels[-1].id, 0) if duels else None


def _next_duels(after: Key) -> Sequence[Any]:
    """PKs in the order in which they ended. PostgreSQL knows only roughly where those of a time lie: it would sort all
    that came later, so it is asked for those of a day, and for more days at once where there are none.
    """
    key, days, now = (Duel.finished_at, Duel.id), 1, clock.now()
    query = (
        select(*key, Duel.version_ids, Duel.state, Duel.first_person_id, Duel.second_person_id)
        .where(FINISHED, tuple_(*key) > _literally(after[:2], key))
        .order_by(*key)
        .limit(AT_ONCE // 10)
    )
    while True:
        until = after[0] + timedelta(days=days)
        found = session().execute(query.where(Duel.finished_at <= until)).all()
        if found or until >= now:
            return found
        days *= 2


def _of_duel(
    duel_id: int, asked: Sequence[int], kept: Row, people: Sequence[int | None], at: datetime, contents: Contents
) -> Iterator[Row]:
    """What the people of a PK answered. Who gave up, or was away when it was given up, did not answer what was open."""
    state = rules.from_json(kept)
    for side, person_id in enumerate(people):
        if person_id is None:
            continue
        for index, given in enumerate(state.seats[side].answers[: state.opened]):
            was_open = state.opened < len(asked) and index == state.opened - 1
            if given is None or (given.response is None and was_open):
                continue
            used = None if given.response is None else given.used_ms
            right = given.correct
            if index in state.withdrawn:  # it counts for nobody in the PK; its figures stay what they were
                right = grade(contents[asked[index]], given.response).correct
            yield _row(
                Place.PK, duel_id, 2 * index + side, person_id, asked[index], contents, given.response, right, used, at
            )


def _row(
    place: Place, source_id: int, slot: int, person_id: int, version_id: int, contents: Contents, response: Any,
    right: bool, used_ms: int | None, at: datetime,
) -> Row:  # fmt: skip
    ids = " ".join(chosen(contents[version_id], response))
    return {
        "place": place.value,
        "source_id": source_id,
        "slot": slot,
        "person_id": person_id,
        "question_version_id": version_id,
        "right": right,
        "chosen": ids if len(ids) <= LONGEST else "",
        "used_ms": used_ms,
        "at": at,
    }


def _contents(ids: Sequence[int]) -> Contents:
    return {one.id: one.content for one in versions(sorted(set(ids)))}


def _literally(key: Sequence[Any], columns: Sequence[Any]) -> Any:
    return tuple_(*(literal(value, column.type) for value, column in zip(key, columns, strict=True)))


READERS: dict[Place, Reader] = {Place.CLASS: _read_checks, Place.PK: _read_duels}
