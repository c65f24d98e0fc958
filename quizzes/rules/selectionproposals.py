"""What the rules of a selection begin with, so that an organizer has little to type."""

from __future__ import annotations

from collections.abc import Mapping

SEATS = 279
LEAST_OF_A_POST = 3  # so that there can be a first, a second and a third
Cell = tuple[str, str]


def quotas(people: Mapping[Cell, int], seats: int = SEATS) -> dict[Cell, int]:
    """Seats for each region and post, in proportion to its people, never more than these; they add to `seats`.

    By largest remainder; of equal ones the cell with more people, then the name, comes first. Where there are fewer
    people than seats everybody has one.
    """
    seats, whole = min(seats, sum(people.values())), sum(people.values())
    if not whole:
        return dict.fromkeys(people, 0)
    given = {cell: count * seats // whole for cell, count in people.items()}
    order = sorted(people, key=lambda cell: (-(people[cell] * seats % whole), -people[cell], cell))
    for cell in order[: seats - sum(given.values())]:
        given[cell] += 1
    return given


def minimums(people: Mapping[Cell, int]) -> dict[str, int]:
    """Of each post enough for a podium, or all whom it has."""
    whole: dict[str, int] = {}
    for (_region, post), count in people.items():
        whole[post] = whole.get(post, 0) + count
    return {post: min(LEAST_OF_A_POST, count) for post, count in sorted(whole.items()) if count}
