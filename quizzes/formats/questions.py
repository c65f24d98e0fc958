"""The kinds of question as authors write them, and `content()`: the form that is stored and that rules read."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, field_validator

from quizzes.formats import cases, regiondrafts
from quizzes.formats.asking import AnyQuestion, Number, Unit, lettered
from quizzes.formats.hotspots import Region, slips_of
from quizzes.formats.pieces import Piece, Slip, Text, refuse, repeated_texts
from quizzes.formats.typedquestions import Cloze, Short


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


class Hotspot(AnyQuestion):
    """A place to be found on its picture. `markers`: the numbers are on it from the start."""

    kind: Literal["hotspot"]
    regions: Annotated[tuple[Region, ...], Field(min_length=2, max_length=regiondrafts.MOST)]
    markers: StrictBool = False

    def slips(self) -> Iterable[Slip]:
        yield from super().slips()
        if self.picture is None and (self.media is None or self.media.kind != "picture"):
            yield (), "A hotspot needs a picture: `picture: {file, alt}`."

    def own_content(self) -> dict[str, Any]:
        return {"markers": self.markers, "regions": lettered(region.content() for region in self.regions)}

    @field_validator("regions")
    @classmethod
    def _check_regions(cls, regions: tuple[Region, ...]) -> tuple[Region, ...]:
        refuse(slips_of(regions))
        return regions


Question = Single | Several | TrueFalse | Numeric | Ordering | Matching | Short | Cloze | Case | Hotspot
KINDS: dict[str, type[AnyQuestion]] = {
    "single": Single,
    "several": Several,
    "true-false": TrueFalse,
    "numeric": Numeric,
    "ordering": Ordering,
    "matching": Matching,
    "case": Case,
    "short": Short,
    "cloze": Cloze,
    "hotspot": Hotspot,
}
