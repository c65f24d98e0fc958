"""A season as an organizer plans it, and what time makes of it.

Days and hours are local ones, of the season's time zone. A season moves on by itself from announced to running on its
first day, and from running to frozen after its last; everything else an organizer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from quizzes.rules.points import PointsRules

LANGUAGES = ("zh", "en")


class Status(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    RUNNING = "running"
    FROZEN = "frozen"
    CLOSED = "closed"


class Kind(StrEnum):
    """What a stage is."""

    ONLINE_TOUR = "online-tour"
    REGIONAL_ROUND = "regional-round"
    NATIONAL_FINAL = "national-final"


class StageState(StrEnum):
    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True)
class Name:
    en: str
    zh: str


@dataclass(frozen=True)
class StagePlan:
    """From `opens` until just before `closes`, as the clock on the wall shows it."""

    kind: str
    name: Name
    opens: datetime
    closes: datetime


@dataclass(frozen=True)
class LegPlan:
    """A section's part of the road: until this stop. With a day it opens then, else when the leg before is driven."""

    section: str
    until: str
    opens_on: date | None = None


@dataclass(frozen=True)
class Audience:
    """The codes of those who may take part. Where none of a kind is named, all of them may."""

    posts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    brands: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeasonPlan:
    """Everything that is set up. The stages are in the order of their times, the legs in that of the road."""

    key: str
    name: Name
    first_day: date
    last_day: date
    time_zone: str
    languages: tuple[str, ...] = LANGUAGES
    stages: tuple[StagePlan, ...] = ()
    points: PointsRules = field(default_factory=PointsRules)
    audience: Audience = field(default_factory=Audience)
    legs: tuple[LegPlan, ...] = ()


def instant(local: datetime, time_zone: str) -> datetime:
    """The moment at which the clocks of the zone show this; of an hour that comes twice, the first."""
    return local.replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)


def local(moment: datetime, time_zone: str) -> datetime:
    """What the clocks of the zone show at this moment."""
    return moment.astimezone(UTC).astimezone(ZoneInfo(time_zone)).replace(tzinfo=None)


def hour_trouble(shown: datetime, time_zone: str) -> str | None:
    """Why a local time does not name one moment: "hour-missing" or "hour-twice"; None where it does."""
    zone = ZoneInfo(time_zone)
    first, second = shown.replace(tzinfo=zone, fold=0), shown.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return None
    return "hour-twice" if local(first, time_zone) == shown else "hour-missing"


def settled(shown: datetime, time_zone: str) -> datetime:
    """This local time, moved on by as much as the clocks are changed where it does not name one moment."""
    if hour_trouble(shown, time_zone) is None:
        return shown
    zone = ZoneInfo(time_zone)
    first, second = shown.replace(tzinfo=zone, fold=0).utcoffset(), shown.replace(tzinfo=zone, fold=1).utcoffset()
    assert first is not None
    assert second is not None
    return shown + abs(first - second)


def begins(first_day: date, time_zone: str) -> datetime:
    """The moment the first day begins."""
    return instant(datetime.combine(first_day, time()), time_zone)


def ends(last_day: date, time_zone: str) -> datetime:
    """The moment the last day is over."""
    return instant(datetime.combine(last_day + timedelta(days=1), time()), time_zone)


def next_status(status: str, first: datetime, end: datetime, now: datetime) -> Status | None:
    """The status that time alone brings next, where it has come. `first` and `end`: as `begins` and `ends` say."""
    if status == Status.ANNOUNCED and now >= first:
        return Status.RUNNING
    if status == Status.RUNNING and now >= end:
        return Status.FROZEN
    return None


def by_hand(status: str, end: datetime, now: datetime) -> tuple[Status, ...]:
    """Where an organizer may lead a season of this status."""
    if status == Status.FROZEN:
        return (Status.CLOSED,) if now >= end else (Status.CLOSED, Status.RUNNING)
    ways: Mapping[str, tuple[Status, ...]] = {
        Status.DRAFT: (Status.ANNOUNCED,),
        Status.ANNOUNCED: (Status.DRAFT,),
        Status.RUNNING: (Status.FROZEN,),
    }
    return ways.get(status, ())


def stage_state(status: str, opens: datetime, closes: datetime, now: datetime) -> StageState:
    """A stage opens and closes by its times while its season runs."""
    if status in (Status.FROZEN, Status.CLOSED) or (status == Status.RUNNING and now >= closes):
        return StageState.OVER
    return StageState.OPEN if status == Status.RUNNING and now >= opens else StageState.AHEAD


def moved(plan: SeasonPlan, days: int, key: str, name: Name) -> SeasonPlan:
    """The same season so many days later, under another name. Hours that the clocks skip there are moved on.

    Raises OverflowError where the calendar ends.
    """
    by, zone = timedelta(days=days), plan.time_zone

    def stage(one: StagePlan) -> StagePlan:
        return replace(one, opens=settled(one.opens + by, zone), closes=settled(one.closes + by, zone))

    return replace(
        plan,
        key=key,
        name=name,
        first_day=plan.first_day + by,
        last_day=plan.last_day + by,
        stages=tuple(map(stage, plan.stages)),
        legs=tuple(replace(leg, opens_on=leg.opens_on and leg.opens_on + by) for leg in plan.legs),
    )


PROPOSED = ((Kind.ONLINE_TOUR, 0.0, 0.76), (Kind.REGIONAL_ROUND, 0.8, 0.88), (Kind.NATIONAL_FINAL, 0.97, 1.0))
NAMES = {
    Kind.ONLINE_TOUR: Name("Online tour", "线上巡游"),
    Kind.REGIONAL_ROUND: Name("Regional round", "区域赛"),
    Kind.NATIONAL_FINAL: Name("National final", "全国总决赛"),
}


def proposed_stages(first_day: date, last_day: date, time_zone: str) -> tuple[StagePlan, ...]:
    """Three stages to begin with: most of the season on the road, then the region, then the final."""
    days = (last_day - first_day).days + 1

    def at(share: float) -> datetime:
        return settled(datetime.combine(first_day + timedelta(days=round(days * share)), time()), time_zone)

    found = (StagePlan(kind.value, NAMES[kind], at(start), at(end)) for kind, start, end in PROPOSED)
    return tuple(stage for stage in found if stage.opens < stage.closes)
