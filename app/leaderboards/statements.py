"""What boards ask the database. Built once for each shape of board: building a statement costs more than running it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    select,
    true,
    tuple_,
)

from app.kit.database import Base
from app.leaderboards.models import Milestone
from app.people.models import Dealer, Person
from app.points.models import Standing

Shape = tuple[str, ...]  # the columns that those on a board have in common
Condition = Callable[[Any], ColumnElement[bool]]  # on a standing or milestone
BEYOND = 2**31 - 1  # better than any standing
standings, persons, dealers, milestones = (
    Base.metadata.tables[model.__tablename__] for model in (Standing, Person, Dealer, Milestone)
)
ORDER = (standings.c.points, standings.c.mastered, standings.c.person_id)


@cache
def me(shape: Shape) -> Select[Any]:
    """Rank and position are counted on from the nearest milestone that is better, the size from the last one."""
    mine = standings.alias("mine")
    above, before, last = (milestones.alias(name) for name in ("above", "before", "last"))
    better, earlier = _better_than(mine), (lambda one: _place(one) > _known(mine))
    here = and_(mine.c.person_id == persons.c.id, _holds(shape, mine))
    return (
        select(
            _counted(shape, last, mine, lambda _one: true()),
            mine.c.person_id,
            mine.c.points,
            mine.c.mastered,
            1 + _counted(shape, above, mine, better),
            1 + _counted(shape, before, mine, earlier),
        )
        .select_from(
            persons.outerjoin(mine, here)
            .outerjoin(above, _is_nearest(above, mine, better))
            .outerjoin(before, _is_nearest(before, mine, earlier))
            .outerjoin(last, _is_nearest(last, mine, lambda _one: true()))
        )
        .where(persons.c.id == _number("me"))
    )


def _is_nearest(milestone: Any, mine: Any, holds: Condition) -> ColumnElement[bool]:
    """The condition that it is the lowest milestone of the board for which something holds."""
    other = milestones.alias()
    lowest = select(other.c.position).where(_of_board(other), holds(other)).order_by(*_columns(other)).limit(1)
    return and_(_of_board(milestone), milestone.c.position == lowest.correlate(mine).scalar_subquery())


def _of_board(milestone: Any) -> ColumnElement[bool]:
    same = (milestone.c[name] == _number(name) for name in ("season_id", "period"))
    return and_(*same, milestone.c.board == bindparam("board", type_=String))


def _counted(shape: Shape, milestone: Any, mine: Any, holds: Condition) -> Any:
    """How many on the board something holds for: those down to the milestone, and who is found below it.

    They are asked for in the board's order, which a count does not need: else PostgreSQL 18 was seen to count the
    nation through the regions' index, from region to region.
    """
    other = standings.alias()
    here = (_holds(shape, other), _place(other) < _known(milestone), holds(other))
    below = select(literal(1)).select_from(other).where(*here).order_by(*_columns(other)).correlate(milestone, mine)
    count = select(func.count()).select_from(below.subquery())
    return func.coalesce(milestone.c.position, 0) + count.scalar_subquery()


@cache
def top(shape: Shape) -> Select[Any]:
    return _listed(shape).order_by(*_best_first())


@cache
def above(shape: Shape) -> Select[Any]:
    return _listed(shape).where(_place(standings) > _given("points", "mastered", "person_id")).order_by(*ORDER)


@cache
def below(shape: Shape) -> Select[Any]:
    return _listed(shape).where(_place(standings) < _given("points", "mastered", "person_id")).order_by(*_best_first())


@cache
def further(shape: Shape) -> Select[Any]:
    below = _place(standings) < _given("points", "mastered", "person_id")
    listed = select(*ORDER).where(_holds(shape, standings), below).order_by(*_best_first())
    return listed.limit(1).offset(_number("skipped"))


@cache
def rank(shape: Shape) -> Select[Any]:
    """The rank of anybody who stands on the board."""
    theirs, above = standings.alias("theirs"), milestones.alias("above")
    better = _better_than(theirs)
    return (
        select(1 + _counted(shape, above, theirs, better))
        .select_from(theirs.outerjoin(above, _is_nearest(above, theirs, better)))
        .where(_holds(shape, theirs), theirs.c.person_id == _number("person_id"))
    )


@cache
def ahead(shape: Shape) -> Select[Any]:
    above, better = milestones.alias("above"), _better_than(standings)
    return (
        select(
            standings.c.points,
            standings.c.mastered,
            persons.c.name,
            persons.c.shows_name,
            1 + _counted(shape, above, standings, better),
        )
        .select_from(
            standings.join(persons, persons.c.id == standings.c.person_id).outerjoin(
                above, _is_nearest(above, standings, better)
            )
        )
        .where(_holds(shape, standings), _place(standings) > _after_equals(_number("points"), _number("mastered")))
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
    """The condition that a standing is on a board of this shape: who has left keeps the points and has no place.

    Asked for by EXISTS, PostgreSQL reads all people to find out about the few whose standings are looked at.
    """
    owner = persons.alias()
    active = select(owner.c.active).where(owner.c.id == standing.c.person_id).correlate(standing).scalar_subquery()
    return and_(*(standing.c[name] == _number(name) for name in ("season_id", "period", *shape)), active)


def _better_than(standing: Any) -> Condition:
    points, mastered = (func.coalesce(standing.c[name], BEYOND) for name in ("points", "mastered"))
    return lambda one: _place(one) > _after_equals(points, mastered)


def _after_equals(points: Any, mastered: Any) -> Any:
    """Where equals of this worth end: an index goes there in one step. SQLite passes by all equals of a pair."""
    return tuple_(points, mastered, literal(BEYOND))


def _known(found: Any) -> Any:
    """The place of a row that an outer join has found, or not: then it is better than any. As values, not as columns:
    SQLite searches an index by all of a place only where it is not compared with columns of numbers.
    """
    return tuple_(*(func.coalesce(column, BEYOND) for column in _columns(found)))


def _place(standing: Any) -> Any:
    return tuple_(*_columns(standing))


def _columns(standing: Any) -> list[Any]:
    return [standing.c[column.name] for column in ORDER]


def _given(*names: str) -> Any:
    return tuple_(*(_number(name) for name in names))


def _number(name: str) -> Any:
    return bindparam(name, type_=Integer)
