"""Boards by index and keyset: never by counting through what stands before.

A board is ordered by points, then questions mastered. Equal in both is an equal rank; only the order in which equals
are listed follows the person's id. Statements are built once for each shape of board: that costs more than running
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, select, tuple_

from app.kit.database import Base, session
from app.people.models import Dealer, Person
from app.points.models import Standing

TOP = 10
NEAR = 3
Shape = tuple[str, ...]

standings, persons, dealers = (Base.metadata.tables[model.__tablename__] for model in (Standing, Person, Dealer))
ORDER = (standings.c.points, standings.c.mastered, standings.c.person_id)


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


class Ahead(NamedTuple):
    """The next better standing: whose it is, what it is worth and its rank."""

    points: int
    mastered: int
    name: str
    shows_name: bool
    rank: int


def me(board: Board, person_id: int) -> tuple[Me | None, int]:
    """Where the person stands (None before the first points), and how many stand on the board."""
    size, *standing, rank, equals = session().execute(_me(board.shape), board.values | {"me": person_id}).one()
    return (Me._make((*standing, rank, rank + equals)) if standing[0] is not None else None), size


def top(board: Board, count: int = TOP) -> list[Row]:
    return _rows(_top(board.shape), board.values | {"count": count})


def above(board: Board, own: Me, count: int) -> list[Row]:
    """Those right before, the best first."""
    return _rows(_above(board.shape), board.values | _place_of(own) | {"count": count})[::-1]


def below(board: Board, own: Me, count: int) -> list[Row]:
    """Those right after, the best first."""
    return _rows(_below(board.shape), board.values | _place_of(own) | {"count": count})


def rank_of(board: Board, worth: tuple[int, int], own: Me) -> int:
    """The rank of a standing that is near, counted on from one's own."""
    low, high = sorted((worth, own.worth))
    limits = _worth_of(low) | {"high_points": high[0], "high_mastered": high[1]}
    between = int(session().execute(_between(board.shape), board.values | limits).scalar_one())
    return own.rank + between if worth < own.worth else own.rank - between


def ahead(board: Board, own: Me) -> Ahead | None:
    """The next better standing; None at the top."""
    row = session().execute(_ahead(board.shape), board.values | _worth_of(own.worth)).one_or_none()
    return Ahead._make((*row[:-1], own.rank - row[-1])) if row else None


def _rows(query: Select[Any], values: dict[str, int]) -> list[Row]:
    return [Row._make(row) for row in session().execute(query, values)]


def _place_of(own: Me) -> dict[str, int]:
    return {"points": own.points, "mastered": own.mastered, "person_id": own.person_id}


def _worth_of(worth: tuple[int, int]) -> dict[str, int]:
    return {"points": worth[0], "mastered": worth[1]}


@cache
def _me(shape: Shape) -> Select[Any]:
    mine, other, everybody = standings.alias("mine"), standings.alias("other"), standings.alias("everybody")
    others = select(func.count()).select_from(other).where(_holds(shape, other)).correlate(mine)
    size = select(func.count()).select_from(everybody).where(_holds(shape, everybody))
    rank = 1 + others.where(_worth(other) > _worth(mine)).scalar_subquery()
    equals = others.where(_worth(other) == _worth(mine), other.c.person_id > mine.c.person_id)
    return (
        select(
            size.scalar_subquery(),
            mine.c.person_id,
            mine.c.points,
            mine.c.mastered,
            rank,
            equals.scalar_subquery(),
        )
        .select_from(persons.outerjoin(mine, and_(mine.c.person_id == persons.c.id, _holds(shape, mine))))
        .where(persons.c.id == _number("me"))
    )


@cache
def _top(shape: Shape) -> Select[Any]:
    return _listed(shape).order_by(*_best_first())


@cache
def _above(shape: Shape) -> Select[Any]:
    return _listed(shape).where(_place(standings) > _given("points", "mastered", "person_id")).order_by(*ORDER)


@cache
def _below(shape: Shape) -> Select[Any]:
    return _listed(shape).where(_place(standings) < _given("points", "mastered", "person_id")).order_by(*_best_first())


@cache
def _between(shape: Shape) -> Select[Any]:
    """How many are better than the lower of two standings and not better than the higher one."""
    better = _worth(standings) > _given("points", "mastered")
    no_better = _worth(standings) <= _given("high_points", "high_mastered")
    return select(func.count()).select_from(standings).where(_holds(shape, standings), better, no_better)


@cache
def _ahead(shape: Shape) -> Select[Any]:
    other = standings.alias("other")
    equals = select(func.count()).select_from(other).where(_holds(shape, other), _worth(other) == _worth(standings))
    return (
        select(
            standings.c.points,
            standings.c.mastered,
            persons.c.name,
            persons.c.shows_name,
            equals.correlate(standings).scalar_subquery(),
        )
        .join(persons, persons.c.id == standings.c.person_id)
        .where(_holds(shape, standings), _worth(standings) > _given("points", "mastered"))
        .order_by(*ORDER)
        .limit(1)
    )


def _listed(shape: Shape) -> Select[Any]:
    return (
        select(
            standings.c.person_id,
            standings.c.points,
            standings.c.mastered,
            persons.c.name,
            persons.c.shows_name,
            dealers.c.name_en,
            dealers.c.name_zh,
        )
        .join(persons, persons.c.id == standings.c.person_id)
        .join(dealers, dealers.c.id == standings.c.dealer_id)
        .where(_holds(shape, standings))
        .limit(_number("count"))
    )


def _best_first() -> list[Any]:
    return [column.desc() for column in ORDER]


def _holds(shape: Shape, standing: Any) -> ColumnElement[bool]:
    """The condition that a standing is on a board of this shape: who has left keeps the points and has no place."""
    owner = persons.alias()
    here = exists().where(owner.c.id == standing.c.person_id, owner.c.active)
    return and_(*(standing.c[name] == _number(name) for name in ("season_id", "period", *shape)), here)


def _worth(standing: Any) -> Any:
    return tuple_(standing.c.points, standing.c.mastered)


def _place(standing: Any) -> Any:
    return tuple_(standing.c.points, standing.c.mastered, standing.c.person_id)


def _given(*names: str) -> Any:
    return tuple_(*(_number(name) for name in names))


def _number(name: str) -> Any:
    return bindparam(name, type_=Integer)
