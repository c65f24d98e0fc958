"""What the plans of pieces ask for. Run again, or late, it finds what is left to do and nothing else."""

from __future__ import annotations

from app.kit import clock
from app.studio import planning

MOST = 10_000  # at once; the rest comes with the next run


def keep_plans() -> int:
    """Publish and retire what is due, in the order in which it should have come; how many."""
    now, done = clock.now(), 0
    for _turn in range(MOST):
        due = planning.next_due(now)
        if due is None:
            break
        done += planning.carry_out(due, now)
    return done
