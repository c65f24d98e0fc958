"""Finished PKs as the fairness rules want them: plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from sys import intern
from typing import Any

from sqlalchemy import Select, select

from app.duels.models import Duel, Status
from app.duels.sides import SIDES
from app.kit.clock import milliseconds
from app.kit.database import session
from app.questions.queries import versions
from quizzes.rules import duel as rules
from quizzes.rules.fairness import AnswerFact, Answers, DuelFacts, SeatFacts
from quizzes.rules.scoring import reading_ms

AT_ONCE = 2_000
LONGEST = timedelta(days=3)  # from the beginning of a challenge to its end

Asked = tuple[int, int, int]  # a question, its difficulty, and its reading time


def since(moment: datetime) -> Iterator[DuelFacts]:
    """The PKs that count and finished since then, of all posts: people meet across posts, too."""
    last = _first_id(moment - LONGEST) - 1
    asked: dict[int, Asked] = {}
    wanted = _rows().where(Duel.finished_at >= moment, Duel.voided_at.is_(None))
    while rows := session().execute(wanted.where(Duel.id > last).order_by(Duel.id).limit(AT_ONCE)).all():
        yield from _facts(rows, asked)
        last = rows[-1][0]


def of_ids(duel_ids: Sequence[int]) -> list[DuelFacts]:
    """These PKs, in order, whether they count or not."""
    return list(_facts(session().execute(_rows().where(Duel.id.in_(duel_ids)).order_by(Duel.id)).all(), {}))


def _first_id(since: datetime) -> int:
    """From where on PKs may have begun then or later. Ids grow with time, so that no long list must be read for it."""
    newest = session().scalar(select(Duel.id).order_by(Duel.id.desc()).limit(1)) or 0
    low, high = 1, newest + 1
    while low < high:
        middle = (low + high) // 2
        here = select(Duel.started_at).where(Duel.id >= middle).order_by(Duel.id).limit(1)
        began = session().scalar(here)
        if began is not None and began < since:
            low = middle + 1
        else:
            high = middle
    return low


def _rows() -> Select[*tuple[Any, ...]]:
    first, second = SIDES
    return select(
        Duel.id, Duel.finished_at, Duel.kind, Duel.friendly, Duel.version_ids, Duel.state,
        first.person_id, Duel.first_device, first.outcome, first.score,
        second.person_id, Duel.second_device, second.outcome, second.score,
    ).where(Duel.status == Status.FINISHED)  # fmt: skip


def _facts(rows: Sequence[Any], asked: dict[int, Asked]) -> Iterator[DuelFacts]:
    """`asked` grows by the versions that are met."""
    _read({one for row in rows for one in row.version_ids} - asked.keys(), asked)
    for duel_id, at, kind, friendly, version_ids, kept, *seats in rows:
        state = rules.from_json(kept)
        questions = [asked[one] for one in version_ids]
        both = (_seat(state, 0, seats[:4], questions), _seat(state, 1, seats[4:], questions))
        yield DuelFacts(duel_id, milliseconds(at), str(kind), friendly, both)


def _read(ids: set[int], asked: dict[int, Asked]) -> None:
    for one in versions(sorted(ids)):
        asked[one.id] = (one.question_id, one.content["difficulty"], round(reading_ms(one.content)))


def _seat(state: rules.State, side: int, seat: Sequence[Any], questions: Sequence[Asked]) -> SeatFacts:
    person_id, device, outcome, score = seat
    given = state.seats[side].answers if person_id is not None else ()
    answers = Answers(_answer(one, *question) for one, question in zip(given, questions, strict=False) if one)
    known = intern(device) if device else device  # a device and an outcome are kept once, not once a PK
    return SeatFacts(person_id, known, intern(outcome or ""), score or 0, state.forfeit == side, answers)


def _answer(given: rules.Given, question_id: int, difficulty: int, reading: int) -> AnswerFact:
    return AnswerFact(question_id, given.correct, given.used_ms, reading, difficulty, given.response is not None)
