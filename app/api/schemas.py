"""What comes out, as pydantic models: they write the replies and describe them in OpenAPI."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.leaderboards.queries import Scope

ShownId = Annotated[str, Field(max_length=100)]
Verdict = Literal["right", "wrong", "none"]
Outcome = Literal["won", "lost", "drawn"]
Response = Annotated[
    bool | float | str | list[ShownId] | list[float] | dict[ShownId, str | float] | None,
    Field(description="In the form of its kind, with the ids of `question`; null: none."),
]


class Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Text(Reply):
    """In both languages."""

    en: str
    zh: str


# Me and the boards --------------------------------------------------------------------------------------------------


class Unit(Reply):
    """A post, a dealer or a region."""

    code: str
    name: Text


class Rating(Reply):
    """`provisional`: it rests on few PKs yet."""

    shown: int
    provisional: bool
    games: int


class Points(Reply):
    season: int
    week: int


class Me(Reply):
    """Whose token or session it is. `open_pk`: the PK that is being played now; there is one at most."""

    staff_number: str
    name: str
    post: Unit
    dealer: Unit
    region: Unit
    roles: list[str]
    language: Literal["en", "zh"]
    points: Points
    rating: Rating
    open_pk: int | None


class BoardRow(Reply):
    """Name and dealer are null where the person has not agreed to be shown."""

    rank: int
    name: str | None
    dealer: Text | None
    points: int
    mastered: int
    is_me: bool


class Place(Reply):
    """Where I stand among `size`."""

    rank: int
    size: int
    points: int
    mastered: int


class Board(Reply):
    """The top ten, then those around me; `gap`: some ranks are left out in between. Without a season it is empty.

    `period` is that of the board: a season that is over has its final board only.
    """

    season: Text | None
    over: bool
    scope: Scope
    period: Literal["week", "season"]
    among: str
    tie_break: str
    size: int
    top: list[BoardRow]
    near: list[BoardRow]
    gap: bool
    me: Place | None


# The PK -------------------------------------------------------------------------------------------------------------


class Piece(Reply):
    id: str
    text: Text


class Medium(Reply):
    """What a question shows: a file under `/media/{key}`, of a picture also `/media/{key}/{width}` for each width.

    It opens to the same token. `alt` says what is to be seen or heard.
    """

    key: str
    kind: Literal["picture", "audio", "video"]
    alt: Text
    width: int | None = None
    height: int | None = None
    widths: list[int] | None = None
    seconds: float | None = None


class Spot(Reply):
    """A numbered place on the picture of a hotspot: where its number stands, in shares of width and height."""

    id: str
    x: float
    y: float


class Gap(Reply):
    """A gap of a cloze. `id`: the number of its mark in the text; `options` of a choice, `unit` of a number."""

    id: str
    kind: Literal["short", "number", "choice"]
    unit: str | None = None
    options: list[Piece] | None = None


class Question(Reply):
    """A question as it is shown: pieces in an order of their own for each seat, under ids that tell nothing.

    The text of a cloze marks its gaps by {{1}}, {{2}} …; `case_matters`: of what is typed capital letters count.
    """

    kind: Literal["single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze", "hotspot"]
    text: Text
    media: Medium | None = None
    unit: str | None = None
    options: list[Piece] | None = None
    steps: list[Piece] | None = None
    lefts: list[Piece] | None = None
    rights: list[Piece] | None = None
    gaps: list[Gap] | None = None
    case_matters: bool | None = None
    markers: bool | None = None
    places: list[Spot] | None = None


class Given(Reply):
    """What a seat gave: `none` where no answer came in time."""

    verdict: Verdict
    score: int
    used_ms: int


class ClosedQuestion(Reply):
    """A question after its close. `key` and `response` use the ids of `question`; `theirs` is null before they play.

    Of what is typed `key` has one of the spellings that count, and `right` all of my language.

    `why`: why my wrong answer is wrong, in my language.
    """

    index: int
    question: Question
    key: Response
    response: Response
    right: str
    explanation: Text
    why: str | None
    mine: Given
    theirs: Given | None


class OpenQuestion(Reply):
    """The question that is open now. `answered`: my answer is in, and the other one still thinks."""

    index: int
    question: Question
    remaining_ms: int
    limit_ms: int
    answered: bool


class Seat(Reply):
    """A side of the PK. Machines and recordings are always labelled. `score` is of closed questions; null: unknown yet.

    `note`: what the other side does now, in my language.
    """

    kind: Literal["person", "machine", "recording", "anybody"]
    name: str
    score: int | None
    note: str


class Result(Reply):
    """How it ended for me."""

    outcome: Outcome
    score: int
    their_score: int
    rating: int | None
    rating_change: int | None


class Pk(Reply):
    """A PK as I may see it from my seat.

    `phase`: countdown, question, reveal (a question was closed), finished, or away (a challenge in which it is not my
    turn; `may_take`: it is offered to me). `remaining_ms`: until the question closes or the next one opens by itself;
    null where nothing happens by itself. `until`: when a challenge expires.
    """

    id: int
    kind: Literal["machine", "live", "challenge", "ghost"]
    status: Literal["running", "waiting", "finished", "expired"]
    phase: Literal["countdown", "question", "reveal", "finished", "away"]
    version: int
    friendly: bool
    level: int | None
    me: Seat
    opponent: Seat
    remaining_ms: int | None
    open: OpenQuestion | None
    closed: list[ClosedQuestion]
    result: Result | None
    may_take: bool
    until: datetime | None


class AnswerTaken(Reply):
    """`response`: my first answer to the question, which counts; null: it came too late. `verdict`: after the close."""

    index: int
    response: Response
    verdict: Verdict | None
    pk: Pk


class Waiting(Reply):
    """`waiting`: I look for an opponent. `paired`: I have a PK open, `pk_id`. `idle`: neither."""

    status: Literal["waiting", "paired", "idle"]
    pk_id: int | None = None
    waited_ms: int | None = None
    others: int | None = None
    friendly: bool | None = None


class Line(Reply):
    """A finished PK. `name`: of the colleague; empty for a machine."""

    id: int
    kind: Literal["machine", "live", "challenge", "ghost"]
    level: int | None
    name: str
    outcome: Outcome
    score: int
    their_score: int
    at: datetime


class History(Reply):
    """The newest first. `older`: what `before` is for the next page; null on the last."""

    pks: list[Line]
    older: int | None


class ErrorDetail(Reply):
    """`code` for programs, `message` for people: what happened and what to do next."""

    code: str
    message: str


class Error(Reply):
    error: ErrorDetail
