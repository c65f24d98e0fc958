"""Pairing the dealers of a week, and the dealers that would rather not be paired. Callers open the transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from app.kit.database import session
from app.kit.upsert import insert
from app.people.models import Dealer, Person
from app.seasons.audience import members
from app.seasons.models import Season
from app.teams.counting import week_row
from app.teams.models import DealerWeek, UnpairedDealer
from quizzes.rules.teams import Team, pairs

LATELY = 4  # weeks in which dealers that were paired are not paired again


def pair(season: Season, week: int, now: datetime) -> int:
    """Pair the week's dealers; how many pairs (or threes) there are. Once: 0 where it was done before."""
    kept = week_row(season, week)
    if kept.paired_at is not None:
        return 0
    found = pairs(_willing(season), _met(season, week))
    rows = [
        {"season_id": season.id, "week": week, "dealer_id": dealer_id, "pair": number}
        for number, members in enumerate(found, start=1)
        for dealer_id in members
    ]
    if rows:
        zero = {"people": 0, "taking_part": 0, "mastered": 0, "score": 0, "stars": 0}
        write = insert(DealerWeek)
        write = write.on_conflict_do_update(
            index_elements=["season_id", "week", "dealer_id"], set_={"pair": write.excluded.pair}
        )
        session().execute(write, [row | zero for row in rows])
    kept.paired_at = now
    session().flush()
    return len(found)


def is_willing(dealer_id: int) -> bool:
    return session().get(UnpairedDealer, dealer_id) is None


def choose(person: Person, willing: bool, now: datetime) -> None:
    """Whether the person's dealer is paired, from the next pairing on. Choosing the same twice changes nothing."""
    if willing:
        session().execute(delete(UnpairedDealer).where(UnpairedDealer.dealer_id == person.dealer_id))
        return
    row = {"dealer_id": person.dealer_id, "by_person_id": person.id, "at": now}
    session().execute(insert(UnpairedDealer).values(row).on_conflict_do_nothing())


def _willing(season: Season) -> list[Team]:
    unwilling = select(UnpairedDealer.dealer_id)
    query = (
        select(Dealer.id, Dealer.region_id, func.count(Person.id))
        .join(Person, Person.dealer_id == Dealer.id)
        .where(*members(season), Dealer.id.not_in(unwilling))
        .group_by(Dealer.id, Dealer.region_id)
        .order_by(Dealer.id)
    )
    return [Team(*row) for row in session().execute(query)]


def _met(season: Season, week: int) -> set[frozenset[int]]:
    """The dealers that were together in the last weeks."""
    query = select(DealerWeek.week, DealerWeek.pair, DealerWeek.dealer_id).where(
        DealerWeek.season_id == season.id,
        DealerWeek.week.between(week - LATELY, week - 1),
        DealerWeek.pair.is_not(None),
    )
    together: dict[tuple[int, int | None], list[int]] = {}
    for of_week, number, dealer_id in session().execute(query):
        together.setdefault((of_week, number), []).append(dealer_id)
    return {
        frozenset((one, other)) for members in together.values() for one in members for other in members if one < other
    }
