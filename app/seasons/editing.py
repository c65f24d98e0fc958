"""The steps of setting a season up: what each page shows, and what typing on it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.kit.database import session
from app.seasons import files, forms, plans, presenters, services
from app.seasons.models import Season
from app.seasons.presenters import Choices
from app.seasons.queries import PUBLIC
from app.seasons.services import FaultyPlan
from app.seasons.wording import KINDS, RULES, STEPS, Said, message, said
from quizzes.formats.seasondata import read
from quizzes.rules import seasonproposals as proposals
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import MOST_STAGES, Fault
from quizzes.rules.seasonplan import LANGUAGES, Name, SeasonPlan, Status, proposed_stages

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
class Form:
    """The values of a form, and what is wrong with them. `was_sent`: not where a page is only looked at."""

    data: dict[str, Any]
    faults: Sequence[Fault] = ()
    was_sent: bool = True

    @property
    def said(self) -> list[Said]:
        return [said(fault) for fault in self.faults]

    @property
    def is_locked(self) -> bool:
        return False

    def wrong(self, path: str) -> str:
        """What is wrong with the field of this path, such as stages.0.opens; "" where nothing is."""
        found = (fault for fault in self.faults if _is_at(fault, path))
        return " ".join(message(fault) for fault in found)

    def wrong_with_all(self, part: str) -> str:
        """What is wrong with a whole part, and with none of its fields."""
        return " ".join(message(fault) for fault in self.faults if fault.steps == (part,))


@dataclass(frozen=True)
class Page(Form):
    """A step as a form."""

    step: str = "basics"
    season: Season | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.step])

    @property
    def number(self) -> int:
        return list(TITLES).index(self.step) + 1

    @property
    def following(self) -> str | None:
        return after(self.step)

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


def looked_at(step: str, season: Season, data: dict[str, Any], now: datetime) -> Page:
    """A step before anything is typed: in a draft with what it still lacks for being announced."""
    lacking = services.missing(season, now) if season.status == Status.DRAFT else []
    here = [fault for fault in lacking if fault.steps and STEPS.get(str(fault.steps[0])) == step]
    return Page(data, here, False, step, season)


def after(step: str) -> str | None:
    """The step that follows; None after the last."""
    names = [*TITLES, None]
    return names[names.index(step) + 1]


def blank(time_zone: str, now: datetime) -> dict[str, Any]:
    """The basics that are proposed for a season of which nothing is known."""
    today = now.astimezone(ZoneInfo(time_zone)).date()
    first, last = proposals.proposed_days(today, _taken_days())
    name = proposals.proposed_name(first)
    return {
        "key": proposals.proposed_key(f"season-{first.year}", _taken_keys()),
        "name": {"en": name.en, "zh": name.zh},
        "first_day": first.isoformat(),
        "last_day": last.isoformat(),
        "time_zone": time_zone,
        "languages": list(LANGUAGES),
    }


def _taken_days() -> list[proposals.Days]:
    """The days of the seasons that are announced, run or ran."""
    rows = session().execute(select(Season.first_day, Season.last_day).where(Season.status.in_(PUBLIC)))
    return [(first, last) for first, last in rows]


def _taken_keys() -> set[str]:
    return set(session().scalars(select(Season.key)))


def first(typed: forms.Typed, now: datetime) -> tuple[dict[str, Any], list[Fault]]:
    """The basics of a new season, and what is wrong with them."""
    data = forms.basics(typed)
    reading = read(data, plans.known(), now)
    faults = [fault for fault in reading.faults if not fault.announcing]
    return data, [*faults, *services.taken_key(reading.plan.key)]


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


def for_copy(season: Season, now: datetime) -> dict[str, Any]:
    """What the form of a copy proposes."""
    today = now.astimezone(ZoneInfo(season.time_zone)).date()
    day = proposals.day_of_copy((season.first_day, season.last_day), today, _taken_days())
    years = day.year - season.first_day.year
    key = proposals.next_text(season.key, years) if proposals.YEAR.search(season.key) else season.key
    return {
        "key": proposals.proposed_key(key, _taken_keys()),
        "name": {name: proposals.next_text(getattr(season, f"name_{name}"), years) for name in LANGUAGES},
        "first_day": day.isoformat(),
    }


def copy(season: Season, data: dict[str, Any], now: datetime) -> Season:
    """Make the draft that was asked for. Raises FaultyPlan."""
    day = forms.day(data["first_day"])
    if day is None:
        raise FaultyPlan([Fault(("first_day",), "not-a-day")])
    name = Name(data["name"]["en"], data["name"]["zh"])
    return services.copy(season, data["key"], name, (day - season.first_day).days, now)


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
