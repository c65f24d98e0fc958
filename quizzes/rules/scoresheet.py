"""A score sheet: what is marked at a station, and what the marks are worth.

Aspects are measured (a value in a unit, whose distance from the target gives a share of the points) or judged (0 to 3,
each level described). Their weights add to 100. Penalties take points away; a critical fault ends the work at the
station with nothing (a high-voltage system that is opened before it is safe). All arithmetic is in exact fractions, so
that the same marks give the same result on every machine; points are rounded once, at the end, to hundredths.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

FULL = 100  # what the weights of a sheet add to
LEVELS = (0, 1, 2, 3)  # of a judged aspect
MOST_ASPECTS = 60
SOURCES = {"pk-right": 15, "pk-result": 2, "test-right": 60}  # what the server measures, and the most that it can be


@dataclass(frozen=True)
class Name:
    en: str
    zh: str


@dataclass(frozen=True)
class Band:
    """A value not farther than `within` from the target gives `share` (0 to 1) of the points."""

    within: Fraction
    share: Fraction


@dataclass(frozen=True)
class Measured:
    """A value in a `unit`. Bands stand from the narrowest to the widest; outside of all of them it gives nothing.

    `low` and `high`: what can be measured at all; a mark outside is a slip of the pen and refused. `source`: measured
    by the server, not by a judge: right answers of the PK on stage (`high` questions), how it ended (2 won, 1 drawn,
    0 lost), right answers of the test on the spot.
    """

    id: str
    name: Name
    weight: int
    unit: str
    target: Fraction
    bands: tuple[Band, ...]
    low: Fraction
    high: Fraction
    source: str = ""


@dataclass(frozen=True)
class Judged:
    """0 to 3 by what the judges see; `levels` describes each of the four."""

    id: str
    name: Name
    weight: int
    levels: tuple[Name, Name, Name, Name]


@dataclass(frozen=True)
class Penalty:
    """Takes `points` away each time, `most` times at most."""

    id: str
    name: Name
    points: int
    most: int = 1


@dataclass(frozen=True)
class CriticalFault:
    id: str
    name: Name


Aspect = Measured | Judged


@dataclass(frozen=True)
class Timing:
    """The work has `seconds`; each begun `step_seconds` over it takes `points` away, `most` in all. No step: no more
    than the time is given, and nothing is taken away.
    """

    seconds: int
    step_seconds: int = 0
    points: int = 0
    most: int = 0


@dataclass(frozen=True)
class Sheet:
    aspects: tuple[Aspect, ...]
    penalties: tuple[Penalty, ...] = ()
    critical: tuple[CriticalFault, ...] = ()
    timing: Timing | None = None

    def aspect(self, ident: str) -> Aspect | None:
        return next((one for one in self.aspects if one.id == ident), None)

    def measured_by(self, source: str) -> Measured | None:
        """The aspect that the server measures in this way."""
        return next((one for one in self.aspects if isinstance(one, Measured) and one.source == source), None)

    def is_by_server(self, ident: str) -> bool:
        one = self.aspect(ident)
        return isinstance(one, Measured) and bool(one.source)


@dataclass(frozen=True)
class Slip:
    """What is wrong with a sheet: a code, and the place that it is about."""

    code: str
    place: str = ""
    value: int | str = ""


def slips(sheet: Sheet) -> list[Slip]:
    """All that keeps a sheet from being used; empty where it is whole."""
    return [*_slips_of_whole(sheet), *_slips_of_ids(sheet), *_slips_of_aspects(sheet.aspects), *_slips_of_rest(sheet)]


def _slips_of_whole(sheet: Sheet) -> Iterator[Slip]:
    total = sum(one.weight for one in sheet.aspects)
    if not sheet.aspects:
        yield Slip("no-aspects")
    elif total != FULL:
        yield Slip("weights", value=total)
    if len(sheet.aspects) > MOST_ASPECTS:
        yield Slip("too-many-aspects", value=len(sheet.aspects))


def _slips_of_ids(sheet: Sheet) -> Iterator[Slip]:
    seen: set[str] = set()
    for one in (*sheet.aspects, *sheet.penalties, *sheet.critical):
        if one.id in seen:
            yield Slip("twice", one.id)
        seen.add(one.id)


def _slips_of_aspects(aspects: Sequence[Aspect]) -> Iterator[Slip]:
    sources: set[str] = set()
    for one in aspects:
        if one.weight <= 0:
            yield Slip("weight", one.id, one.weight)
        if isinstance(one, Measured):
            yield from _slips_of_measured(one)
            if one.source and one.source in sources:
                yield Slip("source-twice", one.id)
            sources.add(one.source)


def _slips_of_measured(one: Measured) -> Iterator[Slip]:
    if not one.bands:
        yield Slip("no-bands", one.id)
    if not one.low <= one.target <= one.high or one.low == one.high:
        yield Slip("range", one.id)
    if any(later.within <= before.within for before, later in zip(one.bands, one.bands[1:], strict=False)):
        yield Slip("bands-order", one.id)
    if any(later.share >= before.share for before, later in zip(one.bands, one.bands[1:], strict=False)):
        yield Slip("bands-shares", one.id)
    if any(band.within < 0 or not 0 < band.share <= 1 for band in one.bands):
        yield Slip("band", one.id)
    if one.source and not _can_be_counted(one):
        yield Slip("source", one.id, SOURCES[one.source])


def _can_be_counted(one: Measured) -> bool:
    """From 0 to a whole number that is also the target; how a PK ended is 0 to 2."""
    is_whole = one.low == 0 and one.high == one.target and one.high.denominator == 1
    least = SOURCES[one.source] if one.source == "pk-result" else 1
    return is_whole and least <= one.high <= SOURCES[one.source]


def _slips_of_rest(sheet: Sheet) -> Iterator[Slip]:
    for one in sheet.penalties:
        if one.points <= 0 or one.most <= 0:
            yield Slip("penalty", one.id)
    timing = sheet.timing
    if timing is not None and (timing.seconds <= 0 or min(timing.step_seconds, timing.points, timing.most) < 0):
        yield Slip("timing")


# Marks ------------------------------------------------------------------------------------------------------------


class BadMark(ValueError):
    """A mark that the sheet cannot have; `code` says why: unknown, not-a-number, level, range, count."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check(sheet: Sheet, ident: str, value: Fraction) -> Fraction:
    """The mark, where the sheet can have it: of an aspect, or how often a penalty was earned. Raises BadMark."""
    aspect = sheet.aspect(ident)
    if isinstance(aspect, Judged):
        if value not in LEVELS:
            raise BadMark("level")
    elif isinstance(aspect, Measured):
        if not aspect.low <= value <= aspect.high:
            raise BadMark("range")
    else:
        _check_count(sheet, ident, value)
    return value


