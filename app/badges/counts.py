"""The counts that badges look at, straight from what is kept: for one person, or for all active people at once.

Both ways use the same statements, so that what a page says, what a fact awards and what the nightly job finds agree.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Subquery, and_, case, false, func, select, union_all

from app.badges.models import BadgeAward
from app.days.models import DaySet, ReviewAnswer
from app.duels.models import Duel, Kind, Status
from app.duels.sides import SIDES
from app.kit.database import session
from app.lessons.models import MicroClass, Progress, Section, micro_class_posts
from app.people.models import Person
from app.points.models import SEASON, Standing
from app.seasons.models import Season
from app.seasons.queries import day_of
from app.streaks.queries import bests_of
from app.teams.models import Kudos, TeamRecord
from app.tour.models import Journey
from quizzes.formats.route import route
from quizzes.rules.badges import WIN_NEEDS_RIGHT
from quizzes.rules.scoring import BASE

PK_QUESTIONS = 5
PK_COUNTS = ("pk-won", "pk-won-well", "pk-all-right")
Counts = dict[str, int]


class Asked(NamedTuple):
    """Whose counts, as of when; `person_id` None: of all active people."""

    season: Season
    now: datetime
    person_id: int | None = None

    def of(self, column: Any) -> tuple[Any, ...]:
        return () if self.person_id is None else (column == self.person_id,)


def counts_of(person: Person, season: Season, now: datetime, sources: Collection[str] | None = None) -> Counts:
    """The counts of one person; `sources`: only from these."""
    found = read(Asked(season, now, person.id), sources)
    return found.get(person.id, {})


def read(asked: Asked, sources: Collection[str] | None = None) -> dict[int, Counts]:
    """Counts by person id. Who has none of a kind may be missing."""
    found: dict[int, Counts] = {}
    for name, source in SOURCES.items():
        if sources is None or name in sources:
            for person_id, count, number in source(asked):
                found.setdefault(person_id, {})[count] = number
    return found


Found = Iterator[tuple[int, str, int]]


def _classes(asked: Asked) -> Found:
    query = select(Progress.person_id, func.count()).where(Progress.completed_at.is_not(None))
    yield from _one("classes", query.where(*asked.of(Progress.person_id)).group_by(Progress.person_id))


def _sections(asked: Asked) -> Found:
    """Completed classes of a section among those that are shown now for the person's post, and how many those are."""
    offered = (
        select(micro_class_posts.c.post_id, Section.key, func.count().label("all"))
        .join(MicroClass, MicroClass.id == micro_class_posts.c.micro_class_id)
        .join(Section, Section.id == MicroClass.section_id)
        .where(MicroClass.current_id.is_not(None), *_post_of(asked))
        .group_by(micro_class_posts.c.post_id, Section.key)
    )
    alls: dict[int, dict[str, int]] = {}
    for post_id, key, number in session().execute(offered):
        alls.setdefault(post_id, {})[key] = number
    done = (
        select(Person.id, Section.key, func.count())
        .join(Progress, and_(Progress.person_id == Person.id, Progress.completed_at.is_not(None)))
        .join(MicroClass, and_(MicroClass.id == Progress.micro_class_id, MicroClass.current_id.is_not(None)))
        .join(Section, Section.id == MicroClass.section_id)
        .join(
            micro_class_posts,
            and_(micro_class_posts.c.micro_class_id == MicroClass.id, micro_class_posts.c.post_id == Person.post_id),
        )
        .where(*asked.of(Person.id))
        .group_by(Person.id, Section.key)
    )
    for person_id, key, number in session().execute(done):
        yield person_id, f"section:{key}", number
    for person_id, post_id in session().execute(_people(asked, Person.post_id)):
        for key, number in alls.get(post_id, {}).items():
            yield person_id, f"section:{key}:all", number


def _mastered(asked: Asked) -> Found:
    query = select(Standing.person_id, Standing.mastered).where(
        Standing.season_id == asked.season.id, Standing.period == SEASON, *asked.of(Standing.person_id)
    )
    yield from _one("mastered", query)


def _pks(asked: Asked) -> Found:
    """PKs won against people in the season. A score has 100 for each right answer, and less than 100 for all speed."""
    since, until = _span(asked.season)
    queries = []
    for side in SIDES:
        well = func.sum(case((side.score >= WIN_NEEDS_RIGHT * BASE, 1), else_=0))
        whole = func.sum(case((side.score >= PK_QUESTIONS * BASE, 1), else_=0))
        query = select(side.person_id, func.count(), well, whole).where(
            side.outcome == "won",
            side.person_id.is_not(None),
            Duel.kind.in_((Kind.LIVE.value, Kind.CHALLENGE.value)),
            Duel.status == Status.FINISHED.value,
            Duel.friendly.is_(False),
            Duel.voided_at.is_(None),
            Duel.finished_at >= since,
            Duel.finished_at < until,
            *asked.of(side.person_id),
        )
        queries.append(query.group_by(side.person_id))
    found: dict[int, list[int]] = {}
    for person_id, *numbers in session().execute(union_all(*queries)):
        sums = found.setdefault(person_id, [0] * len(PK_COUNTS))
        found[person_id] = [before + int(more) for before, more in zip(sums, numbers, strict=True)]
    for person_id, numbers in found.items():
        yield from ((person_id, name, number) for name, number in zip(PK_COUNTS, numbers, strict=True))


