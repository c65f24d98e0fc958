"""Counting the weeks of all dealers, and closing a week that is over. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, case, func, literal, select

from app.kit.database import session
from app.kit.upsert import insert
from app.seasons.models import Season
from app.seasons.queries import day_of, days_of_week, week_of
from app.teams import doings
from app.teams.models import DealerWeek, TeamRecord, TeamWeek
from quizzes.rules import teams as rules

COUNTED = ("people", "taking_part", "mastered", "score", "rank")


def week_row(season: Season, week: int) -> TeamWeek:
    """The week, begun now if it is new; its measure is what the field did in the week before, and stays."""
    found = session().get(TeamWeek, (season.id, week), with_for_update=True, populate_existing=True)
    if found is not None:
        return found
    field = rules.field_of([rules.Week(row.people, row.taking_part, row.mastered) for row in _weeks(season, week - 1)])
    row = {"season_id": season.id, "week": week, "share": field.share, "mastered": field.mastered}
    session().execute(insert(TeamWeek).values(row).on_conflict_do_nothing())
    return session().get_one(TeamWeek, (season.id, week), with_for_update=True, populate_existing=True)


def field_of(week: TeamWeek) -> rules.Field:
    return rules.Field(week.share, week.mastered)


def count(season: Season, week: int, now: datetime) -> bool:
    """Count the week of every dealer; False where it is closed. Stars that a dealer had in the week stay."""
    kept = week_row(season, week)
    if kept.closed_at is not None:
        return False
    field = field_of(kept)
    _keep(season, week, doings.by_dealer(season, week, field.most), field)
    kept.counted_at = now
    session().flush()
    return True


def close(season: Season, week: int, now: datetime) -> bool:
    """Count a week that is over for the last time, and note for everybody who took part whether it was a goal.

    Once: False where it is closed already, or not over.
    """
    last_day = days_of_week(season, week)[1]
    if day_of(season, now) <= last_day.toordinal() or not count(season, week, now):
        return False
    _note_records(season, week)
    session().get_one(TeamWeek, (season.id, week)).closed_at = now
    session().flush()
    return True


def open_weeks(season: Season, now: datetime) -> list[int]:
    """The weeks that were counted and are over, but not closed."""
    this_week = week_of(season, day_of(season, now))
    over = select(TeamWeek.week).where(
        TeamWeek.season_id == season.id, TeamWeek.closed_at.is_(None), TeamWeek.week <= this_week
    )
    today = day_of(season, now)
    weeks = session().scalars(over.order_by(TeamWeek.week))
    return [week for week in weeks if days_of_week(season, week)[1].toordinal() < today]


def _weeks(season: Season, week: int) -> Iterable[DealerWeek]:
    return session().scalars(select(DealerWeek).filter_by(season_id=season.id, week=week)).all()


def _keep(season: Season, week: int, done: Sequence[doings.Done], field: rules.Field) -> None:
    weeks = {one.dealer_id: rules.Week(one.people, one.taking_part, one.mastered) for one in done}
    ranks = rules.ranks(weeks, field)
    rows = [
        _row(season, week, dealer_id, one, field) | {"rank": ranks.get(dealer_id)} for dealer_id, one in weeks.items()
    ]
    if not rows:
        return
    write = insert(DealerWeek)
    more = case((write.excluded.stars > DealerWeek.stars, write.excluded.stars), else_=DealerWeek.stars)
    renewed: dict[str, Any] = {name: write.excluded[name] for name in COUNTED} | {"stars": more}
    write = write.on_conflict_do_update(index_elements=["season_id", "week", "dealer_id"], set_=renewed)
    session().execute(write, rows)


def _row(season: Season, week: int, dealer_id: int, done: rules.Week, field: rules.Field) -> dict[str, Any]:
    return {
        "season_id": season.id,
        "week": week,
        "dealer_id": dealer_id,
        "people": done.people,
        "taking_part": done.taking_part,
        "mastered": done.mastered,
        "score": rules.score(done, field),
        "stars": rules.stars(done, field),
    }


def _note_records(season: Season, week: int) -> None:
    """One more week for all who took part, and one more goal where their dealer has a star."""
    took_part = doings.people(season, week).subquery()
    goal = case((func.coalesce(DealerWeek.stars, 0) > 0, 1), else_=0)
    rows = (
        select(literal(season.id, Integer), took_part.c.id, literal(1, Integer), goal)
        .outerjoin(
            DealerWeek,
            (DealerWeek.dealer_id == took_part.c.dealer_id)
            & (DealerWeek.season_id == season.id)
            & (DealerWeek.week == week),
        )
        .where(literal(True))
    )
    write = insert(TeamRecord).from_select(["season_id", "person_id", "weeks", "goals"], rows)
    more = {name: TeamRecord.__table__.c[name] + write.excluded[name] for name in ("weeks", "goals")}
    session().execute(write.on_conflict_do_update(index_elements=["season_id", "person_id"], set_=more))
