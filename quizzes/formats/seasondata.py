"""A season as plain values, as a file or a form brings them: taken apart with every fault at once, and put together.

A fault of the shape is told like one of the meaning: a code at the steps that lead to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from quizzes.rules import seasonchecks
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import Fault, Known, Steps
from quizzes.rules.seasonplan import LANGUAGES, Audience, LegPlan, Name, SeasonPlan, StagePlan

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TIME = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}", re.ASCII)
KEYS = ("key", "name", "first_day", "last_day", "time_zone", "languages", "stages", "points", "audience", "legs")
TIMES = {"first_day", "last_day", "time_zone"}
STAND_IN = date(2000, 1, 1)
MOST_ENTRIES = 1000


@dataclass(frozen=True)
class Reading:
    """What could be read, and what is wrong. With faults of the shape (they are among the others) it is not whole."""

    plan: SeasonPlan
    faults: tuple[Fault, ...]
    shape: tuple[Fault, ...]

    @property
    def hinders(self) -> bool:
        """Whether there is a fault that not even a draft may have."""
        return any(not fault.announcing for fault in self.faults)


def read(data: Any, known: Known, now: datetime) -> Reading:
    """Read plain values. Where the shape is wrong already, nothing further is said of that part."""
    reader = _Reader()
    plan = reader.season(data)
    shape = reader.faults
    parts = {fault.steps[0] for fault in shape if fault.steps and fault.code != "unknown-key"}
    if () in {fault.steps for fault in shape}:
        return Reading(plan, tuple(shape), tuple(shape))
    meaning = [one for one in seasonchecks.faults(plan, known, now) if _is_sound(one, parts, shape)]
    return Reading(plan, (*shape, *meaning), tuple(shape))


def _is_sound(fault: Fault, parts: set[str | int], shape: Sequence[Fault]) -> bool:
    """Whether this fault is none that only comes from a value which could not be read."""
    if parts & TIMES and (fault.steps[0] in (*TIMES, "stages") or fault.steps[-1] == "opens_on"):
        return fault.steps[0] in TIMES and fault.steps[0] not in parts and fault.code in ("zone-unknown", "year-far")
    if "stages" in parts and fault.steps[0] == "stages":
        return False
    return not any(fault.steps[: len(one.steps)] == one.steps for one in shape)


class _Reader:
    """Takes values apart; what it cannot read it notes, and goes on with something in its place."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def season(self, data: Any) -> SeasonPlan:
        found = self._mapping(data, (), KEYS, needs=("key", "name", "first_day", "last_day", "time_zone"))
        stages = self._list(found.get("stages"), ("stages",))
        before = len(self.faults)
        planned = tuple(self._stage(one, ("stages", place)) for place, one in enumerate(stages))
        are_whole = len(self.faults) == before
        return SeasonPlan(
            key=self._text(found.get("key"), ("key",)),
            name=self._name(found.get("name"), ("name",)),
            first_day=self._day(found.get("first_day"), ("first_day",)),
            last_day=self._day(found.get("last_day"), ("last_day",)),
            time_zone=self._text(found.get("time_zone"), ("time_zone",)),
            languages=self._texts(found.get("languages", LANGUAGES), ("languages",)),
            stages=planned if are_whole else (),
            points=self._points(found.get("points"), ("points",)),
            audience=self._audience(found.get("audience"), ("audience",)),
            legs=tuple(
                self._leg(one, ("legs", place)) for place, one in enumerate(self._list(found.get("legs"), ("legs",)))
            ),
        )

    def _stage(self, data: Any, steps: Steps) -> StagePlan:
        keys = ("kind", "name", "opens", "closes")
        found = self._mapping(data, steps, keys, needs=keys)
        return StagePlan(
            self._text(found.get("kind"), (*steps, "kind")),
            self._name(found.get("name"), (*steps, "name")),
            self._time(found.get("opens"), (*steps, "opens")),
            self._time(found.get("closes"), (*steps, "closes")),
        )

    def _leg(self, data: Any, steps: Steps) -> LegPlan:
        found = self._mapping(data, steps, ("section", "until", "opens_on"), needs=("section", "until"))
        day = found.get("opens_on")
        return LegPlan(
            self._text(found.get("section"), (*steps, "section")),
            self._text(found.get("until"), (*steps, "until")),
            None if day in (None, "") else self._day(day, (*steps, "opens_on")),
        )

    def _points(self, data: Any, steps: Steps) -> PointsRules:
        names = [one.name for one in fields(PointsRules)]
        found = self._mapping({} if data is None else data, steps, names)
        amounts: dict[str, int] = {}
        for name, amount in found.items():
            if isinstance(amount, bool) or not isinstance(amount, int):
                self._say((*steps, name), "not-a-number")
            else:
                amounts[name] = amount
        return PointsRules(**amounts)

    def _audience(self, data: Any, steps: Steps) -> Audience:
        kinds = ("posts", "regions", "brands")
        found = self._mapping({} if data is None else data, steps, kinds)
        return Audience(*(self._texts(found.get(kind) or (), (*steps, kind)) for kind in kinds))

    def _name(self, data: Any, steps: Steps) -> Name:
        if data is None:
            return Name("", "")
        found = self._mapping(data, steps, ("en", "zh"))
        return Name(self._text(found.get("en"), (*steps, "en")), self._text(found.get("zh"), (*steps, "zh")))

    def _mapping(self, data: Any, steps: Steps, keys: Sequence[str], needs: Iterable[str] = ()) -> dict[str, Any]:
        if not isinstance(data, Mapping):
            self._say(steps, "not-a-mapping", keys=", ".join(keys))
            return {}
        for key in data:
            if key not in keys:
                self._say((*steps, str(key)), "unknown-key", key=str(key)[:60], keys=", ".join(keys))
        for key in needs:
            if data.get(key) is None:
                self._say((*steps, key), "missing", key=key)
        return {key: value for key, value in data.items() if key in keys}

    def _list(self, data: Any, steps: Steps) -> Sequence[Any]:
        if data is None:
            return ()
        if isinstance(data, str) or not isinstance(data, Sequence) or len(data) > MOST_ENTRIES:
            self._say(steps, "not-a-list")
            return ()
        return data

    def _texts(self, data: Any, steps: Steps) -> tuple[str, ...]:
        return tuple(self._text(one, (*steps, place)) for place, one in enumerate(self._list(data, steps)))

    def _text(self, data: Any, steps: Steps) -> str:
        if data is None:
            return ""  # told as missing already
        if not isinstance(data, str):
            self._say(steps, "not-text")
            return ""
        return data.strip()

    def _day(self, data: Any, steps: Steps) -> date:
        if data is None:
            return STAND_IN
        try:
            if DAY.fullmatch(str(data).strip()):
                return date.fromisoformat(str(data).strip())
        except ValueError:
            pass  # such as the 31st of June
        self._say(steps, "not-a-day")
        return STAND_IN

    def _time(self, data: Any, steps: Steps) -> datetime:
        if data is None:
            return datetime.combine(STAND_IN, datetime.min.time())
        try:
            if TIME.fullmatch(str(data).strip()):
                return datetime.fromisoformat(str(data).strip())
        except ValueError:
            pass
        self._say(steps, "not-a-time")
        return datetime.combine(STAND_IN, datetime.min.time())

    def _say(self, steps: Steps, code: str, **values: Any) -> None:
        self.faults.append(Fault(steps, code, values))


def to_data(plan: SeasonPlan) -> dict[str, Any]:
    """The plan as the plain values that `read` takes."""
    return {
        "key": plan.key,
        "name": _both(plan.name),
        "first_day": plan.first_day.isoformat(),
        "last_day": plan.last_day.isoformat(),
        "time_zone": plan.time_zone,
        "languages": list(plan.languages),
        "stages": [
            {"kind": one.kind, "name": _both(one.name), "opens": _shown(one.opens), "closes": _shown(one.closes)}
            for one in plan.stages
        ],
        "points": plan.points.to_json(),
        "audience": {kind: list(getattr(plan.audience, kind)) for kind in ("posts", "regions", "brands")},
        "legs": [
            {"section": leg.section, "until": leg.until, "opens_on": leg.opens_on and leg.opens_on.isoformat()}
            for leg in plan.legs
        ],
    }


def _both(name: Name) -> dict[str, str]:
    return {"en": name.en, "zh": name.zh}


def _shown(moment: datetime) -> str:
    return moment.isoformat(" ", "minutes")
