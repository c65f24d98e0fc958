"""Seasons in words: faults, fields, statuses, stages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import format_date, format_datetime
from flask_babel import lazy_gettext as _

from app.kit.i18n import listed, pick
from app.seasons import naming, yamlwords
from quizzes.formats import faults
from quizzes.formats.season import Placed
from quizzes.rules.seasonchecks import Fault, Steps
from quizzes.rules.seasonplan import Kind, StageState, Status

STATUSES = {
    Status.DRAFT: _("Draft"),
    Status.ANNOUNCED: _("Announced"),
    Status.RUNNING: _("Running"),
    Status.FROZEN: _("Frozen"),
    Status.CLOSED: _("Closed"),
}
TAGS = {Status.ANNOUNCED: "tag--petrol", Status.RUNNING: "tag--good", Status.FROZEN: "tag--warn"}
KINDS = {
    Kind.ONLINE_TOUR: _("Online tour"),
    Kind.REGIONAL_ROUND: _("Regional round"),
    Kind.NATIONAL_FINAL: _("National final"),
}
STATES = {StageState.AHEAD: _("To come"), StageState.OPEN: _("Open now"), StageState.OVER: _("Over")}
LANGUAGES = {"zh": _("Chinese"), "en": _("English")}

SAYINGS: dict[str, Any] = {
    "empty": _("This is empty. Write something here."),
    "missing": _("“%(key)s” is missing. Add it."),
    "unknown-key": _("Nobody knows “%(key)s” here. There is: %(keys)s."),
    "not-a-mapping": _("Write these below each other, each with its value: %(keys)s."),
    "not-a-list": _("Write a list here, one entry a line."),
    "not-text": _("Write text here; numbers, true and false need quotes to be text."),
    "not-a-day": _("This is no day. Write it like 2027-05-06."),
    "not-a-time": _("This is no time. Write it like 2027-05-06 09:00."),
    "not-a-number": _("Write a whole number here."),
    "too-long": _("Too long: at most %(most)s characters."),
    "invisible": _("An invisible sign stands in this text. Write it again."),
    "name-missing": _("The season is held in this language too (%(language)s). Write the name in it as well."),
    "key-taken": _("Another season has this key already. Choose another one."),
    "too-far": _("That is too far away. Choose a day nearer."),
    "twice": _("“%(name)s” stands here twice. Keep one of them."),
    "key-form": _("Lower case, digits and single hyphens only, like munich-2027."),
    "zone-unknown": _("There is no time zone “%(zone)s”. Write a name such as Asia/Shanghai."),
    "year-far": _("Choose a year between %(first)s and %(last)s."),
    "ends-before-start": _("The last day is before the first, %(day)s. Choose a later one."),
    "too-many-days": _("That would be %(days)s days; a season has at most %(most)s."),
    "language-none": _("Choose at least one language."),
    "language-unknown": _("“%(language)s” is no language of Paddock. There is: %(known)s."),
    "points-range": _("Choose a number from 0 to %(most)s."),
    "pays-more": _("This may not be more than “%(rule)s”: %(amount)s. Lower it, or raise the other."),
    "posts-unknown": _("There is no post with the code “%(code)s”. Take it out, or write another code."),
    "regions-unknown": _("There is no region with the code “%(code)s”. Take it out, or write another code."),
    "brands-unknown": _("There is no brand with the code “%(code)s”. Take it out, or write another code."),
    "section-unknown": _("There is no section “%(section)s” in the curriculum. Choose another."),
    "sections-missing": _("These sections have no part of the road yet: %(sections)s. Give each one a leg."),
    "stop-unknown": _("There is no stop “%(stop)s” on the road. Choose another."),
    "leg-not-onward": _("A leg must end behind %(stop)s, where the one before it ends. Choose a later stop."),
    "leg-day-outside": _("This day is not in the season, which goes from %(first)s to %(last)s. Choose one that is."),
    "stages-none": _("There is no stage yet. Add at least one."),
    "too-many-stages": _("These are more than %(most)s stages. Take some out."),
    "kind-unknown": _("“%(kind)s” is no kind of stage. There is: %(known)s."),
    "stage-outside": _("This is not in the season, which goes from %(first)s to %(last)s. Choose a time within."),
    "hour-missing": _("There is no %(at)s: the clocks skip that hour. Choose another time, such as %(instead)s."),
    "hour-twice": _("%(at)s comes twice: the clocks are put back. Choose another time, such as %(instead)s."),
    "closes-before-opening": _("This stage would close before it opens (%(at)s). Choose a later closing."),
    "stages-overlap": _("Stage %(number)s is open until %(at)s. Open this one no earlier, or close the other sooner."),
    "over-already": _("The last day is over already. Choose a later one."),
    "seasons-overlap": _("“%(name)s” takes place at the same time, and only one season can. Choose other days."),
    "locked-announced": _("The key stays as it was announced. Take the season back to draft to change it."),
    "locked-running": _("The season is running, and people count on this. It stays as it is."),
    "locked-over": _("The season is over; only its names and languages can still be changed."),
    "stage-has-opened": _("Stage %(number)s has opened already: its kind and its opening stay."),
    "stage-has-closed": _("Stage %(number)s has closed already: its closing stays."),
    "leg-has-opened": _("This leg has opened already: its day stays."),
    "in-the-past": _("This lies in the past. Choose a time to come."),
}  # fmt: skip

FIELDS = {
    "key": _("Key"),
    "name": _("Name"),
    "first_day": _("First day"),
    "last_day": _("Last day"),
    "time_zone": _("Time zone"),
    "languages": _("Languages"),
    "stages": _("Stages"),
    "points": _("Points"),
    "audience": _("Who may take part"),
    "legs": _("The road"),
}
STEPS = {
    "key": "basics", "name": "basics", "first_day": "basics", "last_day": "basics", "time_zone": "basics",
    "languages": "basics", "stages": "stages", "points": "points", "audience": "audience", "legs": "legs",
}  # fmt: skip
PARTS = {
    "en": LANGUAGES["en"], "zh": LANGUAGES["zh"], "kind": _("Kind"), "opens": _("Opens"), "closes": _("Closes"),
    "section": _("Section"), "until": _("Ends at"), "opens_on": _("Opens on (optional)"),
    "posts": _("Posts"), "regions": _("Regions"), "brands": _("Brands"),
}  # fmt: skip
RULES = {
    "level_1": (_("A question right at the first attempt"), _("Once for each question: it counts as mastered then.")),
    "level_1_after_miss": (_("A question right after an earlier miss"), _("Instead of the amount above.")),
    "level_2": (_("The same question right on a later day: level 2"), _("What lasts is worth something, once.")),
    "level_3": (_("And on another day: level 3"), _("The highest level; after it a question pays nothing more.")),
    "class_completed": (_("A micro-class completed"), _("Once for each class, with all its questions right.")),
    "pk_won": (_("A PK won"), _("Against a machine or a recorded PK it is half.")),
    "pk_drawn": (_("A PK drawn"), _("Never more than winning.")),
    "pk_lost": (_("A PK lost, with at least one right answer"), _("Trying is worth something, guessing nothing.")),
    "pk_full_until": (_("PKs of a day that pay in full"), _("After so many the same day's PKs pay half.")),
    "pk_half_until": (_("PKs of a day that pay at all"), _("After so many they are for the joy of it.")),
    "pk_daily_cap": (_("The most that PKs pay in a day"), _("Whoever plays all day gets no more than this.")),
    "day_completed": (_("A daily set done on its day"), _("Class, review and PK of the day, once a day.")),
    "day_made_up": (_("A daily set made up later"), _("Never more than on the day itself.")),
}


@dataclass(frozen=True)
class Said:
    """A fault in words. `step`: the page where it is put right; `field`: the id of what it belongs to there."""

    where: str
    message: str
    step: str
    field: str
    announcing: bool


def said(fault: Fault) -> Said:
    """The fault as the organizer reads it."""
    first = str(fault.steps[0]) if fault.steps else ""
    step = STEPS.get(first, "basics")
    return Said(_where(fault.steps), message(fault), step, _field(fault.steps), fault.announcing)


def _field(steps: Steps) -> str:
    """Ticks of one list stand together."""
    together = {"audience": 2, "languages": 1}.get(str(steps[0]) if steps else "", len(steps))
    return "-".join(map(str, steps[:together]))


def message(fault: Fault, *, with_keys: bool = False) -> str:
    """What is wrong, and what to do. `with_keys`: also the keys of what is named, for who writes a file."""
    saying = SAYINGS[fault.code]
    values = {name: _value(name, value, with_keys) for name, value in fault.values.items()}
    return str(saying) % values if values else str(saying)


def _value(name: str, value: Any, with_keys: bool) -> Any:
    if isinstance(value, datetime):
        return clock_time(value)
    if isinstance(value, date):
        return format_date(value, "medium", rebase=False)
    if isinstance(value, dict):
        return pick(value)
    if name in ("stop", "section", "sections"):
        keys = value if isinstance(value, tuple) else (value,)
        find = naming.stop if name == "stop" else naming.section
        return listed(_named(faults.readable(str(key)), find(str(key)), with_keys) for key in keys)
    if name == "language" and value in LANGUAGES:
        return LANGUAGES[value]
    if name == "rule":
        return RULES[value][0] if value in RULES else value
    return faults.readable(str(value))


def _named(key: str, name: str | None, with_keys: bool) -> str:
    if name is None:
        return key
    return f"{name} ({key})" if with_keys else name


def _where(steps: Steps) -> str:
    if not steps:
        return ""
    parts = [str(FIELDS.get(str(steps[0]), steps[0]))]
    for step in steps[1:]:
        if isinstance(step, int):
            parts.append(str(step + 1))
        elif step in RULES:
            parts.append(str(RULES[step][0]))
        elif step in PARTS:
            parts.append(str(PARTS[step]))
    return " · ".join(parts)


def fault_in_file(path: str, placed: Placed) -> faults.Fault:
    """The fault as file:line:column."""
    words = message(placed.fault, with_keys=True) if placed.fault else yamlwords.told(placed.slip)
    return faults.fault_at(path, placed.place, words)


def opening(shown: datetime) -> str:
    """When something opens: a day, with its hour where that is not the day's first."""
    return _day(shown) if shown.time() == time() else clock_time(shown)


def closing(shown: datetime) -> str:
    """Until when something is open: the last day that is whole, or the hour."""
    return _day(shown - timedelta(days=1)) if shown.time() == time() else clock_time(shown)


def _day(shown: datetime) -> str:
    return format_date(shown, "medium", rebase=False)


def clock_time(shown: datetime) -> str:
    """A local time, as the season's clocks show it."""
    return f"{_day(shown)} {format_datetime(shown, 'HH:mm', rebase=False)}"
