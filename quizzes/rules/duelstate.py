"""What a PK is made of: rules, seats, answers and the state; what can happen to it, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from quizzes.rules.scoring import Outcome


class Kind(StrEnum):
    """Who sits there. AWAY: a person who plays at another time; `planned` is what they answered, if they have."""

    HUMAN = "human"
    MACHINE = "machine"
    AWAY = "away"


class Phase(Enum):
    WAITING = 0
    QUESTION = 1
    REVEAL = 2
    FINISHED = 3
    COUNTDOWN = 4


class Refused(Exception):
    """An event that the state cannot take; `code` says why. The state has not changed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rules:
    """`reveal_ms`: how long a close is shown before the next question opens; None waits for Next.

    `countdown_ms`: how long after Start the first question opens. `credit_cap_ms`: the most that a slow line is given
    back of the time an answer took.
    """

    questions: int = 5
    grace_ms: int = 500
    reveal_ms: int | None = None
    countdown_ms: int = 0
    credit_cap_ms: int = 400


@dataclass(frozen=True)
class Given:
    """An answer that was taken. No answer in time: response None, `used_ms` the limit.

    Raises ValueError for a wrong answer with a score: `duelrecord` relies on there being none.
    """

    response: Any
    correct: bool
    used_ms: int
    score: int

    def __post_init__(self) -> None:
        if self.score and not self.correct:
            raise ValueError("A wrong answer scores nothing.")


@dataclass(frozen=True)
class Seat:
    """`limits`: ms for each question. `answers`: one for each question that was opened, None while it is awaited.

    `planned` holds what a machine (or a person who is away) will have answered; not to be shown before the close.
    """

    kind: Kind
    limits: tuple[int, ...]
    answers: tuple[Given | None, ...] = ()
    planned: tuple[Given, ...] = ()
    ready: bool = False  # has asked for the next question

    def total(self, questions: int | None = None) -> int:
        """The score of the questions that are closed (the first `questions` of them)."""
        return sum(given.score for given in self.answers[:questions] if given)

    @property
    def right(self) -> int:
        return sum(given.correct for given in self.answers if given)


@dataclass(frozen=True)
class State:
    """`index`: the question that is open or was closed last. `opened_ms`, `closed_ms`: when.

    In the countdown `closed_ms` is when it began. `opened`: how many questions were ever shown. `forfeit`: the seat
    that gave up against another person, which loses by that. `withdrawn`, `corrected`: questions that were found wrong
    when the PK was over, and count for nobody or by another key (`regrading`).
    """

    rules: Rules
    seats: tuple[Seat, Seat]
    phase: Phase = Phase.WAITING
    index: int = -1
    opened_ms: int = 0
    closed_ms: int = 0
    opened: int = 0
    forfeit: int | None = None
    withdrawn: tuple[int, ...] = ()
    corrected: tuple[int, ...] = ()

    @property
    def closed(self) -> int:
        """How many questions are closed: what may be shown."""
        return max(0, self.index + (self.phase in (Phase.REVEAL, Phase.FINISHED)))


# What can happen --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """Both seats are taken: open the first question, after the countdown."""


@dataclass(frozen=True)
class Answered:
    """A seat has sent a response (not None) to question `index`; whoever grades says whether it is right.

    `credit_ms`: how long its line takes there and back, as the server measured it.
    """

    seat: int
    index: int
    response: Any
    correct: bool
    credit_ms: int = 0


@dataclass(frozen=True)
class Next:
    """A seat has seen the close of question `index` and asks for the next."""

    seat: int
    index: int


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


@dataclass(frozen=True)
class Abandoned:
    """The duel is given up: what is still open or to come counts as not answered.

    `seat`: who gave up; None where nobody is left. Who gives up against a person loses, whatever the scores are.
    """

    seat: int | None = None


Event = Start | Answered | Next | Tick | Abandoned


# What follows -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class CountdownBegan:
    pass


@dataclass(frozen=True)
class QuestionOpened:
    index: int


@dataclass(frozen=True)
class AnswerTaken:
    """`repeated`: this seat had answered before; `given` is its first answer."""

    seat: int
    index: int
    given: Given
    repeated: bool = False


@dataclass(frozen=True)
class TimedOut:
    """A seat's own time and grace passed without an answer; the other seat may still be thinking."""

    seat: int
    index: int


@dataclass(frozen=True)
class QuestionClosed:
    index: int


@dataclass(frozen=True)
class Finished:
    outcomes: tuple[Outcome, Outcome]
    totals: tuple[int, int]


Fact = CountdownBegan | QuestionOpened | AnswerTaken | TimedOut | QuestionClosed | Finished
