"""What the fairness lab looks at, and the flags that it raises: plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from struct import Struct
from typing import Any, NamedTuple, overload

DAY_MS = 86_400_000
ANSWER = Struct("<qIIB")  # a question, milliseconds used and to read it; difficulty and two yes-or-no in the last byte
LONGEST_MS = 2**32 - 1
QUICK = 0.25  # a quarter of the reading time: a thousand words a minute, four times what adults read
AGAINST_PEOPLE = ("live", "challenge")


class AnswerFact(NamedTuple):
    """An answer as it was taken. `answered` is False where time ran out or the PK was given up."""

    question_id: int
    correct: bool
    used_ms: int
    reading_ms: int
    difficulty: int  # 1 to 5
    answered: bool = True

    @property
    def quick(self) -> bool:
        """Given before anybody could have read the question."""
        return self.answered and self.used_ms < QUICK * self.reading_ms


class Answers(Sequence[AnswerFact]):
    """Answers in a quarter of the room: a look holds millions of them. They are unpacked whenever they are read."""

    __slots__ = ("_packed",)

    def __init__(self, answers: Iterable[AnswerFact]) -> None:
        self._packed = b"".join(
            ANSWER.pack(
                one.question_id,
                min(max(one.used_ms, 0), LONGEST_MS),
                min(one.reading_ms, LONGEST_MS),
                one.difficulty | one.correct << 3 | one.answered << 4,
            )
            for one in answers
        )

    def __iter__(self) -> Iterator[AnswerFact]:
        for question_id, used_ms, reading_ms, rest in ANSWER.iter_unpack(self._packed):
            yield AnswerFact(question_id, bool(rest & 8), used_ms, reading_ms, rest & 7, bool(rest & 16))

    def __len__(self) -> int:
        return len(self._packed) // ANSWER.size

    @overload
    def __getitem__(self, place: int) -> AnswerFact: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[AnswerFact, ...]: ...
    def __getitem__(self, place: int | slice) -> AnswerFact | tuple[AnswerFact, ...]:
        return tuple(self)[place]


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A side of a finished PK. `person_id` is None for a machine or a ghost, `device` where it is not known."""

    person_id: int | None
    device: str | None
    outcome: str  # won, lost, drawn
    score: int
    gave_up: bool
    answers: Sequence[AnswerFact]

    @property
    def right(self) -> int:
        return sum(answer.correct for answer in self.answers)


@dataclass(frozen=True, slots=True)
class DuelFacts:
    """A finished PK. `kind`: live, challenge, ghost or machine."""

    duel_id: int
    at_ms: int
    kind: str
    friendly: bool
    seats: tuple[SeatFacts, SeatFacts]

    @property
    def day(self) -> int:
        return self.at_ms // DAY_MS


class Kind(StrEnum):
    WIN_TRADING = "win-trading"
    THROWN = "thrown-games"
    FARMING = "farming"
    TOO_FAST = "too-fast"
    ONE_DEVICE = "one-device"
    JUMP = "skill-jump"


@dataclass(frozen=True)
class Flag:
    """Something that a person should look at; never a verdict.

    `person_ids`: one or two people. Win trading and one device: the smaller number first. Thrown games: who lost, then
    whom it served. Farming: who won, then who lost. `evidence`: numbers and, under "duels", ids. `score`: the tenfolds
    by which chance is ruled out (6.0: one in a million), or how often it was seen.
    """

    kind: Kind
    person_ids: tuple[int, ...]
    evidence: dict[str, Any]
    score: float


@dataclass(frozen=True, slots=True)
class Game:
    """A PK from one side."""

    duel: DuelFacts
    mine: SeatFacts
    theirs: SeatFacts


@dataclass(frozen=True)
class Record:
    """Everything that moved points, in order: each person's games, and those of every two people who met.

    The games of two people are told from the side of the smaller number.
    """

    games: dict[int, list[Game]]
    pairs: dict[tuple[int, int], list[Game]]


def record(duels: Iterable[DuelFacts]) -> Record:
    """Sort PKs by person and by pair. Friendly ones move nothing, so nothing can be won by cheating in them."""
    games: dict[int, list[Game]] = {}
    pairs: dict[tuple[int, int], list[Game]] = {}
    for duel in sorted(duels, key=lambda duel: (duel.at_ms, duel.duel_id)):
        if duel.friendly:
            continue
        first, second = duel.seats
        for mine, theirs in ((first, second), (second, first)):
            if mine.person_id is None:
                continue
            game = Game(duel, mine, theirs)
            games.setdefault(mine.person_id, []).append(game)
            if duel.kind in AGAINST_PEOPLE and theirs.person_id is not None and mine.person_id < theirs.person_id:
                pairs.setdefault((mine.person_id, theirs.person_id), []).append(game)
    return Record(games, pairs)


def turned(games: Sequence[Game]) -> list[Game]:
    """The same games from the other side."""
    return [Game(game.duel, game.theirs, game.mine) for game in games]


def days(games: Iterable[Game]) -> int:
    """On how many days they were played."""
    return len({game.duel.day for game in games})


def ids(games: Iterable[Game]) -> list[int]:
    return [game.duel.duel_id for game in games]


def won(games: Iterable[Game]) -> int:
    return sum(game.mine.outcome == "won" for game in games)


def lost(games: Iterable[Game]) -> int:
    return sum(game.mine.outcome == "lost" for game in games)
