"""Selection in words: faults, fates, ways, bars, tie-breaks, states."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.kit.phrases import phrases, said
from app.seasons import yamlwords
from quizzes.formats.faults import Fault as Told
from quizzes.formats.faults import fault_at, readable
from quizzes.formats.planfile import Fault, Placed
from quizzes.rules.selection import Bar, Fate, Way
from quizzes.rules.selectiontrace import TieBreak

FATES = {
    Fate.IN: _("In"),
    Fate.RESERVE: _("Stands by"),
    Fate.OUT: _("Not in"),
    Fate.NOT_ELIGIBLE: _("Not eligible"),
    Fate.DECLINED: _("Has declined"),
}
FATE_TAGS = {Fate.IN: "tag--good", Fate.RESERVE: "tag--petrol", Fate.NOT_ELIGIBLE: "tag--warn"}
WAYS = {
    Way.QUOTA: _("by quota"),
    Way.FILLED: _("in the place of a region that has too few"),
    Way.MINIMUM: _("by the national minimum"),
    Way.WILD_CARD: _("by wild card"),
}
BARS = {
    Bar.NOT_EMPLOYED: _("no longer employed"),
    Bar.POST: _("the post does not take part"),
    Bar.BRAND: _("the dealer has none of the brands"),
    Bar.TENURE: _("not employed long enough"),
    Bar.POINTS: _("too few points"),
    Bar.DISQUALIFIED: _("disqualified"),
}
TIES = {
    TieBreak.MASTERED: _("Questions mastered"),
    TieBreak.FIRST_TRY: _("Right at the first attempt (of 10,000)"),
    TieBreak.DAYS: _("Daily sets done"),
    TieBreak.RATING: _("Rating in PKs"),
    TieBreak.CLASSES: _("Micro-classes completed"),
    TieBreak.TENURE: _("Days of employment"),
    TieBreak.EARLY: _("Reached the points earlier (seconds before the end)"),
    TieBreak.LAST_STAGE: _("Points of the last stage"),
}
STATES = {
    "invited": _("Not answered yet"),
    "accepted": _("Comes"),
    "declined": _("Has declined"),
    "withdrawn": _("Has withdrawn"),
}
STATE_TAGS = {"accepted": "tag--good", "invited": "tag--warn"}
PHASES = {
    "planning": _("Being planned"),
    "selected": _("Selection fixed"),
    "judging": _("Being judged"),
    "published": _("Results published"),
    "closed": _("Closed"),
}

SAYINGS: dict[str, Any] = {
    "missing": _("“%(key)s” is missing. Add it."),
    "unknown-key": _("Nobody knows “%(key)s” here. Take it out, or look at how it is written."),
    "empty": _("This is empty. Write something here."),
    "too-long": _("Too long: at most %(most)s characters."),
    "not-yes-or-no": _("Write true or false."),
    "not-whole": _("Write a whole number here."),
    "too-small": _("Choose a number of at least %(least)s."),
    "too-large": _("Choose a number of at most %(most)s."),
    "too-few": _("Choose at least %(least)s."),
    "too-many": _("These are too many: at most %(most)s."),
    "no-tie-break": _("There is no such tie-break. See the line above it for those that there are."),
    "not-a-day": _("This is no day. Write it like 2027-05-06."),
    "not-a-mapping": _("Write names here, each with its value."),
    "not-a-list": _("Write a list here, one entry a line."),
    "not-text": _("This cannot be read. Look at how another file writes it."),
    "region-unknown": _("There is no region with the code “%(code)s”. Take it out, or write another code."),
    "post-unknown": _("There is no post with the code “%(code)s”. Take it out, or write another code."),
    "brand-unknown": _("There is no brand with the code “%(code)s”. Take it out, or write another code."),
    "stage-unknown": _("The season has no stage %(code)s. Take it out, or write another number."),
    "quota-twice": _("This region and post stand here twice. Keep one of them."),
    "twice": _("This stands here twice. Keep one of them."),
    "post-left-out": _("Seats for the post “%(code)s”, which may not come by these rules. Let it come, or give none."),
    "no-seats": _("There is no seat at all. Give at least one region and post a seat."),
}
FIELDS = {
    "on": _("Day of the snapshot"),
    "lot": _("Words of the lot"),
    "posts": _("Posts"),
    "brands": _("Brands"),
    "least_years": _("Years of employment, at least"),
    "least_points": _("Points, at least"),
    "stages": _("Stages that count"),
    "quotas": _("Seats by region and post"),
    "minimums": _("National minimum"),
    "wild_cards": _("Wild cards"),
    "fills": _("Seats that stay empty"),
    "reserves": _("Reserves"),
    "tie_breaks": _("Tie-breaks"),
}
LARGE = phrases(
    ((r"The file is larger than (?P<most>\d+) kB.*", _("The file is larger than %(most)s kB. Rules need less.")),)
)


def message(fault: Fault) -> str:
    """What is wrong, and what to do."""
    values = {name: readable(str(value)) for name, value in fault.values.items()}
    saying = str(SAYINGS[fault.code])
    return saying % values if "%(" in saying else saying


def where(fault: Fault) -> str:
    """The field it belongs to, and the place in it."""
    if not fault.steps:
        return ""
    first, *rest = fault.steps
    parts = [str(FIELDS.get(str(first), readable(str(first))))]
    parts += [str(step + 1) if isinstance(step, int) else readable(str(step)) for step in rest]
    return " · ".join(parts)


def in_file(path: str, placed: Placed) -> Told:
    """The fault as file:line:column."""
    words = message(placed.fault) if placed.fault else yamlwords.told(said(placed.slip, LARGE))
    return fault_at(path, placed.place, words)
