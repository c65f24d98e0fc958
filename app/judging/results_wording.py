"""Results in words: what is in the way, and what parted two competitors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from quizzes.rules.finalranking import PLAY_OFF, SHARED, TOTAL

OBSTACLES: dict[str, Any] = {
    "nobody": _("Nobody competes at this post yet, or it has no stations."),
    "weights": _("The weights of the stations do not add to 100. Put them right under the stations of this post."),
    "missing": _("At some station no sheet has been opened yet for these numbers. Open the sheets once more."),
    "unsigned": _("Sheets of these numbers are not signed by all judges and the chief yet."),
    "unsealed": _(
        "Sheets of these numbers are not as they were signed. The log says who changed what; "
        "have the chief open them again."
    ),
    "talk": _("Marks for these numbers lie more than 1 apart. The panel talks about them and marks again."),
    "clash": _("Two devices say differently for these numbers. The judge chooses which mark counts."),
    "appeal": _("Appeals of these numbers are not decided yet."),
    "tie": _("These numbers share a place among the prizes. Hold a play-off and write down its places."),
}
EQUATING: dict[str, Any] = {
    "none": _("The marks of all panels count as they are."),
    "mean": _("Each panel's points are moved to the mean of all panels of the station."),
    "linear": _("Each panel's points are moved to the mean and spread of all panels of the station."),
}
APPEALS: dict[str, tuple[Any, str]] = {
    "open": (_("being decided"), "tag--warn"),
    "upheld": (_("upheld"), "tag--good"),
    "dismissed": (_("dismissed"), ""),
}


class Trace(Protocol):
    """A line of a ranking, reckoned or published."""

    @property
    def by(self) -> str: ...
    @property
    def mine(self) -> int: ...
    @property
    def theirs(self) -> int: ...


def trace(line: Trace, stations: Mapping[str, str]) -> str:
    """What parted a competitor from the one before. `stations`: their names by key."""
    if not line.by:
        return ""
    mine, theirs = hundredths(line.mine), hundredths(line.theirs)
    if line.by == TOTAL:
        return gettext("%(mine)s in all, the one before %(theirs)s", mine=mine, theirs=theirs)
    if line.by in stations:
        name = stations[line.by]
        return gettext(
            "equal so far; at “%(name)s” %(mine)s, the one before %(theirs)s", name=name, mine=mine, theirs=theirs
        )
    return _by_tie_break(line, mine, theirs)


def _by_tie_break(line: Trace, mine: str, theirs: str) -> str:
    if line.by == "penalties":
        return gettext("equal so far; %(mine)s taken away, from the one before %(theirs)s", mine=mine, theirs=theirs)
    plain = {"mine": line.mine, "theirs": line.theirs}
    if line.by == "critical":
        return gettext("equal so far; critical faults: %(mine)s, the one before %(theirs)s", **plain)
    if line.by == "time":
        clocks = {"mine": minutes(line.mine), "theirs": minutes(line.theirs)}
        return gettext("equal so far; time %(mine)s, the one before %(theirs)s", **clocks)
    if line.by == PLAY_OFF:
        return gettext("equal in everything; parted by the play-off")
    assert line.by == SHARED
    return gettext("equal in everything: they share the place")


def hundredths(value: int) -> str:
    """Points in hundredths, with two decimals."""
    return f"{value // 100}.{value % 100:02d}"


def minutes(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"
