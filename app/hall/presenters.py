"""A PK on stage as one of its two players sees it on a phone or tablet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.duels.table import Closed, verdict
from app.hall.labels import Label, label
from app.hall.models import StagePk
from app.hall.playing import question_seed
from app.hall.screens import phase_of
from app.kit.clock import milliseconds
from app.kit.i18n import pick
from app.questions import presenters as closed_questions
from app.questions.queries import version
from app.questions.sights import sight
from quizzes.rules import duel as rules
from quizzes.rules.grading import shown


@dataclass(frozen=True)
class Play:
    """`phase` as on the screen of the hall. `question`: what may be seen before the close; `closed`: after it."""

    phase: str
    token: str
    version: int
    index: int
    questions: int
    me: Label
    them: Label
    ready: bool
    answered: bool
    score: int
    their_score: int
    right: int
    their_right: int
    verdicts: list[str]
    outcome: str
    practice: bool
    question: dict[str, Any] | None
    closed: Closed | None
    remaining_ms: int
    limit_ms: int

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)


def play(pk: StagePk, side: int, now: datetime) -> Play:
    state = rules.from_json(pk.state)
    mine, theirs, seat = state.seats[side], state.seats[1 - side], pk.seats[side]
    phase = phase_of(pk, state)
    asks = phase == "question"
    verdicts = [verdict(given) for given in mine.answers[: state.closed]]
    return Play(
        phase=phase,
        token=pk.token,
        version=pk.version,
        index=state.index,
        questions=state.rules.questions,
        me=label(seat),
        them=label(pk.seats[1 - side]),
        ready=seat.ready_at is not None,
        answered=asks and mine.answers[state.index] is not None,
        score=mine.total(state.closed),
        their_score=theirs.total(state.closed),
        right=verdicts.count("right"),
        their_right=[verdict(given) for given in theirs.answers[: state.closed]].count("right"),
        verdicts=verdicts + ["ahead"] * (state.rules.questions - len(verdicts)),
        outcome=seat.outcome or "",
        practice=pk.practice,
        question=_open(pk, side, state.index) if asks else None,
        closed=_closed(pk, side, state) if phase == "reveal" else None,
        remaining_ms=rules.remaining_ms(state, side, milliseconds(now)) if asks or phase == "countdown" else 0,
        limit_ms=mine.limits[state.index] if asks else 0,
    )


def _open(pk: StagePk, side: int, index: int) -> dict[str, Any]:
    return shown(version(pk.version_ids[index]).content, question_seed(pk, side, index))


def _closed(pk: StagePk, side: int, state: rules.State) -> Closed:
    """The close of the last question, with the own answer; what the other one gave is not told."""
    index = state.index
    content, given = version(pk.version_ids[index]).content, state.seats[side].answers[index]
    response, came_out = given.response if given else None, verdict(given)
    return Closed(
        verdict=came_out,
        said={"right": _("Right"), "wrong": _("Not this time")}.get(came_out, _("No answer in time")),
        more="",
        text=closed_questions.words(content),
        rows=closed_questions.rows(content, question_seed(pk, side, index), response),
        why=closed_questions.why_of_kind(content) if came_out == "wrong" else None,
        right_said=_("The right answer: %(answer)s.", answer=closed_questions.right_words(content)),
        explanation=pick(content["explanation"]),
        theirs="",
        their_icon="user",
        sight=sight(content, response, None),
    )
