"""The nightly look at everybody's counts: it awards what was missed. Twice does no harm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.badges import counts, services
from app.badges.models import FOR_EVER, BadgeAward
from app.badges.services import Held
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.events import publish
from app.people.models import Person
from app.seasons.models import Season
from app.seasons.queries import shown
from quizzes.rules.badges import BADGES, BY_KEY, Badge, earned, progress

AT_ONCE = 500  # people in one transaction


@dataclass(frozen=True)
class Found:
    """What the look changed: awards, badges withdrawn, and badges that came back."""

    awarded: int = 0
    withdrawn: int = 0
    restored: int = 0


def renew(now: datetime | None = None, tell: services.Tell = publish) -> Found:
    """Award every badge of the season that was earned and is not there, from the counts alone.

    A badge is never taken back because there is more to learn than before. One that rests on PKs is withdrawn when
    they count no more (a disqualification) and comes back when they do. `tell` hears of every new badge.
    """
    now = now or clock.now()
    season = shown(now)
    if season is None:
        return Found()
    held = _held(season)
    found = counts.read(counts.Asked(season, now))
    missing = [(person_id, badges) for person_id, badges in _missing(season, held, found) if badges]
    awarded = 0
    for start in range(0, len(missing), AT_ONCE):
        with transaction():
            awarded += len(services.award_all(missing[start : start + AT_ONCE], season, now, tell))
    fallen, back = _fallen(held, found), _back(held, found)
    with transaction():
        for one in fallen:
            services.withdraw(one, now)
        for one in back:
            services.withdraw(one, None)
    return Found(awarded, len(fallen), len(back))


def _held(season: Season) -> dict[Held, datetime | None]:
    """The badges there are, with when they were withdrawn."""
    query = select(BadgeAward.person_id, BadgeAward.badge, BadgeAward.period, BadgeAward.withdrawn_at).where(
        BadgeAward.period.in_((FOR_EVER, season.id))
    )
    return {(row[0], row[1], row[2]): row[3] for row in session().execute(query)}


def _missing(
    season: Season, held: Mapping[Held, datetime | None], found: Mapping[int, counts.Counts]
) -> Iterator[tuple[int, list[Badge]]]:
    for person_id in session().scalars(select(Person.id).where(Person.active).order_by(Person.id)).all():
        due = earned(found.get(person_id, {}), BADGES)
        yield (
            person_id,
            [badge for badge in due if (person_id, badge.key, services.period_of(badge, season)) not in held],
        )


def _fallen(held: Mapping[Held, datetime | None], found: Mapping[int, counts.Counts]) -> list[Held]:
    return [one for one, withdrawn in held.items() if withdrawn is None and _falls(one) and not _is_earned(one, found)]


def _back(held: Mapping[Held, datetime | None], found: Mapping[int, counts.Counts]) -> list[Held]:
    return [one for one, withdrawn in held.items() if withdrawn is not None and _is_earned(one, found)]


def _falls(held: Held) -> bool:
    badge = BY_KEY.get(held[1])
    return badge is not None and badge.falls


def _is_earned(held: Held, found: Mapping[int, counts.Counts]) -> bool:
    badge = BY_KEY.get(held[1])
    return badge is not None and progress(badge, found.get(held[0], {})).earned
