"""A season played from its first day to its last by simulated people, into the database that is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

from sqlalchemy import select

from app.badges.jobs import renew as award_badges
from app.duels import rerating
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.people.models import Dealer, Person, Post, Region
from app.points import ledger
from app.seasons.models import Season
from app.tour import rebuilding
from app.tour.services import begin as set_off
from app.trials import bank as banks
from app.trials.bulk import Bulk, next_id, settle
from app.trials.lots import Course, Ended, See, play_lot
from app.trials.lots import Told as Told
from app.trials.numbers import FORK, Numbers
from app.trials.processes import Tell, side_by_side, unswept
from app.trials.writing import NUMBERED, Writer
from quizzes.rules import cohort
from quizzes.rules.cohort import Learner, Member

Say = Callable[[str], None]


def members() -> list[Member]:
    """Everybody who is active, by id."""
    rows = session().execute(
        select(Person.id, Person.post_id, Post.family, Region.code)
        .join(Post, Post.id == Person.post_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .join(Region, Region.id == Dealer.region_id)
        .where(Person.active)
        .order_by(Person.id)
    )
    return [Member(*row) for row in rows]


def play(season: Season, duels: int, seed: int, say: Say, see: See | None = None, processes: int = 1) -> Told:
    """Play so many PKs and what is learned beside them; the result is the same in however many processes.

    `see` is told of each PK, where there is one process. Raises Lost where one ends too early.
    """
    days = (season.last_day - season.first_day).days + 1
    learners = cohort.cohort(members(), days, seed)
    people = Counter(one.member.post_id for one in learners)
    counts = {
        post: cohort.duels_by_day(share, days, season.first_day.weekday())
        for post, share in cohort.duels_by_post(people, duels).items()
    }
    course = Course(season, banks.read(season, people), days, seed, counts)
    parts = [[one for one in learners if one.member.post_id in lot] for lot in cohort.lots(people, processes)]
    session().commit()  # what was read is over: the season writes by connections of its own
    with engine().connect() as here:
        numbers = {model: Numbers(next_id(here, model)) for model in NUMBERED}
    engine().dispose()  # no connection is carried into another process
    turn = FORK.Lock() if engine().dialect.name == "sqlite" else nullcontext()

    def work(part: Sequence[Learner], tell: Tell[Ended]) -> Told:
        with unswept(), engine().connect().execution_options(writing=True) as here:
            return play_lot(course, part, Writer(Bulk(here, turn), season, numbers), tell, see)

    told = sum(side_by_side(work, parts, _listener(course, len(parts), say)), Told(learners, days))
    with engine().connect() as here:
        settle(here, told.rows)
    say("standings, journeys and badges …")
    _reckon(season)
    return told


def _listener(course: Course, lots: int, say: Say) -> Callable[[Ended], None]:
    """Says of each day that it is over when it is in all lots."""
    heard: Counter[int] = Counter()
    came: Counter[int] = Counter()

    def hear(ended: Ended) -> None:
        heard[ended.day] += 1
        came[ended.day] += ended.came
        if heard[ended.day] == lots:
            upto = sum(sum(counts[: ended.day + 1]) for counts in course.duels.values())
            say(f"day {ended.day + 1} of {course.days}: {upto} PKs, {came[ended.day]} people came")

    return hear


def _reckon(season: Season) -> None:
    """What the application itself makes of the rows: standings, the days' PKs, journeys, badges."""
    now = clock.now()
    with transaction():
        ledger.rebuild(now)
        set_off(season, now)
    award_badges(now, tell=lambda _badge: None)  # notices and what teams remember are not played


@dataclass(frozen=True)
class Verified:
    """How many rows the existing commands find wrong; nought is right."""

    ledger: int
    ratings: int
    tour: int


def verify() -> Verified:
    """What `flask ledger verify`, `ratings verify` and `tour verify` would find; ratings take the longest by far, so
    that each family of posts is reckoned in a process of its own.
    """
    now = clock.now()
    families = rerating.families()
    session().expire_all()
    session().commit()
    engine().dispose()  # no connection is carried into another process
    ratings = sum(side_by_side(_wrong_ratings, families, lambda _news: None))
    return Verified(
        ledger=sum(1 for _one in ledger.differences(now)),
        ratings=ratings,
        tour=sum(1 for _one in rebuilding.differences(now)),
    )


def _wrong_ratings(family: str, _tell: Tell[None]) -> int:
    return sum(1 for _one in rerating.differences_of(family))
