"""What was found of a season that was tried out, in the language of the moment: laws, habits, reasons of points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _

from app.points.models import Reason
from quizzes.rules.cohort import Habit

LAWS: dict[str, Any] = {
    "ledger": _("The ledger is what the standings say"),
    "ratings": _("The ratings are what the PKs make of them"),
    "journeys": _("Every journey is what was mastered"),
    "twice": _("Nothing is paid twice"),
    "cap": _("No day's PKs pay more than the cap"),
    "number": _("As many PKs were played as were asked for"),
    "quotas": _("The quotas of the final can be met"),
    "farming": _("Nobody wins by farming"),
    "mastery": _("Most of a winner's points are for what was learned"),
}
ROWS = _("rows that differ: %(rows)s")
FOUND: dict[str, Any] = {
    "ledger": ROWS,
    "ratings": ROWS,
    "journeys": ROWS,
    "twice": _("lines: %(rows)s"),
    "cap": _("at most %(most)s points of PKs in a day (the cap: %(cap)s), with up to %(busiest)s PKs a day"),
    "number": _("%(played)s PKs of %(asked)s"),
    "quotas": _("%(given)s of %(seats)s seats were given, %(by_quota)s of them by their own quota"),
    "farming": _(
        "a day of farming brings %(farmed)s points, an honest day %(honest)s; in %(first)s of %(posts)s posts a cheat "
        "is first, in %(won)s by farming"
    ),
    "mastery": _("%(percent)s%% of their points are from PKs"),
}
NOT_TRIED = _("not put to the test: too few people farmed, or too few others came")
HABITS: dict[str, Any] = {
    Habit.HONEST.value: _("Honest"),
    Habit.FARMER.value: _("Beats the weakest machine all day"),
    Habit.COLLUDER.value: _("Wins and loses with a friend by turns"),
}
REASONS: dict[str, Any] = {
    Reason.LEVEL_1.value: _("Questions mastered"),
    Reason.LEVEL_2.value: _("Right again later: level 2"),
    Reason.LEVEL_3.value: _("Right again later: level 3"),
    Reason.CLASS.value: _("Classes completed"),
    Reason.PK.value: _("PK"),
    Reason.DAY.value: _("Daily sets"),
}


def name(law: Mapping[str, Any]) -> str:
    return str(LAWS[law["law"]])


def found(law: Mapping[str, Any]) -> str:
    """What was found of the law, in half a sentence."""
    numbers = law["found"]
    text = FOUND[law["law"]] if numbers.get("tried", True) else NOT_TRIED
    return str(text) % told(numbers)


def told(numbers: Mapping[str, float]) -> dict[str, str]:
    """Numbers as they are read."""
    return {name: number(each) for name, each in numbers.items()}


def number(each: float) -> str:
    return f"{each:,.1f}" if isinstance(each, float) else f"{each:,}"
