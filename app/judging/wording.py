"""Score sheets and marking in words: faults of a sheet, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.kit.phrases import phrases, said
from app.seasons import yamlwords
from quizzes.formats.planfile import Fault, Placed
from quizzes.formats.tree import Steps

REFUSALS: dict[str, Any] = {
    "panel": _("You are not on the panel of this room. If you should be, ask the organizer."),
    "organizer": _("You organize, so you know which number is whose: you may judge nobody. The others mark."),
    "conflict": _("You may not judge this competitor: the rules on impartiality leave you out. The others mark."),
    "void": _("This competitor has withdrawn. The sheet is closed."),
    "published": _("The results are published. From now on only an appeal changes a mark."),
    "closed": _("All have signed this sheet. The chief can open it again, with a reason."),
    "signed": _("You have signed this sheet. Take your signature back first; then mark again."),
    "clash": _("Two of your devices have different marks. Choose which one counts."),
    "missing": _("Some aspects have no mark from you yet."),
    "clock": _("The clock has not been started and stopped. It is part of the sheet."),
    "talk": _("Marks of the panel lie more than 1 apart. Talk about them, and mark again."),
    "unknown": _("This is not on the sheet. Reload the page; what you typed is kept."),
    "not-a-number": _("This is no number. Type digits, with a point where needed."),
    "level": _("Only 0, 1, 2 and 3 can be given here."),
    "range": _("This value cannot be: look at the range of what can be measured. Was it a slip?"),
    "count": _("It cannot be counted so often."),
    "moment": _("This time cannot be. Start or stop the clock once more."),
    "not-started": _("The clock has not been started yet."),
    "reason": _("Say why: the reason stands in the log."),
    "seconds": _("Give back between 1 second and 4 hours in all."),
    "server": _("The server measures this by itself; nobody types it in. If it is wrong, tell the organizer."),
    "unmeasured": _("The server has yet to measure something: the PK or the test of this competitor comes first."),
    "key": _("This device was mixed up with another one. Reload the page and mark this once more."),
}

SAYINGS: dict[str, Any] = {
    "missing": _("“%(key)s” is missing. Add it."),
    "unknown-key": _("Nobody knows “%(key)s” here. Take it out, or look for a slip of the pen."),
    "empty": _("This is empty. Write something here."),
    "too-long": _("Too long: at most %(most)s characters."),
    "too-few": _("Too few: at least %(least)s."),
    "too-many": _("Too many: at most %(most)s."),
    "too-small": _("Too small: %(least)s is the least."),
    "too-large": _("Too large: %(most)s is the most."),
    "id-form": _("Lower case, digits and single hyphens only, like torque-of-wheel."),
    "kind": _("Choose measured or judged."),
    "not-whole": _("Write a whole number here."),
    "not-a-number": _("Write a number here, such as 12.6."),
    "not-text": _("Write text here; numbers, true and false need quotes to be text."),
    "not-a-mapping": _("Write its parts below each other, each with its value."),
    "not-a-list": _("Write a list here, one entry a line."),
    "no-aspects": _("A sheet needs at least one aspect."),
    "weights": _("The weights add to %(value)s; they must add to 100."),
    "too-many-aspects": _("These are %(value)s aspects; judges can handle 60."),
    "twice": _("“%(id)s” stands here twice. Keep one of them, or give it another name."),
    "weight": _("The weight must be more than nought."),
    "no-bands": _("Say at least once how far from the target still gives points."),
    "range": _("The target must lie between the least and the most that can be measured."),
    "bands-order": _("Begin with the narrowest tolerance and go on to wider ones."),
    "bands-shares": _("A wider tolerance must give a smaller share of the points."),
    "band": _("A tolerance is nought or more; its share is more than 0 and at most 1."),
    "penalty": _("A penalty takes at least one point away, at least once."),
    "timing": _("Look at the time once more: minutes and points cannot be less than nought."),
    "source-unknown": _(
        "Choose one of these: pk-right, pk-result, test-right; or leave it out: then a judge measures."
    ),
    "source": _(
        "What the server measures is a whole number from 0; the target is the most, and that is %(value)s at most."
    ),
    "source-twice": _("The server measures this for one aspect only. Take one of the two out."),
}
STATES: dict[str, tuple[Any, str]] = {
    "open": (_("being marked"), ""),
    "signed": (_("waits for the chief"), "tag--warn"),
    "closed": (_("done"), "tag--good"),
    "void": (_("has withdrawn"), ""),
}
TOO_LARGE = phrases(((r"The file is larger than (?P<most>\d+) kB.*", _("The file is larger than %(most)s kB.")),))
PARTS: dict[str, Any] = {
    "aspects": _("Aspect"),
    "penalties": _("Penalty"),
    "critical": _("Critical fault"),
    "timing": _("Time"),
    "task": _("Task"),
}


SOURCES: dict[str, Any] = {
    "pk-right": _("PK on stage: right answers"),
    "pk-result": _("PK on stage: won, drawn or lost"),
    "test-right": _("Test on the spot: right answers"),
}


def measured(source: Mapping[str, Any]) -> str:
    """Where a value of the server comes from."""
    if source["way"] == "test":
        return gettext("Measured by the server: test on the spot, %(questions)s questions.", **source)
    if source["way"] == "rehearsal":
        return gettext("Entered by a rehearsal in place of the stage.")
    return gettext("Measured by the server: PK on stage against number %(against)s.", **source)


def refusal(code: str) -> Any:
    """Why a mark, a signature or a clock was refused, in the reader's language."""
    return REFUSALS[code]


def fault(one: Fault) -> str:
    return str(SAYINGS[one.code]) % dict(one.values) if one.values else str(SAYINGS[one.code])


def place(steps: Steps) -> str:
    """Where it stands, for who looks at a form: "Aspect 2"."""
    if not steps:
        return ""
    number = f" {steps[1] + 1}" if len(steps) > 1 and isinstance(steps[1], int) else ""
    return f"{PARTS.get(str(steps[0]), steps[0])}{number}"


def anchor(steps: Steps) -> str:
    """The id of the part of the form where it stands."""
    if len(steps) > 1 and isinstance(steps[1], int):
        return f"{steps[0]}-{steps[1]}"
    return {"penalties": "penalties-0", "critical": "critical-0", "timing": "timing-0", "task": "task_zh"}.get(
        str(steps[0]) if steps else "", "aspects-all"
    )


def in_file(told: Iterable[Placed], name: str) -> list[str]:
    """Each fault as file:line:column and its words."""
    return [f"{name}:{one.place.line}:{one.place.column}: {_words(one)}" for one in told]


def _words(one: Placed) -> str:
    if one.fault is not None:
        return fault(one.fault)
    return said(one.slip, TOO_LARGE) if one.slip.startswith("The file is larger") else yamlwords.told(one.slip)
