"""Opening a day's set, answering its review, making up a missed day. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from app.days import planning, queries
from app.days.events import DaySetCompleted
from app.days.models import DaySet, ReviewAnswer
from app.kit.clock import day_of as service_day_of
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.kit.events import publish
from app.lessons import cases
from app.lessons.events import QuestionAnswered
from app.lessons.models import MicroClass
from app.lessons.remembering import Place, remember_practice
from app.lessons.services import complete_classes_of, learn
from app.people.models import Person
from app.questions import rulings
from app.questions.queries import Version, version
from app.seasons.models import Season
from app.seasons.queries import day_of, is_running
from quizzes.rules.dayset import MAKE_UP_DAYS, Parts, is_done, missed_days
from quizzes.rules.grading import BadResponse, unmask
from quizzes.rules.grading import check as check_response

NOT_OPEN = _("That question is not open. Nothing is lost; here is where you are.")
TODAY_FIRST: LazyString = _("Today's set comes first. Once it is done, you can make up a missed day.")
ONE_A_DAY: LazyString = _("One missed day can be made up each day. The next one is open to you tomorrow.")
NOT_MISSED = _("That day cannot be made up: only the days of the last week that you missed can.")


def open_day(person: Person, season: Season, now: datetime, seed: int) -> DaySet:
    """Today's set of the person: the one that there is, or a new one."""
    today = day_of(season, now)
    _lock(person)
    found = queries.of_day(person.id, season, today)
    if found is None:
        found = _added(person, season, today, now, seed)
        planning.fill(found, person, season, now)
        settle(found, season, now)
    return found


def make_up(person: Person, season: Season, day: int, now: datetime, seed: int) -> DaySet:
    """Take up a missed day: it asks what is due now. What was done of it on the day itself stays done.

    Raises Conflict before today's set is done and after another day was made up today, Invalid for a day that was not
    missed.
    """
    today = day_of(season, now)
    _lock(person)
    found = queries.of_day(person.id, season, day)
    if found is not None and is_late(found, season, now):
        return found  # it can still be finished in time
    require_make_up(person, season, day, today)
    if found is None:
        found = _added(person, season, day, now, seed, made_up=True)
    if found.worked_on != today or not found.version_ids:
        found.made_up, found.worked_on = True, today
        planning.fill(found, person, season, now)
        settle(found, season, now)
    return found


def require_make_up(person: Person, season: Season, day: int, today: int) -> None:
    """Refuse a day that cannot be made up now."""
    why_not = why_no_make_up(person, season, today, day)
    if why_not is not None:
        raise Conflict(why_not)
    done = queries.days_done(person.id, season, today - MAKE_UP_DAYS)
    if day not in missed_days(today, season.first_day.toordinal(), done):
        raise Invalid(NOT_MISSED, code="not-missed")


def why_no_make_up(person: Person, season: Season, today: int, day: int | None = None) -> LazyString | None:
    """Why no missed day can be made up now (or not this one); None where one can."""
    sets = queries.worked_on(person.id, season, [today])
    if not any(one.day == today and one.done_at is not None for one in sets):
        return TODAY_FIRST
    return ONE_A_DAY if any(one.made_up and one.day != day for one in sets) else None


def answer_review(
    set_id: int,
    person: Person,
    position: int,
    raw: Any,
    now: datetime,
    asked_id: int | None = None,
    step: int | None = None,
) -> ReviewAnswer | None:
    """Take an answer. The first one counts: a repeated one changes nothing and gets the first one's reply.

    Of a service case `raw` is the decision that is the case's `step`; None: the case goes on.

    `asked_id`: the version that the answer is to; another one may have taken its place meanwhile.

    Raises NotFound for somebody else's set, Invalid for a question that is not open, `grading.BadResponse` for an
    answer that the question cannot have, and Conflict while a running PK asks the question.
    """
    found = queries.day_set(set_id, person, for_update=True)
    if 0 <= position < len(found.answers):
        return found.answers[position]
    if position != len(found.answers) or position >= len(found.version_ids):
        raise Invalid(NOT_OPEN, code="not-open")
    if asked_id not in (None, found.version_ids[position]):
        raise Invalid(NOT_OPEN, code="not-open")
    asked = version(found.version_ids[position])
    ruling = rulings.of_versions([asked.id]).get(asked.id)
    response = cases.response(person, asked, unmask(asked.content, question_seed(found, position), raw), step, now)
    if response is None:
        return None
    answer = ReviewAnswer(
        day_set_id=found.id,
        position=position,
        question_version_id=asked.id,
        response=response,
        correct=rulings.is_correct(asked.content, response, ruling),
        at=now,
    )
    found.answers.append(answer)
    last = len(found.answers) == len(found.version_ids)
    counts = ruling is None or not ruling.is_withdrawn
    if counts and learn(person, asked.question_id, answer.correct, now, Place.REVIEW) == 1:
        complete_classes_of(person, asked.question_id, now)
    if last:
        settle(found, session().get_one(Season, found.season_id), now)
    return answer


