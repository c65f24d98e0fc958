"""Boards by index and keyset: never by counting through what stands before.

A board is ordered by points, then questions mastered. Equal in both is an equal rank; only the order in which
equals are listed follows the person's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from app.kit.database import session
from app.people.models import Dealer, Person
from app.points.models import Standing

TOP = 10
NEAR = 3


class Scope(StrEnum):
    """Among whom a person is ranked."""

    POST_REGION = "post-region"
    POST = "post"
    REGION = "region"
    DEALER = "dealer"
    NATION = "nation"


@dataclass(frozen=True)
class Board:
    """The standings of a period (0: the season) among those who share a post, region or dealer."""

    season_id: int
    period: int
    post_id: int | None = None
    region_id: int | None = None
    dealer_id: int | None = None

    @classmethod
    def of(cls, person: Person, scope: Scope, season_id: int, period: int) -> Board:
        """The board of that scope on which the person stands."""
        post, region = person.post_id, person.dealer.region_id
        shared: dict[Scope, dict[str, int]] = {
            Scope.POST_REGION: {"post_id": post, "region_id": region},
            Scope.POST: {"post_id": post},
            Scope.REGION: {"region_id": region},
            Scope.DEALER: {"dealer_id": person.dealer_id},
            Scope.NATION: {},
        }
        return cls(season_id, period, **shared[scope])

    def holds(self, standing: Any) -> ColumnElement[bool]:
        """The condition that a standing is on this board."""
        shared = {"post_id": self.post_id, "region_id": self.region_id, "dealer_id": self.dealer_id}
        return and_(
            standing.season_id == self.season_id,
            standing.period == self.period,
            *(getattr(standing, name) == value for name, value in shared.items() if value is not None),
        )


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

    @property
    def place(self) -> tuple[int, int, int]:
        return self.points, self.mastered, self.person_id


class Ahead(NamedTuple):
    """The next better standing: whose it is, what it is worth and its rank."""

    points: int
    mastered: int
    name: str
    shows_name: bool
    rank: int


def me(board: Board, person_id: int) -> tuple[Me | None, int]:
    """Where the person stands (None before the first points), and how many stand on the board."""
    mine, other, everybody = aliased(Standing), aliased(Standing), aliased(Standing)
    better = select(func.count()).where(board.holds(other), _worth(other) > _worth(mine))
    before = select(func.count()).where(board.holds(other), _place(other) > _place(mine))
    row = session().execute(
        select(
            select(func.count()).select_from(everybody).where(board.holds(everybody)).scalar_subquery(),
            mine.person_id,
            mine.points,
            mine.mastered,
            1 + better.correlate(mine).scalar_subquery(),
            1 + before.correlate(mine).scalar_subquery(),
        )
        .select_from(Person)
        .outerjoin(mine, and_(mine.person_id == Person.id, board.holds(mine)))
        .where(Person.id == person_id)
    )
    size, *standing = row.one()
    return (Me._make(standing) if standing[0] is not None else None), size


def top(board: Board, count: int = TOP) -> list[Row]:
    return _rows(_in_order(board).limit(count))


def above(board: Board, row: tuple[int, int, int], count: int) -> list[Row]:
    """Those right before (points, mastered, person id), the best first."""
    nearest = _rows(_listed(board).where(_place(Standing) > row).order_by(*_columns(Standing)).limit(count))
    return nearest[::-1]


def below(board: Board, row: tuple[int, int, int], count: int) -> list[Row]:
    """Those right after (points, mastered, person id), the best first."""
    return _rows(_in_order(board).where(_place(Standing) < row).limit(count))


def rank_of(board: Board, worth: tuple[int, int]) -> int:
    """1, and one more for each who is better."""
    better = select(func.count()).select_from(Standing).where(board.holds(Standing), _worth(Standing) > worth)
    return 1 + session().scalars(better).one()


def ahead(board: Board, worth: tuple[int, int]) -> Ahead | None:
    """The next better standing; None at the top."""
    other = aliased(Standing)
    better = select(func.count()).where(board.holds(other), _worth(other) > _worth(Standing))
    row = (
        session()
        .execute(
            select(
                Standing.points,
                Standing.mastered,
                Person.name,
                Person.shows_name,
                1 + better.correlate(Standing).scalar_subquery(),
            )
            .join(Person, Person.id == Standing.person_id)
            .where(board.holds(Standing), _worth(Standing) > worth)
            .order_by(*_columns(Standing))
            .limit(1)
        )
        .one_or_none()
    )
    return Ahead._make(row) if row else None


def _worth(standing: Any) -> Any:
    return tuple_(standing.points, standing.mastered)


def _place(standing: Any) -> Any:
    return tuple_(*_columns(standing))


def _columns(standing: Any) -> tuple[Any, Any, Any]:
    return standing.points, standing.mastered, standing.person_id


def _listed(board: Board) -> Any:
    return (
        select(
            Standing.person_id,
            Standing.points,
            Standing.mastered,
            Person.name,
            Person.shows_name,
            Dealer.name_en,
            Dealer.name_zh,
        )
        .join(Person, Person.id == Standing.person_id)
        .join(Dealer, Dealer.id == Standing.dealer_id)
        .where(board.holds(Standing))
    )


def _in_order(board: Board) -> Any:
    return _listed(board).order_by(*(column.desc() for column in _columns(Standing)))


def _rows(query: Any) -> list[Row]:
    return [Row._make(row) for row in session().execute(query)]
