"""What people can be told about, by which ways, and what holds for those who chose nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _


class Kind(StrEnum):
    CHALLENGE = "challenge"
    REMINDER = "reminder"  # of a challenge
    STREAK = "streak"
    EARN_BACK = "earn-back"  # a streak that was broken
    STOP = "stop"
    LEAGUE = "league"
    KUDOS = "kudos"
    BADGE = "badge"
    SEASON = "season"
    WEEK = "week"
    STORY = "story"  # that somebody told
    PIECE = "piece"  # that a trainer wrote or approved
    CORRECTION = "correction"  # of a question that was wrong
    LOOK = "look"  # a question rests until a trainer has looked
    FLAG = "flag"
    FINAL = "final"  # a seat in the national final
    AWARD = "award"  # of a final


class Way(StrEnum):
    """Out of the house. In the app there is everything."""

    EMAIL = "email"
    PUSH = "push"


EMAIL, PUSH = Way
URGENT = frozenset({Kind.CHALLENGE, Kind.REMINDER, Kind.STREAK, Kind.FINAL})  # worth nothing in tomorrow's digest
ICONS = {
    Kind.CHALLENGE: "swords",
    Kind.REMINDER: "hourglass",
    Kind.STREAK: "flame",
    Kind.EARN_BACK: "rotate-ccw",
    Kind.STOP: "map-pin",
    Kind.LEAGUE: "medal",
    Kind.KUDOS: "thumbs-up",
    Kind.BADGE: "award",
    Kind.SEASON: "flag-triangle-right",
    Kind.WEEK: "calendar-days",
    Kind.STORY: "megaphone",
    Kind.PIECE: "wrench",
    Kind.CORRECTION: "rotate-ccw",
    Kind.LOOK: "pause",
    Kind.FLAG: "flag",
    Kind.FINAL: "trophy",
    Kind.AWARD: "trophy",
}
# What the page of choices lists: a challenge and the reminder of it are one choice, and so is all about a streak.
CHOICES: tuple[tuple[Kind, Any, Any], ...] = (
    (Kind.CHALLENGE, _("Challenges"), _("Somebody challenges you, and one reminder before the time is over.")),
    (
        Kind.STREAK,
        _("Your streak"),
        _("Once in the evening when it would end, and once in the morning when you can earn it back."),
    ),
    (Kind.STOP, _("Stops of the tour"), _("Your car has arrived somewhere.")),
    (Kind.LEAGUE, _("Your league"), _("A week is over: you shifted up or down.")),
    (Kind.KUDOS, _("Kudos"), _("A colleague cheers you.")),
    (Kind.BADGE, _("Badges"), _("You have earned one.")),
    (Kind.SEASON, _("The season"), _("A season or a stage opens.")),
    (Kind.WEEK, _("Your week"), _("On Monday: what you learned last week.")),
    (Kind.STORY, _("Your stories"), _("What becomes of a story that you told.")),
    (
        Kind.PIECE,
        _("What you write"),
        _("For trainers: something planned could not be published, or a question rests."),
    ),
    (Kind.CORRECTION, _("Corrections"), _("A question that you answered was wrong, and what it decided is put right.")),
    (Kind.FLAG, _("What you flagged"), _("A trainer has answered.")),
    (Kind.FINAL, _("The national final"), _("You are invited, move up as a reserve, or have not answered yet.")),
    (Kind.AWARD, _("Awards"), _("You have won an award of a final, or a later edition changed it.")),
)
DEFAULTS: Mapping[Kind, tuple[Way, ...]] = {
    Kind.CHALLENGE: (EMAIL, PUSH),
    Kind.STREAK: (EMAIL, PUSH),
    Kind.STOP: (),
    Kind.LEAGUE: (PUSH,),
    Kind.KUDOS: (),
    Kind.BADGE: (),
    Kind.SEASON: (EMAIL, PUSH),
    Kind.WEEK: (),
    Kind.STORY: (PUSH,),
    Kind.PIECE: (EMAIL, PUSH),
    Kind.CORRECTION: (),
    Kind.FLAG: (),
    Kind.FINAL: (EMAIL, PUSH),
    Kind.AWARD: (EMAIL, PUSH),
}
QUIET = (22, 7)


def streak_key(season_id: int, day: int) -> str:
    """Under which a person is reminded once of a streak that ends with this day."""
    return f"streak:{season_id}:{day}"


def earn_back_key(season_id: int, day: int) -> str:
    """Under which a person is told once that making up this day earns a streak back."""
    return f"earn-back:{season_id}:{day}"


def choice_of(kind: Kind) -> Kind:
    """Under which choice of the page a kind falls."""
    return {Kind.REMINDER: Kind.CHALLENGE, Kind.EARN_BACK: Kind.STREAK, Kind.LOOK: Kind.PIECE}.get(kind, kind)
