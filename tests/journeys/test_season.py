"""A whole season in seconds: 184 days with their jobs, people of different zeal, and what it leaves behind.

The clock is moved by hand from one moment of a day to the next; at each moment every job runs that is due by the plans
of `app/schedule.py`, as the scheduler would run it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from flask import Flask
from sqlalchemy import func, select

from app.days import services as days
from app.days.models import DaySet
from app.duels.events import Against, DuelFinished, SeatResult
from app.kit import clock as time
from app.kit.clock import HandClock
from app.kit.database import session, transaction
from app.kit.events import publish
from app.lessons import services as lessons
from app.lessons.events import MicroClassCompleted
from app.lessons.models import MicroClassQuestion, Progress
from app.lessons.remembering import Place
from app.notifications.models import Notice
from app.operations.models import JobRun
from app.people.models import Person
from app.points import ledger
from app.points.models import Entry, Standing
from app.questions.queries import version
from app.schedule import JOBS
from app.scheduling import run
from app.seasons import services as seasons
from app.seasons.models import Season, Stage
from app.seasons.queries import day_of, running
from app.streaks.queries import streak_of
from app.tour import rebuilding
from app.tour.models import Journey
from quizzes.formats.route import route
from quizzes.rules.grading import key, mask
from quizzes.rules.machine import mistake
from quizzes.rules.seasonplan import Status
from tests.conftest import NOON
from tests.factories import make_dealer, make_person, make_post, make_question, make_season, make_section

FIRST, LAST = date(2026, 5, 6), date(2026, 11, 5)
ZONE = "Asia/Shanghai"
STAGES = (
    ("online-tour", FIRST, date(2026, 10, 1)),
    ("regional-round", date(2026, 10, 1), date(2026, 10, 20)),
    ("national-final", date(2026, 11, 1), LAST + timedelta(days=1)),
)
OF_THE_SEASON = (
    "open and close seasons and stages",
    "open legs of the tour",
    "remind of streaks",
    "tell who can earn a streak back",
    "award badges that were missed",
)
DAILY, WEEKDAYS, RARELY, NEVER = "daily", "weekdays", "rarely", "never"
numbers = count(1)


@dataclass
class Walked:
    """What a person did, counted beside the platform."""

    person: Person
    zeal: str
    days: set[int] = field(default_factory=set)
    made_up: set[int] = field(default_factory=set)

    def works(self, day: int) -> bool:
        weekday, place = (day - 1) % 7, day - FIRST.toordinal()
        return {
            DAILY: True,
            WEEKDAYS: weekday < 5 and place % 31 != 12 and place not in (61, 62) and place < 80,  # and then no more
            RARELY: place % 9 == 0,
            NEVER: False,
        }[self.zeal]


@dataclass
class House:
    season_id: int
    people: list[Walked]
    statuses: list[tuple[int, str]]

    @property
    def season(self) -> Season:
        return session().get_one(Season, self.season_id)


def moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=NOON.tzinfo) + timedelta(hours=hour)


def run_due(last: dict[str, datetime], day: int) -> None:
    """The season's jobs whose time has come since they ran last, in the order of the table; on Mondays all jobs."""
    for job in JOBS:
        if (day - 1) % 7 and job.name not in OF_THE_SEASON:
            continue
        if job.name not in last or job.plan.due_after(last[job.name], ZONE) <= time.now():
            failure, _next = run(job, "the journey")
            assert failure == "", (job.name, failure)
            last[job.name] = time.now()


def take_class(person: Person, found: DaySet) -> None:
    """The class of the set, its questions answered rightly."""
    if found.micro_class_id is None or found.class_done_at is not None:
        return
    with transaction() as here:
        now = time.now()
        for question_id in here.scalars(
            select(MicroClassQuestion.question_id).filter_by(micro_class_id=found.micro_class_id)
        ):
            lessons.learn(person, question_id, True, now, Place.CHECK)
        here.add(Progress(person_id=person.id, micro_class_id=found.micro_class_id, opened_at=now, completed_at=now))
        here.flush()
        publish(MicroClassCompleted(person.id, found.micro_class_id, now))


def review(person: Person, found: DaySet) -> None:
    """Every question of the review; each seventh is missed."""
    for position, version_id in enumerate(found.version_ids):
        content = version(version_id).content
        given = mistake(content, Random(1)) if (found.day + position) % 7 == 0 else key(content)
        with transaction():
            raw = mask(content, days.question_seed(found, position), given)
            days.answer_review(found.id, person, position, raw, time.now())


def play(person: Person) -> None:
    """A PK against the machine, won with three right answers."""
    mine = SeatResult(person.id, "won", 340, 3, Against.MACHINE, machine_level=2)
    with transaction():
        theirs = SeatResult(None, "lost", 200, 2, Against.PERSON)
        publish(DuelFinished(next(numbers), time.now(), (mine, theirs), "technical", rated=False))


def do_set(person: Person, found: DaySet) -> None:
    take_class(person, found)
    review(person, found)
    play(person)


def live(one: Walked, season: Season) -> None:
    """A day of a person: today's set, and the day missed before it where that is allowed."""
    today = day_of(season, time.now())
    with transaction():
        found = days.open_day(one.person, season, time.now(), today)
    do_set(one.person, found)
    one.days.add(today)
    if one.zeal == WEEKDAYS and (today - 1 - FIRST.toordinal()) % 62 == 12 and (today - 2) % 7 < 5:
        with transaction():
            found = days.make_up(one.person, season, today - 1, time.now(), today)
        do_set(one.person, found)
        one.days.add(today - 1)
        one.made_up.add(today - 1)


