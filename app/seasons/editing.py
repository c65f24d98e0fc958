"""The steps of setting a season up: what each page shows, and what typing on it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _

from app.seasons import files, forms, plans, presenters, services
from app.seasons.models import Season
from app.seasons.presenters import Choices
from app.seasons.services import FaultyPlan
from app.seasons.wording import KINDS, RULES, Said, message, said
from quizzes.formats.seasondata import read
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import MOST_STAGES, Fault
from quizzes.rules.seasonplan import LANGUAGES, SeasonPlan, Status, proposed_stages

TITLES = {
    "basics": _("Basics"),
    "stages": _("Stages"),
    "points": _("Points"),
    "audience": _("Who may take part"),
    "legs": _("The road"),
}
SPARE_STAGES = 1
OVER = (Status.FROZEN, Status.CLOSED)


@dataclass(frozen=True)
class Page:
    """A step as a form: the values on it, and what is wrong with them."""

    step: str
    title: str
    season: Season | None
    data: dict[str, Any]
    faults: Sequence[Fault]
    following: str | None

    @property
    def said(self) -> list[Said]:
        return [said(fault) for fault in self.faults]

    @property
    def steps(self) -> list[tuple[str, str]]:
        return [(step, str(title)) for step, title in TITLES.items()]

    @property
    def is_locked(self) -> bool:
        """Whether nothing on this page may be changed any more."""
        if self.season is None or self.season.status in (Status.DRAFT, Status.ANNOUNCED):
            return False
        return self.step == "points" or (self.season.status in OVER and self.step != "basics")

    @property
    def is_running(self) -> bool:
        return self.season is not None and self.season.status == Status.RUNNING

    def wrong(self, path: str) -> str:
        """What is wrong with the field of this path, such as stages.0.opens; "" where nothing is."""
        found = (fault for fault in self.faults if _is_at(fault, path))
        return " ".join(message(fault) for fault in found)

    @property
    def choices(self) -> Choices:
        return presenters.choices()

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(kind.value, str(words)) for kind, words in KINDS.items()]

    @property
    def zones(self) -> Sequence[str]:
        return time_zones()

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages, and an empty row for one more."""
        empty = {"kind": "online-tour", "name": {"en": "", "zh": ""}, "opens": "", "closes": ""}
        found = list(self.data["stages"])
        return found + [empty] * min(SPARE_STAGES, max(0, MOST_STAGES - len(found)))

    @property
    def legs(self) -> list[dict[str, Any]]:
        """The legs, and an empty row for each section that has none."""
        found = list(self.data["legs"])
        missing = max(0, len(self.choices.sections) - len(found))
        return found + [{"section": "", "until": "", "opens_on": None}] * missing

    @property
    def rules(self) -> list[tuple[str, str, str, Any, int]]:
        """Each points rule: its name, what it is, why, its amount and the usual one."""
        usual = PointsRules()
        amounts = usual.to_json() | self.data["points"]
        names = [one.name for one in fields(PointsRules)]
        return [(name, *_about(name), amounts[name], getattr(usual, name)) for name in names]


def _is_at(fault: Fault, path: str) -> bool:
    steps = ".".join(map(str, fault.steps))
    return steps == path or steps.startswith(f"{path}.")


def _about(name: str) -> tuple[str, str]:
    label, why = RULES.get(name, (name, ""))
    return str(label), str(why)


@cache
def time_zones() -> tuple[str, ...]:
    """Places of the world, for the list under the field."""
    return tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


def page(step: str, season: Season | None, data: dict[str, Any], faults: Sequence[Fault] = ()) -> Page:
    return Page(step, str(TITLES[step]), season, data, faults, after(step))


def after(step: str) -> str | None:
    """The step that follows; None after the last."""
    names = [*TITLES, None]
    return names[names.index(step) + 1]


def blank(time_zone: str) -> dict[str, Any]:
    """The values of a season of which nothing is known."""
    empty = {"key": "", "name": {"en": "", "zh": ""}, "first_day": "", "last_day": ""}
    return empty | {"time_zone": time_zone, "languages": list(LANGUAGES)}


def first(typed: forms.Typed, now: datetime) -> tuple[dict[str, Any], list[Fault]]:
    """The basics of a new season, and what is wrong with them."""
    data = forms.basics(typed)
    reading = read(data, plans.known(), now)
    return data, [fault for fault in reading.faults if not fault.announcing]


def proposed(data: dict[str, Any], now: datetime) -> SeasonPlan:
    """A plan of these basics with stages and legs to begin with."""
    plan = read(data, plans.known(), now).plan
    stages = proposed_stages(plan.first_day, plan.last_day, plan.time_zone)
    return replace(plan, stages=stages, legs=plans.proposed_legs())


def change(season: Season, data: dict[str, Any], now: datetime) -> None:
    """Store what was typed. Raises FaultyPlan and Conflict."""
    reading = read(data, plans.known(), now)
    if reading.shape:
        raise FaultyPlan(list(reading.faults))
    services.change(season, reading.plan, now)


def for_copy(season: Season, days: int) -> dict[str, str]:
    """What the form of a copy proposes."""
    return {
        "key": f"{season.key[:36]}-2",
        "name_en": season.name_en,
        "name_zh": season.name_zh,
        "how": "first_day",
        "first_day": (season.first_day + timedelta(days=days)).isoformat(),
        "days": str(days),
    }


@dataclass(frozen=True)
class Preview:
    """What a file would do: the season it is for, and each part that it changes."""

    plan: SeasonPlan
    season: Season | None
    changes: list[str]


def preview(look: files.Look) -> Preview | None:
    """None where the file cannot be stored as it is."""
    if look.plan is None or not look.can_be_stored:
        return None
    if look.season is None:
        return Preview(look.plan, None, [])
    before = plans.plan_of(look.season)
    changed = [one.name for one in fields(before) if getattr(before, one.name) != getattr(look.plan, one.name)]
    return Preview(look.plan, look.season, [presenters.field_name(name) for name in changed])
