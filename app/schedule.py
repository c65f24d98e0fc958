"""What happens when: one table, job -> seconds between runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.badges import jobs as badges
from app.duels import jobs as duels
from app.fairness import jobs as fairness
from app.notifications import jobs as notifications
from app.people import signing_in
from app.reports import jobs as reports
from app.teams import jobs as teams
from app.tour import jobs as tour


@dataclass(frozen=True)
class Job:
    """Work that is done again and again. `run` opens its own transactions and may be run twice without harm.

    `quiet`: so often that only failures are recorded.
    """

    name: str
    seconds: int
    run: Callable[[], object]
    quiet: bool = False


JOBS: tuple[Job, ...] = (
    Job("pair people, move live PKs on", 1, duels.move_on, quiet=True),
    Job("close untouched PKs", 30, duels.sweep),
    Job("remind of challenges", 600, duels.remind),
    Job("send messages", 15, notifications.send_messages),
    Job("look for unfair PKs", 6 * 3600, fairness.look),
    Job("rate again after decisions", 60, fairness.rate_again),
    Job("open legs of the tour", 600, tour.open_legs),
    Job("count the dealers' weeks", 300, teams.count),
    Job("pair dealers", 3600, teams.pair),
    Job("award badges that were missed", 24 * 3600, badges.renew),
    Job("count for the report", 300, reports.count),
    Job("forget old sign-ins", 3600, signing_in.forget_old),
)
