"""Counting the answers to the versions that have new ones: a few at a time, by an index."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import func, select, update

from app.items.models import ItemAnswer, ItemStatistics
from app.kit.database import session, transaction
from app.questions import rulings
from app.questions.queries import versions
from quizzes.rules.itemfindings import unused
from quizzes.rules.itemshares import times
from quizzes.rules.itemstats import options_by, options_of

AT_ONCE = 100

Key = tuple[int, str]  # a version, and a place
Row = dict[str, Any]


def count() -> int:
    """Count what is stale; how many versions were counted.

    The mark goes first: an answer that is stored meanwhile waits to set it, and is counted the next time.
    """
    done = 0
    while ids := _stale():
        with transaction():
            these = ItemStatistics.question_version_id.in_(ids)
            session().execute(update(ItemStatistics).where(these).values(stale=False))
            session().execute(update(ItemStatistics), list(counted(ids)))
        done += len(ids)
    return done


def _stale() -> Sequence[int]:
    query = select(ItemStatistics.question_version_id).where(ItemStatistics.stale).distinct()
    return session().scalars(query.order_by(ItemStatistics.question_version_id).limit(AT_ONCE)).all()


def counted(version_ids: Sequence[int]) -> Iterator[Row]:
    """The figures of these versions, a row for each place in which they were answered."""
    answers: dict[Key, list[Any]] = defaultdict(list)
    for one in _first_answers(version_ids):
        answers[one.question_version_id, one.place].append(one)
    ruled = rulings.of_versions(version_ids)
    options = {one.id: rights(one.content, ruled.get(one.id)) for one in versions(version_ids)}
    for version_id, place, asked, last in _exposure(version_ids):
        found = _figures(options[version_id], answers[version_id, place])
        key = {"question_version_id": version_id, "place": place}
        yield key | found | {"asked": asked, "last_asked_at": last}


def rights(content: Row, ruling: rulings.Ruling | None) -> dict[str, bool]:
    """The options of a version by their ids: whether they are right, by what holds of it now."""
    if ruling is None or ruling.content is None:
        return options_of(content)
    return options_by(content, ruling.content)


def _first_answers(version_ids: Sequence[int]) -> Sequence[Any]:
    query = select(
        ItemAnswer.question_version_id, ItemAnswer.place, ItemAnswer.right, ItemAnswer.chosen, ItemAnswer.used_ms
    )
    return session().execute(query.where(ItemAnswer.question_version_id.in_(version_ids), ItemAnswer.first)).all()


def _exposure(version_ids: Sequence[int]) -> Sequence[Any]:
    query = select(ItemAnswer.question_version_id, ItemAnswer.place, func.count(), func.max(ItemAnswer.at))
    query = query.where(ItemAnswer.question_version_id.in_(version_ids))
    return session().execute(query.group_by(ItemAnswer.question_version_id, ItemAnswer.place)).all()


def _figures(known: dict[str, bool], answers: Sequence[Any]) -> Row:
    options = Counter(one for answer in answers for one in answer.chosen.split())
    right, people = sum(answer.right for answer in answers), len(answers)
    wrong = [one for one, is_right in known.items() if not is_right]
    found = times([answer.used_ms for answer in answers if answer.used_ms])
    return {
        "people": people,
        "right": right,
        "facility": right / people if people else None,
        "options": dict(sorted(options.items())),
        "unused": len(unused(options, wrong, people)),
        "timed": found.people if found else 0,
        "first_quarter_ms": found.first_quarter if found else None,
        "median_ms": found.median if found else None,
        "third_quarter_ms": found.third_quarter if found else None,
        "log_mean": found.log_mean if found else None,
        "log_spread": found.log_spread if found else None,
    }
