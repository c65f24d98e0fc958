"""Writing into the ledger, and moving what is kept beside it in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, literal, select, union_all, update

from app.kit.database import session
from app.kit.upsert import insert
from app.people.models import Dealer, Person
from app.points.models import SEASON, Entry, PkDay, Reason, Standing
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
    entry = insert(Entry).values(
        season_id=season.id,
        person_id=person_id,
        reason=reason.value,
        source_id=source_id,
        points=points,
        mastered=mastered,
        day=day,
        detail=list(detail),
        at=at,
    )
    if session().scalar(entry.on_conflict_do_nothing().returning(Entry.id)) is None:
        return False
    if points or mastered:
        _raise_standings(person_id, season.id, (SEASON, week_of(season, day)), points, mastered)
    return True


def lock_pk_day(person_id: int, season: Season, day: int) -> PkDaySoFar:
    """How far the day's PKs are; until the transaction ends nobody else can change it."""
    row = (
        insert(PkDay)
        .values(season_id=season.id, person_id=person_id, day=day, finished=0, points=0)
        .on_conflict_do_update(index_elements=_keys(PkDay), set_={"finished": PkDay.finished})
        .returning(PkDay.finished, PkDay.points)
    )
    finished, points = session().execute(row).one()
    return PkDaySoFar(finished, points)


def post_pk(
    person_id: int, season: Season, duel_id: int, points: int, *, day: int, detail: Sequence[str], at: datetime
) -> bool:
    """As `post`, and one more PK on the day. Call `lock_pk_day` first: it is what the points were reckoned from."""
    if not post(person_id, season, Reason.PK, duel_id, points, day=day, detail=detail, at=at):
        return False
    the_day = update(PkDay).where(PkDay.season_id == season.id, PkDay.person_id == person_id, PkDay.day == day)
    _execute(the_day.values(finished=PkDay.finished + 1, points=PkDay.points + points))
    return True


def moved(person_ids: Sequence[int], season: Season) -> None:
    """Let the standings of the season follow these people to the post, dealer and region they have now."""
    for start in range(0, len(person_ids), AT_ONCE):
        _execute(
            update(Standing)
            .where(
                Standing.season_id == season.id,
                Standing.person_id.in_(person_ids[start : start + AT_ONCE]),
                Standing.person_id == Person.id,
                Person.dealer_id == Dealer.id,
            )
            .values(post_id=Person.post_id, region_id=Dealer.region_id, dealer_id=Person.dealer_id)
        )


def _raise_standings(person_id: int, season_id: int, periods: Sequence[int], points: int, mastered: int) -> None:
    """One statement for all periods; rows that do not exist yet take the person's post, region and dealer."""
    rows = insert(Standing).from_select(
        [column.key for column in Standing.__table__.columns],
        _standings_of(person_id, season_id, periods, points, mastered),
    )
    _execute(
        rows.on_conflict_do_update(
            index_elements=_keys(Standing),
            set_={
                "points": Standing.points + rows.excluded.points,
                "mastered": Standing.mastered + rows.excluded.mastered,
            },
        )
    )


def _standings_of(person_id: int, season_id: int, periods: Sequence[int], points: int, mastered: int) -> Select[Any]:
    period = union_all(*(select(literal(period, Integer).label("period")) for period in periods)).subquery("periods")
    return (
        select(
            literal(season_id, Integer),
            period.c.period,
            Person.id,
            Person.post_id,
            Dealer.region_id,
            Person.dealer_id,
            literal(points, Integer),
            literal(mastered, Integer),
        )
        .select_from(Person)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .join(period, literal(True))
        .where(Person.id == person_id)
        .order_by(period.c.period)  # always the same order, so that two payments never wait for each other
    )


def _keys(model: type[PkDay] | type[Standing]) -> list[str]:
    return [column.key for column in model.__table__.primary_key]


def _execute(statement: Any) -> None:
    session().execute(statement, execution_options={"synchronize_session": False})