def build() -> House:
    """Two dealers, five people, a curriculum of two legs, and an announced season of three stages."""
    technician, advisor = make_post(), make_post("me-service-advisor", "service")
    for section, _until in route().legs[:2]:
        asked = [[make_question(technician, advisor) for _ in range(2)] for _ in range(9)]
        classes = make_section(section, 9, technician, advisor)
        with transaction() as here:
            for micro_class, questions in zip(classes, asked, strict=True):
                for position, question in enumerate(questions):
                    here.add(
                        MicroClassQuestion(micro_class_id=micro_class.id, question_id=question.id, position=position)
                    )
    zeals = (DAILY, WEEKDAYS, RARELY, NEVER)
    dealers = [make_dealer("D001"), make_dealer("D002")]
    people = [Walked(make_person(dealer=dealers[at % 2]), zeal) for at, zeal in enumerate(zeals)]
    season = make_season(FIRST, LAST, status="announced")
    with transaction() as here:
        for position, (kind, opens, closes) in enumerate(STAGES):
            here.add(
                Stage(season_id=season.id, position=position, kind=kind, name_en=kind, name_zh=kind,
                      opens_at=moment(opens, -8), closes_at=moment(closes, -8))
            )  # fmt: skip
    return House(season.id, people, [])


def test_a_whole_season_is_lived_through_day_by_day(app: Flask, clock: HandClock):
    clock.moment = moment(FIRST - timedelta(days=2), 12)
    house, last = build(), {}
    for day in range(FIRST.toordinal() - 2, LAST.toordinal() + 3):
        clock.moment = moment(date.fromordinal(day), 12)
        run_due(last, day)
        season = house.season
        if house.statuses[-1:] == [] or house.statuses[-1][1] != season.status:
            house.statuses.append((day, season.status))
        if running(time.now()) is not None:
            for one in house.people:
                if one.works(day):
                    live(one, season)
                    session().commit()
        session().expire_all()
    close(house)
    check(house)


def close(house: House) -> None:
    with transaction():
        seasons.lead(seasons.locked(house.season_id), Status.CLOSED, time.now())


def check(house: House) -> None:
    """What the season left behind is what its people did."""
    season, daily = house.season, house.people[0]
    assert [status for _day, status in house.statuses] == ["announced", "running", "frozen"]
    assert season.status == "closed"
    check_stages(season)
    for one in house.people:
        check_points(one, season)
        check_streak(one, season)
    assert list(ledger.differences(moment(LAST, 12))) == []
    check_road(daily, season)
    check_notices(house)
    assert not session().scalars(select(JobRun.name).where(JobRun.failures > 0)).all()


def check_stages(season: Season) -> None:
    for stage, (_kind, opens, closes) in zip(season.stages, STAGES, strict=True):
        assert stage.opened_at is not None
        assert stage.closed_at is not None
        assert opens <= stage.opened_at.date() <= opens + timedelta(days=1)
        assert closes <= stage.closed_at.date() <= closes + timedelta(days=1)


def check_points(one: Walked, season: Season) -> None:
    """Each day done is paid once, made up for less; the standing is the sum of the ledger."""
    of_days = select(Entry.points).filter_by(person_id=one.person.id, season_id=season.id, reason="day")
    paid = sorted(session().scalars(of_days))
    assert paid == sorted([5] * len(one.made_up) + [10] * (len(one.days) - len(one.made_up)))
    total = session().scalar(select(func.sum(Entry.points)).filter_by(person_id=one.person.id, season_id=season.id))
    standing = session().get(Standing, (season.id, 0, one.person.id))
    assert (standing.points if standing else None) == total


def check_streak(one: Walked, season: Season) -> None:
    found = streak_of(one.person, season, time.now())
    asked = 184 if one.zeal == DAILY else sum(one.works(day) for day in range(FIRST.toordinal(), LAST.toordinal() + 1))
    if one.zeal == DAILY:
        assert (found.days, found.best) == (asked, asked) == (184, 184)
    if one.zeal == WEEKDAYS:
        assert (found.days, found.best) == (0, len(one.days))  # freezes and making up held it for as long as they could
    if one.zeal == NEVER:
        assert (found.days, found.best, found.lately) == (0, 0, 0)


def check_road(daily: Walked, season: Season) -> None:
    """All that there is to learn is learned: the two legs are driven to their end, and nobody's car is lost."""
    end = next(stop.metres for stop in route().stops if stop.key == route().legs[1][1])
    assert session().get_one(Journey, (season.id, daily.person.id)).metres == end
    assert list(rebuilding.differences(time.now())) == []


def check_notices(house: House) -> None:
    kinds = dict(session().execute(select(Notice.kind, func.count()).group_by(Notice.kind)).all())
    # after two missed days no freeze is left: each of seven evenings until one has come back; and in the end for the
    # whole streak, and for the part of it that still holds a day longer
    assert kinds["streak"] == 7 + 2
    never = select(Notice.kind).filter_by(person_id=house.people[3].person.id)
    assert set(session().scalars(never)) <= {"season"}  # who does nothing is not nagged
