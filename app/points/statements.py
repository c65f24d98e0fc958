"""What paying sends to the database. Built once for each engine: building a statement costs more than running it."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Integer, bindparam, literal, select, true, union_all, update
from sqlalchemy.sql.base import Executable

from app.kit.database import Base
from app.kit.upsert import insert
from app.people.models import Dealer, Person
from app.points.models import SEASON, Entry, PkDay, Standing

entries, standings, pk_days, persons, dealers = (
    Base.metadata.tables[model.__tablename__] for model in (Entry, Standing, PkDay, Person, Dealer)
)


def _number(name: str) -> Any:
    return bindparam(name, type_=Integer)


@cache
def write_entry(dialect: str) -> Executable:
    """Parameters: the columns of an entry. Returns its id, or no row where it was written before."""
    names = (column.key for column in entries.columns if column.key != "id")
    row = insert(entries, dialect).values({name: bindparam(name) for name in names})
    return row.on_conflict_do_nothing().returning(entries.c.id)


@cache
def raise_standings(dialect: str) -> Executable:
    """Parameters: season_id, week, person, points, mastered. Both periods at once.

    Rows that do not exist yet take the person's post, region and dealer. The order of the periods is always the same,
    so that two payments never wait for each other in a circle.
    """
    season, week = select(literal(SEASON, Integer).label("period")), select(_number("week").label("period"))
    periods = union_all(season, week).subquery("periods")
    both = (
        select(
            _number("season_id"),
            periods.c.period,
            persons.c.id,
            persons.c.post_id,
            dealers.c.region_id,
            persons.c.dealer_id,
            _number("points"),
            _number("mastered"),
        )
        .select_from(persons.join(dealers, dealers.c.id == persons.c.dealer_id).join(periods, true()))
        .where(persons.c.id == _number("person_id"))
        .order_by(periods.c.period)
    )
    rows = insert(standings, dialect).from_select([column.key for column in standings.columns], both)
    more = {name: standings.c[name] + rows.excluded[name] for name in ("points", "mastered")}
    return rows.on_conflict_do_update(index_elements=list(standings.primary_key), set_=more)


@cache
def lock_pk_day(dialect: str) -> Executable:
    """Parameters: season_id, person_id, day. Makes the row where there is none; returns (finished, points)."""
    keys: dict[str, Any] = {column.key: bindparam(column.key) for column in pk_days.primary_key}
    row = insert(pk_days, dialect).values(**keys, finished=literal(0), points=literal(0))
    kept = row.on_conflict_do_update(index_elements=list(pk_days.primary_key), set_={"finished": pk_days.c.finished})
    return kept.returning(pk_days.c.finished, pk_days.c.points)


@cache
def count_pk() -> Executable:
    """Parameters: season, person, the_day, paid."""
    return (
        update(pk_days)
        .where(
            pk_days.c.season_id == _number("season"),
            pk_days.c.person_id == _number("person"),
            pk_days.c.day == _number("the_day"),
        )
        .values(finished=pk_days.c.finished + 1, points=pk_days.c.points + _number("paid"))
    )
