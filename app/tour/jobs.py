"""Opening the legs whose day has come. Run again, it finds nothing left to do."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.seasons.models import Season
from app.seasons.queries import running
from app.tour import services
from app.tour.models import Journey, LegRelease
from app.tour.plans import plan_of, today_of
from quizzes.rules.tour import Leg


def open_legs() -> int:
    """Release for everybody what waited for a leg of today or of a day that was missed; how many legs were opened.

    With the first leg everybody sets off who knows something of it already.
    """
    now = clock.now()
    season = running(now)
    if season is None:
        return 0
    due = due_legs(season, today_of(season, now))
    for leg in due:
        _release(season, leg)
    return len(due)


def due_legs(season: Season, today: date) -> list[Leg]:
    """The legs that are to be released. The first one without a day opens with the season."""
    done = set(session().scalars(select(LegRelease.section).filter_by(season_id=season.id)))
    legs = plan_of(season).legs
    days = {leg.section: leg.opens_on or (season.first_day if leg.number == 1 else None) for leg in legs}
    return [leg for leg in legs if (day := days[leg.section]) and day <= today and leg.section not in done]


def _release(season: Season, leg: Leg) -> None:
    now = clock.now()
    if leg.number == 1:
        services.begin(season, now)
    else:
        _release_waiting(season)
    with transaction() as here:
        here.add(LegRelease(season_id=season.id, section=leg.section, at=now))


def _release_waiting(season: Season) -> None:
    """All journeys in portions, each portion a deed: nobody who is learning waits for long."""
    last = 0
    while ids := _next_ids(season, last):
        with transaction():
            services.raise_to(ids, {}, season, clock.now())
        last = ids[-1]


def _next_ids(season: Season, last: int) -> list[int]:
    query = select(Journey.person_id).where(Journey.season_id == season.id, Journey.person_id > last)
    return list(session().scalars(query.order_by(Journey.person_id).limit(services.AT_ONCE)))
