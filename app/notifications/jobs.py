"""What is done for notifications again and again. Twice does no harm: all of it has a key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import delete, select

from app.kit import clock
from app.kit.database import session, transaction
from app.notifications import sending, services, spreading, summaries, wishes
from app.notifications.kinds import Kind, earn_back_key, streak_key
from app.notifications.models import Message, Notice, Webhook
from app.points.models import Standing
from app.seasons.models import Season
from app.seasons.queries import day_of, is_running, running, shown, week_of

AtRisk = Callable[[Season, datetime], Collection[int]]  # whose streak ends with this day
EarnBacks = Callable[[Season, datetime], Iterable[tuple[int, int, int]]]  # person id, day to make up, days long then
EVENING = 17  # o'clock in the season's time zone: from then on it is evening
MORNING = 3  # o'clock: until then yesterday can still be done
KEPT_MESSAGES, KEPT_NOTICES = timedelta(days=30), timedelta(days=200)


def pass_on() -> int:
    """Give announcements to their people, and put notices into messages; how many notices were looked at."""
    now = clock.now()
    spreading.announce(now)
    return spreading.spread(now, wishes.zone(now))


def send_letters() -> int:
    """How many were sent. Each way out of the house has a job of its own, so that a slow one holds up no other."""
    return sending.send_all(sending.LETTERS)


def push() -> int:
    return sending.send_all(sending.PUSHES)


def tell_chats() -> int:
    return sending.send_all(sending.CHATS)


def send_messages() -> int:
    """All of these at once."""
    pass_on()
    return sending.send_all()


def remind_streaks(at_risk: AtRisk, now: datetime | None = None) -> int:
    """In the evening: tell people whose streak ends with this day, once a day; how many are at risk.

    It is worth nothing tomorrow: what was not sent by midnight is not sent. Made up later, it says nothing: by then it
    would speak of another day, and too early.
    """
    now = now or clock.now()
    season = running(now)
    if season is None or _is_before(EVENING, season, now):
        return 0
    people = sorted(at_risk(season, now))
    with transaction():
        key = streak_key(season.id, day_of(season, now))
        services.tell(people, Kind.STREAK, key, now, url="/", expires_at=_midnight(season, now))
    return len(people)


def tell_earn_backs(earn_backs: EarnBacks, now: datetime | None = None) -> int:
    """In the morning: tell people whose streak a missed day has ended how to earn it back, once; how many can."""
    now = now or clock.now()
    season = running(now)
    if season is None or _is_before(MORNING, season, now):
        return 0
    found = sorted(earn_backs(season, now))
    with transaction():
        for day in sorted({day for _person_id, day, _days in found}):
            people = [(person_id, {"day": day, "days": days}) for person_id, one, days in found if one == day]
            key, ends = earn_back_key(season.id, day), _midnight(season, now)
            services.tell_each(people, Kind.EARN_BACK, key, now, url="/streak", expires_at=ends)
    return len(found)


def _is_before(hour: int, season: Season, now: datetime) -> bool:
    """In a demo it is never too early: whoever shows it cannot wait for the evening."""
    return now.astimezone(ZoneInfo(season.time_zone)).hour < hour and not current_app.config["SETTINGS"].demo


def _midnight(season: Season, now: datetime) -> datetime:
    """When the season's day ends."""
    return datetime.combine(date.fromordinal(day_of(season, now) + 1), time(0), ZoneInfo(season.time_zone))


def look_back(now: datetime | None = None) -> int:
    """On Monday: tell everybody who earned something what the last week brought; how many."""
    now = now or clock.now()
    season = shown(now)
    if season is None:
        return 0
    week = week_of(season, day_of(season, now)) - 1
    query = select(Standing.person_id, Standing.points, Standing.mastered)
    rows = session().execute(query.filter_by(season_id=season.id, period=week).where(Standing.points > 0))
    people = [(person_id, {"points": points, "mastered": mastered}) for person_id, points, mastered in rows]
    with transaction():
        key, ends = f"week:{season.id}:{week}", now + timedelta(days=2)
        services.tell_each(people, Kind.WEEK, key, now, url="/points", expires_at=ends)
    return len(people)


def sum_up(now: datetime | None = None) -> int:
    """In the morning: tell group chats how yesterday was; how many."""
    now = now or clock.now()
    season = shown(now)
    if season is None or not is_running(season, now - timedelta(days=1)):
        return 0
    day = day_of(season, now) - 1
    webhooks = [one for one in session().scalars(select(Webhook).where(Webhook.active)) if "day" in one.wants]
    with transaction():
        for webhook in webhooks:
            title, text = summaries.day(season, day, webhook)
            summaries.write(webhook, f"day:{season.id}:{day}", title, text, now)
    return len(webhooks)


def forget() -> None:
    """Remove messages that are over, and old notices."""
    now = clock.now()
    with transaction() as here:
        here.execute(delete(Message).where(Message.ended_at < now - KEPT_MESSAGES))
        old = select(Notice.id).where(Notice.created_at < now - KEPT_NOTICES)
        here.execute(delete(Message).where(Message.notice_id.in_(old)))
        here.execute(delete(Notice).where(Notice.created_at < now - KEPT_NOTICES))
