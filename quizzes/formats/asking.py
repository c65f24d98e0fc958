"""What every kind of question has, as authors write it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Annotated, Any

from pydantic import Field, StrictInt, StringConstraints

from quizzes.formats.pieces import Line, Piece, Posts, QuestionId, Slip, Text
from quizzes.formats.plates import PictureFile, Plate

LONGEST_TEXT = 300

Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Unit = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, max_length=20)]


class Asking(Text):
    """The question itself: plain text that fits a phone."""

    def slips(self) -> Iterable[Slip]:
        for language, words in (("en", self.en), ("zh", self.zh)):
            if len(words) > LONGEST_TEXT:
                yield (language,), f"{len(words)} characters; a question has at most {LONGEST_TEXT}. Shorten it."


class AnyQuestion(Piece):
    """What every kind of question has."""

    id: QuestionId
    text: Asking
    explanation: Text
    difficulty: Annotated[StrictInt, Field(ge=1, le=5)]
    source: Line
    posts: Posts = ()
    tags: tuple[Line, ...] = ()
    media: Plate | None = None
    picture: PictureFile | None = None

    def slips(self) -> Iterable[Slip]:
        if self.media and self.picture:
            yield ("picture",), "A question shows one thing: `picture` or `media`. Take one out."

    def content(self) -> dict[str, Any]:
        """The question as plain JSON, without its id and posts. A picture file becomes `media` when it is imported."""
        return {
            **self.model_dump(mode="json", include={"kind", "text", "explanation", "difficulty", "source", "tags"}),
            **({"media": self.media.content()} if self.media else {}),
            **self.own_content(),
        }

    @abstractmethod
    def own_content(self) -> dict[str, Any]:
        """The keys of its kind."""


def lettered(things: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The things with the ids a, b, c… in file order."""
    return [{"id": letter, **thing} for letter, thing in zip(ascii_lowercase, things, strict=False)]
