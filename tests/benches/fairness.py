"""The look of the fairness lab at the four busiest weeks of a season: how long, and in how much memory.

`python -m tests.benches.fairness [PKs in thousands]`. Besides reading them from the database: made-up PKs of two
months (quizzes/rules/crowd.py) are laid side by side under other numbers until there are enough.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import replace

from quizzes.rules.cheats import simulate
from quizzes.rules.fairness import Answers, DuelFacts, SeatFacts, look

IN_FOUR_WEEKS = 460  # thousands: three million in half a year
APART = 10_000_000


def many(played: list[DuelFacts], wanted: int) -> Iterator[DuelFacts]:
    """These PKs again and again, each time of other people, each one with values of its own."""
    for number in range(wanted):
        lot, place = divmod(number, len(played))
        one = played[place]
        first, second = (_moved(seat, lot * APART) for seat in one.seats)
        yield replace(one, duel_id=one.duel_id + lot * APART, seats=(first, second))


def _moved(seat: SeatFacts, by: int) -> SeatFacts:
    person_id = None if seat.person_id is None else seat.person_id + by
    return replace(seat, person_id=person_id, answers=Answers(seat.answers))


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(thousands: int) -> None:
    played = simulate(5003)[0].duels
    before = megabytes()
    began = time.perf_counter()
    flags = look(many(played, thousands * 1000))
    seconds = time.perf_counter() - began
    print(f"{thousands},000 PKs: {len(flags)} flags in {seconds:.0f} s, {megabytes() - before:.0f} MB more at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else IN_FOUR_WEEKS)
