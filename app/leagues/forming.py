"""Making the groups of a week, and giving latecomers a place in them. Callers open the transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import Boolean, Integer, exists, func, literal, select
from sqlalchemy import insert as plain_insert

from app.kit.database import session
from app.kit.upsert import insert
from app.leagues.models import LeagueGroup, LeagueMember, LeaguePlayer, LeagueWeek
from app.leagues.queries import willing
from app.people.models import Person, Post
from app.points.models import Standing
from app.seasons.audience import members
from app.seasons.models import Season
from quizzes.rules import leagues as rules

Kind = tuple[str, int]  # family of posts, gear


def make(season: Season, week: int, now: datetime) -> bool:
    """Group those who had points lately; False where the week's groups were made before."""
    row = {"season_id": season.id, "week": week, "made_at": now}
    mine = insert(LeagueWeek).values(row).on_conflict_do_nothing().returning(LeagueWeek.week)
    if session().scalar(mine) is None:
        return False
    groups: dict[tuple[str, int, int], list[int]] = {}
    for (family, tier), people in _people_by_kind(season, week).items():
        dealt = rules.grouped(people, Random(f"{season.key} {week} {family} {tier}"))
        groups |= {(family, tier, number): ids for number, ids in enumerate(dealt, 1)}
    _seat(season, week, groups, _begin(season, week, groups), late=False)
    return True


def seat_latecomers(season: Season, week: int) -> int:
    """Give everybody who has points this week and is in no group a place in one; how many those were."""
    session().get_one(LeagueWeek, (season.id, week), with_for_update=True)  # one at a time
    waiting = _waiting(season, week)
    if not waiting:
        return 0
    existing = _groups(season, week)
    for (family, tier), ids in waiting.items():
        known = existing.get((family, tier), [])
        places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for person_id, seat in zip(ids, rules.seats(len(ids), [size for _id, size in known]), strict=True):
            places[family, tier, seat + 1].append(person_id)
        begun = _begin(season, week, [key for key in places if key[2] > len(known)])
        numbers = {(family, tier, number): group_id for number, (group_id, _size) in enumerate(known, 1)}
        _seat(season, week, places, numbers | begun, late=True)
    return sum(len(ids) for ids in waiting.values())


def _people_by_kind(season: Season, week: int) -> Mapping[Kind, list[tuple[int, int]]]:
    """(person, recent points) of those who take part and had points lately, by family and gear."""
    recent = (
        select(Standing.person_id, func.sum(Standing.points).label("points"))
        .where(
            Standing.season_id == season.id,
            Standing.period.between(max(1, week - rules.RECENT), week - 1),
            Standing.points > 0,
        )
        .group_by(Standing.person_id)
        .subquery()
    )
    query = _of_people(season, recent.c.points).join(recent, recent.c.person_id == Person.id)
    found: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for person_id, family, tier, points in session().execute(query):
        found[family, tier].append((person_id, points))
    return found


def _waiting(season: Season, week: int) -> Mapping[Kind, list[int]]:
    """Those with points this week and no group, by family and gear; in the order of their numbers."""
    query = (
        _of_people(season, Standing.points)
        .join(Standing, (Standing.person_id == Person.id) & (Standing.season_id == season.id))
        .outerjoin(
            LeagueMember,
            (LeagueMember.person_id == Standing.person_id)
            & (LeagueMember.season_id == season.id)
            & (LeagueMember.week == week),
        )
        .where(Standing.period == week, Standing.points > 0, LeagueMember.person_id.is_(None))
    )
    found: dict[Kind, list[int]] = defaultdict(list)
    for person_id, family, tier, _points in session().execute(query):
        found[family, tier].append(person_id)
    return found


def _of_people(season: Season, points: Any) -> Any:
    """Rows of (person, family, gear, points) of those whom the season is for and who take part."""
    here = (LeaguePlayer.person_id == Person.id) & (LeaguePlayer.season_id == season.id)
    return (
        select(Person.id, Post.family, func.coalesce(LeaguePlayer.tier, rules.LOWEST), points)
        .join(Post, Post.id == Person.post_id)
        .outerjoin(LeaguePlayer, here)
        .where(*members(season), *willing())
        .order_by(Person.id)
    )


def _groups(season: Season, week: int) -> Mapping[Kind, list[tuple[int, int]]]:
    """(group, people in it) by family and gear, in the order of their numbers."""
    query = (
        select(LeagueGroup.family, LeagueGroup.tier, LeagueGroup.id, func.count(LeagueMember.person_id))
        .outerjoin(LeagueMember, LeagueMember.group_id == LeagueGroup.id)
        .where(LeagueGroup.season_id == season.id, LeagueGroup.week == week)
        .group_by(LeagueGroup.id, LeagueGroup.family, LeagueGroup.tier, LeagueGroup.number)
        .order_by(LeagueGroup.family, LeagueGroup.tier, LeagueGroup.number)
    )
    found: dict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for family, tier, group_id, size in session().execute(query):
        found[family, tier].append((group_id, size))
    return found


def _begin(season: Season, week: int, keys: Iterable[tuple[str, int, int]]) -> dict[tuple[str, int, int], int]:
    """New groups; their ids."""
    here = {"season_id": season.id, "week": week}
    rows = [here | {"family": family, "tier": tier, "number": number} for family, tier, number in keys]
    if not rows:
        return {}
    columns = (LeagueGroup.family, LeagueGroup.tier, LeagueGroup.number, LeagueGroup.id)
    made = session().execute(plain_insert(LeagueGroup).returning(*columns), rows)
    return {(family, tier, number): group_id for family, tier, number, group_id in made}


def _seat(
    season: Season,
    week: int,
    groups: Mapping[tuple[str, int, int], Sequence[int]],
    numbers: Mapping[tuple[str, int, int], int],
    *,
    late: bool,
) -> None:
    """A statement a group: on PostgreSQL much faster than a row at a time."""
    names = ("season_id", "week", "person_id", "group_id", "late")
    whole = [literal(season.id, Integer), literal(week, Integer), Person.id]
    for key, ids in groups.items():
        people = select(*whole, literal(numbers[key], Integer), literal(late, Boolean)).where(Person.id.in_(ids))
        session().execute(insert(LeagueMember).from_select(names, people))
    _begin_players(season, week, late)


def _begin_players(season: Season, week: int, late: bool) -> None:
    """Whoever is in a group for the first time begins in first gear."""
    first = {"tier": rules.LOWEST, "best": rules.LOWEST, "active_week": 0}
    known = exists().where(LeaguePlayer.season_id == season.id, LeaguePlayer.person_id == LeagueMember.person_id)
    seated = select(
        LeagueMember.season_id, LeagueMember.person_id, *(literal(number, Integer) for number in first.values())
    ).where(LeagueMember.season_id == season.id, LeagueMember.week == week, LeagueMember.late.is_(late), ~known)
    write = insert(LeaguePlayer).from_select(("season_id", "person_id", *first), seated)
    session().execute(write.on_conflict_do_nothing())
