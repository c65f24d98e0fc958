"""Boards by index and keyset. A place is counted from the nearest milestone above it; where a board has none yet, or
the place is near the top, from the top: the first thousand places are always exact (app/leaderboards/walking.py).

A board is ordered by points, then questions mastered. Equal in both is an equal rank; only the order in which equals
are listed follows the person's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select

from app.kit.database import session
from app.leaderboards import statements
from app.leaderboards.statements import Shape
from app.people.models import Person

TOP = 10
NEAR = 3


class Scope(StrEnum):
    """Among whom a person is ranked."""

    POST_REGION = "post-region"
    POST = "post"
    REGION = "region"
    DEALER = "dealer"
    NATION = "nation"


SHAPES: dict[Scope, Shape] = {
    Scope.POST_REGION: ("post_id", "region_id"),
    Scope.POST: ("post_id",),
    Scope.REGION: ("region_id",),
    Scope.DEALER: ("dealer_id",),
    Scope.NATION: (),
}


@dataclass(frozen=True)
class Board:
    """The standings of a period (0: the season) among those who share a post, region or dealer."""

    shape: Shape
    values: dict[str, int]

    @classmethod
    def of(cls, person: Person, scope: Scope, season_id: int, period: int) -> Board:
        """The board of that scope on which the person stands."""
        own = {"post_id": person.post_id, "region_id": person.dealer.region_id, "dealer_id": person.dealer_id}
        shape = SHAPES[scope]
        return cls(shape, {"season_id": season_id, "period": period} | {name: own[name] for name in shape})

    @property
    def name(self) -> str:
        """What tells it from the other boards of its period."""
        return " ".join(f"{column} {self.values[column]}" for column in self.shape) or "nation"


class Row(NamedTuple):
    """Somebody on a board."""

    person_id: int
    points: int
    mastered: int
    name: str
    shows_name: bool
    dealer_en: str
    dealer_zh: str

    @property
    def worth(self) -> tuple[int, int]:
        """What the rank follows from."""
        return self.points, self.mastered


class Me(NamedTuple):
    """Where a person stands; `position` counts through equals."""

    person_id: int
    points: int
    mastered: int
    rank: int
    position: int

    @property
    def worth(self) -> tuple[int, int]:
        return self.points, self.mastered


class Place(NamedTuple):
    """What a board is ordered by."""

    points: int
    mastered: int
    person_id: int


class Ahead(NamedTuple):
    """The next better standing: whose it is, what it is worth and its rank."""

    points: int
    mastered: int
    name: str
    shows_name: bool
    rank: int


def me(board: Board, person_id: int) -> tuple[Me | None, int]:
    """Where the person stands (None before the first points), and how many stand on the board."""
    asked = board.values | {"board": board.name, "me": person_id}
    size, *standing, rank, position = session().execute(statements.me(board.shape), asked).one()
    if standing[0] is None:
        return None, size
    return Me._make((*standing, rank, max(rank, position))), size


def top(board: Board, count: int = TOP) -> list[Row]:
    return _rows(statements.top(board.shape), board.values | {"count": count})


def above(board: Board, own: Me, count: int) -> list[Row]:
    """Those right before, the best first."""
    return _rows(statements.above(board.shape), board.values | _place_of(own) | {"count": count})[::-1]


def below(board: Board, own: Me, count: int) -> list[Row]:
    """Those right after, the best first."""
    return _rows(statements.below(board.shape), board.values | _place_of(own) | {"count": count})


def place_at(board: Board, start: Place, step: int) -> Place | None:
    """The place so many steps below; None where the board ends before."""
    row = (
        session()
        .execute(statements.further(board.shape), board.values | start._asdict() | {"skipped": step - 1})
        .first()
    )
    return Place._make(row) if row else None


def rank_of(board: Board, row: Row, own: Me) -> int:
    """The rank of somebody who stands near."""
    asked = board.values | {"board": board.name, "person_id": row.person_id}
    found = int(session().execute(statements.rank(board.shape), asked).scalar_one())
    return max(found, own.rank + 1) if row.worth < own.worth else min(found, own.rank - 1)


def ahead(board: Board, own: Me) -> Ahead | None:
    """The next better standing; None at the top."""
    asked = board.values | {"board": board.name} | _worth_of(own.worth)
    row = session().execute(statements.ahead(board.shape), asked).one_or_none()
    return Ahead._make((*row[:-1], min(row[-1], own.rank - 1))) if row else None


def _rows(query: Select[Any], values: dict[str, int]) -> list[Row]:
    return [Row._make(row) for row in session().execute(query, values)]


def _place_of(own: Me) -> dict[str, int]:
    return {"points": own.points, "mastered": own.mastered, "person_id": own.person_id}


def _worth_of(worth: tuple[int, int]) -> dict[str, int]:
    return {"points": worth[0], "mastered": worth[1]}
