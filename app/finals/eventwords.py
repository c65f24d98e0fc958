"""Faults of an event and obstacles of a timetable in words, with what to do about them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from quizzes.formats.planfile import Fault, Placed

KINDS: dict[str, Any] = {
    "practical": _("Practical task"),
    "knowledge": _("Knowledge test on the spot"),
    "stage-pk": _("Live PK on stage"),
}
FAULTS: dict[str, Any] = {
    "missing": _("“%(key)s” is missing."),
    "unknown-key": _("“%(key)s” means nothing here. Take it out, or look for a slip of the pen."),
    "empty": _("“%(key)s” is empty."),
    "too-long": _("“%(key)s” is too long: at most %(most)s signs."),
    "no-key": _("“%(key)s”: use small letters, digits and hyphens, such as room-a."),
    "not-yes-or-no": _("“%(key)s” must be true or false."),
    "not-whole": _("“%(key)s” must be a whole number."),
    "too-small": _("“%(key)s” is too small: at least %(least)s."),
    "too-large": _("“%(key)s” is too large: at most %(most)s."),
    "too-few": _("“%(key)s” has too few lines: at least %(least)s."),
    "too-many": _("“%(key)s” has too many lines: at most %(most)s."),
    "no-kind": _("The kind must be practical, knowledge or stage-pk."),
    "no-window": _("A window reads like 2026-11-05 09:00-12:00, and ends after it begins, on the same day."),
    "not-a-mapping": _("Lines of the form “name: value” belong here."),
    "not-a-list": _("A list belongs here, a line with “- ” for each."),
    "not-text": _("“%(key)s” must be a text."),
    "key-twice": _("The key “%(key)s” is there twice. Each has one of its own."),
    "no-name": _("“%(key)s” has no name. Give it one in at least one language."),
    "window-order": _("The window %(window)s begins before the one above it ends. Put them in order."),
    "post-unknown": _("There is no post “%(code)s”."),
    "room-unknown": _("There is no room “%(room)s”. Add it to the rooms first."),
    "room-twice": _("Room “%(room)s” is there twice at the same station."),
    "room-small": _("Room “%(room)s” is too small: it has places for %(has)s, this needs %(needs)s."),
    "judge-twice": _("%(judge)s sits twice in the same panel."),
    "judge-unknown": _("%(judge)s is no active judge. Give the role first, on the page of the person."),
    "judge-organizes": _(
        "%(judge)s organizes, and knows which number is whose. Take somebody else, or take that role away first."
    ),
    "chief-outside": _("The chief %(judge)s must be one of the panel."),
    "no-windows": _("There is no window yet. Say when work goes on."),
    "no-stations": _("There is no station yet."),
    "weights": _("The weights of %(post)s add to %(total)s. They must add to 100."),
    "no-rooms": _("Station “%(station)s” has no room."),
    "stock": _("Station “%(station)s” needs %(needs)s × %(name)s for each competitor; there are %(has)s."),
    "panel-small": _("Station “%(station)s”, room “%(room)s”: %(needs)s judges are needed, %(has)s sit there."),
    "no-chief": _("Station “%(station)s”, room “%(room)s”: nobody is chief."),
}
OBSTACLES: dict[str, Any] = {
    "too-long": _(
        "Station “%(where)s” takes %(needs)s minutes, longer than any window. Shorten it, or make a window longer."
    ),
    "no-room": _(
        "At station “%(where)s” somebody has a judge of the own dealer in every room. Change a panel, or add a room."
    ),
    "not-enough": _(
        "Station “%(where)s” needs %(needs)s minutes in all, its rooms have %(has)s. Add a room or a window."
    ),
    "crowded": _(
        "The stations that have no other room need “%(where)s” for %(needs)s minutes, and it has %(has)s. Add a room "
        "or a window."
    ),
    "closed": _(
        "Station “%(where)s” still needs %(needs)s minutes, and its rooms are in use for only %(has)s. Add a room or a "
        "window, or shorten the outage."
    ),
    "stock": _("One competitor needs %(needs)s × %(where)s, and there are %(has)s. Bring more, or need fewer."),
    "changed": _("The event or its people changed while the timetable was made. Make it again."),
    "clash": _("The timetable that was found breaks a law: %(where)s. It was not stored. Please report this."),
    "unsolved": _(
        "No timetable was found. Judges who sit in several rooms, equipment or rests may be too tight: add a window or "
        "a room, or spread the judges."
    ),
}


def fault(one: Fault) -> str:
    return str(FAULTS[one.code]) % _filled(one.values)


def placed(one: Placed) -> str:
    """With its line and column."""
    words = fault(one.fault) if one.fault else one.slip
    return f"{one.place.line}:{one.place.column}: {words}"


def obstacle(found: Mapping[str, Any]) -> str:
    if not found:
        return gettext("Somebody else is making this timetable just now.")
    return str(OBSTACLES[found["code"]]) % _filled(found)


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    blank = dict.fromkeys(("key", "least", "most", "window", "where", "needs", "has"), "")
    return blank | {name: value for name, value in values.items() if value is not None}
