"""A final that is ready to be judged, made by the services that organizers use, each step on a day of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from app.awards import granting
from app.finals import drawing, event, eventwords, lots, services, timetabling
from app.finals.models import Final, FinalStation, RunState, StationKind, TimetableRun
from app.judging import opening, versions
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict
from app.notifications.models import Notice
from app.people.models import Person, Post
from app.people.seeding import seed_posts
from app.rehearsal import choosing, juries, last_season, network, places
from app.rehearsal.network import Officials
from app.rehearsal.places import Site
from quizzes.formats import awardrules, scoresheets
from quizzes.rules.seasonplan import instant, local

SEED = 29
SEATS, PEOPLE, DEALERS = 279, 600, 24  # of the final; and how many come to the demo's network for it
LARGE_FROM = 100
IDLE_DEALERS = 4  # the newest ones took no part in the season before: some of their people judge
NAMES = {"name_zh": "全国总决赛", "name_en": "National final"}
VENUE = {"venue_zh": "西安培训中心", "venue_en": "Training centre, Xi'an"}
Say = Callable[[str], None]


@dataclass
class Way:
    """A final to be made: its first day, its seats and its place, and who makes it. `now`: nothing happens later.

    `secret`: of the lot, where the same house is to be made again; else nobody knows it.
    """

    first_day: date
    seats: int
    site: Site
    who: Officials
    now: datetime
    rng: Random = field(default_factory=lambda: Random(SEED))
    secret: str = ""

    def before(self, days: int, hour: int) -> datetime:
        """That hour so many days before the first day, by the clocks of the place; now at the latest."""
        shown = datetime.combine(self.first_day - timedelta(days=days), time(hour))
        return min(self.now, instant(shown, last_season.ZONE))


def seed_demo(now: datetime, say: Say) -> Final | None:
    """The demo's final; its first day is today. None where there is a final already."""
    if session().scalar(select(Final.id).limit(1)):
        return None
    with transaction():
        who = network.of_demo(now)
        say(f"  demo: a final with {SEATS} finalists, ready to be judged …")
        network.extend(PEOPLE, DEALERS, SEED, now)
    return make(Way(local(now, last_season.ZONE).date(), SEATS, places.LARGE, who, now))


def in_empty_house(first_day: date, seats: int, now: datetime) -> Final:
    """A final in a house without anybody: a small one of two posts, or a large one of all."""
    is_small = seats < LARGE_FROM
    with transaction():
        seed_posts()
        network.extend(*((240, 24) if is_small else (2 * PEOPLE, 2 * DEALERS)), SEED, now)
        who = network.strangers(now)
    secret = Random(f"{SEED}:lot").randbytes(lots.BYTES).hex()
    return make(Way(first_day, seats, places.SMALL if is_small else places.LARGE, who, now, secret=secret))


def make(way: Way) -> Final:
    """The whole way until the sheets are open. Raises Conflict where no timetable was found."""
    with transaction():
        final, idle = _season(way)
        lots.seal(final, way.before(33, 9), way.secret)
        choosing.choose(final, way.seats, way.site.posts, way.who, way.before(30, 9))
        choosing.answer(final, way.who.hero, way.rng, way.before(29, 9))
        panels = juries.call(final, way.site, idle, way.who.judge)
        event.keep(
            final.id, places.event(way.site, way.first_day, panels), way.who.first, way.before(14, 10), whole=True
        )
        _write_sheets(final, way)
        _set_awards(final, way)
        drawing.by_lot(final.id, "西安 Xi'an", way.who.first, way.before(5, 10))
    _make_timetable(final, way)
    with transaction():
        opening.open_sheets(final.id, way.who.first, way.before(1, 18))
        _calm(way)
    return session().get_one(Final, final.id, populate_existing=True)


def _season(way: Way) -> tuple[Final, set[int]]:
    """The final with the season that leads to it; and who took no part in that."""
    season = last_season.make(way.first_day, way.now)
    everybody = select(Person).where(Person.active).options(selectinload(Person.grants)).order_by(Person.id)
    people = list(session().scalars(everybody).unique())
    newest = sorted({one.dealer_id for one in people})[-IDLE_DEALERS:]
    learners = [one for one in people if one.roles == {"learner"} and one.dealer_id not in newest]
    heroes = {way.who.hero.id} if way.who.hero else set()
    took_part = last_season.play(season, learners, heroes, way.rng, way.now)
    values = {"season_id": season.id, "time_zone": last_season.ZONE, "answer_by": way.before(10, 18), **NAMES, **VENUE}
    made = services.new(values, way.who.first, way.before(33, 9))
    return made, {one.id for one in people if one.roles == {"learner"}} - took_part


def _write_sheets(final: Final, way: Way) -> None:
    """The example of each post for its work; for test and stage the sheets that are the same for all posts."""
    posts = {one.id: one.code for one in session().scalars(select(Post))}
    query = select(FinalStation).filter_by(final_id=final.id).order_by(FinalStation.position)
    for minutes, station in enumerate(session().scalars(query)):
        is_work = station.kind == StationKind.PRACTICAL
        content = scoresheets.example(posts[station.post_id]) if is_work else _common(station.kind)
        at = way.before(12, 9) + timedelta(minutes=minutes)
        versions.store(station, content or {}, 0, way.who.trainer, min(at, way.now))


def _common(kind: str) -> dict[str, Any] | None:
    """The test is taken on paper; what happens on stage the server measures."""
    return scoresheets.on_paper(kind) if kind == StationKind.KNOWLEDGE else scoresheets.example(kind)


def _set_awards(final: Final, way: Way) -> None:
    """As the desk proposes them."""
    posts = session().scalars(select(Post).where(Post.code.in_(way.site.posts)).order_by(Post.position)).all()
    wanted = awardrules.proposals([(one.code, one.name_zh, one.name_en) for one in posts])
    granting.set_awards(final.id, wanted, way.who.second, way.before(8, 9))


def _make_timetable(final: Final, way: Way) -> None:
    with clock.standing(way.before(4, 10)) as here:
        with transaction():
            run_id = timetabling.ask(final.id, way.who.first, here.now()).id
        timetabling.solve_one(run_id)
    run = session().get_one(TimetableRun, run_id, populate_existing=True)
    if run.state != RunState.STORED:
        raise Conflict(eventwords.obstacle(run.obstacle))


def _calm(way: Way) -> None:
    """What people were told of all this is not sent by mail or push; the hero has answered the invitation."""
    quiet = {"synchronize_session": False}
    session().execute(
        update(Notice).where(Notice.spread_at.is_(None)).values(spread_at=way.now), execution_options=quiet
    )
    if way.who.hero is not None:
        mine = update(Notice).where(Notice.person_id == way.who.hero.id, Notice.url == "/final")
        session().execute(mine.values(read_at=way.now), execution_options=quiet)
