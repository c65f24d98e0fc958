"""Which season it is, which of its days and weeks, who takes part, and which of its stages are open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, event, select
from sqlalchemy.orm import object_session

from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person
from app.seasons.models import Season, Stage
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonplan import StageState, Status, stage_state

KEPT = "seasons near today"  # under which a session keeps them
WIDEST = timedelta(days=1)  # no calendar is further than a day from UTC's
NEAR = select(Season).where(
    Season.status == Status.RUNNING.value,
    Season.first_day <= bindparam("latest"),
    Season.last_day >= bindparam("earliest"),
)
COMING = select(Season).where(Season.status == Status.ANNOUNCED.value).order_by(Season.first_day, Season.id).limit(1)
BEGUN = (Status.RUNNING.value, Status.FROZEN.value, Status.CLOSED.value)
OVER = (Status.FROZEN.value, Status.CLOSED.value)
PUBLIC = (Status.ANNOUNCED.value, *BEGUN)


def running(now: datetime) -> Season | None:
    """The season that runs: its status says so, and today is one of its days. There is one at most."""
    return next((season for season in _near(now.date()) if is_running(season, now)), None)


def _near(today: date) -> Sequence[Season]:
    """The seasons that may run on this day. Read once in a transaction: many ask on one page, all after one deed."""
    here = session()
    kept = here.info.get(KEPT)
    if kept is None or kept[:2] != (here.get_transaction(), today):
        found = here.scalars(NEAR, {"latest": today + WIDEST, "earliest": today - WIDEST}).all()
        kept = here.info[KEPT] = (here.get_transaction(), today, found)
    near: Sequence[Season] = kept[2]
    return near


def _forget(_mapper: object, _connection: object, season: Season) -> None:
    here = object_session(season)
    if here is not None:
        here.info.pop(KEPT, None)


for change in ("after_insert", "after_update", "after_delete"):
    event.listen(Season, change, _forget)


def shown(now: datetime) -> Season | None:
    """The season that pages talk about: the running one, else the one that ended last."""
    return running(now) or session().scalar(
        select(Season)
        .where(Season.status.in_(BEGUN), Season.first_day <= now.date())
        .order_by(Season.last_day.desc(), Season.id.desc())
        .limit(1)
    )


def is_running(season: Season, now: datetime) -> bool:
    if season.status != Status.RUNNING:
        return False
    return season.first_day.toordinal() <= day_of(season, now) <= season.last_day.toordinal()


def has_ended(season: Season, now: datetime) -> bool:
    """Frozen, or its last day is over."""
    return season.status in OVER or day_of(season, now) > season.last_day.toordinal()


def day_of(season: Season, now: datetime) -> int:
    """The ordinal of the calendar day that it is in the season's time zone."""
    return now.astimezone(ZoneInfo(season.time_zone)).date().toordinal()


def week_of(season: Season, day: int) -> int:
    """The number of the week of `day`: 1 contains the first day, and a week begins on Monday."""
    return (day - 1) // 7 - (season.first_day.toordinal() - 1) // 7 + 1


def days_of_week(season: Season, week: int) -> tuple[date, date]:
    """The first and last day of that week which belong to the season."""
    monday = date.fromordinal(((season.first_day.toordinal() - 1) // 7 + week - 1) * 7 + 1)
    return max(monday, season.first_day), min(monday + timedelta(days=6), season.last_day)


def rules_of(season: Season) -> PointsRules:
    """What the season pays."""
    return PointsRules.from_json(season.rules)


def may_take_part(season: Season, person: Person) -> bool:
    """Whether the season is for people like this one; who is not in it learns all the same."""
    audience = season.audience
    posts, regions, brands = (audience.get(kind) or () for kind in ("posts", "regions", "brands"))
    if (posts and person.post.code not in posts) or (regions and person.dealer.region.code not in regions):
        return False
    return not brands or any(brand.code in brands for brand in person.dealer.brands)


def is_open_to(season: Season, person_id: int) -> bool:
    """As `may_take_part`; nobody is looked up where a season is for everybody."""
    if not any(season.audience.values()):
        return True
    return may_take_part(season, session().get_one(Person, person_id))


def state_of(stage: Stage, season: Season, now: datetime) -> StageState:
    """Whether the stage is ahead, open or over."""
    return stage_state(season.status, stage.opens_at, stage.closes_at, now)


def every() -> Sequence[Season]:
    """All seasons, newest first."""
    return session().scalars(select(Season).order_by(Season.first_day.desc(), Season.id.desc())).all()


def get(season_id: int) -> Season:
    """Raises NotFound."""
    found = session().get(Season, season_id)
    if found is None:
        raise NotFound
    return found


def public(season_id: int) -> Season:
    """A season that everybody may read about. Raises NotFound for others."""
    found = get(season_id)
    if found.status not in PUBLIC:
        raise NotFound
    return found


def told(now: datetime) -> Season | None:
    """The season that a learner asks for: the running one, else the one to come, else the one that ended last."""
    return running(now) or session().scalar(COMING) or shown(now)


def to_read(without: Season | None) -> Sequence[Season]:
    """The other seasons that everybody may read about, newest first."""
    others = select(Season).where(Season.status.in_(PUBLIC), Season.id != (without.id if without else 0))
    return session().scalars(others.order_by(Season.first_day.desc(), Season.id.desc()).limit(50)).all()
