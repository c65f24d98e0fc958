"""A PK as the person at one of its seats sees it: the two seats, the road of five stops, a closed question.

Nothing of an open question but its text and its shuffled answers gets in here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from app.duels import presence, queries
from app.duels.glances import state_of
from app.duels.models import Duel, Kind
from app.duels.opponents import Opponent, opponent_of
from app.duels.services import QUESTIONS, question_seed
from app.kit.i18n import pick
from app.people.models import Person
from app.questions import presenters as closed_questions
from app.questions import rulings
from app.questions.queries import version
from app.questions.rows import Row
from app.questions.sights import Sight, sight
from quizzes.rules import duel as rules


@dataclass(frozen=True)
class SeatView:
    """`gain`: what the question on show has added. `won`: only when the PK is over. `note`: what the seat does now."""

    label: str
    score: int | None
    gain: int = 0
    won: bool = False
    note: str = ""


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
    """What is on top of every page of a PK. `live`: somebody is on the other side at the same moment.

    `rated`: False where the two are of different families of posts.
    """

    duel_id: int
    index: int
    me: SeatView
    them: SeatView
    stops: list[Stop]
    opponent: Opponent
    live: bool
    friendly: bool
    rated: bool
    version: int


@dataclass(frozen=True)
class Closed:
    """A question after its close. `verdict`: right, wrong or none (no answer in time)."""

    verdict: str
    said: str
    more: str
    text: str
    rows: list[Row]
    why: str | None
    right_said: str
    explanation: str
    theirs: str
    their_icon: str
    note: str = ""  # of a question that was found wrong
    sight: Sight | None = None
    version_id: int = 0


class Table:
    """A PK as the person at one of its seats sees it."""

    def __init__(self, duel: Duel, person: Person, now: datetime) -> None:
        side = queries.side_of(duel, person)
        assert side is not None
        self.duel, self.person, self.side, self.now = duel, person, side, now
        self.state = state_of(duel)
        self.mine, self.theirs = self.state.seats[side], self.state.seats[1 - side]
        self.opponent = opponent_of(duel, side)
        found_wrong = (*self.state.withdrawn, *self.state.corrected)
        self.ruled = rulings.of_versions([duel.version_ids[index] for index in found_wrong])

    def content(self, index: int) -> dict[str, Any]:
        return version(self.duel.version_ids[index]).content

    def seed(self, index: int) -> int:
        return question_seed(self.duel, self.side, index)

    def stage(self, gains_of: int | None = None) -> Stage:
        over = self.state.phase is rules.Phase.FINISHED and gains_of is None
        me, them = (self._seat(side, gains_of, over) for side in (self.side, 1 - self.side))
        stops = [self._stop(index) for index in range(QUESTIONS)]
        return Stage(
            duel_id=self.duel.id,
            index=self.state.index,
            me=me,
            them=them,
            stops=stops,
            opponent=self.opponent,
            live=self.duel.kind == Kind.LIVE,
            friendly=self.duel.friendly,
            rated=self.duel.rated,
            version=self.duel.version,
        )

    def _seat(self, side: int, gains_of: int | None, over: bool) -> SeatView:
        seat, mine = self.state.seats[side], side == self.side
        name = self.person.name if mine else self.opponent.name
        if not mine and self.opponent.is_secret:
            return SeatView(name, None, note=_("plays later"))
        given = seat.answers[gains_of] if gains_of is not None else None
        won = over and self.duel.seats[side].outcome == "won"
        note = "" if mine or over else self._note(side)
        return SeatView(name, seat.total(self.state.closed), given.score if given else 0, won, note)

    def _note(self, side: int) -> str:
        """What the colleague on the other side does now; never what the answer is."""
        if self.duel.kind != Kind.LIVE or self.state.phase is rules.Phase.FINISHED:
            return ""
        if not presence.is_here(self.duel.seats[side], self.now):
            return _("no connection")
        seat = self.state.seats[side]
        if self.state.phase is rules.Phase.QUESTION:
            return _("thinking …") if seat.answers[self.state.index] is None else _("has answered")
        return _("ready") if seat.ready else ""

    def _stop(self, index: int) -> Stop:
        number = index + 1
        if index >= self.state.closed:
            mine = "now" if index == self.state.index else "ahead"
            return Stop(number, False, mine, "ahead", _("Question %(number)s", number=number))
        if index in self.state.withdrawn:
            return Stop(number, True, "none", "none", _("Question %(number)s: taken out", number=number))
        mine, theirs = verdict(self.mine.answers[index]), verdict(self.theirs.answers[index])
        if self.opponent.is_secret:
            said = _("Question %(number)s: you %(mine)s", number=number, mine=word(mine))
            return Stop(number, True, mine, "", said)
        said = _(
            "Question %(number)s: you %(mine)s, %(them)s %(theirs)s",
            number=number,
            mine=word(mine),
            them=self.opponent.them,
            theirs=word(theirs),
        )
        return Stop(number, True, mine, theirs, said)

    def closed(self, index: int) -> Closed:
        """A closed question with all that is to be learned from it."""
        assert index < min(self.state.closed, self.state.opened)
        mine = self.mine.answers[index]
        theirs = None if self.opponent.is_secret else self.theirs.answers[index]
        assert mine is not None
        content, my_response = self.by_right_key(index, mine)
        _same, their_response = self.by_right_key(index, theirs)
        came_out = "out" if index in self.state.withdrawn else verdict(mine)
        them = self.opponent.title if self.opponent.is_machine else self.opponent.name
        return Closed(
            verdict="none" if came_out == "out" else came_out,
            said=_said(came_out),
            more="" if came_out == "out" else _more(mine),
            text=closed_questions.words(content),
            rows=closed_questions.rows(content, self.seed(index), my_response, their_response, them),
            why=closed_questions.why_of_kind(content) if came_out == "wrong" else None,
            right_said=_("The right answer: %(answer)s.", answer=closed_questions.right_words(content)),
            explanation=pick(content["explanation"]),
            theirs=_theirs(theirs, self.opponent) if theirs and came_out != "out" else "",
            their_icon=self.opponent.icon,
            note=rulings.note(self.ruled.get(self.duel.version_ids[index])),
            sight=sight(content, mine.response, theirs.response if theirs else None),
            version_id=self.duel.version_ids[index],
        )

    def by_right_key(self, index: int, given: rules.Given | None) -> tuple[dict[str, Any], Any]:
        """A closed question, and a response to it; with the right key, where it was found wrong since."""
        ruling = self.ruled.get(self.duel.version_ids[index])
        return rulings.as_shown(self.content(index), given.response if given else None, ruling)

    def brief(self, index: int) -> Closed:
        """As `closed`, without the options that nobody needs to read again."""
        found = self.closed(index)
        if "options" not in self.content(index):
            return found
        return replace(found, rows=[row for row in found.rows if row.state != "plain" or row.marks])


def _said(came_out: str) -> str:
    if came_out == "right":
        return _("Right")
    if came_out == "wrong":
        return _("Not this time")
    return _("No answer in time") if came_out == "none" else _("Taken out: it counts for nobody")


def verdict(given: rules.Given | None) -> str:
    if given is None or given.response is None:
        return "none"
    return "right" if given.correct else "wrong"


def word(came_out: str) -> str:
    if came_out == "right":
        return _("right")
    return _("wrong") if came_out == "wrong" else _("no answer")


def seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f}"


def _more(given: rules.Given) -> str:
    if given.correct:
        return _("%(points)s points, after %(seconds)s seconds", points=given.score, seconds=seconds(given.used_ms))
    return _("See below what is right, and why.")


def _theirs(given: rules.Given, opponent: Opponent) -> str:
    took = seconds(given.used_ms)
    if opponent.is_machine:
        if given.response is None:
            return _("The machine gave no answer.")
        if given.correct:
            return _("The machine was right, after %(seconds)s seconds.", seconds=took)
        return _("The machine was wrong, after %(seconds)s seconds.", seconds=took)
    if given.response is None:
        return _("%(name)s gave no answer.", name=opponent.name)
    if given.correct:
        return _("%(name)s was right, after %(seconds)s seconds.", name=opponent.name, seconds=took)
    return _("%(name)s was wrong, after %(seconds)s seconds.", name=opponent.name, seconds=took)
