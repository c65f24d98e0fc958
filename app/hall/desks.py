"""What the host's desk shows: whom the timetable puts on stage together, and how far each PK is. Numbers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.finals.models import Final, FinalStation, StationKind
from app.hall import calling, queries
from app.hall.labels import Label, label
from app.hall.models import PkStatus, StagePk
from app.questions import rulings
from quizzes.rules import duel as rules
from quizzes.rules.onstage import pairs


@dataclass(frozen=True)
class Pair:
    """Two numbers of the timetable; `second` is 0 where nobody is left. `played`: both have a result."""

    first: int
    second: int
    played: bool
    open: str  # the address of their PK, while it is open


@dataclass(frozen=True)
class Line:
    """A PK that was called. `right`: how many right answers each side gave, once it is over. `wrong`: how many of its
    questions were found wrong.
    """

    pk: StagePk
    labels: Sequence[Label]
    right: Sequence[int]
    wrong: int


@dataclass(frozen=True)
class StageDesk:
    station: FinalStation
    pairs: Sequence[Pair]
    lines: Sequence[Line]
    numbers: Sequence[int]
    questions: int


def stages(final: Final) -> list[StageDesk]:
    """The stations of the final at which PKs are played on stage."""
    return [_stage(one) for one in queries.stations(final.id, StationKind.STAGE_PK)]


def _stage(station: FinalStation) -> StageDesk:
    turns, done = queries.turns(station.id), queries.measured(station.id)
    found = queries.pks([station.id])
    busy = {number: pk.token for pk in found if pk.is_open for number in _numbers(pk)}
    ruled = rulings.of_versions([ident for one in found for ident in one.version_ids])
    two = [_pair(first, second, done, busy) for first, second in pairs(turns)]
    return StageDesk(
        station,
        two,
        [_line(one, sum(ident in ruled for ident in one.version_ids)) for one in found],
        sorted({one.number for one in turns}),
        calling.questions_of(station),
    )


def _numbers(pk: StagePk) -> list[int]:
    return [seat.finalist.number or 0 for seat in pk.seats if seat.finalist]


def _pair(first: int, second: int, done: set[int], busy: dict[int, str]) -> Pair:
    played = first in done and (second in done or not second)
    return Pair(first, second, played, busy.get(first) or busy.get(second) or "")


def _line(pk: StagePk, wrong: int) -> Line:
    state = rules.from_json(pk.state)
    right = [seat.right for seat in state.seats] if pk.status == PkStatus.FINISHED else []
    return Line(pk, [label(seat) for seat in pk.seats], right, wrong)
