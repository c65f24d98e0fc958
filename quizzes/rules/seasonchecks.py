"""What is wrong with a planned season: every fault at once, each at the field that it belongs to.

A fault is a code with values; whoever shows it has the words. What only stands in the way of announcing may be stored
in a draft.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from quizzes.rules import seasonplan
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonplan import LANGUAGES, Kind, LegPlan, Name, SeasonPlan, StagePlan, Status

Steps = tuple[str | int, ...]
LONGEST_NAME, LONGEST_KEY, LONGEST_ZONE = 120, 40, 40
MOST_DAYS, MOST_STAGES, MOST_POINTS = 400, 8, 1000
YEARS = range(2000, 2101)
LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
PAYS_NO_MORE = (  # the first never pays more than the second
    ("level_1_after_miss", "level_1"),
    ("pk_drawn", "pk_won"),
    ("pk_lost", "pk_drawn"),
    ("pk_full_until", "pk_half_until"),
    ("day_made_up", "day_completed"),
)


@dataclass(frozen=True)
class Fault:
    """`steps`: those that lead to it, such as ("stages", 1, "opens"). `announcing`: a draft may have it."""

    steps: Steps
    code: str
    values: dict[str, Any] = field(default_factory=dict, hash=False)
    announcing: bool = False


@dataclass(frozen=True)
class OtherSeason:
    """A season that is announced, runs or ran."""

    key: str
    name: Name
    first: datetime
    end: datetime


@dataclass(frozen=True)
class Known:
    """What a plan may name. `stops` in the order of the road, the start first."""

    sections: Sequence[str] = ()
    stops: Sequence[str] = ()
    posts: Collection[str] = ()
    regions: Collection[str] = ()
    brands: Collection[str] = ()
    others: Sequence[OtherSeason] = ()


def faults(plan: SeasonPlan, known: Known, now: datetime) -> list[Fault]:
    """Everything that is wrong, in the order of the fields."""
    found = [*_basics(plan), *_languages(plan), *_points(plan.points), *_audience(plan, known), *_legs(plan, known)]
    if any(one.steps[0] in ("time_zone", "first_day", "last_day") for one in found):
        return found  # nothing can be said about times
    return [*found, *_stages(plan), *_announcing(plan, known, now)]


def _basics(plan: SeasonPlan) -> Iterator[Fault]:
    if not plan.key:
        yield Fault(("key",), "empty")
    elif not set(plan.key) <= LETTERS or "" in plan.key.split("-"):
        yield Fault(("key",), "key-form")
    elif len(plan.key) > LONGEST_KEY:
        yield Fault(("key",), "too-long", {"most": LONGEST_KEY})
    yield from _name(plan.name, ("name",), plan.languages)
    if len(plan.time_zone) > LONGEST_ZONE or plan.time_zone not in _zones():
        yield Fault(("time_zone",), "zone-unknown", {"zone": plan.time_zone[:LONGEST_ZONE]})
    for name, day in (("first_day", plan.first_day), ("last_day", plan.last_day)):
        if day.year not in YEARS:
            yield Fault((name,), "year-far", {"first": YEARS[0], "last": YEARS[-1]})
    days = (plan.last_day - plan.first_day).days + 1
    if days < 1:
        yield Fault(("last_day",), "ends-before-start", {"day": plan.first_day})
    elif days > MOST_DAYS:
        yield Fault(("last_day",), "too-many-days", {"days": days, "most": MOST_DAYS})


def _name(name: Name, steps: Steps, languages: Sequence[str]) -> Iterator[Fault]:
    """One language at least; before announcing, each that the season is held in."""
    texts = {"en": name.en, "zh": name.zh}
    wanted = [one for one in LANGUAGES if one in languages] or list(LANGUAGES)
    for language, text in texts.items():
        if not text and not any(texts.values()):
            yield from [Fault((*steps, language), "empty")] if language in wanted else []
        elif not text:
            if language in wanted:
                yield Fault((*steps, language), "name-missing", {"language": language}, announcing=True)
        elif len(text) > LONGEST_NAME:
            yield Fault((*steps, language), "too-long", {"most": LONGEST_NAME})
        elif any(unicodedata.category(sign)[0] == "C" or sign in "\u2028\u2029" for sign in text):
            yield Fault((*steps, language), "invisible")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _languages(plan: SeasonPlan) -> Iterator[Fault]:
    if not plan.languages:
        yield Fault(("languages",), "language-none")
    for place, language in enumerate(plan.languages):
        if language not in LANGUAGES:
            yield Fault(("languages", place), "language-unknown", {"language": language, "known": ", ".join(LANGUAGES)})
        elif language in plan.languages[:place]:
            yield Fault(("languages", place), "twice", {"name": language})


def _points(rules: PointsRules) -> Iterator[Fault]:
    amounts = {one.name: getattr(rules, one.name) for one in fields(rules)}
    for name, amount in amounts.items():
        if not 0 <= amount <= MOST_POINTS:
            yield Fault(("points", name), "points-range", {"most": MOST_POINTS})
    for less, more in PAYS_NO_MORE:
        if less in amounts and amounts[less] > amounts[more]:
            yield Fault(("points", less), "pays-more", {"rule": more, "amount": amounts[more]})


def _audience(plan: SeasonPlan, known: Known) -> Iterator[Fault]:
    for kind in ("posts", "regions", "brands"):
        codes, there = getattr(plan.audience, kind), getattr(known, kind)
        for place, code in enumerate(codes):
            if code not in there:
                yield Fault(("audience", kind, place), f"{kind}-unknown", {"code": code})
            elif code in codes[:place]:
                yield Fault(("audience", kind, place), "twice", {"name": code})


def _legs(plan: SeasonPlan, known: Known) -> Iterator[Fault]:
    furthest = 0
    for place, leg in enumerate(plan.legs):
        steps = ("legs", place)
        if not leg.section:
            yield Fault((*steps, "section"), "empty")
        elif leg.section not in known.sections:
            yield Fault((*steps, "section"), "section-unknown", {"section": leg.section})
        elif leg.section in [one.section for one in plan.legs[:place]]:
            yield Fault((*steps, "section"), "twice", {"name": leg.section})
        yield from _leg_end(leg, steps, known.stops, furthest)
        if leg.until in known.stops:
            furthest = max(furthest, known.stops.index(leg.until))
        if leg.opens_on and plan.first_day <= plan.last_day and not plan.first_day <= leg.opens_on <= plan.last_day:
            yield Fault((*steps, "opens_on"), "leg-day-outside", {"first": plan.first_day, "last": plan.last_day})
    missing = [section for section in known.sections if section not in [leg.section for leg in plan.legs]]
    if plan.legs and missing:
        yield Fault(("legs",), "sections-missing", {"sections": tuple(missing)}, announcing=True)


def _leg_end(leg: LegPlan, steps: Steps, stops: Sequence[str], furthest: int) -> Iterator[Fault]:
    if not leg.until:
        yield Fault((*steps, "until"), "empty")
    elif leg.until not in stops:
        yield Fault((*steps, "until"), "stop-unknown", {"stop": leg.until})
    elif stops.index(leg.until) <= furthest:
        yield Fault((*steps, "until"), "leg-not-onward", {"stop": stops[furthest]})


def _stages(plan: SeasonPlan) -> Iterator[Fault]:
    for place, stage in enumerate(plan.stages):
        yield from _stage(stage, ("stages", place), plan)
    if len(plan.stages) > MOST_STAGES:
        yield Fault(("stages",), "too-many-stages", {"most": MOST_STAGES})
    for place, (one, other) in enumerate(pairwise(plan.stages), start=1):
        if other.opens < one.closes:
            yield Fault(("stages", place, "opens"), "stages-overlap", {"number": place, "at": one.closes})


def _stage(stage: StagePlan, steps: Steps, plan: SeasonPlan) -> Iterator[Fault]:
    if stage.kind not in list(Kind):
        yield Fault((*steps, "kind"), "kind-unknown", {"kind": stage.kind, "known": ", ".join(Kind)})
    yield from _name(stage.name, (*steps, "name"), plan.languages)
    start = datetime.combine(plan.first_day, datetime.min.time())
    end = datetime.combine(plan.last_day, datetime.min.time()) + timedelta(days=1)
    for name, shown in (("opens", stage.opens), ("closes", stage.closes)):
        if not start <= shown <= end:
            yield Fault((*steps, name), "stage-outside", {"first": plan.first_day, "last": plan.last_day})
        elif trouble := seasonplan.hour_trouble(shown, plan.time_zone):
            yield Fault((*steps, name), trouble, {"at": shown, "instead": seasonplan.settled(shown, plan.time_zone)})
    if stage.closes <= stage.opens:
        yield Fault((*steps, "closes"), "closes-before-opening", {"at": stage.opens})


def _announcing(plan: SeasonPlan, known: Known, now: datetime) -> Iterator[Fault]:
    if not plan.stages:
        yield Fault(("stages",), "stages-none", announcing=True)
    first, end = seasonplan.begins(plan.first_day, plan.time_zone), seasonplan.ends(plan.last_day, plan.time_zone)
    if end <= now:
        yield Fault(("last_day",), "over-already", announcing=True)
    for other in known.others:
        if other.key != plan.key and first < other.end and other.first < end:
            name = {"en": other.name.en, "zh": other.name.zh}
            yield Fault(("first_day",), "seasons-overlap", {"name": name}, announcing=True)


LOCKED_WHILE_RUNNING = ("key", "first_day", "time_zone", "points")
OPEN_AFTERWARDS = ("name", "languages")


def locked(before: SeasonPlan, after: SeasonPlan, status: str, now: datetime) -> list[Fault]:
    """What may no longer be changed: while a season runs what people count on, afterwards all but its names."""
    changed = [one.name for one in fields(before) if getattr(before, one.name) != getattr(after, one.name)]
    if status == Status.DRAFT:
        return []
    if status == Status.ANNOUNCED:
        return [Fault((name,), "locked-announced") for name in changed if name == "key"]
    if status in (Status.FROZEN, Status.CLOSED):
        return [Fault((name,), "locked-over") for name in changed if name not in OPEN_AFTERWARDS]
    faults = [Fault((name,), "locked-running") for name in changed if name in LOCKED_WHILE_RUNNING]
    return [*faults, *_locked_stages(before, after, now), *_locked_legs(before, after, now)]


def _locked_stages(before: SeasonPlan, after: SeasonPlan, now: datetime) -> Iterator[Fault]:
    """A stage that has opened keeps its kind and its opening; one that has closed keeps its closing."""
    today = seasonplan.local(now, before.time_zone)
    for place, old in enumerate(before.stages):
        new = after.stages[place] if place < len(after.stages) else None
        if old.opens <= today and (new is None or (new.kind, new.opens) != (old.kind, old.opens)):
            yield Fault(("stages", place, "opens") if new else ("stages",), "stage-has-opened", {"number": place + 1})
        elif new and new.closes != old.closes and old.closes <= today:
            yield Fault(("stages", place, "closes"), "stage-has-closed", {"number": place + 1})
        elif new and new.opens != old.opens and new.opens <= today:
            yield Fault(("stages", place, "opens"), "in-the-past")
        elif new and new.closes != old.closes and new.closes <= today:
            yield Fault(("stages", place, "closes"), "in-the-past")
    for place, new in enumerate(after.stages[len(before.stages) :], start=len(before.stages)):
        if new.opens <= today:
            yield Fault(("stages", place, "opens"), "in-the-past")


def _locked_legs(before: SeasonPlan, after: SeasonPlan, now: datetime) -> Iterator[Fault]:
    """People are on the road: only the days of legs that open later may still move."""
    if [(leg.section, leg.until) for leg in before.legs] != [(leg.section, leg.until) for leg in after.legs]:
        yield Fault(("legs",), "locked-running")
        return
    today = seasonplan.local(now, before.time_zone).date()
    for place, (old, new) in enumerate(zip(before.legs, after.legs, strict=True)):
        if old.opens_on != new.opens_on and _is_past(old.opens_on, today):
            yield Fault(("legs", place, "opens_on"), "leg-has-opened")
        elif old.opens_on != new.opens_on and _is_past(new.opens_on, today):
            yield Fault(("legs", place, "opens_on"), "in-the-past")


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day <= today
