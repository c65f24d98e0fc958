"""A season's file: looked at before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.kit.database import session
from app.seasons import plans, services
from app.seasons.models import Season
from quizzes.formats.season import Placed, read_file
from quizzes.formats.tree import Tree, plant
from quizzes.rules.seasonchecks import Fault
from quizzes.rules.seasonplan import SeasonPlan


@dataclass(frozen=True)
class Look:
    """What a file would do. `season`: the one with its key, if there is one; `told`: all faults, by their places."""

    plan: SeasonPlan | None
    season: Season | None
    told: tuple[Placed, ...]
    hindering: tuple[Placed, ...]

    @property
    def can_be_stored(self) -> bool:
        return self.plan is not None and not self.hindering


def look_at(data: bytes, now: datetime) -> Look:
    """Read a file and compare it with what is stored. It never raises for what is written there."""
    reading = read_file(data, plans.known(), now)
    if reading.plan is None:
        return Look(None, None, reading.told, reading.told)
    season = session().scalar(select(Season).where(Season.key == reading.plan.key))
    if season is None or reading.hinders:
        return Look(reading.plan, season, reading.told, tuple(one for one in reading.told if _hinders(one)))
    faults = services.hindering(season, reading.plan, now)
    tree = plant(data.decode("utf-8-sig").replace("\r\n", "\n"))
    placed = _placed(faults, tree)
    more = tuple(one for one in placed if one.fault not in reading.faults)
    return Look(reading.plan, season, tuple(sorted((*reading.told, *more), key=lambda one: one.place)), placed)


def _hinders(placed: Placed) -> bool:
    return placed.fault is None or not placed.fault.announcing


def _placed(faults: list[Fault], tree: Tree) -> tuple[Placed, ...]:
    return tuple(Placed(tree.place_of(fault.steps), fault) for fault in faults)


def store(look: Look, now: datetime) -> Season:
    """A new draft, or the season of the key changed. Raises FaultyPlan and Conflict."""
    assert look.plan is not None
    if look.season is None:
        return services.new(look.plan, now)
    season = services.locked(look.season.id)
    services.change(season, look.plan, now)
    return season
