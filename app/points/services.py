"""Writing into the ledger, and moving what is kept beside it in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from app.kit.database import session
from app.kit.upsert import dialect
from app.people.models import Dealer, Person
from app.points import statements
from app.points.models import Reason, Standing
from app.seasons.models import Season
from app.seasons.queries import week_of

AT_ONCE = 10_000  # ids in one statement; SQLite takes 32,766


@dataclass(frozen=True)
class PkDaySoFar:
    """The PKs that a person has finished on a day before this one, and what they paid."""

    finished: int
    points: int


def post(
    person_id: int,
    season: Season,
    reason: Reason,
    source_id: int,
    points: int,
    *,
    mastered: int = 0,
    day: int,
    detail: Sequence[str],
    at: datetime,
) -> bool:
    """Write an entry and move the standings by it; False where it was written before (then nothing changes)."""
    moved_by = {"season_id": season.id, "person_id": person_id, "points": points, "mastered": mastered}
    entry = {"reason": reason.value, "source_id": source_id, "day": day, "detail": list(detail), "at": at}
    if session().scalar(statements.write_entry(dialect()), moved_by | entry) is None:
        return False
    if points or mastered:
        session().execute(statements.raise_standings(dialect()), moved_by | {"week": week_of(season, day)})
    return True


def lock_pk_day(person_id: int, season: Season, day: int) -> PkDaySoFar:
    """How far the day's PKs are; until the transaction ends nobody else can change it."""
    key = {"season_id": season.id, "person_id": person_id, "day": day}
    finished, points = session().execute(statements.lock_pk_day(dialect()), key).one()
    return PkDaySoFar(finished, points)


def post_pk(
    person_id: int, season: Season, duel_id: int, points: int, *, day: int, detail: Sequence[str], at: datetime
) -> bool:
    """As `post`, and one more PK on the day. Call `lock_pk_day` first: it is what the points were reckoned from."""
    if not post(person_id, season, Reason.PK, duel_id, points, day=day, detail=detail, at=at):
        return False
    more = {"season": season.id, "person": person_id, "the_day": day, "paid": points}
    session().execute(statements.count_pk(), more)
    return True


def moved(person_ids: Sequence[int], season: Season) -> None:
    """Let the standings of the season follow these people to the post, dealer and region they have now."""
    session().flush()
    for start in range(0, len(person_ids), AT_ONCE):
        session().execute(
            update(Standing)
            .where(
                Standing.season_id == season.id,
                Standing.person_id.in_(person_ids[start : start + AT_ONCE]),
                Standing.person_id == Person.id,
                Person.dealer_id == Dealer.id,
            )
            .values(post_id=Person.post_id, region_id=Dealer.region_id, dealer_id=Person.dealer_id),
            execution_options={"synchronize_session": False},
        )
