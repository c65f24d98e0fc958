"""The pages of a PK, by how it stands: the versus screen, the open question, the close, the result."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _

from app.duels import presence, queries, ratings, rematches
from app.duels.models import Duel, Kind, Status
from app.duels.opponents import Opponent
from app.duels.services import QUESTIONS
from app.duels.table import Closed, Stage, Table
from app.kit.clock import milliseconds
from app.kit.database import session
from app.people.models import Person, Post
from quizzes.rules import duel as rules
from quizzes.rules.grading import shown


@dataclass(frozen=True)
class VersusPage:
    """Both count down together. `their_post`: of the colleague, where it is another one."""

    stage: Stage
    remaining_ms: int
    post: Post
    their_post: Post | None

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)


@dataclass(frozen=True)
class QuestionPage:
    """The open question: what may be seen before the close. `answered`: and the other one still thinks."""

    stage: Stage
    question: dict[str, Any]
    remaining_ms: int
    limit_ms: int
    answered: bool

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)


@dataclass(frozen=True)
class RevealPage:
    """`next_ms`: when the next question opens by itself; None where it waits for Next. `ready`: Next was pressed."""

    stage: Stage
    index: int
    question: Closed
    is_last: bool
    next_ms: int | None
    ready: bool


@dataclass(frozen=True)
class RatingView:
    """What the PK made of the rating."""

    now: int
    change: int
    provisional: bool


@dataclass(frozen=True)
class Rematch:
    """`mine`, `theirs`: who wants one. `open`: the other is still there. `runs`: it has begun and is not over."""

    duel_id: int | None
    runs: bool
    mine: bool
    theirs: bool
    open: bool


@dataclass(frozen=True)
class ResultPage:
    stage: Stage
    level: int | None
    outcome: str
    questions: list[Closed]
    learned_said: str
    outcome_said: str
    outcome_more: str
    right_said: str
    rating: RatingView | None
    rematch: Rematch | None
    reckoned_again: bool  # a question was found wrong when it was over

    @property
    def missed(self) -> bool:
        return len(self.questions) < QUESTIONS or any(question.verdict != "right" for question in self.questions)


@dataclass(frozen=True)
class ChallengePage:
    """A challenge that waits for its second half. `mine`: it is the person's own. `may_take`: it is for the person."""

    duel_id: int
    mine: bool
    may_take: bool
    over: bool
    until: str
    opponent: Opponent | None
    sender: str
    friendly: bool
    rated: bool
    right: int
    stage: Stage | None
    questions: list[Closed]


Page = VersusPage | QuestionPage | RevealPage | ResultPage | ChallengePage


def page_of(duel: Duel, person: Person, now: datetime, at: int | None) -> Page:
    """The page that shows how the PK stands; the close of the last question where `at` asks for it."""
    if duel.status in (Status.WAITING, Status.EXPIRED):
        return challenge_page(duel, person, now, at)
    table = Table(duel, person, now)
    state = table.state
    if _plays_second(table):
        return challenge_page(duel, person, now, at)
    if state.phase is rules.Phase.COUNTDOWN:
        return _versus_page(table)
    if state.phase is rules.Phase.QUESTION:
        return _question_page(table)
    if state.phase is rules.Phase.REVEAL or (at == state.index and at < state.opened):
        return _reveal_page(table)
    return _result_page(table)


def _plays_second(table: Table) -> bool:
    """Whether it is the other's turn in a challenge that the person has played or has yet to play."""
    return table.duel.status == Status.RUNNING and table.mine.kind is not rules.Kind.HUMAN


def _versus_page(table: Table) -> VersusPage:
    mine, other = table.person.post, session().get_one(Person, table.opponent.person_id)
    remaining = rules.remaining_ms(table.state, table.side, milliseconds(table.now))
    return VersusPage(table.stage(), remaining, mine, other.post if other.post_id != mine.id else None)


def _question_page(table: Table) -> QuestionPage:
    index = table.state.index
    return QuestionPage(
        stage=table.stage(),
        question=shown(table.content(index), table.seed(index)),
        remaining_ms=rules.remaining_ms(table.state, table.side, milliseconds(table.now)),
        limit_ms=table.mine.limits[index],
        answered=table.mine.answers[index] is not None,
    )


