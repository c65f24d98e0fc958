"""A PK as the person at one of its seats sees it.

Nothing of an open question but its text and its shuffled answers gets in here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.duels import queries
from app.duels.levels import LEVELS
from app.duels.models import Duel
from app.duels.services import QUESTIONS, question_seed
from app.kit.clock import milliseconds
from app.kit.i18n import pick
from app.people.models import Person
from app.questions import presenters as closed_questions
from app.questions.queries import version
from quizzes.rules import duel as rules
from quizzes.rules.grading import shown


@dataclass(frozen=True)
class SeatView:
    """`gain`: what the question on show has added. `won`: only when the PK is over."""

    label: str
    score: int
    gain: int = 0
    won: bool = False


@dataclass(frozen=True)
class Stop:
    """`mine` and `theirs`: right, wrong or none once the question is closed; before that now or ahead."""

    number: int
    closed: bool
    mine: str
    theirs: str
    said: str


@dataclass(frozen=True)
class Stage:
    """What is on top of every page of a PK."""

    duel_id: int
    index: int
    me: SeatView
    them: SeatView
    stops: list[Stop]


@dataclass(frozen=True)
class Closed:
    """A question after its close. `verdict`: right, wrong or none (no answer in time)."""

    verdict: str
    said: str
    more: str
    text: str
    rows: list[closed_questions.Row]
    why: str | None
    right_said: str
    explanation: str
    theirs: str


class Table:
    """A PK as the person at one of its seats sees it."""

    def __init__(self, duel: Duel, person: Person) -> None:
        side = queries.side_of(duel, person)
        assert side is not None
        self.duel, self.person, self.side = duel, person, side
        self.state = rules.from_json(duel.state)
        self.mine, self.theirs = self.state.seats[side], self.state.seats[1 - side]
        self.level = LEVELS[(duel.level or 1) - 1]

    def content(self, index: int) -> dict[str, Any]:
        return version(self.duel.version_ids[index]).content

    def seed(self, index: int) -> int:
        return question_seed(self.duel, self.side, index)

    def stage(self, gains_of: int | None = None) -> Stage:
        over = self.state.phase is rules.Phase.FINISHED and gains_of is None
        names = {self.side: self.person.name, 1 - self.side: str(self.level.name)}
        me, them = (self._seat(side, names[side], gains_of, over) for side in (self.side, 1 - self.side))
        stops = [self._stop(index) for index in range(QUESTIONS)]
        return Stage(self.duel.id, self.state.index, me, them, stops)

    def _seat(self, side: int, name: str, gains_of: int | None, over: bool) -> SeatView:
        seat = self.state.seats[side]
        given = seat.answers[gains_of] if gains_of is not None else None
        won = over and self.duel.seats[side].outcome == "won"
        return SeatView(name, seat.total(self.state.closed), given.score if given else 0, won)

    def _stop(self, index: int) -> Stop:
        number = index + 1
        if index >= self.state.closed:
            mine = "now" if index == self.state.index else "ahead"
            return Stop(number, False, mine, "ahead", _("Question %(number)s", number=number))
        mine, theirs = verdict(self.mine.answers[index]), verdict(self.theirs.answers[index])
        said = _(
            "Question %(number)s: you %(mine)s, machine %(theirs)s",
            number=number,
            mine=_word(mine),
            theirs=_word(theirs),
        )
        return Stop(number, True, mine, theirs, said)

    def closed(self, index: int) -> Closed:
        """A closed question with all that is to be learned from it."""
        assert index < self.state.closed
        content, mine, theirs = self.content(index), self.mine.answers[index], self.theirs.answers[index]
        assert mine is not None
        assert theirs is not None
        came_out = verdict(mine)
        return Closed(
            verdict=came_out,
            said={"right": _("Right"), "wrong": _("Not this time"), "none": _("No answer in time")}[came_out],
            more=_more(mine),
            text=pick(content["text"]),
            rows=closed_questions.rows(content, self.seed(index), mine.response, theirs.response),
            why=closed_questions.why_of_kind(content) if came_out == "wrong" else None,
            right_said=_("The right answer: %(answer)s.", answer=closed_questions.right_words(content)),
            explanation=pick(content["explanation"]),
            theirs=_theirs(theirs),
        )

    def brief(self, index: int) -> Closed:
        """As `closed`, without the options that nobody needs to read again."""
        found = self.closed(index)
        if "options" not in self.content(index):
            return found
        return replace(found, rows=[row for row in found.rows if row.state != "plain" or row.marks])


def verdict(given: rules.Given | None) -> str:
    if given is None or given.response is None:
        return "none"
    return "right" if given.correct else "wrong"


def _word(came_out: str) -> str:
    return {"right": _("right"), "wrong": _("wrong"), "none": _("no answer")}[came_out]


def seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f}"


def _more(given: rules.Given) -> str:
    if given.correct:
        return _("%(points)s points, after %(seconds)s seconds", points=given.score, seconds=seconds(given.used_ms))
    return _("See below what is right, and why.")


def _theirs(given: rules.Given) -> str:
    if given.response is None:
        return _("The machine gave no answer.")
    if given.correct:
        return _("The machine was right, after %(seconds)s seconds.", seconds=seconds(given.used_ms))
    return _("The machine was wrong, after %(seconds)s seconds.", seconds=seconds(given.used_ms))


@dataclass(frozen=True)
class QuestionPage:
    """The open question: what may be seen before the close."""

    stage: Stage
    question: dict[str, Any]
    remaining_ms: int
    limit_ms: int

    @property
    def seconds(self) -> int:
        return -(-self.remaining_ms // 1000)


@dataclass(frozen=True)
class RevealPage:
    stage: Stage
    index: int
    question: Closed
    is_last: bool


@dataclass(frozen=True)
class ResultPage:
    stage: Stage
    level: int
    outcome: str
    questions: list[Closed]
    learned_said: str
    outcome_said: str
    outcome_more: str
    right_said: str

    @property
    def missed(self) -> bool:
        return any(question.verdict != "right" for question in self.questions)


def page_of(duel: Duel, person: Person, now: datetime, at: int | None) -> QuestionPage | RevealPage | ResultPage:
    """The page that shows how the PK stands; the close of the last question where `at` asks for it."""
    table = Table(duel, person)
    state = table.state
    if state.phase is rules.Phase.QUESTION:
        return _question_page(table, now)
    if state.phase is rules.Phase.REVEAL or at == state.index:
        return _reveal_page(table)
    return _result_page(table)


def _question_page(table: Table, now: datetime) -> QuestionPage:
    index = table.state.index
    return QuestionPage(
        stage=table.stage(),
        question=shown(table.content(index), table.seed(index)),
        remaining_ms=rules.remaining_ms(table.state, table.side, milliseconds(now)),
        limit_ms=table.mine.limits[index],
    )


def _reveal_page(table: Table) -> RevealPage:
    index = table.state.index
    last = table.state.phase is rules.Phase.FINISHED
    return RevealPage(table.stage(gains_of=index), index, table.closed(index), last)


def _result_page(table: Table) -> ResultPage:
    right = table.mine.right
    outcome = str(table.duel.seats[table.side].outcome)
    return ResultPage(
        stage=table.stage(),
        level=table.level.number,
        outcome=outcome,
        questions=[table.brief(index) for index in range(QUESTIONS)],
        learned_said=_learned(right),
        outcome_said=outcome_words(outcome),
        outcome_more=_outcome_more(table, outcome),
        right_said=_("Right: you %(mine)s, machine %(theirs)s.", mine=right, theirs=table.theirs.right),
    )


def _learned(right: int) -> str:
    if right == QUESTIONS:
        return _("You knew all five. Open one to see why it is so.")
    if right == 0:
        return _("Five new things today. Each with its reason, below.")
    return _("You knew %(right)s of 5. The others are open below, each with its reason.", right=right)


def outcome_words(outcome: str) -> str:
    return {"won": _("You won"), "lost": _("The machine won this one"), "drawn": _("A draw")}[outcome]


def _outcome_more(table: Table, outcome: str) -> str:
    if outcome == "drawn":
        return _("Exactly as many points on both sides.")
    if table.mine.right == table.theirs.right:
        return _("As many right answers on both sides: the quicker ones decided.")
    if outcome == "won":
        return _("You had more right answers. That is what decides.")
    more = table.theirs.right - table.mine.right + 1
    return ngettext("%(num)d more right answer and it is yours.", "%(num)d more right answers and it is yours.", more)
