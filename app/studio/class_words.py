"""What the studio says about classes."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _

SAYINGS: dict[str, Any] = {
    "section-missing": _("choose a section"),
    "no-questions": _("a class needs at least one published question; write one and have it approved"),
    "question-unknown": _("there is no published question %(key)s"),
    "class-unknown": _("there is no published class %(key)s"),
    "cycle": _("%(key)s waits for this class itself"),
    "gate-high-voltage": _("it speaks of work on a high-voltage system (“%(words)s”): let %(key)s come before it"),
    "html": _("%(what)s is HTML. Write Markdown instead."),
    "wide-table": _("a table of more than %(most)s columns does not fit a phone"),
    "body-en-short": _("%(count)s words; %(least)s to %(most)s read well in three minutes"),
    "body-en-long": _("%(count)s words are long for a phone; %(least)s to %(most)s read well"),
    "body-zh-short": _("%(count)s characters; %(least)s to %(most)s read well in three minutes"),
    "body-zh-long": _("%(count)s characters are long for a phone; %(least)s to %(most)s read well"),
    "title-long": _("%(length)s characters: a title should fit two lines of a phone"),
    "long-paragraph": _("a paragraph fills a phone's screen: break it up"),
    "minutes-few": _("it takes about %(minutes)s minutes to read"),
    "figure": _("line %(line)s: %(what)s"),
}
PARTS: dict[str, Any] = {
    "title": _("Title"),
    "body": _("Text"),
    "minutes": _("Minutes"),
    "sources": _("Sources"),
    "figure": _("Picture"),
    "section": _("Section"),
    "order": _("Place in the section"),
    "requires": _("Comes after"),
    "questions": _("Questions"),
    "left": _("Taken out"),
}
SIDES: dict[str, Any] = {"alt": _("what it shows"), "svg": _("drawing")}
