"""A learner says that a question is wrong; a trainer answers all who said so at once. Callers open the transaction.

Only what is closed for the person can be flagged, so that a flag tells nothing of what is still open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select, update

from app.days.queries import day_set
from app.duels import queries as duels
from app.items.events import FlagsAnswered
from app.items.models import FlagReason, Outcome, QuestionFlag
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound, TooMany
from app.kit.events import publish
from app.kit.intake import LARGEST_ID
from app.kit.upsert import insert
from app.lessons.queries import check
from app.people.models import Person
from app.questions.models import Question
from app.questions.queries import version
from app.studio import services as studio
from quizzes.rules import duel as rules

A_DAY = timedelta(days=1)
MOST_A_DAY = 20
LONGEST = 500
ENOUGH = _("You have flagged a lot today: thank you. Trainers will look at these first; please go on tomorrow.")
NO_REASON = _("Choose what is wrong with it. Nothing was sent.")
NOTHING_OPEN = _("Nobody waits for an answer to this question any more. Nothing was changed.")
NOT_MENDED = _("It is still the version that was flagged. Have a change approved first, then say that it is mended.")
SAY_WHY = _("Say in a sentence why it stays as it is: the people who flagged it read that. Nothing was sent.")


@dataclass(frozen=True)
class Where:
    """Where a person met a question: in a check, in the review of a day, in a PK; written like check-12."""

    place: str
    number: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Raises NotFound."""
        place, _dash, number = text.partition("-")
        if place not in CLOSED or not (number.isascii() and number.isdecimal()) or len(number) > 18:
            raise NotFound
        if int(number) > LARGEST_ID:
            raise NotFound
        return cls(place, int(number))


def flag(person: Person, version_id: int, where: Where, reason: str, now: datetime) -> QuestionFlag:
    """The flag, or the one that the person has open for this version already.

    Raises NotFound where the question is not closed for the person there, Invalid without a reason, TooMany.
    """
    if version_id not in CLOSED[where.place](where.number, person):
        raise NotFound
    if reason not in set(FlagReason):
        raise Invalid(NO_REASON)
    if _flagged_since(person, now - A_DAY) >= MOST_A_DAY:
        raise TooMany(ENOUGH)
    row = {"person_id": person.id, "question_version_id": version_id, "reason": reason, "at": now}
    row |= {"question_id": version(version_id).question_id, "words": "", "answer": {}}
    session().execute(insert(QuestionFlag).on_conflict_do_nothing(), row)
    mine = select(QuestionFlag).filter_by(person_id=person.id, question_version_id=version_id, outcome=None)
    return session().scalars(mine).one()


def _flagged_since(person: Person, moment: datetime) -> int:
    query = select(func.count()).where(QuestionFlag.person_id == person.id, QuestionFlag.at > moment)
    return session().scalar(query) or 0


def _closed_in_check(number: int, person: Person) -> set[int]:
    return {attempt.question_version_id for attempt in check(number, person).attempts}


def _closed_in_review(number: int, person: Person) -> set[int]:
    return {answer.question_version_id for answer in day_set(number, person).answers}


def _closed_in_pk(number: int, person: Person) -> set[int]:
    """What was closed for the person. Whoever has yet to play the second half of a challenge has seen nothing of it."""
    duel = duels.duel(number, person)
    state, side = rules.from_json(duel.state), duels.side_of(duel, person) or 0
    if side == 1 and state.seats[side].kind is not rules.Kind.HUMAN:
        return set()
    return set(duel.version_ids[: min(state.closed, state.opened)])


CLOSED = {"check": _closed_in_check, "day": _closed_in_review, "pk": _closed_in_pk}


def say(flag_id: int, person: Person, words: str) -> QuestionFlag:
    """More about one's own open flag, in plain words. Raises NotFound."""
    query = select(QuestionFlag).filter_by(id=flag_id, person_id=person.id, outcome=None).with_for_update()
    found = session().scalar(query)
    if found is None:
        raise NotFound
    found.words = plain(words)
    session().flush()
    return found


def plain(words: str) -> str:
    return " ".join(words.split())[:LONGEST]


def answer(question_id: int, outcome: str, words: dict[str, str], by: Person, now: datetime) -> int:
    """Answer all open flags of a question in one deed; how many. Raises Invalid or Conflict.

    Withdrawn: the question is retired where it is not yet.
    """
    if outcome not in set(Outcome):
        raise Invalid
    said = {language: plain(text) for language, text in words.items()} if any(map(plain, words.values())) else {}
    if outcome == Outcome.STAYS and not said:
        raise Invalid(SAY_WHY)
    open_ones = _open_flags(question_id)
    mended_number = _newest_number(question_id, open_ones) if outcome == Outcome.MENDED else None
    if outcome == Outcome.WITHDRAWN and session().get_one(Question, question_id).current_id is not None:
        studio.retire(question_id)
    answered: dict[str, Any] = {"outcome": outcome, "answer": said, "mended_number": mended_number}
    answered |= {"answered_by_id": by.id, "answered_at": now}
    session().execute(update(QuestionFlag), [answered | {"id": one.id} for one in open_ones])
    publish(FlagsAnswered(question_id, outcome, tuple((one.id, one.person_id) for one in open_ones), now))
    return len(open_ones)


def _open_flags(question_id: int) -> Sequence[QuestionFlag]:
    query = select(QuestionFlag).filter_by(question_id=question_id, outcome=None).order_by(QuestionFlag.id)
    found = session().scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    if not found:
        raise Conflict(NOTHING_OPEN)
    return found


def _newest_number(question_id: int, flags: Sequence[Any]) -> int:
    """Of the version that mended it: none of the flagged ones."""
    current = session().get_one(Question, question_id).current
    if current is None or any(one.question_version_id == current.id for one in flags):
        raise Conflict(NOT_MENDED)
    return current.number
