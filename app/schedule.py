"""What happens when: one table, job -> seconds between runs, or a time of day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.awards import jobs as awards
from app.badges import jobs as badges
from app.corrections import jobs as corrections
from app.duels import jobs as duels
from app.fairness import jobs as fairness
from app.finals import jobs as finals
from app.hall import jobs as hall
from app.items import jobs as items
from app.leaderboards import jobs as leaderboards
from app.leagues import jobs as leagues
from app.notifications import jobs as notifications
from app.operations.plans import Plan
from app.people import signing_in
from app.reports import jobs as reports
from app.seasons import jobs as seasons
from app.streaks.queries import earn_backs, streaks_at_risk
from app.studio import jobs as studio
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


def _(name: str) -> str:
    """Marks a name to be translated; it is stored as it stands here."""
    return name


JOBS: tuple[Job, ...] = (
    Job(_("pair people, move live PKs on"), 1, duels.move_on, quiet=True),
    Job(_("close untouched PKs"), 30, duels.sweep),
    Job(_("move PKs on stage on"), 1, hall.move_on, quiet=True),
    Job(_("hand in tests whose time is over"), 5, hall.end_tests, quiet=True),
    Job(_("remind of challenges"), 600, duels.remind),
    Job(_("pass notices on"), 10, notifications.pass_on),
    Job(_("send letters"), 10, notifications.send_letters),
    Job(_("push to browsers"), 10, notifications.push),
    Job(_("write to group chats"), 15, notifications.tell_chats),
    Job(_("tell group chats of yesterday"), run=notifications.sum_up, at="08:30"),
    Job(_("tell people of their week"), run=notifications.look_back, at="08:00", weekday="mon"),
    Job(_("remind of streaks"), run=partial(notifications.remind_streaks, streaks_at_risk), at="19:30"),
    Job(_("tell who can earn a streak back"), run=partial(notifications.tell_earn_backs, earn_backs), at="07:45"),
    Job(_("forget old messages"), run=notifications.forget, at="03:20"),
    Job(_("look for unfair PKs"), 6 * 3600, fairness.look),
    Job(_("rate again after decisions"), 60, fairness.rate_again),
    Job(_("count what corrections would change"), 2, corrections.foresee, quiet=True),
    Job(_("reckon again after corrections"), 30, corrections.reckon),
    Job(_("open and close seasons and stages"), 15, seasons.open_and_close, quiet=True),
    Job(_("publish and retire by plan"), 15, studio.keep_plans, quiet=True),
    Job(_("make timetables of finals"), 2, finals.make_timetables, quiet=True),
    Job(_("open legs of the tour"), 600, tour.open_legs),
    Job(_("count places on large boards"), 120, leaderboards.walk),
    Job(_("count the dealers' weeks"), 300, teams.count),
    Job(_("pair dealers"), 3600, teams.pair),
    Job(_("turn the week of the leagues"), 300, leagues.turn),
    Job(_("award badges that were missed"), run=badges.renew, at="04:10"),
    Job(_("give awards of finals"), 30, awards.follow),
    Job(_("draw certificates"), 5, awards.draw, quiet=True),
    Job(_("count for the report"), 300, reports.count),
    Job(_("count how questions are answered"), 600, items.count),
    Job(_("reckon what answers say about questions"), run=items.reckon, at="03:50"),
    Job(_("forget old sign-ins"), run=signing_in.forget_old, at="03:40"),
)
