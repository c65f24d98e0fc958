"""Walking down the boards, to set milestones: from the thousandth place on, every 250th.

Nothing that people do moves a milestone, so that paying costs no more. A place below the first one is counted on from
it: who overtook there since the board was walked is not counted yet, a handful of places for a few minutes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import delete, func, insert, select

from app.kit.database import session, transaction
from app.leaderboards.models import Milestone
from app.leaderboards.queries import SHAPES, Board, Place, Scope, place_at
from app.leaderboards.statements import BEYOND
from app.people.models import Post, Region
from app.points.models import SEASON
from app.seasons.models import Season
from app.seasons.queries import day_of, is_running, week_of

FIRST, EVERY = 1_000, 250
CROWD, PAUSE, LONGEST = 100_000, timedelta(minutes=1), timedelta(minutes=30)


def is_due(season: Season, now: datetime) -> bool:
    """Whether the boards should be walked again: after a minute for each 100,000 people, half an hour at most."""
    last, longest = (
        session()
        .execute(
            select(func.max(Milestone.walked_at), func.max(Milestone.position)).where(Milestone.season_id == season.id)
        )
        .one()
    )
    return last is None or now >= last + min(PAUSE * (longest / CROWD), LONGEST)


def walk(season: Season, now: datetime) -> int:
    """Set the milestones of all boards of the season and of its week anew; how many there are."""
    week = week_of(season, day_of(season, now))
    periods = (SEASON, week) if is_running(season, now) else (SEASON,)
    rows = [
        {"season_id": season.id, "period": board.values["period"], "board": board.name, "walked_at": now}
        | {"position": position}
        | place._asdict()
        for board in _boards(season, periods)
        for position, place in _walked(board)
    ]
    with transaction() as here:
        here.execute(delete(Milestone).where(Milestone.season_id == season.id))
        if rows:
            here.execute(insert(Milestone), rows)
    return len(rows)


def _boards(season: Season, periods: Sequence[int]) -> Iterator[Board]:
    """All that can have many people: those of dealers cannot."""
    ids = {
        "post_id": session().scalars(select(Post.id).order_by(Post.id)).all(),
        "region_id": session().scalars(select(Region.id).order_by(Region.id)).all(),
    }
    for period in periods:
        for shape in (shape for scope, shape in SHAPES.items() if scope is not Scope.DEALER):
            for values in product(*(ids[name] for name in shape)):
                asked = {"season_id": season.id, "period": period}
                yield Board(shape, asked | dict(zip(shape, values, strict=True)))


def _walked(board: Board) -> Iterator[tuple[int, Place]]:
    """The positions of its milestones and who stands there, from the top."""
    place: Place | None = Place(BEYOND, BEYOND, BEYOND)
    position, step = 0, FIRST
    while place is not None:
        place = place_at(board, place, step)
        position, step = position + step, EVERY
        if place is not None:
            yield position, place
