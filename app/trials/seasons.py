"""A season played from its first day to its last by simulated people, day by day, into the database that is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import select

from app.badges.jobs import renew as award_badges
from app.duels import rerating
from app.kit import clock
from app.kit.clock import milliseconds
from app.kit.database import engine, session, transaction
from app.people.models import Dealer, Person, Post, Region
from app.points import ledger
from app.seasons.models import Season
from app.seasons.queries import rules_of
from app.tour import rebuilding
from app.tour.services import begin as set_off
from app.trials import bank as banks
from app.trials.bank import Bank
from app.trials.bulk import Bulk
from app.trials.playing import Played, Table
from app.trials.studying import Desk, Shelf, Today
from app.trials.writing import Writer
from quizzes.rules import cohort
from quizzes.rules.cohort import Learner, Member
from quizzes.rules.notebook import Notebook
from quizzes.rules.seasonplan import begins

Say = Callable[[str], None]
See = Callable[[Played], None]


@dataclass
class Told:
    """What a season was: people, rows by table, PKs by day, who came by day, sets done by day."""

    learners: list[Learner]
    rows: dict[str, int] = field(default_factory=dict)
    came: list[int] = field(default_factory=list)
    done: list[int] = field(default_factory=list)
    duels: list[int] = field(default_factory=list)


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


def play(season: Season, duels: int, seed: int, say: Say, see: See | None = None) -> Told:
    """Play so many PKs and what is learned beside them; `see` is told of each PK."""
    days = (season.last_day - season.first_day).days + 1
    learners = cohort.cohort(members(), days, seed)
    bank = banks.read(season, {one.member.post_id for one in learners})
    session().commit()  # what was read is over: the season writes by a connection of its own
    with engine().connect().execution_options(writing=True) as here:
        bulk = Bulk(here)
        house = _House(season, learners, bank, Writer(bulk, season), see)
        counts = cohort.duels_by_day(duels, days, season.first_day.weekday())
        for number, count in enumerate(counts):
            house.day(number, days, count, Random(f"{seed}:day:{number}"))
            say(f"day {number + 1} of {days}: {sum(counts[: number + 1])} PKs, {house.told.came[-1]} people came")
        house.close()
    say("standings, journeys and badges …")
    _reckon(season)
    house.told.rows = dict(sorted(bulk.written.items()))
    return house.told


class _House:
    """Who plays, and all that they carry from day to day."""

    def __init__(
        self, season: Season, learners: Sequence[Learner], bank: Bank, writer: Writer, see: See | None
    ) -> None:
        self.season, self.learners, self.writer, self.see = season, learners, writer, see
        self.told = Told(list(learners))
        self.notes = {one.member.person_id: Notebook() for one in learners}
        self.shelves = {one.member.person_id: Shelf() for one in learners}
        rules = rules_of(season)
        self.table = Table(bank, writer, rules, self.notes)
        self.desk = Desk(bank, writer, rules, season.id, season.legs, self.notes, self.shelves)

    def day(self, number: int, days: int, duels: int, rng: Random) -> None:
        """Everybody who comes learns first and plays then; what ended is paid in the order in which it did."""
        today = self.season.first_day + timedelta(days=number)
        midnight, day = milliseconds(begins(today, self.season.time_zone)), today.toordinal()
        sets: dict[int, Today] = {}
        came: list[tuple[Learner, int]] = []
        for one in cohort.coming(self.learners, number, days, today.weekday(), rng):
            at = midnight + cohort.minute(one, number, rng) * 60_000 + rng.randrange(60_000)
            opened, at = self.desk.study(one, at, day, rng)
            if opened is not None:
                sets[one.member.person_id] = opened
            came.append((one, at - midnight))
        so_far: dict[int, tuple[int, int]] = {}
        for played in self.table.play(cohort.meetings(came, duels, rng), midnight, day, rng):
            self.desk.played(played, sets, day)
            self.table.settle(played, day, so_far)
            if self.see:
                self.see(played)
        self._close_day(sets, len(came), duels)

    def _close_day(self, sets: dict[int, Today], came: int, duels: int) -> None:
        for one in sets.values():
            self.writer.day_set(one.row, one.reviewed, one.given)
        self.writer.close_day()
        self.told.came.append(came)
        self.told.duels.append(duels)
        self.told.done.append(sum("done_at" in one.row for one in sets.values()))

    def close(self) -> None:
        """What stands when all days are over."""
        for person_id, shelf in self.shelves.items():
            self.writer.progress((person_id, one, *times) for one, times in shelf.opened.items())
            self.writer.notebook(person_id, self.notes[person_id])
        self.writer.ratings(self.table.ratings)
        self.writer.bulk.close()


def _reckon(season: Season) -> None:
    """What the application itself makes of the rows: standings, the days' PKs, journeys, badges."""
    now = clock.now()
    with transaction():
        ledger.rebuild(now)
        set_off(season, now)
    award_badges(now)


@dataclass(frozen=True)
class Verified:
    """How many rows the existing commands find wrong; nought is right."""

    ledger: int
    ratings: int
    tour: int


def verify() -> Verified:
    """What `flask ledger verify`, `ratings verify` and `tour verify` would find."""
    now = clock.now()
    session().expire_all()
    return Verified(
        ledger=sum(1 for _one in ledger.differences(now)),
        ratings=sum(1 for _one in rerating.differences()),
        tour=sum(1 for _one in rebuilding.differences(now)),
    )
