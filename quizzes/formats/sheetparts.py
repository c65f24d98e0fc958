"""The parts of a score sheet as they are written: aspects, penalties, critical faults, timing."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SerializerFunctionWrapHandler,
    StrictInt,
    StringConstraints,
    model_serializer,
)

from quizzes.formats.pieces import Id, Piece, refuse
from quizzes.rules import scoresheet as rules

Words = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=400)]
Unit = Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=20)]


def _decimal(value: Any) -> str:
    """An exact decimal as text: "12.6", or 12.6 as it stands in the file."""
    plain = repr(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    try:
        rules.number(plain if isinstance(plain, str) else "")
    except rules.BadMark:
        refuse([((), "not a number")])
    return str(plain).strip().replace(",", ".").replace("，", ".").replace("−", "-")


Decimal = Annotated[str, BeforeValidator(_decimal)]


class Name(Piece):
    """The same words in both languages."""

    zh: Words
    en: Words

    def as_rule(self) -> rules.Name:
        return rules.Name(self.en, self.zh)


class Task(Piece):
    """Longer words in both languages."""

    zh: Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=3000)]
    en: Annotated[str, StringConstraints(strict=True, strip_whitespace=True, min_length=1, max_length=3000)]


class Band(Piece):
    within: Decimal
    share: Decimal

    def as_rule(self) -> rules.Band:
        return rules.Band(Fraction(self.within), Fraction(self.share))


class Measured(Piece):
    id: Id
    kind: Literal["measured"]
    name: Name
    weight: StrictInt
    unit: Unit
    target: Decimal
    low: Decimal
    high: Decimal
    bands: Annotated[tuple[Band, ...], Field(max_length=60)]
    source: Literal["pk-right", "pk-result", "test-right"] | None = None

    @model_serializer(mode="wrap")
    def _only_what_is_said(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without `source` where a judge measures, as sheets were kept before there was any other way."""
        return {name: value for name, value in dump(self).items() if name != "source" or value}

    def as_rule(self) -> rules.Measured:
        numbers = (Fraction(self.target), tuple(one.as_rule() for one in self.bands))
        ends = (Fraction(self.low), Fraction(self.high))
        return rules.Measured(self.id, self.name.as_rule(), self.weight, self.unit, *numbers, *ends, self.source or "")


class Judged(Piece):
    """`levels`: what 0, 1, 2 and 3 look like, in this order."""

    id: Id
    kind: Literal["judged"]
    name: Name
    weight: StrictInt
    levels: Annotated[tuple[Name, ...], Field(min_length=4, max_length=4)]

    def as_rule(self) -> rules.Judged:
        nought, one, two, three = (level.as_rule() for level in self.levels)
        return rules.Judged(self.id, self.name.as_rule(), self.weight, (nought, one, two, three))


class Penalty(Piece):
    id: Id
    name: Name
    points: Annotated[StrictInt, Field(ge=1, le=100)]
    most: Annotated[StrictInt, Field(ge=1, le=50)] = 1


class CriticalFault(Piece):
    id: Id
    name: Name


class Timing(Piece):
    minutes: Annotated[StrictInt, Field(ge=1, le=600)]
    step_minutes: Annotated[StrictInt, Field(ge=0, le=600)] = 0
    points: Annotated[StrictInt, Field(ge=0, le=100)] = 0
    most: Annotated[StrictInt, Field(ge=0, le=100)] = 0

    def as_rule(self) -> rules.Timing:
        return rules.Timing(self.minutes * 60, self.step_minutes * 60, self.points, self.most)


class Paper(Piece):
    """A whole sheet. `task`: what the competitor has to do."""

    task: Task | None = None
    aspects: tuple[Annotated[Measured | Judged, Field(discriminator="kind")], ...]
    penalties: Annotated[tuple[Penalty, ...], Field(max_length=30)] = ()
    critical: Annotated[tuple[CriticalFault, ...], Field(max_length=30)] = ()
    timing: Timing | None = None

    def sheet(self) -> rules.Sheet:
        return rules.Sheet(
            tuple(one.as_rule() for one in self.aspects),
            tuple(rules.Penalty(one.id, one.name.as_rule(), one.points, one.most) for one in self.penalties),
            tuple(rules.CriticalFault(one.id, one.name.as_rule()) for one in self.critical),
            self.timing.as_rule() if self.timing else None,
        )
