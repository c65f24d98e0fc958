"""A final with people to choose from: each test says only what it needs."""

from __future__ import annotations

from typing import Any

from app.finals import rulesets, services, snapshots
from app.finals.models import Final, RuleSet
from app.kit import clock
from app.kit.database import transaction
from app.people.models import Person, Role
from quizzes.formats.selectionrules import read
from tests.factories import give_points, make_dealer, make_person, make_region, make_season

RULES = {
    "on": "2026-06-01",
    "lot": "Munich",
    "quotas": [{"region": "north", "post": "me-technician", "seats": 2}],
    "tie_breaks": ["mastered", "days"],
}


def make_final(**fields: Any) -> Final:
    season = fields.pop("season", None) or make_season()
    given = {"season_id": season.id, "name_en": "Final", "name_zh": "总决赛", "time_zone": "Asia/Shanghai"}
    by = make_person(Role.ORGANIZER)
    with transaction():
        return services.new(given | fields, by, clock.now())


def make_people(final: Final, *points: int, dealer: str = "D001", region: str = "north") -> list[Person]:
    """Technicians with these points, in this order."""
    people = [make_person(dealer=make_dealer(dealer, make_region(region))) for _one in points]
    for person, amount in zip(people, points, strict=True):
        if amount:
            give_points(person, amount, final.season)
    return people


def keep(final: Final, name: str = "First", **changes: Any) -> RuleSet:
    by, reading = make_person(Role.ORGANIZER), read(RULES | changes, rulesets.known(final))
    assert reading.content, reading.faults
    with transaction():
        return rulesets.keep(final.id, name, reading.content, by, clock.now())


def take(final: Final) -> int:
    with transaction():
        return snapshots.take(final.id, None, clock.now())
