"""Each figure of a season, with what exactly it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.reports.models import What
from app.seasons.models import Season

PKS = (What.PK_LIVE, What.PK_CHALLENGE, What.PK_MACHINE, What.PK_GHOST)


class Form(StrEnum):
    """How a figure is written."""

    WHOLE = "whole"
    MEAN = "mean"
    SHARE = "share"
    TEXT = "text"


@dataclass(frozen=True)
class Figure:
    """`amount`: a number (a share from 0 to 1), a text, or None where there is nothing to divide by; `definition`: what
    it counts.
    """

    name: str
    amount: float | str | None
    definition: str
    form: Form = Form.WHOLE

    @property
    def value(self) -> str:
        """Ready to be read."""
        if self.amount is None:
            return "–"
        if isinstance(self.amount, str):
            return self.amount
        if self.form is Form.SHARE:
            return f"{100 * self.amount:.0f} %"
        return f"{self.amount:,.1f}" if self.form is Form.MEAN else f"{self.amount:,}"


@dataclass(frozen=True)
class Sums:
    """What figures are made of. `passed`: days of the season so far, today included."""

    passed: int
    counts: Counter[str]
    taking_part: int
    nineties: int
    known_decade: int
    dealers_taking_part: int
    size: Any


def pks(counts: Mapping[str, int]) -> int:
    """PKs, where two seats of one PK between people count once."""
    by_people = counts[What.PK_LIVE] + counts[What.PK_CHALLENGE]
    return by_people // 2 + counts[What.PK_MACHINE] + counts[What.PK_GHOST]


def figures(season: Season, sums: Sums) -> Iterator[Figure]:
    """All figures, in the order in which one would tell them."""
    yield from _network(season, sums)
    yield from _learning(sums)
    yield from _playing(sums)


def _network(season: Season, sums: Sums) -> Iterator[Figure]:
    size = sums.size
    yield Figure(_("People"), size.people, _("Active people of the roster."))
    yield Figure(_("Dealers"), size.dealers, _("Dealers with at least one active person."))
    yield Figure(_("Regions"), size.regions, _("Regions of the network."))
    yield Figure(_("Brands"), size.brands, _("Brands that its dealers look after."))
    yield Figure(_("Posts"), size.posts, _("Job roles that have questions of their own."))
    yield Figure(
        _("Born in the 1990s"), _by(sums.nineties, sums.known_decade),
        _("Share of those whose decade of birth is known; for statistics only."), Form.SHARE,
    )  # fmt: skip
    yield Figure(_("Long service"), size.long_service, _("Active people hired at least fifteen years ago."))
    dates = f"{format_date(season.first_day, 'medium')} – {format_date(season.last_day, 'medium')}"
    yield Figure(_("Season"), dates, _("First and last day, both included, in the season's time zone."), Form.TEXT)
    yield Figure(
        _("People taking part"), sums.taking_part,
        _("People with at least one entry in the season's ledger: a class, a question mastered, a PK or a daily set."),
    )  # fmt: skip
    yield Figure(
        _("Share taking part"),
        _by(sums.taking_part, size.people),
        _("People taking part, of all active people."),
        Form.SHARE,
    )
    yield Figure(_("Dealers taking part"), sums.dealers_taking_part, _("Dealers with at least one person taking part."))


def _learning(sums: Sums) -> Iterator[Figure]:
    counts, size = sums.counts, sums.size
    yield Figure(_("Micro-classes"), size.classes, _("Classes that are published now."))
    yield Figure(
        _("Daily sets completed"), counts[What.DAY_SETS],
        _("Person-days on which the whole set was done; a day made up later counts when it was made up."),
    )  # fmt: skip
    yield Figure(
        _("Daily sets a day"),
        _by(counts[What.DAY_SETS], sums.passed),
        _("Daily sets completed, by days so far."),
        Form.MEAN,
    )
    yield Figure(
        _("People there a day"), _by(counts[What.ACTIVE], sums.passed),
        _("Mean over the days so far of the people who got an entry on the day."), Form.MEAN,
    )  # fmt: skip
    yield Figure(_("Sign-ins"), counts[What.SIGN_INS], _("Times somebody signed in; a sign-in lasts 30 days."))
    yield Figure(
        _("Classes completed"),
        counts[What.CLASSES],
        _("Times a person completed a class; once for each class."),
    )
    yield Figure(_("Questions mastered"), counts[What.MASTERED], _("Times a person reached level 1 of a question."))


def _playing(sums: Sums) -> Iterator[Figure]:
    counts, total = sums.counts, pks(sums.counts)
    yield Figure(_("PKs"), total, _("Finished PKs that count; friendly ones do not."))
    yield Figure(_("PKs a day"), _by(total, sums.passed), _("PKs, by days so far."), Form.MEAN)
    yield Figure(
        _("PKs of an active person a day"), _by(sum(counts[what] for what in PKS), counts[What.ACTIVE]),
        _("Seats of people in PKs, by people there, over all days so far."), Form.MEAN,
    )  # fmt: skip
    yield Figure(_("Live PKs"), counts[What.PK_LIVE] // 2, _("Two people at the same time."))
    yield Figure(_("Challenges"), counts[What.PK_CHALLENGE] // 2, _("Two people at different times."))
    yield Figure(_("PKs against the machine"), counts[What.PK_MACHINE], _("A person and a machine."))
    yield Figure(
        _("PKs against a recorded PK"), counts[What.PK_GHOST], _("A person and what somebody answered before.")
    )


def _by(number: int, whole: int) -> float | None:
    return number / whole if whole else None
