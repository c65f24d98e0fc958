"""Closing a week: places, and who shifts. Callers open the transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, select, update

from app.kit.database import session
from app.kit.events import publish
from app.leagues.events import LeagueMove, LeagueWeekTurned
from app.leagues.models import LeagueGroup, LeagueMember, LeaguePlayer, LeagueWeek
from app.leagues.queries import standing_of_member, willing
from app.people.models import Person
from app.points.models import Standing
from app.seasons.models import Season
from quizzes.rules import leagues as rules
from quizzes.rules.leagues import Moved, Result, Runner

UNSYNCED = {"synchronize_session": False}
AT_ONCE = 10_000  # ids in one statement; SQLite takes 32,766


Ended = tuple[int, Result]  # the gear of the group, and how it ended for one of its people


def close(
    season: Season, week: int, now: datetime, excused: Collection[int] = frozenset(), *, news: bool = True
) -> bool:
    """Write how the week ended and let people shift; False where that was done before.

    `excused` people, such as those on leave, do not shift down, and the week is none of rest to them. Without `news`
    nobody is told: the week has long been over.
    """
    kept = session().get_one(LeagueWeek, (season.id, week), with_for_update=True, populate_existing=True)
    if kept.closed_at is not None:
        return False
    _fix_points(season, week)
    ended = [
        (tier, result)
        for (_group_id, tier), runners in _groups(season, week, excused).items()
        for result in rules.results(runners, tier)
    ]
    _write(season, week, [result for _tier, result in ended])
    _shift(season, week, excused)
    kept.closed_at = now
    session().flush()
    if news:
        publish(LeagueWeekTurned(season.id, week, tuple(_moves(ended)), now))
    return True


def _groups(season: Season, week: int, excused: Collection[int]) -> Mapping[tuple[int, int], list[Runner]]:
    """Those who take part, by group and its gear."""
    query = (
        select(
            LeagueMember.group_id,
            LeagueGroup.tier,
            LeagueMember.person_id,
            LeagueMember.late,
            LeagueMember.points,
            LeagueMember.mastered,
            LeaguePlayer.active_week,
        )
        .join(LeagueGroup, LeagueGroup.id == LeagueMember.group_id)
        .join(Person, Person.id == LeagueMember.person_id)
        .join(LeaguePlayer, _player_of_member())
        .where(LeagueMember.season_id == season.id, LeagueMember.week == week, *willing())
        .order_by(LeagueMember.group_id, LeagueMember.person_id)
    )
    groups: dict[tuple[int, int], list[Runner]] = defaultdict(list)
    for group_id, tier, person_id, late, points, mastered, active_week in session().execute(query):
        safe = late or person_id in excused
        groups[group_id, tier].append(Runner(person_id, points or 0, mastered or 0, safe, active_week < week - 1))
    return groups


def _player_of_member() -> Any:
    same_season = LeaguePlayer.season_id == LeagueMember.season_id
    return and_(same_season, LeaguePlayer.person_id == LeagueMember.person_id)


def _fix_points(season: Season, week: int) -> None:
    """From here on the standings of the week may change, by a correction: what the places rest on does not."""
    sums = {
        name: func.coalesce(select(column).where(standing_of_member()).scalar_subquery(), 0)
        for name, column in (("points", Standing.points), ("mastered", Standing.mastered))
    }
    _change(season, week, **sums)


def _write(season: Season, week: int, ended: list[Result]) -> None:
    """The result of everybody, a statement for all who ended alike; who did not take part is out."""
    alike: dict[tuple[int | None, Moved], list[int]] = defaultdict(list)
    for one in ended:
        alike[one.place, one.moved].append(one.runner.person_id)
    for (place, moved), ids in alike.items():
        for start in range(0, len(ids), AT_ONCE):
            some = LeagueMember.person_id.in_(ids[start : start + AT_ONCE])
            _change(season, week, some, place=place, moved=moved.value)
    _change(season, week, LeagueMember.moved.is_(None), points=0, mastered=0, moved=Moved.OUT.value)


def _change(season: Season, week: int, *which: ColumnElement[bool], **values: Any) -> None:
    here = (LeagueMember.season_id == season.id, LeagueMember.week == week, *which)
    session().execute(update(LeagueMember).where(*here).values(values), execution_options=UNSYNCED)


def _shift(season: Season, week: int, excused: Collection[int]) -> None:
    """Gears follow what was written; who had points, or was excused, was active."""
    written = select(LeagueMember.person_id).where(LeagueMember.season_id == season.id, LeagueMember.week == week)
    players = update(LeaguePlayer).where(LeaguePlayer.season_id == season.id)

    def run(people: Any, **values: Any) -> None:
        query = players.where(LeaguePlayer.person_id.in_(people)).values(**values)
        session().execute(query, execution_options=UNSYNCED)

    run(written.where(LeagueMember.place.is_not(None)), active_week=week)
    ids = sorted(excused)
    for start in range(0, len(ids), AT_ONCE):
        run(ids[start : start + AT_ONCE], active_week=week)
    higher = case((LeaguePlayer.best > LeaguePlayer.tier, LeaguePlayer.best), else_=LeaguePlayer.tier + 1)
    run(written.where(LeagueMember.moved == Moved.UP.value), tier=LeaguePlayer.tier + 1, best=higher)
    run(written.where(LeagueMember.moved == Moved.DOWN.value), tier=LeaguePlayer.tier - 1)


def _moves(ended: list[Ended]) -> Iterator[LeagueMove]:
    for tier, result in ended:
        after = rules.tier_after(tier, result.moved)
        if after != tier:
            yield LeagueMove(result.runner.person_id, after, result.moved.value)
