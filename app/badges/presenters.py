"""The page of badges: mine, and the others with their rules and how far I am."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.badges import counts, marks
from app.badges.models import FOR_EVER, BadgeAward
from app.kit.database import session
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import shown
from quizzes.rules.badges import BADGES, BY_KEY, Badge, Progress, progress

FAMILIES: dict[str, Any] = {
    "learning": _("Learning"),
    "rhythm": _("Keeping at it"),
    "pk": _("PK"),
    "road": _("The tour"),
    "together": _("Together"),
    "years": _("Years"),
}


@dataclass(frozen=True)
class Mark:
    """How a badge is drawn."""

    outline: str
    glyph: str
    bars: str

    @classmethod
    def of(cls, badge: Badge) -> Mark:
        return cls(marks.OUTLINES[badge.family], marks.GLYPHS[badge.mark], marks.BARS[badge.tier])


@dataclass(frozen=True)
class Mine:
    """A badge that the person has. `season`: of which season, where it is an earlier one."""

    badge: Badge
    mark: Mark
    at: datetime
    season: Season | None


@dataclass(frozen=True)
class Open:
    """A badge to be had."""

    badge: Badge
    mark: Mark
    progress: Progress


@dataclass(frozen=True)
class Family:
    name: Any
    badges: Sequence[Open]


@dataclass(frozen=True)
class Page:
    mine: Sequence[Mine]
    families: Sequence[Family]
    season: Season | None


def page(person: Person, now: datetime) -> Page:
    """All that the page shows. Without a season there are only the badges that the person has."""
    season = shown(now)
    awards = _awards(person)
    seasons = _earlier(awards, season)
    mine = [
        Mine(BY_KEY[award.badge], Mark.of(BY_KEY[award.badge]), award.at, seasons.get(award.period)) for award in awards
    ]
    if season is None:
        return Page(mine, (), None)
    had = {award.badge for award in awards if award.period in (FOR_EVER, season.id)}
    found = counts.counts_of(person, season, now)
    return Page(mine, [family for family in _families(had, found) if family.badges], season)


def _awards(person: Person) -> list[BadgeAward]:
    """The newest first."""
    query = select(BadgeAward).where(BadgeAward.person_id == person.id, BadgeAward.withdrawn_at.is_(None))
    found = session().scalars(query.order_by(BadgeAward.at.desc(), BadgeAward.id.desc()))
    return [award for award in found if award.badge in BY_KEY]


def _earlier(awards: Sequence[BadgeAward], season: Season | None) -> dict[int, Season]:
    ids = {award.period for award in awards} - {FOR_EVER, season.id if season else FOR_EVER}
    if not ids:
        return {}
    return {one.id: one for one in session().scalars(select(Season).where(Season.id.in_(ids)))}


def _families(had: set[str], found: counts.Counts) -> list[Family]:
    """What is not for the person's post is left out."""
    families = []
    for family, name in FAMILIES.items():
        badges = [
            Open(badge, Mark.of(badge), progress(badge, found))
            for badge in BADGES
            if badge.family == family and badge.key not in had
        ]
        families.append(Family(name, [one for one in badges if one.progress.need]))
    return families
