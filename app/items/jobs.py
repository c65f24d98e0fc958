"""What is done for the figures of questions again and again. Run twice, it does no harm."""

from __future__ import annotations

from app.items import counting, gathering, quarantine, reckoning
from app.kit import clock
from app.kit.database import transaction


def count() -> int:
    """Read new answers and count what they changed; how many versions were counted."""
    gathering.gather()
    with transaction():
        quarantine.close_settled(clock.now())
    return counting.count()


def reckon() -> int:
    """At night: what needs all answers at once; then let questions rest that work backwards. How many rest now."""
    count()
    now = clock.now()
    reckoning.reckon(now)
    return quarantine.look(now)