def _check_count(sheet: Sheet, ident: str, value: Fraction) -> None:
    most = {one.id: one.most for one in sheet.penalties} | {one.id: 1 for one in sheet.critical}
    if ident not in most:
        raise BadMark("unknown")
    if value.denominator != 1 or not 0 <= value <= most[ident]:
        raise BadMark("count")


def number(text: str) -> Fraction:
    """What a judge typed, exactly: `12.6`, `12,6`, `−3`. Raises BadMark("not-a-number")."""
    plain = text.strip().replace(",", ".").replace("，", ".").replace("−", "-")
    whole, point, part = plain.removeprefix("-").partition(".")
    digits = whole + part
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 12 or (point and not part):
        raise BadMark("not-a-number")
    return Fraction(plain)


def share(aspect: Aspect, mark: Fraction) -> Fraction:
    """The share of an aspect's points that a mark gives, 0 to 1."""
    if isinstance(aspect, Judged):
        return mark / LEVELS[-1]
    distance = abs(mark - aspect.target)
    return next((band.share for band in aspect.bands if distance <= band.within), Fraction(0))


def hundredths(value: Fraction) -> int:
    """Points in hundredths, halves rounded away from nought: the one place where anything is rounded."""
    scaled = abs(value) * 100
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return whole if value >= 0 else -whole


def total(parts: Iterable[Fraction]) -> Fraction:
    return sum(parts, Fraction(0))
