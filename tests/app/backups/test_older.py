"""A backup of an older Paddock: what it kept in another form is the same thing afterwards."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from app.backups import archive, reading
from app.backups.reading import Tally
from app.backups.shapes import Shape
from app.duels.models import Duel
from app.kit import migrating
from tests.app.backups.houses import restore

REVISION = "7d7f2e66a450"  # the last one with stamps in microseconds
STARTED, ENDED, SEEN = (f"2026-06-01T04:00:{seconds}+00:00" for seconds in ("00.000000", "09.123999", "00.000999"))
POSTS = ("id int", "code text", "name_en text", "name_zh text", "family text", "position int")
DUELS = (
    "id int", "kind text", "status text", "friendly bool", "rated bool", "post_id int", "level int", "seed int",
    "version_ids json", "state bytes", "version int", "started_at stamp", "touched_at stamp", "due_at stamp",
    "finished_at stamp",
)  # fmt: skip
SEATS = ("duel_id int", "side int", "person_id int", "playing bool", "wants_rematch bool", "seen_at stamp")
REGIONS = ("id int", "code text", "name_en text", "name_zh text")
PERSONS = (
    "id int", "staff_number text", "name text", "post_id int", "dealer_id int", "active bool", "locale text",
    "theme text", "plain bool", "shows_name bool", "extra_time float", "created_at moment",
)  # fmt: skip
PERSON = [1, "A", "甲", 1, 1, True, "zh", "auto", False, False, 0.0, STARTED]
HOUSE = (
    ("regions", REGIONS, [[1, "n", "North", "北"]]),
    ("dealers", (*REGIONS, "region_id int"), [[1, "d", "D", "店", 1]]),
    ("persons", PERSONS, [PERSON]),
    ("posts", POSTS, [[1, "p", "P", "岗", "f", 1]]),
    ("duels", DUELS, [[1, "machine", "finished", False, True, 1, 2, 3, "[]", "e30=", 4, STARTED, ENDED, None, ENDED]]),
    ("duel_seats", SEATS, [[1, 0, 1, False, False, SEEN], [1, 1, None, False, False, None]]),
)


def write(path):
    """A backup as it was then."""
    made = archive.Manifest(REVISION, "then", "sqlite", [])
    with archive.writing(path) as zip:
        for name, columns, rows in HOUSE:
            shape = Shape(name, tuple(tuple(one.split()) for one in columns), None)
            made.shapes.append(shape)
            made.tallies[name] = Tally()
            for row in rows:
                made.tallies[name].add(reading.line_of(row))
            archive.put_rows(zip, shape, ((reading.line_of(row), row) for row in rows))
        zip.writestr(archive.MANIFEST, made.told())


def test_its_moments_come_back_to_the_millisecond_on_either_engine(app, empty, tmp_path):
    write(tmp_path / "old.zip")
    restore(app, tmp_path / "old.zip", empty)
    assert migrating.is_current(empty)
    start, end = datetime(2026, 6, 1, 4, tzinfo=UTC), datetime(2026, 6, 1, 4, 0, 9, 123_000, UTC)
    with empty.connect() as here:
        moments = select(Duel.started_at, Duel.touched_at, Duel.due_at, Duel.finished_at)
        assert here.execute(moments).one() == (start, None, None, end)
        assert here.execute(select(Duel.first_seen_at, Duel.second_seen_at)).one() == (start, None)
