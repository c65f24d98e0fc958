"""What the figures should be, counted from the checks and PKs themselves; and making them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import and_, delete, func, or_, select

from app.items import counting, gathering, reckoning
from app.items.models import ItemAnswer, ItemMark, ItemStatistics, Place
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.rowset import rowset

AT_ONCE = 1_000
LIKE = 1e-6
COUNTED = ("people", "right", "options", "unused", "asked", "timed", "median_ms")
LASTING = ("person_id", "question_version_id", "right", "chosen")
RECKONED = ("discrimination", "difficulty")

Row = dict[str, Any]


def forget() -> None:
    """All that follows from answers; what trainers decided stays."""
    with transaction() as here:
        for model in (ItemAnswer, ItemMark, ItemStatistics):
            here.execute(delete(model))


def size() -> int:
    return session().scalar(select(func.count()).select_from(ItemAnswer)) or 0


def differences() -> Iterator[str]:
    """Answers that are missing or were kept otherwise, and figures that do not follow from them."""
    for place in Place:
        answers = gathering.read_all(place)
        while rows := list(islice(answers, AT_ONCE)):
            yield from _wrong_answers(place, rows)
    ids = session().scalars(select(ItemStatistics.question_version_id).distinct().order_by("question_version_id")).all()
    for start in range(0, len(ids), counting.AT_ONCE):
        yield from _wrong_figures(counting.counted(ids[start : start + counting.AT_ONCE]), COUNTED)
    for place in Place:
        if not _has_news(place):
            yield from _wrong_figures(reckoning.reckoned(reckoning.sheet_of(place), place, clock.now()), RECKONED)


def _wrong_answers(place: Place, rows: Sequence[Row]) -> Iterator[str]:
    given = rowset(gathering.FIELDS, rows)
    same = [getattr(ItemAnswer, name) == given.c[name] for name in ("place", "source_id", "slot")]
    other = [getattr(ItemAnswer, name) != given.c[name] for name in LASTING]
    query = select(given.c.source_id, given.c.slot, ItemAnswer.slot).outerjoin(ItemAnswer, and_(*same))
    query = query.where(or_(ItemAnswer.slot.is_(None), *other)).order_by(given.c.source_id, given.c.slot)
    for source_id, slot, kept in session().execute(query):
        yield f"{place.value} {source_id}, answer {slot}: was {'not read yet' if kept is None else 'kept otherwise'}"


def _wrong_figures(rows: Iterable[Row], names: Sequence[str]) -> Iterator[str]:
    left = iter(rows)
    while portion := list(islice(left, AT_ONCE)):
        ids = {row["question_version_id"] for row in portion}
        columns = (getattr(ItemStatistics, name) for name in ("question_version_id", "place", *names))
        found = session().execute(select(*columns).where(ItemStatistics.question_version_id.in_(ids)))
        kept = {(version_id, place): figures for version_id, place, *figures in found}
        for row in portion:
            yield from _different(row, kept.get((row["question_version_id"], row["place"])), names)


def _different(row: Row, kept: Sequence[Any] | None, names: Sequence[str]) -> Iterator[str]:
    for name, found in zip(names, kept or [None] * len(names), strict=True):
        if not _alike(found, row[name]):
            yield f"version {row['question_version_id']}, {row['place']}: {name} is {found}, should be {row[name]}"


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < LIKE
    return bool(one == other)


def _has_news(place: Place) -> bool:
    """Whether answers have come since the last night: then these figures are those of the night."""
    last = session().scalar(select(func.max(ItemAnswer.at)).where(ItemAnswer.place == place.value))
    reckoned = session().scalar(select(func.min(ItemStatistics.reckoned_at)).filter_by(place=place.value))
    return last is None or reckoned is None or last >= reckoned
