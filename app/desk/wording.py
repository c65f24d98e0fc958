"""The desk's words for how far things are."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

from app.desk.watching import Standing

STANDINGS: dict[Standing, tuple[Any, str]] = {
    Standing.NEW: (_("to be marked"), ""),
    Standing.BEGUN: (_("being marked"), "tag--petrol"),
    Standing.TALK: (_("waits for talk"), "tag--warn"),
    Standing.PAPER: (_("paper typed in once"), "tag--warn"),
    Standing.SETTLE: (_("paper read differently"), "tag--warn"),
    Standing.CHIEF: (_("waits for the chief"), "tag--petrol"),
    Standing.CLOSED: (_("done"), "tag--good"),
    Standing.VOID: (_("void: the competitor has gone"), ""),
}
HEADS: dict[Standing, Any] = {
    Standing.NEW: _("To be marked"),
    Standing.BEGUN: _("Being marked"),
    Standing.TALK: _("Talk"),
    Standing.PAPER: _("Second entry"),
    Standing.SETTLE: _("To settle"),
    Standing.CHIEF: _("Chief"),
    Standing.CLOSED: _("Finished"),
    Standing.VOID: _("Void"),
}
BLOCKS: dict[str, Any] = {
    "nobody": _("nobody competes here yet"),
    "weights": _("weights do not add to 100"),
    "missing": _("without a sheet"),
    "unsigned": _("not signed"),
    "unsealed": _("changed after signing"),
    "talk": _("marks far apart"),
    "clash": _("two devices differ"),
    "appeal": _("appeal open"),
    "tie": _("play-off needed"),
}
STATES: dict[str, tuple[Any, str]] = {
    "done": (_("done"), "tag--good"),
    "now": (_("under way"), "tag--petrol"),
    "bad": (_("needs you"), "tag--bad"),
    "todo": (_("still to come"), ""),
}
SHOWN: dict[str, Any] = {
    "": _("All"),
    "late": _("Late"),
    "open": _("Not done"),
    **{one.value: words for one, words in HEADS.items()},
    "clash": _("Two devices differ"),
    "elsewhere": _("In another room than the timetable says"),
}
