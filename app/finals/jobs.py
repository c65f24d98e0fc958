"""What finals do by themselves."""

from __future__ import annotations

from app.finals import timetabling


def make_timetables() -> None:
    """Solve the timetables that were asked for."""
    timetabling.solve_waiting()
