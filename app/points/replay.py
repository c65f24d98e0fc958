"""Paying a day's PKs again, in order, without those that count no more. The ledger stays append-only.

What a person should have from the PKs of a day is reckoned from the entries of that day, which say how each ended and
against whom; where a question was found wrong later, the PK's own row says how it ended. Where it differs from what
they have, one entry (a correction) carries the difference. Replaying twice changes nothing, and a PK that counts again
brings everything back by the same way.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, update

from app.duels.events import CountingChanged
from app.duels.models import Duel
from app.duels.seating import outcome_of
from app.kit.database import session
from app.points import services
from app.points.models import Entry, PkDay, Reason
from app.seasons.models import Season
from app.seasons.queries import rules_of
from quizzes.rules import duel as duels
from quizzes.rules.points import PointsRules, pk_points
from quizzes.rules.scoring import Outcome

AT_ONCE = 10_000
REPLAYED = ("pks-replayed",)
NO_RIGHT, GHOST_AGAIN, AGAINST = "no-right-answer", "ghost-again-none", "against-"


class Day(NamedTuple):
    """A person's day of a season."""

    person_id: int
    season_id: int
    day: int


class Sum(NamedTuple):
    finished: int
    points: int


class Ending(NamedTuple):
    """How a PK came out for a seat."""

    outcome: str
    right: int


Endings = Mapping[tuple[int, int], Ending]  # by PK and person


def replay(fact: CountingChanged) -> None:
    """Pay again every day on which one of these PKs was paid."""
    pay_again(fact.duel_ids, fact.at, REPLAYED)


def pay_again(duel_ids: Collection[int], at: datetime, why: Sequence[str]) -> dict[int, int]:
    """Pay again every day on which one of these PKs was paid; in one order, so that nobody waits in a circle.

    `why`: the codes of the entries that carry a difference. Returns the differences, by person.
    """
    found: dict[int, int] = {}
    for day in sorted(days_of(duel_ids)):
        found[day.person_id] = found.get(day.person_id, 0) + _replay_day(day, at, why)
    return found


def difference(day: Day, endings: Endings) -> int:
    """What the day would pay more or less, if these PKs had ended so."""
    due = reckoned(_counting(day, endings), rules_of(session().get_one(Season, day.season_id)))
    return due.points - _had(day)


def days_of(duel_ids: Collection[int]) -> set[Day]:
    ids, found = sorted(duel_ids), set()
    for start in range(0, len(ids), AT_ONCE):
        paid = select(Entry.person_id, Entry.season_id, Entry.day).where(
            Entry.reason == Reason.PK.value, Entry.source_id.in_(ids[start : start + AT_ONCE])
        )
        found |= {Day(*row) for row in session().execute(paid)}
    return found


def _replay_day(day: Day, at: datetime, why: Sequence[str]) -> int:
    season = session().get_one(Season, day.season_id)
    services.lock_pk_day(day.person_id, season, day.day)
    due = reckoned(_counting(day, {}), rules_of(season))
    difference = due.points - _had(day)
    if difference:
        _correct(day, season, difference, at, why)
    session().execute(
        update(PkDay)
        .where(PkDay.season_id == day.season_id, PkDay.person_id == day.person_id, PkDay.day == day.day)
        .values(finished=due.finished, points=due.points),
        execution_options={"synchronize_session": False},
    )
    return difference


def reckoned(details: Sequence[Sequence[str]], rules: PointsRules) -> Sum:
    """What a day's PKs pay, in the order in which they were paid, told by the codes of their entries."""
    points = 0
    for number, codes in enumerate(details, start=1):
        right = 0 if NO_RIGHT in codes else 1
        points += pk_points(Outcome(codes[0]), right, _against(codes), number, points, rules).points
    return Sum(len(details), points)


def _against(codes: Sequence[str]) -> str:
    """Person, machine, ghost, ghost-again or oneself; a machine's level makes no difference."""
    if GHOST_AGAIN in codes:
        return "ghost-again"
    opponent = next(code for code in codes if code.startswith(AGAINST))
    return opponent.removeprefix(AGAINST).split("-")[0]


def _counting(day: Day, endings: Endings) -> list[Sequence[str]]:
    """The codes of the day's PKs that count, in the order in which they were paid; `endings`: of those, other ones."""
    query = (
        select(Entry.detail, Entry.source_id, Duel.regraded_at, Duel.state, Duel.first_person_id, Duel.outcome)
        .outerjoin(Duel, Duel.id == Entry.source_id)
        .where(*_of(day), Entry.reason == Reason.PK.value, Duel.voided_at.is_(None))
    )
    found: list[Sequence[str]] = []
    for codes, duel_id, regraded_at, state, first_id, outcome in session().execute(query.order_by(Entry.id)):
        ending = endings.get((duel_id, day.person_id))
        if ending is None and regraded_at is not None:
            side = int(first_id != day.person_id)
            ending = Ending(outcome_of(side, str(outcome)), duels.from_json(state).seats[side].right)
        found.append(codes if ending is None else tuple(_told(codes, ending)))
    return found


def _told(codes: Sequence[str], ending: Ending) -> Iterator[str]:
    """The codes that matter, for a PK that ended otherwise than its entry says."""
    yield ending.outcome
    yield next(code for code in codes if code.startswith(AGAINST))
    if GHOST_AGAIN in codes:
        yield GHOST_AGAIN
    if ending.right == 0:
        yield NO_RIGHT


def _had(day: Day) -> int:
    reasons = (Reason.PK.value, Reason.CORRECTION.value)
    return session().scalar(select(func.sum(Entry.points)).where(*_of(day), Entry.reason.in_(reasons))) or 0


def _correct(day: Day, season: Season, points: int, at: datetime, why: Sequence[str]) -> None:
    """The source of a correction only counts them: the person's first, second, …"""
    mine = select(func.max(Entry.source_id)).where(
        Entry.person_id == day.person_id, Entry.season_id == day.season_id, Entry.reason == Reason.CORRECTION.value
    )
    number = (session().scalar(mine) or 0) + 1
    services.post(day.person_id, season, Reason.CORRECTION, number, points, day=day.day, detail=why, at=at)


def _of(day: Day) -> tuple[ColumnElement[bool], ...]:
    return Entry.person_id == day.person_id, Entry.season_id == day.season_id, Entry.day == day.day
