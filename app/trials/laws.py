"""Whether the laws of the contest hold in a season that was tried out, and what it looked like: figures for a report.

Everything is counted from the rows, with the queries and rules that the application itself uses.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, quantiles
from typing import Any

from sqlalchemy import func, select

from app.kit.database import session
from app.people.models import Dealer, Person, Post, Region
from app.points.models import SEASON, Entry, PkDay, Reason, Standing
from app.seasons.models import Season
from app.seasons.queries import rules_of
from app.trials import seasons
from app.trials.seasons import Told
from quizzes.rules.cohort import Habit, Learner
from quizzes.rules.points import PointsRules
from quizzes.rules.selection import Candidate, Fate, Quota, SelectionRules, Way
from quizzes.rules.selection import select as choose
from quizzes.rules.selectionproposals import quotas
from quizzes.rules.selectiontrace import TieBreak

FINALISTS = 279  # for 20,000 people; a smaller season has as many seats in proportion, and three at least
OF_PEOPLE = 20_000
NEAR = 0.01  # two are near a tie where they lie no further apart than this share of the points of who is ahead
LOT = "trial"


@dataclass(frozen=True)
class Row:
    """Somebody at the end of the season. `pk`: how many of the points PKs paid."""

    person_id: int
    post: str
    region: str
    points: int
    mastered: int
    pk: int


def look(season: Season, told: Told, asked: Mapping[str, int]) -> dict[str, Any]:
    """The laws, each with whether it holds and what was found; and the figures that plots are drawn from."""
    rows, verified = _rows(season), seasons.verify()
    chosen = _chosen(season, rows)
    people = {one.member.person_id: one for one in told.learners}
    laws = [
        _law("the ledger is what the standings say", not verified.ledger, f"{verified.ledger} rows differ"),
        _law("the ratings are what the PKs make of them", not verified.ratings, f"{verified.ratings} differ"),
        _law("every journey is what was mastered", not verified.tour, f"{verified.tour} differ"),
        _nothing_twice(season),
        _caps(season),
        _right_number(told, asked["duels"]),
        _quotas_met(chosen),
        _no_farmer_wins(rows, people),
        _mastery_decides(rows),
    ]
    return {
        "asked": dict(asked),
        "laws": laws,
        "figures": _figures(season, told, rows, people) | {"selection": chosen | {"decisions": None}},
    }


def _law(name: str, holds: bool, found: str) -> dict[str, Any]:
    return {"name": name, "holds": bool(holds), "found": found}


def _rows(season: Season) -> list[Row]:
    """All who have points, the best first: by points, then what they mastered, then the number."""
    of_pks = select(Entry.person_id, func.sum(Entry.points).label("pk")).group_by(Entry.person_id)
    paid = of_pks.where(Entry.season_id == season.id, Entry.reason == Reason.PK.value).subquery()
    found = session().execute(
        select(Standing.person_id, Post.code, Region.code, Standing.points, Standing.mastered, paid.c.pk)
        .join(Post, Post.id == Standing.post_id)
        .join(Region, Region.id == Standing.region_id)
        .outerjoin(paid, paid.c.person_id == Standing.person_id)
        .where(Standing.season_id == season.id, Standing.period == SEASON)
        .order_by(Standing.points.desc(), Standing.mastered.desc(), Standing.person_id)
    )
    return [Row(one, post, region, points, mastered, int(pk or 0)) for one, post, region, points, mastered, pk in found]


def _nothing_twice(season: Season) -> dict[str, Any]:
    """The database forbids it; counted all the same."""
    key = (Entry.person_id, Entry.reason, Entry.source_id)
    twice = select(*key).where(Entry.season_id == season.id).group_by(*key).having(func.count() > 1)
    found = session().scalar(select(func.count()).select_from(twice.subquery())) or 0
    return _law("nothing is paid twice", not found, f"{found} lines")


def _caps(season: Season) -> dict[str, Any]:
    rules = rules_of(season)
    most = session().scalar(select(func.max(PkDay.points)).where(PkDay.season_id == season.id)) or 0
    busiest = session().scalar(select(func.max(PkDay.finished)).where(PkDay.season_id == season.id)) or 0
    told = f"at most {most} points of PKs in a day (the cap: {rules.pk_daily_cap}), with up to {busiest} PKs a day"
    return _law("no day's PKs pay more than the cap", most <= most_of_a_day(rules), told)


def most_of_a_day(rules: PointsRules) -> int:
    """What a day of nothing but won PKs against people pays."""
    best = max(rules.pk_won, rules.pk_drawn, rules.pk_lost)
    full = rules.pk_full_until * best
    half = max(0, rules.pk_half_until - rules.pk_full_until) * (best // 2)
    return min(rules.pk_daily_cap, full + half)


def _right_number(told: Told, duels: int) -> dict[str, Any]:
    written = told.rows.get("duels", 0)
    return _law("as many PKs were played as were asked for", written == duels, f"{written} of {duels}")


def _chosen(season: Season, rows: Sequence[Row]) -> dict[str, Any]:
    """Finalists by quotas of region and post, as the proposals make them, from these points."""
    cells = _cells()
    seats = max(3, round(FINALISTS * sum(cells.values()) / OF_PEOPLE))
    plan = tuple(Quota(*cell, count) for cell, count in sorted(quotas(cells, seats).items()) if count)
    rules = SelectionRules(on=season.last_day, quotas=plan, lot=LOT, tie_breaks=(TieBreak.MASTERED,))
    candidates = [
        Candidate(one.person_id, one.region, one.post, one.points, measures={TieBreak.MASTERED: one.mastered})
        for one in rows
    ]
    found = choose(candidates, rules)
    inside = [one.person_id for one in found.decisions if one.fate is Fate.IN]
    by_quota = sum(one.way is Way.QUOTA for one in found.decisions)
    return {
        "seats": seats,
        "given": len(inside),
        "by_quota": by_quota,
        "near_a_tie": _near_the_line(candidates, set(inside), plan),
        "decisions": inside,
    }


def _cells() -> dict[tuple[str, str], int]:
    rows = session().execute(
        select(Region.code, Post.code, func.count())
        .select_from(Person)
        .join(Post, Post.id == Person.post_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .join(Region, Region.id == Dealer.region_id)
        .where(Person.active)
        .group_by(Region.code, Post.code)
        .order_by(Region.code, Post.code)
    )
    return {(region, post): count for region, post, count in rows}


def _near_the_line(candidates: Sequence[Candidate], inside: Collection[int], plan: Sequence[Quota]) -> int:
    """Quotas of which the last who is in and the first who is out are near a tie: there the tie-break matters."""
    near = 0
    for quota in plan:
        cell = [one for one in candidates if (one.region, one.post) == (quota.region, quota.post)]
        last = min((one.points for one in cell if one.person_id in inside), default=None)
        first = max((one.points for one in cell if one.person_id not in inside), default=None)
        near += last is not None and first is not None and last - first <= NEAR * max(1, last)
    return near


def _quotas_met(chosen: Mapping[str, Any]) -> dict[str, Any]:
    told = f"{chosen['given']} of {chosen['seats']} seats were given, {chosen['by_quota']} of them by their own quota"
    return _law("the quotas of the final can be met", chosen["given"] == chosen["seats"], told)


def _no_farmer_wins(rows: Sequence[Row], people: Mapping[int, Learner]) -> dict[str, Any]:
    """Nobody who only plays the weakest machine, or lets a friend win by turns, is the best of a post."""
    best = _best(rows)
    winners = [one for one in best.values() if people[one.person_id].habit is not Habit.HONEST]
    cheats = sum(one.habit is not Habit.HONEST for one in people.values())
    told = f"of {len(best)} posts {len(winners)} were won by one of {cheats} people who farm or let each other win"
    return _law("nobody wins by farming", not winners, told)


def _mastery_decides(rows: Sequence[Row]) -> dict[str, Any]:
    best = list(_best(rows).values())
    share = sum(one.pk for one in best) / max(1, sum(one.points for one in best))
    return _law("most of a winner's points are for what was learned", share < 0.5, f"{share:.0%} of them are from PKs")


def _best(rows: Sequence[Row]) -> dict[str, Row]:
    """The first of each post."""
    found: dict[str, Row] = {}
    for one in rows:
        found.setdefault(one.post, one)
    return found


def _figures(season: Season, told: Told, rows: Sequence[Row], people: Mapping[int, Learner]) -> dict[str, Any]:
    """What the plots of the report are drawn from."""
    by_habit: dict[str, list[Row]] = defaultdict(list)
    by_region: dict[str, list[int]] = defaultdict(list)
    for one in rows:
        by_habit[people[one.person_id].habit].append(one)
        by_region[one.region].append(one.points)
    return {
        "rows": told.rows,
        "came_by_day": told.came,
        "sets_done_by_day": told.done,
        "duels_by_day": told.duels,
        "points_by_day": _points_by_day(season),
        "points_by_reason": _by_reason(season),
        "regions": {name: _spread(points) for name, points in sorted(by_region.items())},
        "habits": {str(name): {"people": len(some), "mean": round(fmean(one.points for one in some), 1)}
                   for name, some in sorted(by_habit.items())},
        "winners": [vars(one) | {"habit": people[one.person_id].habit.value} for one in _best(rows).values()],
        "champions_near_a_tie": _champions_near_a_tie(rows),
    }  # fmt: skip


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
    if len(points) < 2:
        return {"people": len(points), "low": points[0], "median": points[0], "high": points[0]}
    low, median, high = quantiles(points, n=4)
    return {"people": len(points), "low": low, "median": median, "high": high}


def _champions_near_a_tie(rows: Sequence[Row]) -> int:
    """Posts of which the first and the second are near a tie."""
    by_post: dict[str, list[int]] = defaultdict(list)
    for one in rows:
        by_post[one.post].append(one.points)
    return sum(len(some) > 1 and some[0] - some[1] <= NEAR * max(1, some[0]) for some in by_post.values())
