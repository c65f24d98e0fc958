"""What a level of a question pays, also when the question was found wrong later. The ledger stays append-only.

What a person should have for a level is compared with what the entries say; one more entry carries the difference.
Settling twice changes nothing. Callers hold the person's mastery of the question.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.kit.database import session
from app.points import services
from app.points.models import Entry, Reason
from app.seasons.models import Season
from quizzes.rules.points import Award

LEVELS = {1: Reason.LEVEL_1, 2: Reason.LEVEL_2, 3: Reason.LEVEL_3}
CODE = "found-wrong"
NOTHING = Award(0, ())


@dataclass(frozen=True)
class Level:
    """A level (1 to 3) that somebody has reached, or not, of a question."""

    person_id: int
    season: Season
    question_id: int
    number: int

    @property
    def codes(self) -> tuple[str, str]:
        """Which question and level an entry that carries a difference is about."""
        return f"question-{self.question_id}", LEVELS[self.number].value


@dataclass(frozen=True)
class Had:
    """What the entries of a level add up to. `first`: the entry that paid it; None where nothing was paid."""

    points: int
    mastered: int
    first: Entry | None


def pay(level: Level, award: Award, *, day: int, at: datetime, why: Sequence[str] = ()) -> bool:
    """Pay a level that was reached; False where it was paid before. A question counts as mastered with its first."""
    return services.post(
        level.person_id,
        level.season,
        LEVELS[level.number],
        level.question_id,
        award.points,
        mastered=int(level.number == 1),
        day=day,
        detail=(*award.reasons, *why),
        at=at,
    )


def had(level: Level) -> Had:
    """What the person has for this level now."""
    return had_by([level.person_id], level.season, level.question_id)(level)


def had_by(person_ids: Collection[int], season: Season, question_id: int) -> Callable[[Level], Had]:
    """What each of these people has for a level of this question now; they are read in two statements."""
    theirs = select(Entry).where(Entry.season_id == season.id, Entry.person_id.in_(person_ids)).order_by(Entry.id)
    paid = Entry.reason.in_([reason.value for reason in LEVELS.values()])
    firsts = session().scalars(theirs.where(paid, Entry.source_id == question_id))
    by_level = {(one.person_id, one.reason): one for one in firsts}
    carried: dict[int, list[Entry]] = {}
    for one in session().scalars(theirs.where(Entry.reason == Reason.REGRADING.value)):
        carried.setdefault(one.person_id, []).append(one)

    def found(level: Level) -> Had:
        first = by_level.get((level.person_id, LEVELS[level.number].value))
        about = [one for one in carried.get(level.person_id, ()) if set(level.codes) <= set(one.detail)]
        some = about + ([first] if first else [])
        return Had(sum(one.points for one in some), sum(one.mastered for one in some), first)

    return found


def settle(
    level: Level, award: Award | None, *, day: int, at: datetime, why: Sequence[str] = (), before: Had | None = None
) -> int:
    """Let the person have for this level what it is worth, None: nothing, for it was not reached; the difference.

    The entry stands on the day on which the level was paid, for the sums of its week, else on `day`. `before`: what
    they have now, where the caller has just read it.
    """
    before = before or had(level)
    if before.first is None:
        paid = award is not None and pay(level, award, day=day, at=at, why=why)
        return award.points if award and paid else 0
    points, mastered = (award or NOTHING).points - before.points, _mastered(level, award) - before.mastered
    if points or mastered:
        detail = (CODE, *level.codes, *why)
        services.post(
            level.person_id,
            level.season,
            Reason.REGRADING,
            _next_number(level),
            points,
            mastered=mastered,
            day=before.first.day,
            detail=detail,
            at=at,
        )
    return points


def _mastered(level: Level, award: Award | None) -> int:
    return int(level.number == 1 and award is not None)


def _next_number(level: Level) -> int:
    """The source only counts them: the person's first, second, …"""
    mine = select(func.max(Entry.source_id)).where(
        Entry.person_id == level.person_id,
        Entry.season_id == level.season.id,
        Entry.reason == Reason.REGRADING.value,
    )
    return (session().scalar(mine) or 0) + 1
