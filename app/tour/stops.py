"""The page of a stop: the place, its classes, and who of the dealer is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.kit.errors import NotFound
from app.lessons import queries as lessons
from app.lessons.queries import ClassCard, SectionCard
from app.tour import queries
from app.tour.presenters import Mine
from quizzes.formats.route import Stop
from quizzes.rules import tour
from quizzes.rules.tour import Leg


@dataclass(frozen=True)
class StopPage:
    """`leg` is None for the start. The neighbours are between the stop before and the stop behind."""

    mine: Mine
    stop: Stop
    reached: bool
    before: Stop | None
    behind: Stop | None
    leg: Leg | None
    section: SectionCard | None
    classes: Sequence[ClassCard]
    near: queries.Neighbours | None


def stop_page(mine: Mine, key: str) -> StopPage:
    """Raises NotFound where the road does not pass such a stop."""
    stops = mine.plan.stops
    number = next((number for number, stop in enumerate(stops) if stop.key == key), None)
    if number is None:
        raise NotFound
    leg = next((leg for leg in mine.plan.legs if number in leg.stops), None)
    section = _section(mine, leg) if leg else None
    return StopPage(
        mine,
        stops[number],
        number <= mine.last,
        stops[number - 1] if number else None,
        stops[number + 1] if number + 1 < len(stops) else None,
        leg,
        section,
        _classes(section, leg, number) if section and leg else (),
        _near(mine, number),
    )


def _section(mine: Mine, leg: Leg) -> SectionCard | None:
    cards = lessons.sections_for(mine.person)
    return next((card for card in cards if card.section.key == leg.section), None)


def _classes(section: SectionCard, leg: Leg, number: int) -> Sequence[ClassCard]:
    """The section's classes are shared out over the stops of its leg, in order."""
    parts = tour.per_stop(len(section.classes), len(leg.stops))
    return [section.classes[one] for one in parts[number - leg.first - 1]]


def _near(mine: Mine, number: int) -> queries.Neighbours | None:
    if mine.season is None:
        return None
    stops = mine.plan.stops
    start = stops[max(0, number - 1)].metres + (1 if number else 0)
    end = stops[min(len(stops) - 1, number + 1)].metres + (number + 1 >= len(stops))
    return queries.near(mine.person, mine.season, start, end)
