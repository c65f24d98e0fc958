"""Streaks as they are reckoned from the days done and the calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    String,
    bindparam,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from app.days.models import DaySet
from app.kit.database import session
from app.people.models import Dealer, Person
from app.seasons.audience import members
from app.seasons.models import Season
from app.seasons.queries import day_of, may_take_part, running
from app.streaks.models import Holiday, Leave, Outage, RestDay, RestPattern
from quizzes.rules.streaks import Calendar, Streak, Why, standing, streak

AT_ONCE = 5_000  # people in one statement
RECENT = 14  # who did nothing for so long has no streak that could end today
WORTH = 3  # a reminder is for streaks of so many days
WORTH_BACK = WORTH + 2  # with the day made up, and today
MOST_SHOWN = 200
DAY = 100  # days done are read as day * 100 + days until it was made up
DONE = (  # built once, as what is entered: every page of today runs both
    select(
        DaySet.person_id, func.aggregate_strings(cast(DaySet.day * DAY + DaySet.worked_on - DaySet.day, String), ",")
    )
    .where(
        DaySet.season_id == bindparam("season_id"),
        DaySet.person_id.in_(bindparam("ids", expanding=True)),
        DaySet.done_at.is_not(None),
    )
    .group_by(DaySet.person_id)
)
Done = dict[int, int]
Spans = list[tuple[Why, int, int]]


@dataclass(frozen=True)
class Read:
    """What a person's streak is reckoned from: the days done (and on which day that was), and the calendar."""

    done: Done
    calendar: Calendar


@dataclass(frozen=True)
class Stretch:
    """The days that a streak looks at: from the first of the season until today, or the day after its last one."""

    first: int
    today: int
    is_over: bool

    def neutral(self, calendar: Calendar) -> Collection[int]:
        found = calendar.neutral(self.first, self.today)
        return {*found, self.today} if self.is_over else found

    def streak(self, read: Read) -> Streak:
        return streak(read.done, self.neutral(read.calendar), self.first, self.today)

    def standing(self, read: Read) -> Streak:
        """As `streak`, in a third of the time: without what would earn it back."""
        return standing(read.done, self.neutral(read.calendar), self.first, self.today)


def stretch(season: Season, now: datetime) -> Stretch:
    today, last = day_of(season, now), season.last_day.toordinal()
    return Stretch(season.first_day.toordinal(), min(today, last + 1), today > last)


def streak_of(person: Person, season: Season, now: datetime) -> Streak:
    """The person's streak as it stands: two statements."""
    return stretch(season, now).streak(read_one(person, season))


def mine(person: Person, now: datetime) -> Season | None:
    """The running season; None where there is none for this person."""
    season = running(now)
    return season if season is not None and may_take_part(season, person) else None


def streaks_of(people: Sequence[tuple[int, int]], season: Season, now: datetime) -> Iterator[tuple[int, Streak]]:
    """(person id, streak) for these people, given as (person id, dealer id): two statements for each 5,000."""
    days = stretch(season, now)
    return ((person_id, days.streak(read)) for person_id, read in _read(people, season))


def bests_of(people: Sequence[tuple[int, int]], season: Season, now: datetime) -> Iterator[tuple[int, int]]:
    """(person id, longest streak of the season) for these people, given as (person id, dealer id)."""
    days = stretch(season, now)
    return ((person_id, days.standing(read).best) for person_id, read in _read(people, season))


def streaks_at_risk(season: Season, now: datetime) -> list[int]:
    """Whose streak of three days or more is over at midnight, unless today's set is done: person ids."""
    days = stretch(season, now)
    of_season = (DaySet.season_id == season.id, DaySet.done_at.is_not(None))
    finished = select(DaySet.person_id).where(*of_season, DaySet.day == days.today)
    pairs = _doing(season, days, Person.id.not_in(finished))
    found = ((person_id, days.standing(read)) for person_id, read in _read(pairs, season) if len(read.done) >= WORTH)
    return [person_id for person_id, one in found if one.ends_today and one.days >= WORTH]


def earn_backs(season: Season, now: datetime) -> list[tuple[int, int, int]]:
    """Whose streak of three days or more a missed day has ended, and making it up brings back.

    (person id, the day, how long the streak is then).
    """
    days = stretch(season, now)
    if days.is_over:
        return []
    found = ((person_id, days.streak(read)) for person_id, read in _read(_doing(season, days), season))
    back = ((person_id, one.earn_back) for person_id, one in found)
    return [(person_id, one.day, one.days) for person_id, one in back if one and one.days >= WORTH_BACK]


def _doing(season: Season, days: Stretch, *more: ColumnElement[bool]) -> list[tuple[int, int]]:
    """(person id, dealer id) of those who did a set lately. Who chose the plain view is not told of streaks."""
    of_season = (DaySet.season_id == season.id, DaySet.done_at.is_not(None))
    lately = select(DaySet.person_id).where(*of_season, DaySet.day >= days.today - RECENT, DaySet.day < days.today)
    query = select(Person.id, Person.dealer_id).where(*members(season), Person.plain.is_(False), *more)
    rows = session().execute(query.where(Person.id.in_(lately)).order_by(Person.id))
    return [(person_id, dealer_id) for person_id, dealer_id in rows]


