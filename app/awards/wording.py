"""Words of awards: kinds, faults of a file, and what is printed in two languages at once."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from quizzes.formats import awardrules
from quizzes.rules.awards import AwardKind

KINDS: dict[str, Any] = {
    AwardKind.PLACE: _("A place of a post"),
    AwardKind.BEST_REGION: _("Best region"),
    AwardKind.BEST_DEALER: _("Best dealer"),
    AwardKind.BEST_NEWCOMER: _("Best newcomer"),
    AwardKind.LONG_SERVICE: _("Long service"),
    AwardKind.LONG_SERVICE_DEALER: _("Long service, dealers"),
}
GUESSED = _("Too many codes that do not exist were asked for from here. A genuine certificate is shown all the same.")
FAULTS: dict[str, Any] = {
    "too-large": _("The file is larger than 100 kB. A list of awards needs much less."),
    "not-utf-8": _("The letters cannot be read. Save the file as UTF-8."),
    "no-list": _("Begin with “awards:” and a list below it, of 1 to 100 awards."),
    "missing": _("is missing."),
    "unknown-key": _("is no key of an award."),
    "value": _("cannot be this. Look at the proposals for examples."),
    "twice": _("stands here twice. Each award has a key of its own."),
    "post": _("names no post that there is."),
    "place": _("must say which place: 1, 2 or 3."),
    "only-place": _("belongs to awards for a place only."),
    "years": _("must say how many years."),
}


def fault(one: awardrules.Fault) -> str:
    """A fault of a file, with its line."""
    words = one.slip or f"{one.field} {FAULTS[one.code]}".strip()
    return gettext("Line %(line)s: %(words)s", line=one.place.line, words=words)
