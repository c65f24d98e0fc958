"""Rows in bulk are kept as rows that models write."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.duels.models import Duel
from app.kit import clock
from app.kit.database import engine, session
from app.trials.bulk import Bulk
from tests.factories import make_person


def test_stamps_are_cut_to_milliseconds_and_words_and_devices_are_packed(app):
    now, person = clock.now(), make_person()
    row = {"id": 1, "kind": "machine", "status": "running", "post_id": person.post_id, "level": 1, "seed": 1}
    row |= {"first_person_id": person.id, "first_device": "00ff00ff00ff00ff"}
    row |= {"version_ids": [], "state": {}, "started_at": now, "touched_at": now + timedelta(microseconds=123_999)}
    session().commit()
    with engine().connect() as here:
        bulk = Bulk(here)
        bulk.add(Duel, row)
        bulk.flush()
    moments = session().execute(select(Duel.started_at, Duel.touched_at, Duel.finished_at)).one()
    assert session().execute(select(Duel.kind, Duel.first_device)).one() == ("machine", "00ff00ff00ff00ff")
    assert moments == (now, now + timedelta(milliseconds=123), None)
    assert session().scalar(select(Duel.id).where(Duel.touched_at == now + timedelta(milliseconds=123))) == 1
