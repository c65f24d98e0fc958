"""What happens when: one table, job -> seconds between runs, or a time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.badges import jobs as badges
from app.duels import jobs as duels
from app.fairness import jobs as fairness
from app.notifications import jobs as notifications
from app.operations.plans import Plan
from app.people import signing_in
from app.reports import jobs as reports
from app.teams import jobs as teams
from app.tour import jobs as tour


def _nothing() -> None:
    raise NotImplementedError("This job has no work to do: name it in `run`.")


@dataclass(frozen=True)
class Job:
    """Work that is done again and again. `run` opens its own transactions and may be run twice without harm.

    Either every so many `seconds`, or `at` "HH:MM" of the service's time zone, each day or on one `weekday` (mon …
    sun); a run that was missed is made up once. `quiet`: so often that hardly more than failures are recorded.
    """

    name: str
    seconds: int | None = None
    run: Callable[[], object] = _nothing
    quiet: bool = False
    at: str | None = None
    weekday: str | None = None

    def __post_init__(self) -> None:
        Plan(self.seconds, self.at, self.weekday)  # says at once what cannot be

    @property
    def plan(self) -> Plan:
        return Plan(self.seconds, self.at, self.weekday)


JOBS: tuple[Job, ...] = (
    Job("pair people, move live PKs on", 1, duels.move_on, quiet=True),
    Job("close untouched PKs", 30, duels.sweep),
    Job("remind of challenges", 600, duels.remind),
    Job("send messages", 15, notifications.send_messages),
    Job("tell group chats of yesterday", run=notifications.sum_up, at="08:30"),
    Job("tell people of their week", run=notifications.look_back, at="08:00", weekday="mon"),
    Job("forget old messages", run=notifications.forget, at="03:20"),
    Job("look for unfair PKs", 6 * 3600, fairness.look),
    Job("rate again after decisions", 60, fairness.rate_again),
    Job("open legs of the tour", 600, tour.open_legs),
    Job("count the dealers' weeks", 300, teams.count),
    Job("pair dealers", 3600, teams.pair),
    Job("award badges that were missed", run=badges.renew, at="04:10"),
    Job("count for the report", 300, reports.count),
    Job("forget old sign-ins", run=signing_in.forget_old, at="03:40"),
)