def _reveal_page(table: Table) -> RevealPage:
    state = table.state
    last = state.phase is rules.Phase.FINISHED
    waits = last or state.rules.reveal_ms is None
    next_ms = None if waits else rules.remaining_ms(state, table.side, milliseconds(table.now))
    return RevealPage(
        table.stage(gains_of=state.index), state.index, table.closed(state.index), last, next_ms, table.mine.ready
    )


def _result_page(table: Table) -> ResultPage:
    right = table.mine.right
    outcome = str(table.duel.seats[table.side].outcome)
    return ResultPage(
        stage=table.stage(),
        level=table.duel.level,
        outcome=outcome,
        questions=[table.brief(index) for index in range(table.state.opened)],
        learned_said=_learned(right, table.state.opened),
        outcome_said=outcome_words(outcome, table.opponent),
        outcome_more=_outcome_more(table, outcome),
        right_said=_(
            "Right: you %(mine)s, %(them)s %(theirs)s.",
            mine=right,
            them=table.opponent.them,
            theirs=table.theirs.right,
        ),
        rating=_rating(table),
        rematch=_rematch(table),
        reckoned_again=bool(table.ruled),
    )


def challenge_page(duel: Duel, person: Person, now: datetime, at: int | None = None) -> ChallengePage | RevealPage:
    """What the two of a challenge see while it waits; who takes it sees nothing of the questions."""
    mine = duel.seats[0].person_id == person.id
    table = Table(duel, person, now) if mine else None
    shows_own = table is not None and duel.status != Status.RUNNING
    if table is not None and shows_own and at == table.state.index and at < table.state.opened:
        return _reveal_page(table)
    return ChallengePage(
        duel_id=duel.id,
        mine=mine,
        may_take=duel.status == Status.WAITING and queries.may_take(duel, person),
        over=duel.status == Status.EXPIRED or bool(duel.due_at and duel.due_at <= now),
        until=format_datetime(duel.due_at, "short") if duel.due_at else "",
        opponent=table.opponent if table else None,
        sender=queries.name_of(duel.seats[0].person_id),
        friendly=duel.friendly,
        rated=duel.rated,
        right=table.mine.right if table and shows_own else 0,
        stage=table.stage() if table and shows_own else None,
        questions=[table.brief(index) for index in range(table.state.opened)] if table and shows_own else [],
    )


def _rating(table: Table) -> RatingView | None:
    seat = table.duel.seats[table.side]
    rating = ratings.after(seat)
    return RatingView(rating.shown, seat.change, rating.provisional) if rating else None


def _rematch(table: Table) -> Rematch | None:
    if table.duel.kind != Kind.LIVE:
        return None
    mine, theirs = table.duel.seats[table.side], table.duel.seats[1 - table.side]
    again = rematches.of(table.duel)
    return Rematch(
        duel_id=again.id if again else None,
        runs=again is not None and again.status == Status.RUNNING,
        mine=bool(mine.wants_rematch),
        theirs=bool(theirs.wants_rematch),
        open=presence.is_here(theirs, table.now),
    )


def _learned(right: int, opened: int) -> str:
    if right == QUESTIONS:
        return _("You knew all five. Open one to see why it is so.")
    if opened < QUESTIONS:
        return _("It ended after %(opened)s of 5 questions. What you saw is below, with its reason.", opened=opened)
    if right == 0:
        return _("Five new things today. Each with its reason, below.")
    return _("You knew %(right)s of 5. The others are open below, each with its reason.", right=right)


def outcome_words(outcome: str, opponent: Opponent) -> str:
    if outcome == "lost" and not opponent.is_machine:
        return _("%(name)s won this one", name=opponent.name)
    return {"won": _("You won"), "lost": _("The machine won this one"), "drawn": _("A draw")}[outcome]


def _outcome_more(table: Table, outcome: str) -> str:
    if table.state.forfeit is not None:
        gave_up = table.state.forfeit == table.side
        return _("You gave up.") if gave_up else _("%(name)s gave up.", name=table.opponent.name)
    if outcome == "drawn":
        return _("Exactly as many points on both sides.")
    if table.mine.right == table.theirs.right:
        return _("As many right answers on both sides: the quicker ones decided.")
    if outcome == "won":
        return _("You had more right answers. That is what decides.")
    more = table.theirs.right - table.mine.right + 1
    return ngettext("%(num)d more right answer and it is yours.", "%(num)d more right answers and it is yours.", more)