def practise(set_id: int, person: Person, given: Mapping[int, Any], now: datetime) -> int:
    """Take answers that were given without a line, by version: for each open question in its order, until one has none
    or is a service case, which needs a line.

    They are graded here and help to remember; they move no mastery and pay nothing, for nobody saw the clock. What was
    answered before stays. Raises NotFound for somebody else's set, and Conflict while a running PK asks one of these
    questions. Returns how many were taken.
    """
    found = queries.day_set(set_id, person, for_update=True)
    before, ruled = len(found.answers), rulings.of_versions(_open_versions(found))
    for position in range(before, len(found.version_ids)):
        asked = version(found.version_ids[position])
        if cases.is_case(asked):
            break
        try:
            raw = unmask(asked.content, question_seed(found, position), given.get(asked.id))
            response = check_response(asked.content, raw)
        except BadResponse:
            break
        publish(QuestionAnswered(person.id, asked.question_id, now))
        correct = rulings.is_correct(asked.content, response, ruled.get(asked.id))
        found.answers.append(_practised(found, position, asked, response, correct, now))
        remember_practice(person.id, asked.question_id, found.answers[-1].correct, service_day_of(now))
    settle(found, session().get_one(Season, found.season_id), now)
    return len(found.answers) - before


def _practised(
    found: DaySet, position: int, asked: Version, response: Any, correct: bool, now: datetime
) -> ReviewAnswer:
    return ReviewAnswer(
        day_set_id=found.id,
        position=position,
        question_version_id=asked.id,
        response=response,
        correct=correct,
        practice=True,
        at=now,
    )


def question_seed(found: DaySet, position: int) -> int:
    """What the shuffling of a review's question follows from."""
    return found.seed * 100 + position


def is_outdated(found: DaySet) -> bool:
    """Whether something that the set still asks is asked no more: the class was retired, a question withdrawn."""
    return _is_retired(found) or bool(queries.withdrawn(_open_versions(found)))


def bring_up_to_date(set_id: int, person: Person, season: Season, now: datetime) -> None:
    """Ask for another class where the set's was retired, or for none; leave out questions that were withdrawn."""
    found = queries.day_set(set_id, person, for_update=True)
    if _is_retired(found):
        planning.ask_class(found, person, season)
    gone, kept = queries.withdrawn(_open_versions(found)), len(found.answers)
    if gone:
        left = [at for at, one in enumerate(found.version_ids) if at < kept or one not in gone]
        found.whys = [found.whys[at] for at in left]
        found.version_ids = [found.version_ids[at] for at in left]
    settle(found, season, now)


def _is_retired(found: DaySet) -> bool:
    if found.micro_class_id is None or found.class_done_at is not None:
        return False
    return session().get_one(MicroClass, found.micro_class_id).current_id is None


def _open_versions(found: DaySet) -> list[int]:
    return found.version_ids[len(found.answers) :]


def class_done(found: DaySet, micro_class_id: int, season: Season, at: datetime) -> None:
    """The class was done, or another one in its place."""
    found.micro_class_id, found.class_done_at = micro_class_id, at
    settle(found, season, at)


def pk_done(found: DaySet, season: Season, at: datetime) -> None:
    found.pk_done_at = at
    settle(found, season, at)


def settle(found: DaySet, season: Season, now: datetime) -> None:
    """Note that the review is done once nothing is left to answer, and the set once all is, in time.

    A set that was opened on its day can be finished in the hours after midnight; from then on the day can only be made
    up.
    """
    if found.review_done_at is None and len(found.answers) == len(found.version_ids):
        found.review_done_at = now
    session().flush()
    if found.done_at is not None or not is_done(parts(found)):
        return
    if found.worked_on not in queries.days_open(season, now) or not is_running(season, now):
        return
    found.done_at = now
    session().flush()
    publish(DaySetCompleted(found.person_id, found.season_id, found.day, now, found.made_up, found.id))


def is_late(found: DaySet, season: Season, now: datetime) -> bool:
    """Whether it is a set of yesterday that can still be finished, for it was opened on its day."""
    open_still = found.done_at is None and not found.made_up and found.worked_on in queries.days_open(season, now)
    return open_still and found.worked_on < day_of(season, now)


def parts(found: DaySet) -> Parts:
    return Parts(
        micro_class=found.micro_class_id is None or found.class_done_at is not None,
        review=found.review_done_at is not None,
        pk=found.pk_done_at is not None,
    )


def _lock(person: Person) -> None:
    session().execute(select(Person.id).filter_by(id=person.id).with_for_update())  # one opening at a time


def _added(person: Person, season: Season, day: int, now: datetime, seed: int, *, made_up: bool = False) -> DaySet:
    found = DaySet(
        person_id=person.id,
        season_id=season.id,
        day=day,
        worked_on=day_of(season, now),
        made_up=made_up,
        version_ids=[],
        whys=[],
        minutes=0,
        seed=seed,
        begun_at=now,
        answers=[],
    )
    session().add(found)
    return found
