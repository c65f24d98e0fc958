"""Questions that are answered by typing: a short answer, and a text with gaps (cloze)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool, StringConstraints, field_validator, model_validator

from quizzes.formats.asking import AnyQuestion, Number, Unit, lettered
from quizzes.formats.pieces import Piece, Slip, Text, refuse, repeated, repeated_texts
from quizzes.rules.gaps import MOST_GAPS, numbers_in
from quizzes.rules.typed import LONGEST_WORDS, MOST_SPELLINGS, folded

Spelling = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=LONGEST_WORDS)]
Spellings = Annotated[tuple[Spelling, ...], Field(min_length=1, max_length=MOST_SPELLINGS)]


class Accepted(Piece):
    """The spellings that count, in both languages; the first of each is the one that is shown as right."""

    en: Spellings
    zh: Spellings

    def slips(self) -> Iterable[Slip]:
        for language, spellings in (("en", self.en), ("zh", self.zh)):
            for place in repeated([folded(one, case_matters=True) for one in spellings]):
                yield (language, place), f"`{spellings[place]}` counts already by an earlier spelling. Take it out."

    def plain(self) -> dict[str, list[str]]:
        return {"en": list(self.en), "zh": list(self.zh)}


class Short(AnyQuestion):
    kind: Literal["short"]
    accepted: Accepted
    case_matters: StrictBool = False
    why: Text

    def own_content(self) -> dict[str, Any]:
        return {"accepted": self.accepted.plain(), **self.model_dump(include={"case_matters", "why"})}


class AnyGap(Piece):
    """A gap. Its own `why` says why the usual mistake is wrong, where that of the question is too general."""

    why: Text | None = None

    def content(self, number: int) -> dict[str, Any]:
        why = self.why.model_dump() if self.why else None
        return {"id": str(number), **self.own_content(), "why": why}

    @abstractmethod
    def own_content(self) -> dict[str, Any]:
        """The keys of its kind."""


class ShortGap(AnyGap):
    kind: Literal["short"]
    accepted: Accepted

    def own_content(self) -> dict[str, Any]:
        return {"kind": self.kind, "accepted": self.accepted.plain()}


class NumberGap(AnyGap):
    kind: Literal["number"]
    answer: Number
    tolerance: Annotated[Number, Field(ge=0)] = 0.0
    unit: Unit = ""

    def own_content(self) -> dict[str, Any]:
        return self.model_dump(include={"kind", "answer", "tolerance", "unit"})


class GapOption(Piece):
    text: Text
    right: StrictBool = False


class ChoiceGap(AnyGap):
    kind: Literal["choice"]
    options: Annotated[tuple[GapOption, ...], Field(min_length=2, max_length=6)]

    def own_content(self) -> dict[str, Any]:
        """The right option is stored first, wherever it was written."""
        ordered = sorted(self.options, key=lambda option: not option.right)
        return {"kind": self.kind, "options": lettered(option.model_dump() for option in ordered)}

    @field_validator("options")
    @classmethod
    def _check_options(cls, options: tuple[GapOption, ...]) -> tuple[GapOption, ...]:
        right = sum(option.right for option in options)
        if right != 1:
            refuse([((), f"{right} options are right. Mark exactly one `right: true`.")])
        refuse(repeated_texts((((place, "text"), option.text) for place, option in enumerate(options)), "options"))
        return options


Gap = Annotated[ShortGap | NumberGap | ChoiceGap, Field(discriminator="kind")]
GAPS: dict[str, type[AnyGap]] = {"short": ShortGap, "number": NumberGap, "choice": ChoiceGap}


class Cloze(AnyQuestion):
    """A text whose gaps are marked by {{1}}, {{2}} … in both languages, once each."""

    kind: Literal["cloze"]
    gaps: Annotated[tuple[Gap, ...], Field(min_length=1, max_length=MOST_GAPS)]
    case_matters: StrictBool = False
    why: Text

    def own_content(self) -> dict[str, Any]:
        gaps = [gap.content(number) for number, gap in enumerate(self.gaps, start=1)]
        return {"gaps": gaps, **self.model_dump(include={"case_matters", "why"})}

    @model_validator(mode="after")
    def _check_marks(self) -> Cloze:
        wanted = [str(number) for number in range(1, len(self.gaps) + 1)]
        refuse(slip for language in ("en", "zh") for slip in _slips_of_marks(language, self.text, wanted))
        return self


def _slips_of_marks(language: str, text: Text, wanted: list[str]) -> Iterable[Slip]:
    marked = numbers_in(getattr(text, language))
    for one in wanted:
        if one not in marked:
            yield ("text", language), f"Gap {one} has no place in this text. Write {{{{{one}}}}} where it belongs."
    for place, one in enumerate(marked):
        if one not in wanted:
            yield ("text", language), f"{{{{{one}}}}} marks a gap that there is not. Add it to `gaps`, or take it out."
        elif one in marked[:place]:
            yield ("text", language), f"{{{{{one}}}}} stands here twice. Each gap has one place."
