"""What the figures should be, counted from the checks and PKs themselves; and making them anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, select, tuple_

from app.items import counting, gathering, reckoning
from app.items.models import ItemAnswer, ItemMark, ItemStatistics, Place
from app.kit import clock
from app.kit.database import session, transaction

AT_ONCE = 500
LIKE = 1e-6
COUNTED = ("people", "right", "options", "unused", "asked", "timed", "median_ms")
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
    slot = tuple_(ItemAnswer.source_id, ItemAnswer.slot)
    query = select(ItemAnswer).where(ItemAnswer.place == place.value)
    query = query.where(slot.in_([(row["source_id"], row["slot"]) for row in rows]))
    kept = {(one.source_id, one.slot): one for one in session().scalars(query)}
    for row in rows:
        one = kept.get((row["source_id"], row["slot"]))
        where = f"{place.value} {row['source_id']}, answer {row['slot']}"
        if one is None:
            yield f"{where}: was not read yet"
        elif any(getattr(one, name) != row[name] for name in ("person_id", "question_version_id", "right", "chosen")):
            yield f"{where}: was kept otherwise"
    session().expunge_all()


def _wrong_figures(rows: Iterable[Row], names: Sequence[str]) -> Iterator[str]:
    for row in rows:
        kept = session().get(ItemStatistics, (row["question_version_id"], row["place"]))
        for name in names:
            found = getattr(kept, name, None)
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
