"""A crowd in a benchmark's house: people of many dealers, with points, in the places that the boards show.

Its rows are written by the database itself. They are as the application leaves them, but have no entries in the ledger
behind them: a house with a crowd is for looking at boards.
"""

from __future__ import annotations

import time
from typing import Any, cast

from sqlalchemy import Connection, Row, Table, func, insert, select, text

from app.kit import clock
from app.kit.database import engine, session, transaction
from app.leaderboards import walking
from app.people.models import Dealer, Person, Post, Region
from app.points.models import SEASON, Standing
from app.seasons.models import Season
from app.seasons.queries import day_of, running, week_of
from bench.people import login

REGIONS, PEOPLE_A_DEALER = 5, 34
LOOKING = {1: 0.5, 2: 0.9}  # which people of the house look at boards, and the share of the crowd that is ahead of them
CROWDED: tuple[Any, ...] = (Person, Standing)

NUMBERS = "with recursive numbers(i) as (select {first} union all select i + 1 from numbers where i < {last})"
DEALERS = """insert into dealers (code, name_en, name_zh, region_id)
{numbers} select 'C' || i, 'Dealer ' || i, '经销商' || i, {region} + i % {regions} from numbers"""
PERSONS = """insert into persons (staff_number, name, post_id, dealer_id, active, locale, theme, shows_name, plain,
    extra_time, created_at)
{numbers} select 'C' || i, '陈' || i, {post} + i % {posts}, {dealer} + i / {people_a_dealer}, {yes}, 'zh', 'auto',
    i % 3 = 0, {no}, 0, :now from numbers"""
# chance: the golden ratio's multiples are spread evenly; its cube and square leave few with many points
STANDINGS = """insert into standings (season_id, period, person_id, post_id, region_id, dealer_id, points, mastered)
select {season}, {period}, p.id, p.post_id, d.region_id, p.dealer_id,
    5 + cast({most} * p.u * p.u * p.u as integer), cast(p.u * p.u * {mastered} as integer) + p.id % 5
from (select id, post_id, dealer_id, active, staff_number,
        (cast(id as bigint) * {factor} % 4294967296) / 4294967296.0 as u from persons) as p
join dealers d on d.id = p.dealer_id where p.id > {after} and p.id % 5 < {fifths}"""


def grow(people: int) -> None:
    """Let the crowd have so many people, walk the boards, and place those who look at them."""
    began = time.perf_counter()
    season = running(clock.now())
    assert season is not None
    week = week_of(season, day_of(season, clock.now()))
    numbers = _numbers(people)
    session().commit()
    with engine().connect().execution_options(writing=True) as here, here.begin():
        _prepare(here)
        indexes = [index for model in CROWDED for index in cast("Table", model.__table__).indexes]
        for index in indexes:  # made anew at the end: many times faster
            index.drop(here)
        _fill(here, season, week, numbers)
        for index in indexes:
            index.create(here)
    _settle()
    print(f"  {people} people are there after {time.perf_counter() - began:.1f} s", flush=True)
    for share_ahead in LOOKING.items():
        _place(season, week, *share_ahead)
    began = time.perf_counter()
    count = walking.walk(season, clock.now())
    print(f"  {count} milestones are set after {time.perf_counter() - began:.1f} s", flush=True)


def _numbers(people: int) -> dict[str, Any]:
    """What the statements need to know of the house as it is."""
    with transaction() as here:
        if here.scalar(select(func.count(Region.id))) == 1:
            names = [f"Region {one}" for one in range(2, REGIONS + 1)]
            here.execute(insert(Region), [{"code": one, "name_en": one, "name_zh": one} for one in names])
    there = session().scalar(select(func.count()).where(Person.staff_number.startswith("C"))) or 0
    return {
        "first": there,
        "last": people - 1,
        "after": (session().scalar(select(func.max(Person.id))) or 0) if there else 0,
        "region": session().scalar(select(func.min(Region.id))),
        "regions": REGIONS,
        "post": session().scalar(select(func.min(Post.id))),
        "posts": session().scalar(select(func.count(Post.id))),
        "people_a_dealer": PEOPLE_A_DEALER,
    }


def _fill(here: Connection, season: Season, week: int, numbers: dict[str, Any]) -> None:
    sqlite = here.dialect.name == "sqlite"
    numbers |= {"yes": 1, "no": 0} if sqlite else {"yes": "true", "no": "false"}
    dealers = range(
        numbers["first"] // PEOPLE_A_DEALER + (numbers["first"] > 0), numbers["last"] // PEOPLE_A_DEALER + 1
    )
    series = NUMBERS.format(first=dealers.start, last=dealers.stop - 1)
    if dealers:
        here.execute(text(DEALERS.format(numbers=series, **numbers)))
    numbers["dealer"] = here.scalar(select(func.min(Dealer.id)).where(Dealer.code.startswith("C")))
    here.execute(text(PERSONS.format(numbers=NUMBERS.format(**numbers), **numbers)), {"now": clock.now()})
    for period, most, mastered, factor, fifths in (
        (SEASON, 20_000, 400, 2_654_435_761, 5),
        (week, 900, 20, 2_246_822_519, 2),
    ):
        more = {"season": season.id, "period": period, "most": most, "mastered": mastered, "factor": factor}
        here.execute(text(STANDINGS.format(**numbers, **more, fifths=fifths)))


def _prepare(here: Connection) -> None:
    if here.dialect.name == "sqlite":
        here.exec_driver_sql("pragma cache_size = -1000000")


def _settle() -> None:
    """What the engine does by itself in a house that has grown by and by."""
    with engine().connect() as here:
        if here.dialect.name == "sqlite":
            here.exec_driver_sql("commit")
            here.exec_driver_sql("pragma wal_checkpoint(truncate)")
        else:
            here.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("vacuum analyze")


def _place(season: Season, week: int, number: int, share_ahead: float) -> None:
    """Give this person of the house what somebody of the crowd has who has this share of it ahead."""
    person = session().scalars(select(Person).where(Person.staff_number == login(number))).one()
    for period in (SEASON, week):
        worth = _worth_at(season, period, share_ahead)
        with transaction() as here:
            found = here.get(Standing, (season.id, period, person.id)) or Standing(
                season_id=season.id, period=period, person_id=person.id
            )
            found.post_id, found.dealer_id, found.region_id = person.post_id, person.dealer_id, person.dealer.region_id
            found.points, found.mastered = worth
            here.add(found)


def _worth_at(season: Season, period: int, share_ahead: float) -> Row[tuple[int, int]]:
    of_period = (Standing.season_id == season.id, Standing.period == period)
    size = session().scalar(select(func.count()).where(*of_period)) or 0
    best_first = (Standing.points.desc(), Standing.mastered.desc(), Standing.person_id.desc())
    listed = select(Standing.points, Standing.mastered).where(*of_period).order_by(*best_first)
    return session().execute(listed.offset(int(share_ahead * size)).limit(1)).one()
