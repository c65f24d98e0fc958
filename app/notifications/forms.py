"""What people send to choose what they are told."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.kit.errors import Invalid
from app.notifications.kinds import CHOICES, Way
from app.notifications.wishes import Wanted

HOURS = range(24)
NO_HOUR = _("Choose full hours from the list, both or none. Nothing was changed.")


def wanted_of(form: Any) -> Wanted:
    """Raises Invalid where an hour is none."""
    ways = {kind: tuple(way for way in Way if way in form.getlist(kind)) for kind, _title, _hint in CHOICES}
    begin, end = _hour(form.get("quiet_from", "")), _hour(form.get("quiet_to", ""))
    if (begin is None) != (end is None):
        raise Invalid(NO_HOUR)
    quiet = None if begin is None or end is None else (begin, end)
    return Wanted(ways, quiet, _hour(form.get("digest", "")))


def _hour(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 2 or int(text) not in HOURS:
        raise Invalid(NO_HOUR)
    return int(text)
