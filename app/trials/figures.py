"""What a season that was tried out looked like: the figures that the report is drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import quantiles
from typing import Any

from sqlalchemy import func, select

from app.kit.database import session
from app.points.models import Entry, Reason
from app.seasons.models import Season
from app.trials.farming import a_day
from app.trials.rows import Row
from app.trials.seasons import Told
from quizzes.rules.cohort import Habit

NEAR = 0.01  # two are near a tie where they lie no further apart than this share of the points of who is ahead


def figures(season: Season, told: Told, rows: Sequence[Row], habits: Mapping[int, Habit]) -> dict[str, Any]:
    """`rows`: the best first."""
    by_habit: dict[str, list[Row]] = defaultdict(list)
    by_region: dict[str, list[int]] = defaultdict(list)
    by_post: dict[str, list[Row]] = defaultdict(list)
    for one in rows:
        by_habit[habits[one.person_id].value].append(one)
        by_region[one.region].append(one.points)
        by_post[one.post].append(one)
    winners = [_winner(some, habits) for some in by_post.values()]
    return {
        "rows": told.rows,
        "came_by_day": told.came,
        "sets_done_by_day": told.done,
        "duels_by_day": told.duels,
        "points_by_day": _points_by_day(season),
        "points_by_reason": _by_reason(season),
        "regions": {name: _spread(points) for name, points in sorted(by_region.items())},
        "habits": {name: {"people": len(some), "a_day": a_day(some)} for name, some in sorted(by_habit.items())},
        "winners": winners,
        "champions_near_a_tie": sum(one["near_a_tie"] for one in winners),
    }


def _winner(some: Sequence[Row], habits: Mapping[int, Habit]) -> dict[str, Any]:
    """The first of a post. `ahead`: of the second, nothing where there is none."""
    first = some[0]
    ahead = first.points - some[1].points if len(some) > 1 else None
    return vars(first) | {
        "habit": habits[first.person_id].value,
        "of": len(some),
        "ahead": ahead,
        "near_a_tie": ahead is not None and is_near(first.points, first.points - ahead),
    }


def is_near(points: int, others: int) -> bool:
    """Whether whoever is behind is near a tie with whoever is ahead."""
    return points - others <= NEAR * max(1, points)


def _points_by_day(season: Season) -> list[int]:
    rows = session().execute(
        select(Entry.day, func.sum(Entry.points)).where(Entry.season_id == season.id).group_by(Entry.day)
    )
    found = {day: int(points) for day, points in rows}
    return [found.get(day, 0) for day in range(season.first_day.toordinal(), season.last_day.toordinal() + 1)]


def share_of_pk_lines(season: Season) -> float:
    """How many of the ledger's lines are of PKs: 0 to 1."""
    lines = select(func.count()).select_from(Entry).where(Entry.season_id == season.id)
    return (session().scalar(lines.where(Entry.reason == Reason.PK.value)) or 0) / max(1, session().scalar(lines) or 0)


def _by_reason(season: Season) -> dict[str, int]:
    rows = session().execute(
        select(Entry.reason, func.sum(Entry.points))
        .where(Entry.season_id == season.id)
        .group_by(Entry.reason)
        .order_by(Entry.reason)
    )
    return {reason: int(points) for reason, points in rows}


def _spread(points: Sequence[int]) -> dict[str, float]:
    """The quarters of a region: half of its people lie from `low` to `high`."""
    if len(points) < 2:
        return {"people": len(points), "low": points[0], "median": points[0], "high": points[0]}
    low, median, high = quantiles(points, n=4, method="inclusive")
    return {"people": len(points), "low": low, "median": median, "high": high}
