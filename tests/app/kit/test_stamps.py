"""A stamp is a moment in whole milliseconds, the same on every engine, and never later than what it was made of."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, insert, literal, select, tuple_
from sqlalchemy.exc import StatementError

from app.duels.models import Duel
from app.kit.database import cut, session, transaction, whole_milliseconds
from tests.factories import make_person

NOON = datetime(2026, 6, 1, 4, 0, 0, tzinfo=UTC)
CHINA = timezone(timedelta(hours=8))


def after(**by: float) -> datetime:
    return NOON + timedelta(**by)


def keep(*moments: datetime) -> None:
    row = {"kind": "machine", "status": "finished", "level": 1, "seed": 1, "version_ids": [], "state": {}}
    person = make_person()
    row |= {"post_id": person.post_id, "first_person_id": person.id, "started_at": NOON}
    with transaction() as here:
        here.execute(insert(Duel), [row | {"finished_at": moment} for moment in moments])


def ids(condition) -> list[int]:
    return list(session().scalars(select(Duel.id).where(condition).order_by(Duel.finished_at, Duel.id)))


@pytest.mark.parametrize(
    ("moment", "kept"),
    [
        (after(microseconds=123_999), after(milliseconds=123)),
        (after(microseconds=999_999).astimezone(CHINA), after(milliseconds=999)),
        (after(milliseconds=1), after(milliseconds=1)),
        (NOON, NOON),
        (datetime(1969, 12, 31, 23, 59, 59, 999_500, UTC), datetime(1969, 12, 31, 23, 59, 59, 999_000, UTC)),
    ],
)
def test_what_is_finer_is_cut_off_downwards(app, moment, kept):
    keep(moment)
    assert session().scalar(select(Duel.finished_at)) == session().scalar(select(func.max(Duel.finished_at))) == kept
    assert cut(moment) == kept <= moment
    assert whole_milliseconds(moment) == whole_milliseconds(kept)


def test_what_is_sought_is_cut_as_what_was_kept(app):
    """So a moment finds the row that it was kept in; what ended since then is not missed, nor what is due by now."""
    early, late = after(microseconds=5_400), after(microseconds=5_900)
    keep(early, late, after(milliseconds=6))
    assert ids(Duel.finished_at == early) == ids(Duel.finished_at == late) == [1, 2]
    assert ids(Duel.finished_at >= late) == [1, 2, 3]
    assert ids(Duel.finished_at <= early) == [1, 2]
    assert ids(Duel.finished_at > late) == [3]
    assert ids(Duel.finished_at < after(microseconds=6_500)) == [1, 2]
    assert ids(Duel.finished_at.between(early, late)) == [1, 2]


def test_reading_on_from_a_row_begins_after_it(app):
    keep(*(after(microseconds=5_000 + 100 * number) for number in range(5)))
    key = (Duel.finished_at, Duel.id)
    at, last = session().execute(select(*key).where(Duel.id == 3)).one()
    assert ids(tuple_(*key) > tuple_(literal(at, Duel.finished_at.type), literal(last))) == [4, 5]


def test_a_moment_without_a_zone_is_refused(app):
    with pytest.raises(StatementError, match="A moment needs a time zone"):
        keep(datetime(2026, 6, 1))
