"""A live PK as an audience sees it: both seats alike, and never an answer before the close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.duels import queries
from app.duels.models import Duel
from app.duels.services import QUESTIONS, question_seed
from app.duels.table import verdict
from app.kit.clock import milliseconds
from app.kit.i18n import pick
from app.questions import presenters as closed_questions
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules.gaps import lined
from quizzes.rules.grading import shown

SCREEN = 2  # shuffled as for a third seat: who knows the seed of a shuffle can undo it


@dataclass(frozen=True)
class Seat:
    """`answered`: has sent an answer to the open question; which one is shown at the close."""

    name: str
    score: int
    right: int
    answered: bool
    verdicts: list[str]
    won: bool


@dataclass(frozen=True)
class WatchPage:
    """`phase`: countdown, question, reveal or result. `pieces`: the answers to choose from."""

    phase: str
    number: int
    seats: list[Seat]
    remaining_ms: int
    text: str
    pieces: list[str]
    right_said: str
    explanation: str
    media: dict[str, Any] | None
    version: int

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)


PHASES = {
    rules.Phase.WAITING: "countdown",
    rules.Phase.COUNTDOWN: "countdown",
    rules.Phase.QUESTION: "question",
    rules.Phase.REVEAL: "reveal",
    rules.Phase.FINISHED: "result",
}


def page_of(duel: Duel, now: datetime) -> WatchPage:
    state = rules.from_json(duel.state)
    phase = PHASES[state.phase]
    content = version(duel.version_ids[state.index]).content if phase in ("question", "reveal") else None
    closed = content is not None and phase == "reveal"
    remaining = max(rules.remaining_ms(state, side, milliseconds(now)) for side in (0, 1))
    return WatchPage(
        phase=phase,
        number=state.index + 1,
        seats=[_seat(duel, state, side) for side in (0, 1)],
        remaining_ms=0 if phase == "result" else remaining,
        text=lined(pick(content["text"])) if content else "",
        pieces=_pieces(content, question_seed(duel, SCREEN, state.index)) if content and not closed else [],
        right_said=closed_questions.right_words(content) if content and closed else "",
        explanation=pick(content["explanation"]) if content and closed else "",
        media=content.get("media") if content else None,
        version=duel.version,
    )


def _seat(duel: Duel, state: rules.State, side: int) -> Seat:
    seat = state.seats[side]
    is_open = state.phase is rules.Phase.QUESTION
    verdicts = [verdict(given) for given in seat.answers[: state.closed]]
    return Seat(
        name=queries.name_of(duel.seats[side].person_id),
        score=seat.total(state.closed),
        right=verdicts.count("right"),
        answered=is_open and seat.answers[state.index] is not None,
        verdicts=verdicts + ["ahead"] * (QUESTIONS - len(verdicts)),
        won=duel.seats[side].outcome == "won",
    )


def _pieces(content: dict[str, Any], seed: int) -> list[str]:
    """What the question offers, shuffled for the screen."""
    question = shown(content, seed)
    pieces = question.get("options") or question.get("steps") or question.get("lefts") or []
    return [pick(piece["text"]) for piece in pieces]
