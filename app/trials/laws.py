"""Whether the laws of the contest hold in a season that was tried out.

Everything is counted from the rows, with the queries and rules that the application itself uses. What is found is
numbers under names; `words` says them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select

from app.kit.database import session
from app.people.models import Dealer, Person, Post, Region
from app.points.models import Entry, PkDay
from app.seasons.models import Season
from app.seasons.queries import rules_of
from app.trials import seasons
from app.trials.farming import Farming, farming
from app.trials.figures import figures, is_near
from app.trials.rows import Row, best, rows
from app.trials.seasons import Told
from quizzes.rules.cohort import Habit
from quizzes.rules.points import PointsRules
from quizzes.rules.selection import Candidate, Fate, Quota, SelectionRules, Way
from quizzes.rules.selection import select as choose
from quizzes.rules.selectionproposals import quotas
from quizzes.rules.selectiontrace import TieBreak

FINALISTS = 279  # for 20,000 people; a smaller season has as many seats in proportion, and three at least
OF_PEOPLE = 20_000
LOT = "trial"


def look(season: Season, told: Told, asked: Mapping[str, int]) -> dict[str, Any]:
    """The laws, each with whether it holds and what was found; and the figures that plots are drawn from."""
    standing, verified = rows(season), seasons.verify()
    chosen = _chosen(season, standing)
    habits = {one.member.person_id: one.habit for one in told.learners}
    paying = farming(standing, {person_id for person_id, habit in habits.items() if habit is not Habit.HONEST})
    laws = [
        _law("ledger", not verified.ledger, rows=verified.ledger),
        _law("ratings", not verified.ratings, rows=verified.ratings),
        _law("journeys", not verified.tour, rows=verified.tour),
        _nothing_twice(season),
        _caps(season),
        _right_number(told, asked["duels"]),
        _quotas_met(chosen),
        _nobody_wins_by_farming(paying),
        _mastery_decides(standing),
    ]
    more = {"selection": chosen | {"decisions": None}, "farming": asdict(paying)}
    return {"asked": dict(asked), "laws": laws, "figures": figures(season, told, standing, habits) | more}


def _law(law: str, holds: bool, **found: float) -> dict[str, Any]:
    return {"law": law, "holds": bool(holds), "found": found}


def _nothing_twice(season: Season) -> dict[str, Any]:
    """The database forbids it; counted all the same."""
    key = (Entry.person_id, Entry.reason, Entry.source_id)
    twice = select(*key).where(Entry.season_id == season.id).group_by(*key).having(func.count() > 1)
    found = session().scalar(select(func.count()).select_from(twice.subquery())) or 0
    return _law("twice", not found, rows=found)


def _caps(season: Season) -> dict[str, Any]:
    rules = rules_of(season)
    most = session().scalar(select(func.max(PkDay.points)).where(PkDay.season_id == season.id)) or 0
    busiest = session().scalar(select(func.max(PkDay.finished)).where(PkDay.season_id == season.id)) or 0
    return _law("cap", most <= most_of_a_day(rules), most=most, cap=rules.pk_daily_cap, busiest=busiest)


def most_of_a_day(rules: PointsRules) -> int:
    """What a day of nothing but won PKs against people pays."""
    best = max(rules.pk_won, rules.pk_drawn, rules.pk_lost)
    full = rules.pk_full_until * best
    half = max(0, rules.pk_half_until - rules.pk_full_until) * (best // 2)
    return min(rules.pk_daily_cap, full + half)


def _right_number(told: Told, duels: int) -> dict[str, Any]:
    written = told.rows.get("duels", 0)
    return _law("number", written == duels, played=written, asked=duels)


def _chosen(season: Season, standing: Sequence[Row]) -> dict[str, Any]:
    """Finalists by quotas of region and post, as the proposals make them, from these points."""
    cells = _cells()
    seats = max(3, round(FINALISTS * sum(cells.values()) / OF_PEOPLE))
    plan = tuple(Quota(*cell, count) for cell, count in sorted(quotas(cells, seats).items()) if count)
    rules = SelectionRules(on=season.last_day, quotas=plan, lot=LOT, tie_breaks=(TieBreak.MASTERED,))
    candidates = [
        Candidate(one.person_id, one.region, one.post, one.points, measures={TieBreak.MASTERED: one.mastered})
        for one in standing
    ]
    found = choose(candidates, rules)
    inside = [one.person_id for one in found.decisions if one.fate is Fate.IN]
    by_quota = sum(one.way is Way.QUOTA for one in found.decisions)
    return {
        "seats": seats,
        "given": len(inside),
        "by_quota": by_quota,
        "quotas": len(plan),
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
        near += last is not None and first is not None and is_near(last, first)
    return near


def _quotas_met(chosen: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: chosen[name] for name in ("given", "seats", "by_quota")}
    return _law("quotas", chosen["given"] == chosen["seats"], **found)


def _nobody_wins_by_farming(paying: Farming) -> dict[str, Any]:
    return _law("farming", not paying.pays, **asdict(paying))


def _mastery_decides(standing: Sequence[Row]) -> dict[str, Any]:
    firsts = list(best(standing).values())
    share = sum(one.pk for one in firsts) / max(1, sum(one.points for one in firsts))
    return _law("mastery", share < 0.5, percent=round(100 * share))
