"""What a program sends, as pydantic models: they check requests and describe them in OpenAPI."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, RootModel

from app.api.schemas import ShownId
from app.duels.services import QUESTIONS
from app.kit.intake import LARGEST_ID
from app.leaderboards.queries import Scope
from quizzes.rules.machine import LEVELS


def _whole(sent: object) -> object:
    """JSON knows one kind of number: 2.0 is 2."""
    return int(sent) if isinstance(sent, float) and sent.is_integer() else sent


Whole = BeforeValidator(_whole)
Index = Annotated[int, Field(ge=0, lt=QUESTIONS, description="Which question, from 0."), Whole]


class Sent(BaseModel):
    """What a program sends: nothing is converted, nothing unknown is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid")


class StartMachine(Sent):
    """A PK against the machine of this level; where one is open, that one."""

    kind: Literal["machine"]
    level: Annotated[int, Field(ge=min(LEVELS), le=max(LEVELS)), Whole]


class StartLive(Sent):
    """Look for an opponent from now on. Ask `GET /pks/waiting` at least every 15 seconds."""

    kind: Literal["live"]
    friendly: bool = Field(default=False, description="Moves neither points nor rating.")


class StartChallenge(Sent):
    """Play the first half now; the other gets the same questions within 48 hours."""

    kind: Literal["challenge"]
    to: str | None = Field(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$",
        description="A colleague's staff number; null: whoever of the post takes it.",
    )
    friendly: bool = Field(default=False, description="Moves neither points nor rating.")


class Start(RootModel[Annotated[StartMachine | StartLive | StartChallenge, Field(discriminator="kind")]]):
    """How to play."""


class Answer(Sent):
    """`response` by the kind of the question. single: the id of an option. several: a list of ids. true-false: true
    or false. numeric: a number, or a text as people type it. ordering: the ids of all steps in order. matching: an
    object from each id of `lefts` to one of `rights`. short: words, 60 signs at most. cloze: an object from the id of
    each gap to words, a number, or the id of an option. hotspot: [x, y] in shares of the picture, or the id of a place.
    """

    index: Index
    response: (
        bool
        | float
        | Annotated[str, Field(min_length=1, max_length=100)]
        | Annotated[list[ShownId], Field(min_length=1, max_length=50)]
        | Annotated[list[float], Field(min_length=2, max_length=2)]
        | Annotated[dict[ShownId, ShownId | float], Field(min_length=1, max_length=50)]
    )


class GoOn(Sent):
    """The question that was read: the one after it opens."""

    index: Index


class HistoryQuery(BaseModel):
    before: int | None = Field(default=None, ge=1, le=LARGEST_ID, description="`older` of the page before.")


class BoardQuery(BaseModel):
    scope: Scope = Field(default=Scope.POST_REGION, description="Among whom.")
    period: Literal["week", "season"] = "week"