def read_one(person: Person, season: Season) -> Read:
    return dict(_read([(person.id, person.dealer_id)], season))[person.id]


def _read(people: Sequence[tuple[int, int]], season: Season) -> Iterator[tuple[int, Read]]:
    for start in range(0, len(people), AT_ONCE):
        portion = people[start : start + AT_ONCE]
        ids = [person_id for person_id, _dealer_id in portion]
        done = _done(ids, season)
        known = _known(ids, {dealer_id for _person_id, dealer_id in portion}, season.first_day.toordinal())
        for person_id, dealer_id in portion:
            spans = known.leaves[person_id] + known.holidays[dealer_id] + known.of_all
            calendar = Calendar(known.patterns[person_id], known.rest_days[person_id], spans)
            yield person_id, Read(done.get(person_id, {}), calendar)


def _done(ids: Sequence[int], season: Season) -> dict[int, Done]:
    """A row a person: of a whole season's days that is three times as fast as a row a day."""
    rows = session().execute(DONE, {"season_id": season.id, "ids": ids})
    return {
        person_id: {number // DAY: number // DAY + number % DAY for number in map(int, text.split(","))}
        for person_id, text in rows
    }


class _Known:
    """Calendars by person, by dealer, and of all."""

    def __init__(self) -> None:
        self.patterns: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self.rest_days: dict[int, list[int]] = defaultdict(list)
        self.leaves: dict[int, Spans] = defaultdict(list)
        self.holidays: dict[int, Spans] = defaultdict(list)
        self.of_all: Spans = []

    def add(self, kind: str, of: int | None, first: int, last: int) -> None:
        if kind == "pattern":
            self.patterns[of or 0].append((first, last))
        elif kind == "rest":
            self.rest_days[of or 0].append(first)
        elif kind == "leave":
            self.leaves[of or 0].append((Why.LEAVE, first, last))
        elif of is None:
            self.of_all.append((Why(kind), first, last))
        else:
            self.holidays[of].append((Why.HOLIDAY, first, last))


def _known(ids: Sequence[int], dealers: Iterable[int], since: int) -> _Known:
    """What is entered, in one statement."""
    asked = {"ids": ids, "dealers": list(dealers), "since": since, "week_before": since - 6}
    rows: Iterable[Any] = session().execute(_entered(), asked)
    found = _Known()
    for row in rows:
        found.add(*row)
    return found


@cache
def _entered() -> CompoundSelect[Any]:
    """Parameters: ids, dealers, since, week_before. Built once: every page of today runs it."""
    ids, dealers = (bindparam(name, expanding=True, type_=Integer) for name in ("ids", "dealers"))
    since, week_before = (bindparam(name, type_=Integer) for name in ("since", "week_before"))
    nobody = cast(null(), Integer)
    return union_all(
        select(literal("pattern"), RestPattern.person_id, RestPattern.from_day, RestPattern.weekdays)
        .where(RestPattern.person_id.in_(ids)),
        select(literal("rest"), RestDay.person_id, RestDay.day, RestDay.day)
        .where(RestDay.person_id.in_(ids), RestDay.day >= week_before),
        select(literal("leave"), Leave.person_id, Leave.first_day, Leave.last_day)
        .where(Leave.person_id.in_(ids), Leave.last_day >= since),
        select(literal("holiday"), Holiday.dealer_id, Holiday.first_day, Holiday.last_day)
        .where(or_(Holiday.dealer_id.in_(dealers), Holiday.dealer_id.is_(None)), Holiday.last_day >= since),
        select(literal("outage"), nobody, Outage.first_day, Outage.last_day).where(Outage.last_day >= since),
    )  # fmt: skip


def rest_days_of(person: Person, since: int) -> Sequence[int]:
    """The person's single rest days from then on."""
    query = select(RestDay.day).where(RestDay.person_id == person.id, RestDay.day >= since)
    return session().scalars(query.order_by(RestDay.day)).all()


def leaves_of(person: Person, since: int) -> Sequence[Leave]:
    """The person's leave that is not over."""
    query = select(Leave).where(Leave.person_id == person.id, Leave.last_day >= since)
    return session().scalars(query.order_by(Leave.first_day, Leave.id)).all()


def holidays(dealer_id: int | None) -> Sequence[tuple[Holiday, Dealer | None]]:
    """The holidays of a dealer and of all, or (None) everybody's, the latest first."""
    query = select(Holiday, Dealer).outerjoin(Dealer, Dealer.id == Holiday.dealer_id)
    if dealer_id is not None:
        query = query.where(or_(Holiday.dealer_id == dealer_id, Holiday.dealer_id.is_(None)))
    rows = session().execute(query.order_by(Holiday.first_day.desc(), Holiday.id.desc()).limit(MOST_SHOWN))
    return [(holiday, dealer) for holiday, dealer in rows]


def outages() -> Sequence[Outage]:
    """What is on record, the latest first."""
    return session().scalars(select(Outage).order_by(Outage.first_day.desc(), Outage.id.desc()).limit(MOST_SHOWN)).all()


def pattern_of(person: Person) -> RestPattern | None:
    """The pattern that was chosen last; it may begin tomorrow."""
    query = select(RestPattern).filter_by(person_id=person.id).order_by(RestPattern.from_day.desc())
    return session().scalar(query.limit(1))
