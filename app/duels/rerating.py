"""All ratings reckoned again from the PKs that count: to compare, or to make them anew after a decision.

Family by family. The long part is reckoned while PKs go on; under the lock only what was rated meanwhile is added.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from heapq import heapify, heappop, heappush
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, func, insert, select, text, update

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import FINISHED, Duel, OpenPk
from app.duels.models import Rating as Kept
from app.duels.ratings import MOVED, after_pk, counts, values
from app.duels.seating import of_side, outcome_of
from app.kit.database import engine, session, transaction
from app.people.models import Post
from quizzes.rules.rating import Rating

Row = Any  # of `_counting`
LATE = timedelta(minutes=10)  # so much later than others a PK may be rated that ended before them
AT_ONCE = 5_000  # PKs in one statement, or read in one piece


@dataclass(frozen=True)
class Difference:
    """A kept rating that is not what the PKs make of it."""

    person_id: int
    family: str
    kept: Rating
    due: Rating


class Reckoning:
    """The ratings of a family as its PKs make them, one after the other. `changed`: what PKs should keep and do not."""

    def __init__(self, family: str, *, notes: bool) -> None:
        self.family, self._notes = family, notes
        self.ratings: dict[int, Rating] = {}
        self.changed: list[dict[str, Any]] = []
        self._seen: set[int] = set()

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            fact = _fact(row, self.family)
            if fact.duel_id not in self._seen and counts(fact):
                self._seen.add(fact.duel_id)
                self._rate(fact, row)

    def _rate(self, fact: DuelFinished, row: Row) -> None:
        sides = {seat.person_id: side for side, seat in enumerate(fact.seats) if seat.person_id is not None}
        before = {(one, self.family): self.ratings.get(one, Rating()) for one in sides}
        due: dict[str, Any] = {}
        for key, new in sorted(after_pk(fact, before).items()):
            self.ratings[key[0]] = new
            if self._notes:
                due |= values(sides[key[0]], before[key], new)
        if any(getattr(row, name) != value for name, value in due.items()):
            self.changed.append(due | {"of_duel": fact.duel_id})


def differences() -> Iterator[Difference]:
    """Every rating that is kept wrong, and every one that should be there or should not."""
    for family in families():
        yield from differences_of(family)


def differences_of(family: str) -> Iterator[Difference]:
    reckoning = Reckoning(family, notes=False)
    reckoning.add(_rows(family))
    rows = session().scalars(select(Kept).where(Kept.family == family))
    kept = {row.person_id: Rating(row.mu, row.sigma, row.games) for row in rows}
    for person_id in sorted(reckoning.ratings.keys() | kept.keys()):
        was, due = kept.get(person_id, Rating()), reckoning.ratings.get(person_id, Rating())
        if was != due:
            yield Difference(person_id, family, was, due)


def rebuild() -> None:
    """Make all ratings anew, each family in a transaction of its own. Call it outside of one."""
    for family in families():
        _rebuild(family)


def _rebuild(family: str) -> None:
    reckoning = Reckoning(family, notes=True)
    session().commit()
    youngest, unfinished = session().scalar(select(func.max(Duel.id))) or 0, _unfinished()
    reckoning.add(_rows(family))
    with transaction():
        _stop_rating()
        reckoning.add(_rows(family, youngest, unfinished))
        session().execute(delete(Kept).where(Kept.family == family))
        rows = [{"person_id": one, "family": family} | _columns(new) for one, new in sorted(reckoning.ratings.items())]
        if rows:
            session().execute(insert(Kept), rows)
        _forget_what_counts_no_more(family)
        _note(reckoning.changed)
    session().expire_all()


def _forget_what_counts_no_more(family: str) -> None:
    posts = select(Post.id).where(Post.family == family)
    nothing = {of_side(side, name): None for side in (0, 1) for name in MOVED}
    gone = update(Duel).where(Duel.first_mu.is_not(None), Duel.post_id.in_(posts), Duel.voided_at.is_not(None))
    session().execute(gone.values(nothing), execution_options={"synchronize_session": False})


def _note(changed: Sequence[dict[str, Any]]) -> None:
    """Let PKs keep what they made of ratings; those of two people have more to keep."""
    duels = cast("Table", Duel.__table__)
    for names in sorted({tuple(sorted(one)) for one in changed}):
        some = [one for one in changed if tuple(sorted(one)) == names]
        kept: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names if name != "of_duel"}
        statement = update(duels).where(duels.c.id == bindparam("of_duel")).values(kept)
        for start in range(0, len(some), AT_ONCE):
            portion = some[start : start + AT_ONCE]
            session().execute(
                statement,
                [{name if name == "of_duel" else f"new_{name}": one[name] for name in names} for one in portion],
            )


def _stop_rating() -> None:
    """SQLite has one writer anyway; on PostgreSQL a PK rated between our reading and our writing would be lost."""
    if engine().dialect.name == "postgresql":
        session().execute(text("lock table ratings in share row exclusive mode"))


def families() -> list[str]:
    return list(session().scalars(select(Post.family).distinct().order_by(Post.family)))


def _unfinished() -> list[int]:
    """PKs that are being played or wait to be."""
    waiting = select(Duel.id).where(Duel.due_at.is_not(None))
    return sorted({*session().scalars(select(OpenPk.duel_id)), *session().scalars(waiting)})


def _rows(family: str, youngest: int | None = None, among: Sequence[int] = ()) -> Iterator[Row]:
    """The finished PKs that count, in the order in which they were rated.

    `youngest`: only PKs with higher numbers, and those `among` these.
    """
    query = _counting(family).order_by(Duel.finished_at, Duel.id)
    if youngest is None:
        return as_rated(session().execute(query, execution_options={"yield_per": AT_ONCE}))
    portions = (among[start : start + AT_ONCE] for start in range(0, len(among), AT_ONCE))
    rows = [row for some in portions for row in session().execute(query.where(Duel.id.in_(some)))]
    rows += session().execute(query.where(Duel.id > youngest))
    return as_rated(sorted(rows, key=lambda row: (row.finished_at, row.id)))


def as_rated(rows: Iterable[Row]) -> Iterator[Row]:
    """The order in which PKs were rated, of rows that come as the PKs ended.

    PKs of the same person are rated one after the other (their rows are locked), and each keeps which game of the
    person it was. Two that ended at nearly the same time may have been rated the other way round: then the earlier game
    comes first. A PK that was not rated comes as it ended.
    """
    window: deque[Row] = deque()
    games: dict[int, list[tuple[int, int, Row]]] = {}  # of each person those in the window, the earliest game first
    done: set[int] = set()

    def told(row: Row) -> Iterator[Row]:
        """The row, after those that were rated before it."""
        done.add(row.id)
        for person_id, game in _games(row):
            mine = games[person_id]
            while mine and mine[0][0] < game:
                earlier = heappop(mine)[2]
                if earlier.id not in done:
                    yield from told(earlier)
        yield row

    def oldest() -> Iterator[Row]:
        row = window.popleft()
        if row.id not in done:
            yield from told(row)
        done.discard(row.id)
        for person_id, _game in _games(row):
            games[person_id] = [one for one in games[person_id] if one[1] != row.id]
            heapify(games[person_id])

    for row in rows:
        while window and window[0].finished_at < row.finished_at - LATE:
            yield from oldest()
        window.append(row)
        for person_id, game in _games(row):
            heappush(games.setdefault(person_id, []), (game, row.id, row))
    while window:
        yield from oldest()


def _games(row: Row) -> list[tuple[int, int]]:
    """The people whose ratings a PK moved, and which game it was for each."""
    both = ((row.first_person_id, row.first_games), (row.second_person_id, row.second_games))
    return [(person_id, game) for person_id, game in both if person_id is not None and game is not None]


def _counting(family: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Duel.id, Duel.finished_at, Duel.level, Duel.outcome, Duel.ghost_of_id,
            Duel.first_person_id, Duel.first_mu, Duel.first_sigma, Duel.first_games, Duel.first_change,
            Duel.second_person_id, Duel.second_mu, Duel.second_sigma, Duel.second_games, Duel.second_change,
        )
        .join(Post, (Post.id == Duel.post_id) & (Post.family == family))
        .where(FINISHED, Duel.voided_at.is_(None), Duel.friendly.is_(False), Duel.rated)
    )  # fmt: skip


def _fact(row: Row, family: str) -> DuelFinished:
    against = Against.GHOST if row.ghost_of_id else Against.MACHINE if row.level else Against.PERSON
    first = SeatResult(row.first_person_id, row.outcome, 0, 0, against, row.level)
    second = SeatResult(row.second_person_id, outcome_of(1, row.outcome), 0, 0, Against.PERSON)
    return DuelFinished(row.id, row.finished_at, (first, second), family)


def _columns(rating: Rating) -> dict[str, Any]:
    return {"mu": rating.mu, "sigma": rating.sigma, "games": rating.games}
