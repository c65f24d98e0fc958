"""Each figure of a season, with what exactly it counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from app.reports.models import What
from app.seasons.models import Season

PKS = (What.PK_LIVE, What.PK_CHALLENGE, What.PK_MACHINE, What.PK_GHOST)


@dataclass(frozen=True)
class Figure:
    """`value` is ready to be read; `definition`: what it counts."""

    name: str
    value: str
    definition: str


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


def pks(counts: Counter[str]) -> int:
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
    yield Figure(_("People"), _whole(size.people), _("Active people of the roster."))
    yield Figure(_("Dealers"), _whole(size.dealers), _("Dealers with at least one active person."))
    yield Figure(_("Regions"), _whole(size.regions), _("Regions of the network."))
    yield Figure(_("Brands"), _whole(size.brands), _("Brands that its dealers look after."))
    yield Figure(_("Posts"), _whole(size.posts), _("Job roles that have questions of their own."))
    yield Figure(
        _("Born in the 1990s"), _percent(sums.nineties, sums.known_decade),
        _("Share of those whose decade of birth is known; for statistics only."),
    )  # fmt: skip
    yield Figure(_("Long service"), _whole(size.long_service), _("Active people hired at least fifteen years ago."))
    dates = f"{format_date(season.first_day, 'medium')} – {format_date(season.last_day, 'medium')}"
    yield Figure(_("Season"), dates, _("First and last day, both included, in the season's time zone."))
    yield Figure(
        _("People taking part"), _whole(sums.taking_part),
        _("People with at least one entry in the season's ledger: a class, a question mastered, a PK or a daily set."),
    )  # fmt: skip
    yield Figure(
        _("Share taking part"), _percent(sums.taking_part, size.people), _("People taking part, of all active people.")
    )
    yield Figure(
        _("Dealers taking part"), _whole(sums.dealers_taking_part), _("Dealers with at least one person taking part.")
    )


def _learning(sums: Sums) -> Iterator[Figure]:
    counts, size = sums.counts, sums.size
    yield Figure(_("Micro-classes"), _whole(size.classes), _("Classes that are published now."))
    yield Figure(
        _("Daily sets completed"), _whole(counts[What.DAY_SETS]),
        _("Person-days on which the whole set was done; a day made up later counts when it was made up."),
    )  # fmt: skip
    yield Figure(
        _("Daily sets a day"), _mean(counts[What.DAY_SETS], sums.passed), _("Daily sets completed, by days so far.")
    )
    yield Figure(
        _("People there a day"), _mean(counts[What.ACTIVE], sums.passed),
        _("Mean over the days so far of the people who got an entry on the day."),
    )  # fmt: skip
    yield Figure(_("Sign-ins"), _whole(counts[What.SIGN_INS]), _("Times somebody signed in; a sign-in lasts 30 days."))
    yield Figure(
        _("Classes completed"),
        _whole(counts[What.CLASSES]),
        _("Times a person completed a class; once for each class."),
    )
    yield Figure(
        _("Questions mastered"), _whole(counts[What.MASTERED]), _("Times a person reached level 1 of a question.")
    )


def _playing(sums: Sums) -> Iterator[Figure]:
    counts, total = sums.counts, pks(sums.counts)
    yield Figure(_("PKs"), _whole(total), _("Finished PKs that count; friendly ones do not."))
    yield Figure(_("PKs a day"), _mean(total, sums.passed), _("PKs, by days so far."))
    yield Figure(
        _("PKs of an active person a day"), _mean(sum(counts[what] for what in PKS), counts[What.ACTIVE]),
        _("Seats of people in PKs, by people there, over all days so far."),
    )  # fmt: skip
    yield Figure(_("Live PKs"), _whole(counts[What.PK_LIVE] // 2), _("Two people at the same time."))
    yield Figure(_("Challenges"), _whole(counts[What.PK_CHALLENGE] // 2), _("Two people at different times."))
    yield Figure(_("PKs against the machine"), _whole(counts[What.PK_MACHINE]), _("A person and a machine."))
    yield Figure(
        _("PKs against a recorded PK"), _whole(counts[What.PK_GHOST]), _("A person and what somebody answered before.")
    )


def _whole(number: int) -> str:
    return f"{number:,}"


def _mean(number: int, by: int) -> str:
    return f"{number / by:,.1f}" if by else "–"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"
