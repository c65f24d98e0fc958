"""Streaks as they are reckoned from the days done and the calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import literal, select, union_all

from app.days.models import DaySet
from app.kit.database import session
from app.people.models import Person
from app.seasons.audience import members
from app.seasons.models import Season
from app.seasons.queries import day_of, may_take_part, running
from app.streaks.models import Holiday, Leave, Outage, RestPattern
from quizzes.rules.streaks import Streak, neutral_days, streak

AT_ONCE = 500
RECENT = 14  # who did nothing for so long has no streak that could end today
WORTH = 3  # a reminder is for streaks of so many days
Spans = list[tuple[int, int]]


def streak_of(person: Person, season: Season, now: datetime) -> Streak:
    """The person's streak as it stands: three statements."""
    return dict(streaks_of([(person.id, person.dealer_id)], season, now))[person.id]


def mine(person: Person, now: datetime) -> tuple[Season, Streak] | None:
    """The person's streak in the running season; None where there is none for them."""
    season = running(now)
    if season is None or not may_take_part(season, person):
        return None
    return season, streak_of(person, season, now)


def streaks_of(people: Sequence[tuple[int, int]], season: Season, now: datetime) -> Iterator[tuple[int, Streak]]:
    """(person id, streak) for these people, given as (person id, dealer id): three statements for each portion."""
    first, today = season.first_day.toordinal(), min(day_of(season, now), season.last_day.toordinal())
    for start in range(0, len(people), AT_ONCE):
        portion = people[start : start + AT_ONCE]
        ids = [person_id for person_id, _dealer_id in portion]
        done, patterns = _done(ids, season), _patterns(ids)
        own, of_dealers, of_all = _spans(ids, {dealer_id for _person_id, dealer_id in portion}, first)
        for person_id, dealer_id in portion:
            spans = own[person_id] + of_dealers[dealer_id] + of_all
            yield (
                person_id,
                streak(done[person_id], neutral_days(patterns[person_id], spans, first, today), first, today),
            )


def streaks_at_risk(season: Season, now: datetime) -> list[int]:
    """Whose streak of three days or more is over at midnight, unless today's set is done: person ids."""
    today = day_of(season, now)
    of_season = (DaySet.season_id == season.id, DaySet.done_at.is_not(None))
    lately = select(DaySet.person_id).where(*of_season, DaySet.day >= today - RECENT, DaySet.day < today)
    finished = select(DaySet.person_id).where(*of_season, DaySet.day == today)
    people = session().execute(
        select(Person.id, Person.dealer_id)
        .where(*members(season), Person.id.in_(lately), Person.id.not_in(finished))
        .order_by(Person.id)
    )
    found = streaks_of([(person_id, dealer_id) for person_id, dealer_id in people], season, now)
    return [person_id for person_id, one in found if one.ends_today and one.days >= WORTH]


def _done(ids: Sequence[int], season: Season) -> dict[int, dict[int, int]]:
    rows = session().execute(
        select(DaySet.person_id, DaySet.day, DaySet.worked_on).where(
            DaySet.season_id == season.id, DaySet.person_id.in_(ids), DaySet.done_at.is_not(None)
        )
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for person_id, day, worked_on in rows:
        found[person_id][day] = worked_on
    return found


def _patterns(ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    rows = select(RestPattern.person_id, RestPattern.from_day, RestPattern.weekdays)
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for person_id, from_day, weekdays in session().execute(rows.where(RestPattern.person_id.in_(ids))):
        found[person_id].append((from_day, weekdays))
    return found


def _spans(ids: Sequence[int], dealers: Iterable[int], since: int) -> tuple[dict[int, Spans], dict[int, Spans], Spans]:
    """Leave by person, holidays by dealer, outages: in one statement."""
    rows = session().execute(
        union_all(
            select(literal("leave"), Leave.person_id, Leave.first_day, Leave.last_day)
            .where(Leave.person_id.in_(ids), Leave.last_day >= since),
            select(literal("holiday"), Holiday.dealer_id, Holiday.first_day, Holiday.last_day)
            .where(Holiday.dealer_id.in_(list(dealers)), Holiday.last_day >= since),
            select(literal("outage"), literal(0), Outage.first_day, Outage.last_day).where(Outage.last_day >= since),
        )
    )  # fmt: skip
    found: dict[str, dict[int, Spans]] = {kind: defaultdict(list) for kind in ("leave", "holiday", "outage")}
    for kind, of, first, last in rows:
        found[kind][of].append((first, last))
    return found["leave"], found["holiday"], found["outage"][0]


def leaves_of(person: Person, since: int) -> Sequence[Leave]:
    """The person's leave that is not over."""
    query = select(Leave).where(Leave.person_id == person.id, Leave.last_day >= since)
    return session().scalars(query.order_by(Leave.first_day, Leave.id)).all()


def holidays_of(dealer_id: int) -> Sequence[Holiday]:
    """The dealer's holidays, the latest first."""
    query = select(Holiday).where(Holiday.dealer_id == dealer_id)
    return session().scalars(query.order_by(Holiday.first_day.desc(), Holiday.id.desc()).limit(100)).all()


def outages() -> Sequence[Outage]:
    """What is on record, the latest first."""
    return session().scalars(select(Outage).order_by(Outage.first_day.desc(), Outage.id.desc()).limit(100)).all()


def pattern_of(person: Person) -> RestPattern | None:
    """The pattern that was chosen last; it may begin tomorrow."""
    query = select(RestPattern).filter_by(person_id=person.id).order_by(RestPattern.from_day.desc())
    return session().scalar(query.limit(1))
