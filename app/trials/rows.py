"""Where everybody stands at the end of a season that was tried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select, union

from app.days.models import DaySet
from app.kit.database import session
from app.people.models import Post, Region
from app.points.models import SEASON, Entry, PkDay, Reason, Standing
from app.seasons.models import Season


@dataclass(frozen=True)
class Row:
    """Somebody at the end of the season. `pk`: how many of the points PKs paid; `days`: on how many they were there."""

    person_id: int
    post: str
    region: str
    points: int
    mastered: int
    pk: int
    days: int


def rows(season: Season) -> list[Row]:
    """All who have points, the best first: by points, then what they mastered, then the number."""
    paid, there = _paid(season), _there(season)
    found = session().execute(
        select(Standing.person_id, Post.code, Region.code, Standing.points, Standing.mastered, paid.c.pk, there.c.days)
        .join(Post, Post.id == Standing.post_id)
        .join(Region, Region.id == Standing.region_id)
        .outerjoin(paid, paid.c.person_id == Standing.person_id)
        .outerjoin(there, there.c.person_id == Standing.person_id)
        .where(Standing.season_id == season.id, Standing.period == SEASON)
        .order_by(Standing.points.desc(), Standing.mastered.desc(), Standing.person_id)
    )
    return [
        Row(one, post, region, points, mastered, int(pk or 0), days or 0)
        for one, post, region, points, mastered, pk, days in found
    ]


def _paid(season: Season) -> Subquery:
    """What PKs paid to each."""
    of_pks = select(Entry.person_id, func.sum(Entry.points).label("pk")).group_by(Entry.person_id)
    return of_pks.where(Entry.season_id == season.id, Entry.reason == Reason.PK.value).subquery()


def _there(season: Season) -> Subquery:
    """The days on which somebody opened the set or played a PK, whatever came of it."""
    sets = select(DaySet.person_id, DaySet.worked_on.label("day")).where(DaySet.season_id == season.id)
    pks = select(PkDay.person_id, PkDay.day).where(PkDay.season_id == season.id)
    either = union(sets, pks).subquery()
    return select(either.c.person_id, func.count().label("days")).group_by(either.c.person_id).subquery()


def best(found: Sequence[Row]) -> dict[str, Row]:
    """The first of each post."""
    firsts: dict[str, Row] = {}
    for one in found:
        firsts.setdefault(one.post, one)
    return firsts
