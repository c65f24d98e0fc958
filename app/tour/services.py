"""Moving cars. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.kit.events import publish
from app.kit.upsert import insert
from app.seasons.models import Season
from app.tour import mastered, sections
from app.tour.events import StopReached
from app.tour.models import Journey
from app.tour.plans import plan_of, today_of
from quizzes.rules import tour
from quizzes.rules.tour import WHOLE, Plan

AT_ONCE = 500
NOT_YET = _("Your car is still in Beijing. Master the first question, then there is something to show.")


def earn(person_id: int, season: Season, question_id: int, level: int, at: datetime) -> None:
    """A question has reached a level for the first time: its part of the section becomes kilometres."""
    asking = mastered.of_question(person_id, question_id)
    journey = _locked(person_id, season)
    if journey is None:
        journey = _set_off(person_id, season, at)
        shares = _raised(journey.shares, mastered.of_person(person_id))
    else:
        steps = (one for one in asking if one.asks_this)
        shares = journey.shares | {
            one.section: tour.gained(journey.shares.get(one.section, 0), level, one.tenths, one.asked) for one in steps
        }
    plan = plan_of(season)
    move(journey, shares, plan, today_of(season, at), sections.free_of_person(plan, person_id), at)


def unlearn(person_id: int, season: Season, question_id: int, before: int, after: int) -> None:
    """A question was found wrong, and its best level is lower than it was: its part of the section is to be earned
    again. The car stays where it is.
    """
    asking = mastered.of_question(person_id, question_id)
    journey = _locked(person_id, season)
    if journey is not None:
        journey.shares = journey.shares | {
            one.section: tour.lost(journey.shares.get(one.section, 0), (before, after), one.tenths, one.asked)
            for one in asking
            if one.asks_this
        }


def move(
    journey: Journey, shares: Mapping[str, int], plan: Plan, today: date, free: Collection[str], at: datetime
) -> bool:
    """Let the car stand where these shares bring it, and state each stop that it reaches; whether anything changed.

    `free`: as for quizzes.rules.tour.states.
    """
    learned = shares != journey.shares
    if learned:
        journey.shares = dict(shares)
    metres = max(journey.metres, tour.metres(tour.states(plan, shares, today, free)))
    reached, before = tour.stops_passed(plan, metres), journey.stops
    if metres > journey.metres:
        journey.metres, journey.moved_at = metres, at
    elif reached <= before:
        return learned
    journey.stops = max(before, reached)
    for number in range(before + 1, reached + 1):
        publish(StopReached(journey.person_id, journey.season_id, plan.stops[number].key, at))
    return True


def catch_up(person_id: int, season: Season, now: datetime) -> None:
    """Release what waited for a day that has come."""
    journey = _locked(person_id, season)
    if journey is not None:
        plan = plan_of(season)
        free = sections.free_of_person(plan, person_id)
        move(journey, journey.shares, plan, today_of(season, now), free, now)


def greet(person_id: int, season: Season) -> None:
    """The arrival at the last stop reached was shown."""
    journey = _locked(person_id, season)
    if journey is not None:
        journey.greeted = journey.stops


def choose_card(person_id: int, season: Season, card: str | None) -> None:
    """Agree to a share picture with or without the name, or to none any more. Raises Conflict before the first move."""
    journey = _locked(person_id, season)
    if journey is None:
        raise Conflict(NOT_YET)
    journey.card = card


def _locked(person_id: int, season: Season) -> Journey | None:
    return session().get(Journey, (season.id, person_id), with_for_update=True, populate_existing=True)


def _set_off(person_id: int, season: Season, at: datetime) -> Journey:
    row = _row(person_id, season, {}, 0, 0, at)
    session().execute(insert(Journey).values(row).on_conflict_do_nothing())
    journey = _locked(person_id, season)
    assert journey is not None
    return journey


def _row(person_id: int, season: Season, shares: Mapping[str, int], metres: int, stops: int, at: datetime) -> dict:
    return {
        "season_id": season.id,
        "person_id": person_id,
        "shares": dict(shares),
        "metres": metres,
        "stops": stops,
        "greeted": stops,
        "card": None,
        "moved_at": at,
    }


def _raised(kept: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """The greater share of each section."""
    keys = kept.keys() | counted.keys()
    return {key: min(WHOLE, max(kept.get(key, 0), counted.get(key, 0))) for key in sorted(keys)}


def begin(season: Season, at: datetime) -> int:
    """Set everybody off who has mastered something and has no journey yet; how many. States no arrivals.

    What people know is counted before the first of the deeds, of which each takes a portion: with 20,000 people it
    takes ten seconds and more, in which nobody else could write into SQLite.
    """
    known = set(session().scalars(select(Journey.person_id).filter_by(season_id=season.id)))
    plan, today = plan_of(season), today_of(season, at)
    free = sections.free_of_everybody(plan)
    rows = []
    for person_id, shares in mastered.of_everybody(season):
        if person_id in known:
            continue
        metres = tour.metres(tour.states(plan, shares, today, free(person_id)))
        rows.append(_row(person_id, season, shares, metres, tour.stops_passed(plan, metres), at))
    for start in range(0, len(rows), AT_ONCE):
        with transaction() as here:
            here.execute(insert(Journey).on_conflict_do_nothing(), rows[start : start + AT_ONCE])
    return len(rows)


def raise_to(person_ids: Sequence[int], counted: Mapping[int, Mapping[str, int]], season: Season, at: datetime) -> int:
    """Let these journeys have at least what is counted, and what their day has released; how many changed.

    No car rolls back.
    """
    plan, today = plan_of(season), today_of(season, at)
    free = sections.free_of_everybody(plan, person_ids)
    journeys = session().scalars(
        select(Journey)
        .where(Journey.season_id == season.id, Journey.person_id.in_(person_ids))
        .order_by(Journey.person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return sum(
        move(
            journey,
            _raised(journey.shares, counted.get(journey.person_id, {})),
            plan,
            today,
            free(journey.person_id),
            at,
        )
        for journey in journeys.all()
    )
