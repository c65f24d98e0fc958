"""Looking at one's own entries and sums."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import CompoundSelect, Integer, bindparam, select, tuple_, union_all

from app.duels.models import Duel
from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons.models import MicroClass, MicroClassVersion
from app.people.models import Person
from app.points.models import SEASON, Entry, Reason, Standing
from app.questions.models import Question, QuestionVersion
from app.seasons.models import Season
from quizzes.rules.gaps import lined

PAGE = 30
QUESTION = "question-"  # the code of an entry that names its question
FOR_SOURCES = (  # built once: every result runs it
    select(Entry)
    .where(
        Entry.person_id == bindparam("person_id"),
        Entry.reason.in_(bindparam("reasons", expanding=True)),
        Entry.source_id.in_(bindparam("source_ids", expanding=True)),
    )
    .order_by(Entry.day, Entry.id)
)
LEVELS = (Reason.LEVEL_1, Reason.LEVEL_2, Reason.LEVEL_3)


class Sums(NamedTuple):
    """What a person has in the season and in its week."""

    season: int
    week: int


class Pk(NamedTuple):
    """A seat of the person, as the ledger tells about it."""

    score: int | None
    their_score: int | None


class Sources(NamedTuple):
    """What entries point at: titles by id, in both languages."""

    questions: dict[int, dict[str, str]]
    classes: dict[int, tuple[str, dict[str, str]]]
    pks: dict[int, Pk]


def sums(person_id: int, season: Season, week: int) -> Sums:
    rows = session().execute(_sums(), {"season_id": season.id, "person_id": person_id, "season": SEASON, "week": week})
    found: dict[int, int] = dict(rows.all())
    return Sums(found.get(SEASON, 0), found.get(week, 0))


@cache
def _sums() -> CompoundSelect[int, int]:
    """Parameters: season_id, person_id, season, week. By `period IN (…)` SQLite would read what everybody has."""
    season_id, person_id = bindparam("season_id", type_=Integer), bindparam("person_id", type_=Integer)
    mine = select(Standing.period, Standing.points).where(
        Standing.season_id == season_id, Standing.person_id == person_id
    )
    return union_all(*(mine.where(Standing.period == bindparam(one, type_=Integer)) for one in ("season", "week")))


def season_sums(person_ids: Collection[int], season: Season) -> dict[int, int]:
    """What each of these people has in the season. By way of the people: else SQLite reads everybody's standings."""
    mine = (Standing.season_id == season.id, Standing.period == SEASON, Person.id.in_(person_ids))
    query = select(Standing.person_id, Standing.points).join(Person, Person.id == Standing.person_id).where(*mine)
    found: dict[int, int] = dict(session().execute(query).all())
    return {person_id: found.get(person_id, 0) for person_id in person_ids}


def entry(entry_id: int, person_id: int) -> Entry:
    """One of the person's own entries. Raises NotFound."""
    found = session().scalar(select(Entry).where(Entry.id == entry_id, Entry.person_id == person_id))
    if found is None:
        raise NotFound
    return found


def entries(person_id: int, season: Season, *, upto: Entry | None = None, limit: int = PAGE) -> Sequence[Entry]:
    """The person's entries, newest first, from the entry `upto` on; one more than the limit where there are more."""
    query = select(Entry).where(Entry.person_id == person_id, Entry.season_id == season.id)
    if upto is not None:
        query = query.where(tuple_(Entry.day, Entry.id) <= (upto.day, upto.id))
    return session().scalars(query.order_by(Entry.day.desc(), Entry.id.desc()).limit(limit + 1)).all()


def entries_for(
    person_id: int,
    reasons: Sequence[Reason],
    source_ids: Sequence[int],
    *,
    season: Season | None = None,
    since: datetime | None = None,
) -> Sequence[Entry]:
    """The person's entries for these sources, oldest first."""
    query = FOR_SOURCES
    asked = {"person_id": person_id, "reasons": [one.value for one in reasons], "source_ids": list(source_ids)}
    if season is not None:
        query = query.where(Entry.season_id == season.id)
    if since is not None:
        query = query.where(Entry.at >= since)
    return session().scalars(query, asked).all()


def sources_of(found: Sequence[Entry]) -> Sources:
    """What these entries were for: at most one statement a kind."""
    ids: dict[str, set[int]] = {"question": set(), "class": set(), "pk": set()}
    for entry in found:
        if entry.reason in (Reason.CORRECTION, Reason.DAY):
            continue  # the source of a correction only counts corrections; a day's set has no name
        if entry.reason in (*LEVELS, Reason.REGRADING):
            ids["question"].add(question_of(entry))
        else:
            ids[entry.reason].add(entry.source_id)
    person_ids = {entry.person_id for entry in found if entry.reason == Reason.PK}
    return Sources(_questions(ids["question"]), _classes(ids["class"]), _pks(ids["pk"], person_ids))


def question_of(entry: Entry) -> int:
    """The question of an entry that paid a level, or that carries a difference of one."""
    if entry.reason != Reason.REGRADING:
        return entry.source_id
    return next(int(code.removeprefix(QUESTION)) for code in entry.detail if str(code).startswith(QUESTION))


def _questions(ids: set[int]) -> dict[int, dict[str, str]]:
    if not ids:
        return {}
    newest = (
        select(Question.id, QuestionVersion.content)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Question.id.in_(ids))
        .order_by(Question.id, QuestionVersion.number)
    )
    return {question_id: _read(content["text"]) for question_id, content in session().execute(newest)}


def _read(text: dict[str, str]) -> dict[str, str]:
    return {language: lined(words) for language, words in text.items()}


def _classes(ids: set[int]) -> dict[int, tuple[str, dict[str, str]]]:
    if not ids:
        return {}
    newest = (
        select(MicroClass.id, MicroClass.key, MicroClassVersion.content)
        .join(MicroClassVersion, MicroClassVersion.micro_class_id == MicroClass.id)
        .where(MicroClass.id.in_(ids))
        .order_by(MicroClass.id, MicroClassVersion.number)
    )
    return {class_id: (key, content["title"]) for class_id, key, content in session().execute(newest)}


def _pks(ids: set[int], person_ids: set[int]) -> dict[int, Pk]:
    if not ids:
        return {}
    people, scores = (Duel.first_person_id, Duel.second_person_id), (Duel.first_score, Duel.second_score)
    found = {}
    for duel_id, first, second, *both in session().execute(select(Duel.id, *people, *scores).where(Duel.id.in_(ids))):
        if first in person_ids or second in person_ids:
            mine = 0 if first in person_ids else 1
            found[duel_id] = Pk(both[mine], both[1 - mine])
    return found
