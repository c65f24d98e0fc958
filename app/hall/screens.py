"""A PK on stage as the hall sees it: two numbers, and never an answer before the close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.duels.table import verdict
from app.hall.labels import Label, label
from app.hall.models import PkStatus, StagePk, StageSeat
from app.hall.playing import question_seed
from app.kit.clock import milliseconds
from app.kit.i18n import pick
from app.questions import presenters as closed_questions
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules.gaps import lined
from quizzes.rules.grading import shown

SCREEN = 2  # shuffled as for a third seat: who knows the seed of a shuffle can undo it
HERE = timedelta(seconds=20)  # two heartbeats


@dataclass(frozen=True)
class Side:
    """`answered`: to the open question; which answer it was is shown at the close."""

    label: Label
    ready: bool
    here: bool
    taken: bool
    score: int
    right: int
    answered: bool
    verdicts: list[str]
    won: bool


@dataclass(frozen=True)
class Screen:
    """`phase`: called, countdown, question, reveal, break, result or annulled. `pieces`: the answers to choose from."""

    phase: str
    index: int
    questions: int
    sides: list[Side]
    remaining_ms: int
    text: str
    pieces: list[str]
    right_said: str
    explanation: str
    media: dict[str, Any] | None
    version: int
    practice: bool
    is_last: bool

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)

    @property
    def missing(self) -> list[Side]:
        return [one for one in self.sides if not one.ready]


def screen(pk: StagePk, now: datetime) -> Screen:
    state = rules.from_json(pk.state)
    phase = phase_of(pk, state)
    content = version(pk.version_ids[state.index]).content if phase in ("question", "reveal") else None
    closed = phase == "reveal"
    return Screen(
        phase=phase,
        index=state.index,
        questions=state.rules.questions,
        sides=[_side(seat, state, now) for seat in pk.seats],
        remaining_ms=_remaining(state, phase, now),
        text=lined(pick(content["text"])) if content else "",
        pieces=_pieces(content, question_seed(pk, SCREEN, state.index)) if content and not closed else [],
        right_said=closed_questions.right_words(content) if content and closed else "",
        explanation=pick(content["explanation"]) if content and closed else "",
        media=content.get("media") if content else None,
        version=pk.version,
        practice=pk.practice,
        is_last=state.index + 1 >= state.rules.questions,
    )


def phase_of(pk: StagePk, state: rules.State) -> str:
    """How it stands for everybody in the hall."""
    if pk.status == PkStatus.ANNULLED:
        return "annulled"
    if pk.paused_at:
        return "break"
    if pk.status == PkStatus.CALLED:
        return "called"
    if state.phase is rules.Phase.REVEAL or pk.lingers:
        return "reveal"
    return {rules.Phase.COUNTDOWN: "countdown", rules.Phase.QUESTION: "question"}.get(state.phase, "result")


def _remaining(state: rules.State, phase: str, now: datetime) -> int:
    if phase not in ("countdown", "question"):
        return 0
    return max(rules.remaining_ms(state, side, milliseconds(now)) for side in (0, 1))


def _side(seat: StageSeat, state: rules.State, now: datetime) -> Side:
    played = state.seats[seat.side]
    is_open = state.phase is rules.Phase.QUESTION
    verdicts = [verdict(given) for given in played.answers[: state.closed]]
    return Side(
        label=label(seat),
        ready=seat.ready_at is not None,
        here=seat.seen_at is not None and seat.seen_at >= now - HERE,
        taken=seat.person_id is not None,
        score=played.total(state.closed),
        right=verdicts.count("right"),
        answered=is_open and played.answers[state.index] is not None,
        verdicts=verdicts + ["ahead"] * (state.rules.questions - len(verdicts)),
        won=seat.outcome == "won",
    )


def _pieces(content: dict[str, Any], seed: int) -> list[str]:
    """What the question offers, shuffled for the screen."""
    question = shown(content, seed)
    pieces = question.get("options") or question.get("steps") or question.get("lefts") or []
    return [pick(piece["text"]) for piece in pieces]
