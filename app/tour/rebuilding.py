"""What the journeys of the running season should be, counted from mastery, and putting that right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from app.kit.database import session, transaction
from app.seasons.models import Season
from app.seasons.queries import running
from app.tour import mastered, sections, services
from app.tour.models import Journey
from app.tour.plans import plan_of, today_of
from quizzes.rules import tour


def differences(now: datetime) -> Iterator[str]:
    """Each journey that is too short for what is mastered, or whose metres do not follow from its own shares.

    A longer one is right: a curriculum may have grown, or the person may have changed the post.
    """
    season = running(now)
    if season is None:
        return
    kept = _journeys(season)
    for person_id, shares in mastered.of_everybody(season):
        journey = kept.get(person_id)
        if journey is None:
            yield f"person {person_id}: no journey, although something is mastered"
            continue
        short = {key: share for key, share in shares.items() if share > journey.shares.get(key, 0)}
        for key, share in sorted(short.items()):
            yield f"person {person_id}: {key} is {journey.shares.get(key, 0)} millionths, should be {share} at least"
    yield from _wrong_metres(season, kept, now)


def _wrong_metres(season: Season, kept: dict[int, Journey], now: datetime) -> Iterator[str]:
    plan, today = plan_of(season), today_of(season, now)
    free = sections.free_of_everybody(plan)
    for person_id, journey in kept.items():
        metres = tour.metres(tour.states(plan, journey.shares, today, free(person_id)))
        if journey.metres < metres:
            yield f"person {person_id}: {journey.metres} m, should be {metres} at least"
        elif journey.stops < tour.stops_passed(plan, journey.metres):
            yield f"person {person_id}: {journey.stops} stops, should be {tour.stops_passed(plan, journey.metres)}"


def rebuild(now: datetime) -> int:
    """Raise what is too short, set off who has no journey; how many were touched. Call it in a transaction."""
    season = running(now)
    if season is None:
        return 0
    counted = dict(mastered.of_everybody(season))
    moved = services.begin(season, now)
    ids = sorted(_journeys(season))
    for start in range(0, len(ids), services.AT_ONCE):
        moved += services.raise_to(ids[start : start + services.AT_ONCE], counted, season, now)
    return moved


def raise_in_portions(season: Season, now: datetime) -> None:
    """As `rebuild`, each portion a deed of its own: what a section asks has changed, while everybody learns on."""
    counted = dict(mastered.of_everybody(season))
    with transaction():
        services.begin(season, now)
    ids = sorted(_journeys(season))
    for start in range(0, len(ids), services.AT_ONCE):
        with transaction():
            services.raise_to(ids[start : start + services.AT_ONCE], counted, season, now)


def _journeys(season: Season) -> dict[int, Journey]:
    found = session().scalars(select(Journey).filter_by(season_id=season.id).order_by(Journey.person_id))
    return {journey.person_id: journey for journey in found}
