"""Why somebody is in or out, in a sentence."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from app.finals.wording import BARS, TIES
from quizzes.rules.selection import Decision, Fate, Way
from quizzes.rules.selectiontrace import LOT, POINTS, Step, TieBreak


def why(one: Decision, last_name: str) -> str:
    """Why somebody is in or out, in a sentence. `last_name`: of the last one in, where the decision names one."""
    if one.fate is Fate.NOT_ELIGIBLE:
        return _("Not eligible: %(bars)s.", bars=", ".join(str(BARS[bar]) for bar in one.bars))
    if one.cut is None:
        return _("The last one in by the quota.") if one.way is Way.QUOTA else ""
    return parted(one.cut, last_name)


def parted(step: Step, name: str) -> str:
    """What parts somebody from the last one in."""
    if step.by == POINTS:
        count = abs(step.mine - step.theirs)
        if step.mine < step.theirs:
            return ngettext(
                "%(num)d point fewer than %(name)s, the last one in.",
                "%(num)d points fewer than %(name)s, the last one in.",
                count,
                name=name,
            )
        return ngettext(
            "%(num)d point more than %(name)s, the last one in.",
            "%(num)d points more than %(name)s, the last one in.",
            count,
            name=name,
        )
    if step.by == LOT:
        return _("Level in everything with %(name)s, the last one in; the lot decided.", name=name)
    return _(
        "As many points as %(name)s, the last one in. It was decided by “%(tie)s”: %(mine)s against %(theirs)s.",
        name=name,
        tie=TIES[TieBreak(step.by)],
        mine=step.mine,
        theirs=step.theirs,
    )
