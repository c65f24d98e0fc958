"""What people want to be told, and when they want quiet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from app.kit.database import session
from app.notifications.kinds import DEFAULTS, QUIET, URGENT, Kind, Way, choice_of
from app.notifications.models import Wishes
from app.seasons.queries import running


@dataclass(frozen=True)
class Wanted:
    """A person's wishes, with what holds where nothing was chosen."""

    ways: Mapping[Kind, tuple[Way, ...]] = field(default_factory=lambda: DEFAULTS)
    quiet: tuple[int, int] | None = QUIET
    digest_hour: int | None = None

    def by(self, kind: Kind, way: Way) -> bool:
        return way in self.ways.get(choice_of(kind), ())

    def in_digest(self, kind: Kind) -> bool:
        return self.digest_hour is not None and kind not in URGENT

    def may_go_at(self, now: datetime, zone: str) -> datetime:
        """Now, or when the quiet hours are over."""
        if self.quiet is None or not is_quiet(*self.quiet, now.astimezone(ZoneInfo(zone)).hour):
            return now
        return next_hour(self.quiet[1], now, zone)

    def digest_at(self, now: datetime, zone: str) -> datetime:
        assert self.digest_hour is not None
        return next_hour(self.digest_hour, now, zone)


def is_quiet(begin: int, end: int, hour: int) -> bool:
    """Whether `hour` lies between them, over midnight too; the same hour twice means all day."""
    return begin <= hour < end if begin < end else hour >= begin or hour < end


def next_hour(hour: int, now: datetime, zone: str) -> datetime:
    """The next moment after now at which a clock of the zone shows this full hour."""
    here = ZoneInfo(zone)
    day = now.astimezone(here).date()
    found = datetime.combine(day, time(hour), here).astimezone(UTC)
    while found <= now:
        day += timedelta(days=1)
        found = datetime.combine(day, time(hour), here).astimezone(UTC)
    return found


def zone(now: datetime) -> str:
    """Whose hours the quiet ones are: those of the season that runs, else of the house."""
    season = running(now)
    return season.time_zone if season else str(current_app.config["SETTINGS"].time_zone)


def of_people(person_ids: Collection[int]) -> dict[int, Wanted]:
    """The wishes of those who have some; for all others `Wanted()` holds."""
    rows = session().scalars(select(Wishes).where(Wishes.person_id.in_(person_ids)))
    return {row.person_id: _wanted(row) for row in rows}


def of(person_id: int) -> Wanted:
    return of_people([person_id]).get(person_id, Wanted())


def keep(person_id: int, wanted: Wanted) -> None:
    """Store a person's wishes."""
    row = session().get(Wishes, person_id) or Wishes(person_id=person_id)
    row.ways = {kind.value: [way.value for way in ways] for kind, ways in wanted.ways.items()}
    row.quiet_from, row.quiet_to = wanted.quiet or (None, None)
    row.digest_hour = wanted.digest_hour
    session().add(row)


def _wanted(row: Wishes) -> Wanted:
    """What was stored; a kind that came later has its defaults."""
    ways = {
        kind: tuple(way for way in Way if way in row.ways[kind]) if kind in row.ways else usual
        for kind, usual in DEFAULTS.items()
    }
    quiet = None if row.quiet_from is None or row.quiet_to is None else (row.quiet_from, row.quiet_to)
    return Wanted(ways, quiet, row.digest_hour)
