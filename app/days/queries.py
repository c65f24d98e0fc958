"""Looking at daily sets, and at what a day could ask."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, or_, select
from sqlalchemy.orm import joinedload

from app.days.models import DaySet
from app.duels.models import Duel, Kind, Status
from app.duels.sides import SIDES
from app.kit.database import session
from app.kit.errors import NotFound
from app.lessons import queries as lessons
from app.lessons.models import MicroClass, MicroClassVersion, Progress, Section, micro_class_posts
from app.people.models import Person
from app.questions.models import Question, QuestionVersion
from app.seasons.models import Season
from app.seasons.queries import day_of
from quizzes.rules.dayset import GRACE_HOURS, MAKE_UP_DAYS, Offer

GRACE = timedelta(hours=GRACE_HOURS)
Offers = list[tuple[Offer, datetime | None]]
WORKED_ON = (
    select(DaySet)
    .where(
        DaySet.person_id.in_(bindparam("person_ids", expanding=True)),
        DaySet.season_id == bindparam("season_id"),
        DaySet.day.between(bindparam("earliest"), bindparam("latest")),
        DaySet.worked_on.in_(bindparam("days", expanding=True)),
    )
    .order_by(DaySet.person_id, DaySet.worked_on, DaySet.day.desc())
)
OPEN = WORKED_ON.where(DaySet.done_at.is_(None)).with_for_update().execution_options(populate_existing=True)


def day_set(set_id: int, person: Person, *, for_update: bool = False) -> DaySet:
    """One of the person's own sets, with what was answered. Raises NotFound."""
    query = select(DaySet).filter_by(id=set_id, person_id=person.id).options(joinedload(DaySet.answers))
    if for_update:
        query = query.with_for_update(of=DaySet).execution_options(populate_existing=True)
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def days_open(season: Season, now: datetime) -> list[int]:
    """The days whose sets can be finished now: today, before it in the hours after midnight the day before."""
    return sorted({day_of(season, now - GRACE), day_of(season, now)})


def worked_on(person_id: int, season: Season, days: Collection[int]) -> Sequence[DaySet]:
    """The sets that the person works on in these days, with their classes: the earlier day first; of a day its own
    set, then the one that is made up.
    """
    return session().scalars(_with_classes(), _asked([person_id], season, days)).all()


def open_sets(person_ids: Collection[int], season: Season, now: datetime) -> Sequence[DaySet]:
    """What these people can still do now, to be changed: what ends first stands first."""
    return session().scalars(OPEN, _asked(person_ids, season, days_open(season, now))).all()


def _asked(person_ids: Collection[int], season: Season, days: Collection[int]) -> dict[str, Any]:
    """What WORKED_ON is asked with."""
    bounds = {"earliest": min(days) - MAKE_UP_DAYS, "latest": max(days)}
    return {"person_ids": list(person_ids), "season_id": season.id, "days": list(days)} | bounds


@cache
def _with_classes() -> Select[DaySet]:
    """Built once: every page of a learner runs it."""
    of = joinedload(DaySet.micro_class)
    return WORKED_ON.options(of.joinedload(MicroClass.current), of.joinedload(MicroClass.section))


def of_day(person_id: int, season: Season, day: int) -> DaySet | None:
    """The set that counts for that day, to be changed."""
    query = select(DaySet).filter_by(person_id=person_id, season_id=season.id, day=day).with_for_update()
    return session().scalar(query.execution_options(populate_existing=True))


def withdrawn(version_ids: Collection[int]) -> set[int]:
    """Those of these versions whose questions nobody is asked any more, or that rest in quarantine."""
    if not version_ids:
        return set()
    query = select(QuestionVersion.id).join(Question, Question.id == QuestionVersion.question_id)
    rests = Question.quarantined_id == QuestionVersion.id
    return set(
        session().scalars(query.where(QuestionVersion.id.in_(version_ids), or_(Question.current_id.is_(None), rests)))
    )


def days_done(person_id: int, season: Season, since: int) -> set[int]:
    """The days from then on that the person has done, or made up."""
    query = select(DaySet.day).filter_by(person_id=person_id, season_id=season.id)
    return set(session().scalars(query.where(DaySet.day >= since, DaySet.done_at.is_not(None))))


def offers(person: Person) -> Offers:
    """The classes for the person's post, and those of sections that have none for it, as they stand for the person;
    each with when it was completed. What is closed until a class on safety is completed is not among them.
    """
    own = micro_class_posts.c.post_id.is_not(None)
    of_post = (micro_class_posts.c.micro_class_id == MicroClass.id) & (micro_class_posts.c.post_id == person.post_id)
    with_own = select(MicroClass.section_id).join(micro_class_posts, of_post).where(MicroClass.current_id.is_not(None))
    rows = session().execute(
        select(
            MicroClass.id,
            Section.key,
            MicroClass.position,
            MicroClassVersion.content["minutes"].as_integer(),
            Progress.opened_at,
            Progress.completed_at,
            own,
        )
        .join(Section, Section.id == MicroClass.section_id)
        .join(MicroClassVersion, MicroClassVersion.id == MicroClass.current_id)
        .outerjoin(micro_class_posts, of_post)
        .outerjoin(Progress, (Progress.micro_class_id == MicroClass.id) & (Progress.person_id == person.id))
        .where(or_(own, MicroClass.section_id.not_in(with_own)))
        .where(or_(Progress.completed_at.is_not(None), MicroClass.id.not_in(lessons.locked(person.id))))
        .order_by(Section.number, MicroClass.position, MicroClass.key)
    )
    return [
        (Offer(one, section, place, minutes, opened is not None, completed is not None, is_own), completed)
        for one, section, place, minutes, opened, completed, is_own in rows
    ]


def begins(season: Season, day: int) -> datetime:
    """The first moment of that day in the season's time zone."""
    return datetime.combine(date.fromordinal(day), time(), ZoneInfo(season.time_zone)).astimezone(UTC)


def has_played(person_id: int, since: datetime) -> bool:
    """Whether the person has played a PK that counts for the day since then.

    A friendly one does not count, nor one without a right answer, nor one against one's own recorded PK. A challenge
    counts for who sends it when it is sent.
    """
    sent = (Duel.kind == Kind.CHALLENGE) & Duel.status.in_((Status.WAITING, Status.FINISHED))
    for side in SIDES:
        ended = (Duel.status == Status.FINISHED) & (Duel.finished_at >= since) & (side.score > 0)
        if side.number == 0:
            ended = (ended & (Duel.kind != Kind.CHALLENGE)) | (sent & (Duel.started_at >= since))
        query = select(Duel.id).where(side.person_id == person_id, ~Duel.friendly, Duel.voided_at.is_(None), ended)
        query = query.where(or_(Duel.ghost_of_id.is_(None), Duel.ghost_of_id != person_id))
        if session().scalar(query.limit(1)) is not None:
            return True
    return False
