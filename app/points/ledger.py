"""What the entries add up to, compared with what is kept beside them; and putting that right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, and_, case, delete, func, literal, or_, select, text, union_all, update

from app.duels.models import Duel
from app.kit.database import engine, session
from app.kit.upsert import insert
from app.people.models import Dealer, Person
from app.points.models import SEASON, Entry, PkDay, Reason, Standing
from app.seasons.models import Season
from app.seasons.queries import has_ended


@dataclass(frozen=True)
class Difference:
    """A kept row that is not what the entries add up to. `kept` and `due` are pairs in the order of `columns`."""

    table: str
    season_id: int
    person_id: int
    where: str
    columns: tuple[str, ...]
    kept: tuple[int, ...]
    due: tuple[int, ...]

    def __str__(self) -> str:
        columns = zip(self.columns, self.kept, self.due, strict=True)
        changes = ", ".join(f"{name} is {kept}, should be {due}" for name, kept, due in columns if kept != due)
        return f"{self.table}: season {self.season_id}, person {self.person_id}, {self.where}: {changes}"


def differences(now: datetime) -> Iterator[Difference]:
    """Everything that is kept wrong, season by season."""
    for season in session().scalars(select(Season).order_by(Season.id)).all():
        yield from _wrong_sums("standings", season, _kept_standings(season), _due_standings(season))
        yield from _wrong_sums("pk_days", season, _kept_pk_days(season), _due_pk_days(season))
        if not has_ended(season, now):
            yield from _wrong_places(season)


def rebuild(now: datetime) -> None:
    """Make standings and PK days anew from the entries. Seasons that are over keep the places people had in them."""
    _stop_payments()
    for season in session().scalars(select(Season).order_by(Season.id)).all():
        _rebuild_standings(season, follow=not has_ended(season, now))
        _rebuild_pk_days(season)


Sums = Select[int, int, int, int]
NAMES = {"standings": ("period", ("points", "mastered")), "pk_days": ("day", ("finished", "points"))}


def _due_standings(season: Season) -> Sums:
    """Rows of (key: the period, person, a: points, b: questions mastered)."""
    week = (Entry.day - 1) // 7 - literal((season.first_day.toordinal() - 1) // 7 - 1, Integer)
    sums = (func.sum(Entry.points).label("a"), func.sum(Entry.mastered).label("b"))
    paid = or_(func.sum(Entry.points) > 0, func.sum(Entry.mastered) > 0)
    of_season = select(literal(SEASON, Integer).label("key"), Entry.person_id, *sums).group_by(Entry.person_id)
    of_weeks = select(week.label("key"), Entry.person_id, *sums).group_by(week, Entry.person_id)
    here = Entry.season_id == season.id
    both = union_all(of_season.where(here).having(paid), of_weeks.where(here).having(paid)).subquery()
    return select(both.c.key, both.c.person_id, both.c.a, both.c.b)


def _kept_standings(season: Season) -> Sums:
    return select(
        Standing.period.label("key"), Standing.person_id, Standing.points.label("a"), Standing.mastered.label("b")
    ).where(Standing.season_id == season.id)


def _due_pk_days(season: Season) -> Sums:
    """Rows of (key: the day, person, a: PKs finished that count, b: points, with what corrections took or gave)."""
    counts = and_(Entry.reason == Reason.PK.value, Duel.voided_at.is_(None))
    finished = func.sum(case((counts, 1), else_=0)).label("a")
    return (
        select(Entry.day.label("key"), Entry.person_id, finished, func.sum(Entry.points).label("b"))
        .outerjoin(Duel, and_(Duel.id == Entry.source_id, Entry.reason == Reason.PK.value))
        .where(Entry.season_id == season.id, Entry.reason.in_((Reason.PK.value, Reason.CORRECTION.value)))
        .group_by(Entry.day, Entry.person_id)
    )


def _kept_pk_days(season: Season) -> Sums:
    return select(PkDay.day.label("key"), PkDay.person_id, PkDay.finished.label("a"), PkDay.points.label("b")).where(
        PkDay.season_id == season.id
    )


def _wrong_sums(table: str, season: Season, kept: Sums, due: Sums) -> Iterator[Difference]:
    """Both are stacked and summed by key: where a row is only on one side, the other counts as zero."""
    is_, should, zero = kept.subquery().c, due.subquery().c, literal(0, Integer)
    rows = union_all(
        select(is_.key, is_.person_id, is_.a, is_.b, zero.label("due_a"), zero.label("due_b")),
        select(should.key, should.person_id, zero, zero, should.a, should.b),
    ).subquery()
    a, b, due_a, due_b = (func.sum(column) for column in (rows.c.a, rows.c.b, rows.c.due_a, rows.c.due_b))
    wrong = (
        select(rows.c.key, rows.c.person_id, a, b, due_a, due_b)
        .group_by(rows.c.key, rows.c.person_id)
        .having(or_(a != due_a, b != due_b))
        .order_by(rows.c.key, rows.c.person_id)
    )
    name, columns = NAMES[table]
    for key, person_id, *sums in session().execute(wrong):
        numbers = tuple(int(number) for number in sums)
        yield Difference(table, season.id, person_id, f"{name} {key}", columns, numbers[:2], numbers[2:])


def _wrong_places(season: Season) -> Iterator[Difference]:
    kept = (Standing.post_id, Standing.region_id, Standing.dealer_id)
    due = (Person.post_id, Dealer.region_id, Person.dealer_id)
    wrong = (
        select(Standing.period, Standing.person_id, *kept, *due)
        .join(Person, Person.id == Standing.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(Standing.season_id == season.id, or_(*(a != b for a, b in zip(kept, due, strict=True))))
        .order_by(Standing.period, Standing.person_id)
    )
    columns = ("post_id", "region_id", "dealer_id")
    for period, person_id, *ids in session().execute(wrong):
        yield Difference("standings", season.id, person_id, f"period {period}", columns, tuple(ids[:3]), tuple(ids[3:]))


def _stop_payments() -> None:
    """SQLite has one writer anyway; on PostgreSQL wait for payments under way and hold the next ones back."""
    if engine().dialect.name == "postgresql":
        session().execute(text("lock table entries in share row exclusive mode"))


def _rebuild_standings(season: Season, *, follow: bool) -> None:
    of_season = Standing.season_id == season.id
    _execute(update(Standing).where(of_season).values(points=0, mastered=0))
    due = _due_standings(season).subquery().c
    sums = (
        select(
            literal(season.id, Integer), due.key, due.person_id, Person.post_id, Dealer.region_id, Person.dealer_id,
            due.a, due.b,
        )
        .join(Person, Person.id == due.person_id)
        .join(Dealer, Dealer.id == Person.dealer_id)
        .where(literal(True))
    )  # fmt: skip
    rows = insert(Standing).from_select([column.key for column in Standing.__table__.columns], sums)
    followed = ("points", "mastered") + (("post_id", "region_id", "dealer_id") if follow else ())
    renewed = {name: rows.excluded[name] for name in followed}
    _execute(rows.on_conflict_do_update(index_elements=["season_id", "period", "person_id"], set_=renewed))
    _execute(delete(Standing).where(of_season, Standing.points == 0, Standing.mastered == 0))


def _rebuild_pk_days(season: Season) -> None:
    _execute(delete(PkDay).where(PkDay.season_id == season.id))
    due = _due_pk_days(season).subquery().c
    rows = select(literal(season.id, Integer), due.person_id, due.key, due.a, due.b)
    _execute(insert(PkDay).from_select(["season_id", "person_id", "day", "finished", "points"], rows))


def _execute(statement: Any) -> None:
    session().execute(statement, execution_options={"synchronize_session": False})
