"""The kinds of question as authors write them, and `content()`: the form that is stored and that rules read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from string import ascii_lowercase
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StrictInt, StringConstraints, field_validator

from quizzes.formats import cases
from quizzes.formats.pieces import Line, Piece, Posts, QuestionId, Slip, Text, refuse, repeated_texts
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


class Option(Piece):
    """One of the choices. A wrong one says why it is wrong."""

    text: Text
    right: StrictBool = False
    why: Text | None = None

    def slips(self) -> Iterable[Slip]:
        if not self.right and self.why is None:
            yield (), "A wrong option needs `why: {en, zh}`: say why it is wrong. (Or is it `right: true`?)"


class _WithOptions(AnyQuestion):
    options: tuple[Option, ...]

    def own_content(self) -> dict[str, Any]:
        return {"options": lettered(option.model_dump() for option in self.options)}

    @field_validator("options")
    @classmethod
    def _check_options(cls, options: tuple[Option, ...]) -> tuple[Option, ...]:
        texts = (((place, "text"), option.text) for place, option in enumerate(options))
        refuse([*repeated_texts(texts, "options"), *cls.slips_of_right(options)])
        return options

    @classmethod
    @abstractmethod
    def slips_of_right(cls, options: tuple[Option, ...]) -> Iterable[Slip]:
        """What is wrong with the number of right options."""


class Single(_WithOptions):
    kind: Literal["single"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=6)]

    @classmethod
    def slips_of_right(cls, options: tuple[Option, ...]) -> Iterable[Slip]:
        right = sum(option.right for option in options)
        if right != 1:
            yield (), f"{right} options are right. Mark exactly one `right: true`, or make the kind `several`."


class Several(_WithOptions):
    kind: Literal["several"]
    options: Annotated[tuple[Option, ...], Field(min_length=2, max_length=8)]

    @classmethod
    def slips_of_right(cls, options: tuple[Option, ...]) -> Iterable[Slip]:
        if not any(option.right for option in options):
            yield (), "No option is right. Mark at least one `right: true`."
        if all(option.right for option in options):
            yield (), "All options are right. Add at least one that is wrong."


class TrueFalse(AnyQuestion):
    kind: Literal["true-false"]
    answer: StrictBool
    why: Text

    def own_content(self) -> dict[str, Any]:
        return self.model_dump(include={"answer", "why"})


class Numeric(AnyQuestion):
    kind: Literal["numeric"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)]
    unit: Unit
    why: Text

    def own_content(self) -> dict[str, Any]:
        return self.model_dump(include={"answer", "tolerance", "unit", "why"})


class Ordering(AnyQuestion):
    kind: Literal["ordering"]
    steps: Annotated[tuple[Text, ...], Field(min_length=3, max_length=7)]
    why: Text

    def own_content(self) -> dict[str, Any]:
        return {"steps": lettered({"text": step.model_dump()} for step in self.steps), "why": self.why.model_dump()}

    @field_validator("steps")
    @classmethod
    def _check_steps(cls, steps: tuple[Text, ...]) -> tuple[Text, ...]:
        refuse(repeated_texts((((place,), step) for place, step in enumerate(steps)), "steps"))
        return steps


class Pair(Piece):
    left: Text
    right: Text


class Matching(AnyQuestion):
    kind: Literal["matching"]
    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=6)]
    why: Text

    def own_content(self) -> dict[str, Any]:
        return {"pairs": lettered(pair.model_dump() for pair in self.pairs), "why": self.why.model_dump()}

    @field_validator("pairs")
    @classmethod
    def _check_pairs(cls, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
        lefts = (((place, "left"), pair.left) for place, pair in enumerate(pairs))
        rights = (((place, "right"), pair.right) for place, pair in enumerate(pairs))
        refuse([*repeated_texts(lefts, "left-hand sides"), *repeated_texts(rights, "right-hand sides")])
        return pairs


class Case(AnyQuestion):
    """A branching service case; `text` says what it is about."""

    kind: Literal["case"]
    pass_mark: cases.PassMark
    criteria: cases.Criteria
    scenes: cases.Scenes

    def own_content(self) -> dict[str, Any]:
        return cases.stored(self.pass_mark, self.criteria, self.scenes)

    def slips(self) -> Iterable[Slip]:
        return cases.slips(self.own_content())


Question = Single | Several | TrueFalse | Numeric | Ordering | Matching | Case
KINDS: dict[str, type[AnyQuestion]] = {
    "single": Single,
    "several": Several,
    "true-false": TrueFalse,
    "numeric": Numeric,
    "ordering": Ordering,
    "matching": Matching,
    "case": Case,
}


def lettered(things: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The things with the ids a, b, c… in file order."""
    return [{"id": letter, **thing} for letter, thing in zip(ascii_lowercase, things, strict=False)]
