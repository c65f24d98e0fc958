"""What the demo's people were told lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.kit.database import session
from app.notifications import jobs, services
from app.notifications.kinds import Kind
from app.notifications.models import Notice
from app.people.models import Person
from app.points.models import Standing
from app.seasons.models import Season
from app.seasons.queries import day_of, running, week_of
from app.streaks.queries import earn_backs, streaks_at_risk

CAST, TOLD_TO = "DEMO-", "DEMO-TECH"
APART = timedelta(minutes=37)


def seed_demo(now: datetime) -> None:
    """Some new notices; those that the demo's own facts have written came before and are read. Nothing is sent."""
    season = running(now)
    if season is not None:
        week_at = _week_at(season, now)
        _move_before(week_at)
        _tell(season, week_at, now)
        _tell_of_streaks(now - timedelta(minutes=5))
    session().execute(update(Notice).values(spread_at=now), execution_options={"synchronize_session": False})


def _week_at(season: Season, now: datetime) -> datetime:
    """Some time on this week's Monday, or just now."""
    return now - timedelta(days=(day_of(season, now) - 1) % 7, minutes=55)


def _move_before(moment: datetime) -> None:
    mine = select(Notice).join(Person, Person.id == Notice.person_id).where(Person.staff_number.startswith(CAST))
    for number, notice in enumerate(session().scalars(mine.order_by(Notice.id.desc())), 1):
        notice.created_at = notice.read_at = moment - number * APART


def _tell(season: Season, week_at: datetime, now: datetime) -> None:
    person_id = session().scalar(select(Person.id).filter_by(staff_number=TOLD_TO))
    if person_id is None:
        return
    week = week_of(season, day_of(season, now)) - 1
    last = session().get(Standing, (season.id, week, person_id))
    if last is not None:
        params = {"points": last.points, "mastered": last.mastered}
        services.tell([person_id], Kind.WEEK, f"week:{season.id}:{week}", week_at, url="/points", params=params)
    kudos = {"name": "王丽", "what": "stop:lanzhou"}
    services.tell([person_id], Kind.KUDOS, "demo:kudos", now - timedelta(minutes=20), url="/team", params=kudos)


def _tell_of_streaks(now: datetime) -> None:
    """By the jobs of the evening and the morning, for the cast."""
    cast = set(session().scalars(select(Person.id).where(Person.staff_number.startswith(CAST))))
    jobs.remind_streaks(lambda season, at: cast.intersection(streaks_at_risk(season, at)), now)
    jobs.tell_earn_backs(lambda season, at: [one for one in earn_backs(season, at) if one[0] in cast], now)
