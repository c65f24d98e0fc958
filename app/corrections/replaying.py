"""What a correction makes of somebody's mastery: replayed from all answers, in order, and paid by the difference.

`plan` only looks; the preview shows what it says, the job does it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from app.corrections import answers
from app.corrections.answers import Given
from app.kit.clock import day_of as service_day_of
from app.kit.database import session
from app.lessons.models import Mastery
from app.lessons.remembering import Place, remember_anew
from app.lessons.services import classes_that_wait_for, complete_classes_of, people_in_classes_with
from app.people.models import Person
from app.points import queries as points
from app.points import regrading
from app.questions.queries import versions
from app.questions.rulings import Rulings, is_correct
from app.seasons.models import Season
from app.seasons.queries import day_of, is_open_to, rules_of
from app.tour import services as tour
from quizzes.rules import mastery as rules
from quizzes.rules.points import Award, class_points, mastery_points

LEVELS = (1, 2, 3)
Entries = Callable[[regrading.Level], regrading.Had]


@dataclass(frozen=True)
class Scope:
    """What is reckoned: a question with what held of its versions before, and what holds now.

    `season`: where points and kilometres are reckoned again, for what was answered or paid `since`; None: nowhere.
    `withdraws_question`: it is asked no more.
    """

    correction_id: int
    question_id: int
    version_ids: Sequence[int]
    before: Rulings
    after: Rulings
    season: Season | None
    since: datetime | None
    withdraws_question: bool

    @property
    def why(self) -> tuple[str, ...]:
        """The codes of entries that carry what comes of it."""
        return (regrading.CODE, f"correction-{self.correction_id}")


@dataclass(frozen=True)
class Level:
    """A level as it is paid: how, and on the strength of which answer."""

    award: Award
    at: datetime


@dataclass(frozen=True)
class Plan:
    """`changed`: answers with another grade. `before`, `after`: what all answers make. `paid`: levels that are worth
    something else now: (level, how it was paid, how it is to be).

    `is_whole`: every answer that the kept mastery rests on is on record; where one is not, mastery is left alone.
    `completes`: classes that lacked nothing but this question.
    """

    person_id: int
    given: Sequence[Given]
    changed: Sequence[tuple[Given, bool]]
    before: rules.Replayed
    after: rules.Replayed
    paid: Sequence[tuple[int, Level | None, Level | None]]
    is_whole: bool
    completes: Sequence[int] = ()

    @property
    def changes_mastery(self) -> bool:
        return self.is_whole and self.before != self.after

    @property
    def changes_something(self) -> bool:
        return bool(self.changed) or self.changes_mastery


def plans(scope: Scope, person_ids: Sequence[int]) -> Iterator[Plan]:
    """What would change for each of these people."""
    given = answers.of_people(scope.version_ids, person_ids)
    mine = (Mastery.question_id == scope.question_id, Mastery.person_id.in_(person_ids))
    attempts = dict(session().execute(select(Mastery.person_id, Mastery.attempts).where(*mine)).all())
    waits = people_in_classes_with(scope.question_id, person_ids)
    for person_id in person_ids:
        plan = _plan(scope, person_id, given[person_id], attempts.get(person_id, 0))
        yield replace(plan, completes=_completes(scope, plan)) if person_id in waits else plan


def _plan(scope: Scope, person_id: int, given: Sequence[Given], attempts: int) -> Plan:
    counting = [one for one in given if not one.practice]
    before, after = (_replayed(counting, ruled) for ruled in (scope.before, scope.after))
    grades, is_whole = [_is_right(one, scope.after) for one in given], attempts <= len(counting)
    return Plan(
        person_id=person_id,
        given=given,
        changed=[(one, right) for one, right in zip(given, grades, strict=True) if one.correct is not right],
        before=before,
        after=after,
        paid=list(_paid(scope, counting, before, after)),
        is_whole=is_whole,
    )


def _completes(scope: Scope, plan: Plan) -> list[int]:
    """Only what the correction itself completes: the question is known now, or is asked no more."""
    is_known = plan.before.mastery.best == 0 and plan.after.mastery.best > 0
    if not plan.changes_mastery or scope.season is None or not (is_known or scope.withdraws_question):
        return []
    return classes_that_wait_for(plan.person_id, scope.question_id)


def _is_right(given: Given, ruled: Rulings) -> bool:
    (asked,) = versions([given.version_id])
    return is_correct(asked.content, given.response, ruled.get(given.version_id))


def _is_withdrawn(given: Given, ruled: Rulings) -> bool:
    return given.version_id in ruled and ruled[given.version_id].is_withdrawn


def _replayed(given: Sequence[Given], ruled: Rulings) -> rules.Replayed:
    return rules.replay(
        [rules.Answer(_is_right(one, ruled), service_day_of(one.at), _is_withdrawn(one, ruled)) for one in given]
    )


def _paid(
    scope: Scope, given: Sequence[Given], before: rules.Replayed, after: rules.Replayed
) -> Iterator[tuple[int, Level | None, Level | None]]:
    for number in LEVELS if scope.season is not None else ():
        was, due = (_level(scope, given, replayed, number) for replayed in (before, after))
        if (was and was.award) != (due and due.award):
            yield number, was, due


def _level(scope: Scope, given: Sequence[Given], replayed: rules.Replayed, number: int) -> Level | None:
    reached = replayed.reached.get(number)
    if reached is None or scope.season is None:
        return None
    award = mastery_points(number, reached.first_attempt, rules_of(scope.season))
    return Level(award, given[reached.index].at)


def difference(scope: Scope, plan: Plan, entries: Entries) -> int:
    """The points that a person would have more or less for levels of the question, and for classes. `entries`: what
    they have for a level now.
    """
    season = scope.season
    classes = len(plan.completes) if season is not None and is_open_to(season, plan.person_id) else 0
    levels = sum((due.award.points if due else 0) - had.points for _level, had, due in _owed(scope, plan, entries))
    return levels + (classes * class_points(rules_of(season)).points if season is not None else 0)


def _owed(scope: Scope, plan: Plan, entries: Entries) -> Iterator[tuple[regrading.Level, regrading.Had, Level | None]]:
    """The levels to be paid again: not what a closed stage has paid, nor what never was paid although reached."""
    season, since = scope.season, scope.since
    if season is None or since is None or not plan.is_whole or not is_open_to(season, plan.person_id):
        return
    for number, was, due in plan.paid:
        level = regrading.Level(plan.person_id, season, scope.question_id, number)
        had = entries(level)
        began = had.first.at if had.first else due.at if due and not was else None
        if began is not None and began >= since:
            yield level, had, due


# Doing it ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Done:
    """What was changed for a person."""

    plan: Plan
    points: int


def carry_out(scope: Scope, person_ids: Sequence[int], now: datetime) -> list[Done]:
    """Let it hold for these people: those for whom something changes. Callers open the transaction.

    The masteries are held first, as whoever answers holds one: what is answered meanwhile builds on what stands here.
    """
    kept = _held(scope, person_ids)
    some = [plan for plan in plans(scope, person_ids) if plan.changes_something]
    ids = [plan.person_id for plan in some]
    answers.grade_again([grade for plan in some for grade in plan.changed])
    before = _points_of(scope, ids)
    _learn_anew(scope, [plan for plan in some if plan.is_whole], kept, now)
    after = _points_of(scope, ids)
    return [Done(plan, after[plan.person_id] - before[plan.person_id]) for plan in some]


def _held(scope: Scope, person_ids: Collection[int]) -> dict[int, Mastery]:
    """In one order, so that nobody waits in a circle."""
    theirs = select(Mastery).where(Mastery.question_id == scope.question_id, Mastery.person_id.in_(person_ids))
    query = theirs.order_by(Mastery.person_id).with_for_update().execution_options(populate_existing=True)
    return {one.person_id: one for one in session().scalars(query)}


def _learn_anew(scope: Scope, some: Sequence[Plan], kept: Mapping[int, Mastery], now: datetime) -> None:
    for plan in some:
        _master(scope, plan, kept.get(plan.person_id))
    session().flush()
    _remember(scope, {plan.person_id: plan.given for plan in some})
    had = _entries(scope, [plan.person_id for plan in some])
    for plan in some:
        if scope.season is not None:
            _drive(scope, plan, scope.season, now)
            _pay(scope, plan, scope.season, had, now)
        if plan.completes:
            complete_classes_of(session().get_one(Person, plan.person_id), scope.question_id, now)


def _master(scope: Scope, plan: Plan, kept: Mastery | None) -> None:
    after = plan.after.mastery
    if kept is None and plan.after.attempts:
        kept = Mastery(person_id=plan.person_id, question_id=scope.question_id)
        session().add(kept)
    if kept is not None:
        kept.level, kept.best, kept.day, kept.attempts = after.level, after.best, after.day, plan.after.attempts


def remember(scope: Scope, person_ids: Collection[int]) -> None:
    """Let the question come back to these people as it should, by how their PKs are graded now."""
    kept, given = _held(scope, person_ids), answers.of_people(scope.version_ids, sorted(person_ids))
    attempts = {person_id: one.attempts for person_id, one in kept.items()}
    _remember(
        scope,
        {
            person_id: some
            for person_id, some in given.items()
            if attempts.get(person_id, 0) <= sum(not one.practice for one in some)
        },
    )


def _remember(scope: Scope, given: Mapping[int, Sequence[Given]]) -> None:
    """When the question comes back, by the grades that hold now."""
    missed = answers.missed_in_pks(given.keys(), scope.version_ids, scope.after)
    told = {person_id: _told(scope, some, missed.get(person_id, ())) for person_id, some in given.items()}
    remember_anew(scope.question_id, told)


def _told(scope: Scope, given: Sequence[Given], missed: Sequence[datetime]) -> list[tuple[bool, int, Place]]:
    told = [(one.at, _is_right(one, scope.after), one.place) for one in given if not _is_withdrawn(one, scope.after)]
    told += [(at, False, Place.PK) for at in missed]
    return [(right, service_day_of(at), place) for at, right, place in sorted(told, key=lambda one: one[0])]


def _drive(scope: Scope, plan: Plan, season: Season, now: datetime) -> None:
    was, now_best = plan.before.mastery.best, plan.after.mastery.best
    if now_best < was:
        tour.unlearn(plan.person_id, season, scope.question_id, was, now_best)
    if is_open_to(season, plan.person_id):
        for level in range(was + 1, now_best + 1):
            tour.earn(plan.person_id, season, scope.question_id, level, now)


def _entries(scope: Scope, person_ids: Collection[int]) -> Entries:
    """What these people have for a level now."""
    season = scope.season
    return regrading.had if season is None else regrading.had_by(person_ids, season, scope.question_id)


def _pay(scope: Scope, plan: Plan, season: Season, entries: Entries, now: datetime) -> None:
    for level, had, due in list(_owed(scope, plan, entries)):
        day = day_of(season, due.at if due else now)
        regrading.settle(level, due.award if due else None, day=day, at=now, why=scope.why, before=had)


def _points_of(scope: Scope, person_ids: Collection[int]) -> dict[int, int]:
    return points.season_sums(person_ids, scope.season) if scope.season else dict.fromkeys(person_ids, 0)
