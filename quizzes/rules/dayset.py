"""What a day asks, how long it takes, when it is done, and which missed days may be made up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

ABOUT_MINUTES = 10
PK_MINUTES = 2
REVIEW_SECONDS = 30
MOST_REVIEWS = 8
FEWEST_REVIEWS = 4  # also beside a long class, where so many are due
MAKE_UP_DAYS = 7
GRACE_HOURS = 3  # after midnight, to finish a set that was opened on its day


@dataclass(frozen=True)
class Offer:
    """A class that a day can ask of a person. `place`: its order within the section; `own`: it is for the person's
    post, else of a section that has none for it.
    """

    id: int
    section: str
    place: int
    minutes: int
    begun: bool = False
    completed: bool = False
    own: bool = True


@dataclass(frozen=True)
class Parts:
    """What a set asks, and of that what is done. What it does not ask is done."""

    micro_class: bool
    review: bool
    pk: bool


def closed_sections(legs: Sequence[Mapping[str, Any]], today: date) -> frozenset[str]:
    """The sections whose leg opens on a later day."""
    opens = ((str(leg["section"]), leg.get("opens_on")) for leg in legs)
    return frozenset(section for section, day in opens if day and date.fromisoformat(str(day)) > today)


def choose_class(
    offers: Iterable[Offer], sections: Sequence[str], closed: Collection[str] = frozenset()
) -> Offer | None:
    """The class of the day: one that was begun, else the next one in the order of the sections; None: all are done.

    What is not for the person's post follows when all that is was taken. Sections that `sections` does not name come
    last; those that are closed not at all.
    """
    places = {section: number for number, section in enumerate(sections)}
    left = (one for one in offers if not one.completed and one.section not in closed)
    last = len(places)
    return min(
        left, key=lambda one: (not one.begun, not one.own, places.get(one.section, last), one.place), default=None
    )


def most_reviews(class_minutes: int) -> int:
    """How many reviews a day holds beside its class and its PK."""
    left = (ABOUT_MINUTES - PK_MINUTES - class_minutes) * 60 // REVIEW_SECONDS
    return max(FEWEST_REVIEWS, min(MOST_REVIEWS, left))


def minutes(class_minutes: int, reviews: int) -> int:
    """About how long a set takes."""
    return class_minutes + -(-reviews * REVIEW_SECONDS // 60) + PK_MINUTES


def is_done(parts: Parts) -> bool:
    """Each part that the set asks is done; how well is no matter."""
    return parts.micro_class and parts.review and parts.pk


def missed_days(today: int, first_day: int, done: Collection[int]) -> list[int]:
    """The days that may be made up: of the seven before today those of the season that were not done, latest first."""
    return [day for day in range(today - 1, max(first_day, today - MAKE_UP_DAYS) - 1, -1) if day not in done]
