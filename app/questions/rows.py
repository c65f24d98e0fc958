"""The rows of a closed question, which all kinds share: an answer that could be given, and labels on it."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _


@dataclass(frozen=True)
class Mark:
    """A label on an answer: right (it is the right one), mine, theirs (who gave it)."""

    kind: str
    said: str


@dataclass(frozen=True)
class Row:
    """An answer that could be given. `state`: right, wrong (it was given and is not right), plain."""

    text: str
    state: str
    marks: tuple[Mark, ...] = ()
    why: str | None = None


def named(mark: Mark, them: str) -> Mark:
    """The mark with the name of whoever gave the answer, where it was not mine."""
    if mark.kind != "theirs":
        return mark
    return Mark("theirs", _("%(who)s: %(text)s", who=them, text=mark.said) if mark.said else them)


def state(right: bool, mine: bool) -> str:
    return "right" if right else "wrong" if mine else "plain"


def marks(right: bool, mine: bool, theirs: bool) -> tuple[Mark, ...]:
    found = [Mark("right", _("Right answer"))] if right else []
    found += [Mark("mine", _("Your answer"))] if mine else []
    found += [Mark("theirs", "")] if theirs else []
    return tuple(found)


def number(value: float) -> str:
    return f"{value:.12g}"


def measured(value: float, unit: str) -> str:
    return f"{number(value)} {unit}".strip()