def _days(asked: Asked) -> Found:
    query = select(DaySet.person_id, func.count()).where(
        DaySet.season_id == asked.season.id, DaySet.done_at.is_not(None), *asked.of(DaySet.person_id)
    )
    yield from _one("days", query.group_by(DaySet.person_id))


def _streak(asked: Asked) -> Found:
    """The longest streak of the season, with its mercies."""
    people = select(Person.id, Person.dealer_id).where(Person.active, *asked.of(Person.id))
    done = select(DaySet.id).where(
        DaySet.person_id == Person.id, DaySet.season_id == asked.season.id, DaySet.done_at.is_not(None)
    )  # looked for by person: as a list of people, SQLite reads all sets for the badges of one
    rows = session().execute(people.where(done.exists()).order_by(Person.id))
    for person_id, best in bests_of([(one, dealer) for one, dealer in rows], asked.season, asked.now):
        yield person_id, "streak", best


def _reviews(asked: Asked) -> Found:
    """The longest run of right answers in the reviews of the season's daily sets, in the order of answering.

    Of all people only those are asked who have not got the badge: putting a season's answers in order takes seconds.
    """
    order = (ReviewAnswer.at, ReviewAnswer.day_set_id, ReviewAnswer.position)
    place = func.row_number().over(partition_by=DaySet.person_id, order_by=order)
    among_alike = func.row_number().over(partition_by=(DaySet.person_id, ReviewAnswer.correct), order_by=order)
    answers = (
        select(DaySet.person_id, ReviewAnswer.correct, (place - among_alike).label("run"))
        .join(DaySet, DaySet.id == ReviewAnswer.day_set_id)
        .where(DaySet.season_id == asked.season.id, *asked.of(DaySet.person_id))
        .where(DaySet.person_id.not_in(_holders(asked, "reviews-10")))
        .subquery()
    )
    yield from _longest("reviews", select(answers.c.person_id, answers.c.run).where(answers.c.correct).subquery())


def _stops(asked: Asked) -> Found:
    """Beijing, where everybody starts, is no stop that is reached."""
    keys = [stop.key for stop in route().stops][1:]
    query = select(Journey.person_id, Journey.stops).where(
        Journey.season_id == asked.season.id, Journey.stops > 0, *asked.of(Journey.person_id)
    )
    for person_id, reached in session().execute(query):
        for key in keys[:reached]:
            yield person_id, f"stop:{key}", 1


def _goals(asked: Asked) -> Found:
    query = select(TeamRecord.person_id, TeamRecord.goals).where(
        TeamRecord.season_id == asked.season.id, *asked.of(TeamRecord.person_id)
    )
    yield from _one("goals", query)


def _cheered(asked: Asked) -> Found:
    query = select(Kudos.from_person_id, func.count(Kudos.to_person_id.distinct())).where(
        Kudos.season_id == asked.season.id, *asked.of(Kudos.from_person_id)
    )
    yield from _one("cheered", query.group_by(Kudos.from_person_id))


def _years(asked: Asked) -> Found:
    """Whole years since a person was hired, on the season's calendar."""
    on = date.fromordinal(day_of(asked.season, asked.now))
    for person_id, hired_on in session().execute(_people(asked, Person.hired_on)):
        if hired_on is not None:
            yield person_id, "years", on.year - hired_on.year - ((on.month, on.day) < (hired_on.month, hired_on.day))


def _people(asked: Asked, column: Any) -> Select[int, Any]:
    return select(Person.id, column).where(Person.active, *asked.of(Person.id))


def _post_of(asked: Asked) -> tuple[Any, ...]:
    """A single person's sections need only the classes of one post."""
    if asked.person_id is None:
        return ()
    post = select(Person.post_id).where(Person.id == asked.person_id).scalar_subquery()
    return (micro_class_posts.c.post_id == post,)


def _one(count: str, query: Select[Any, Any]) -> Found:
    for person_id, number in session().execute(query):
        yield person_id, count, number


def _holders(asked: Asked, badge: str) -> Select[int]:
    """Who has this badge of the season; nobody where one person is asked for."""
    found = select(BadgeAward.person_id).where(BadgeAward.badge == badge, BadgeAward.period == asked.season.id)
    return found if asked.person_id is None else found.where(false())


def _longest(count: str, rows: Subquery) -> Found:
    """Of rows of (person_id, run) the longest run of each person."""
    runs = select(rows.c.person_id, func.count().label("length")).group_by(rows.c.person_id, rows.c.run).subquery()
    yield from _one(count, select(runs.c.person_id, func.max(runs.c.length)).group_by(runs.c.person_id))


def _span(season: Season) -> tuple[datetime, datetime]:
    """From the first moment of the season to the first one after it."""
    zone = ZoneInfo(season.time_zone)
    ends = (season.first_day, season.last_day + timedelta(days=1))
    since, until = (datetime.combine(day, time.min, zone) for day in ends)
    return since, until


SOURCES: dict[str, Callable[[Asked], Found]] = {
    "classes": _classes,
    "sections": _sections,
    "mastered": _mastered,
    "pks": _pks,
    "days": _days,
    "streak": _streak,
    "reviews": _reviews,
    "stops": _stops,
    "goals": _goals,
    "cheered": _cheered,
    "years": _years,
}
