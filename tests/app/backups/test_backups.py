"""A house goes into one file and comes back whole, on the engine that it was on and on the other one."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from app.backups import services
from app.kit import clock
from app.kit.database import make_engine, transaction
from app.media.models import Medium
from app.media.services import stored_name
from app.media.stores import store
from app.notifications.models import Message, Webhook
from app.people.models import Person
from tests.app.backups.houses import NAMES, ODD, back_up, contents, medium, quiet, restore, run


def test_a_backup_comes_back_as_it_was_on_either_engine_and_no_number_is_given_twice(app, house, target, tmp_path):
    made = back_up(app, tmp_path / "house.zip")
    restore(app, tmp_path / "house.zip", target)
    assert contents(target) == contents(house) == made.tallies
    assert made.tallies["webhooks"].rows == len(ODD)
    with target.connect() as here:
        assert here.scalars(select(Webhook.wants).order_by(Webhook.id)).all() == list(ODD)
        assert here.scalars(select(Person.name)).one() == "王 “Ann” \\ \t%s😀"
    row = {"channel": "email", "to": "", "body": "", "created_at": clock.now(), "try_at": clock.now()}
    with target.begin() as here:
        assert here.execute(insert(Message).values(row)).inserted_primary_key == (4,)


def test_a_move_compares_what_came_and_leaves_the_source_as_it_is(app, house, target):
    before = contents(house)
    assert services.move(house, target, quiet) == before == contents(target) == contents(house)


def test_what_is_written_during_a_backup_is_in_it_whole_or_not_at_all(app, house, tmp_path):
    """One deed changes a table that was written already and one that was not yet."""

    def say(line: str) -> None:
        if line == "  notices …":
            run(house, "update persons set name = 'Z'", "delete from messages", "delete from webhooks")

    before = contents(house)
    assert back_up(app, tmp_path / "house.zip", say).tallies == before
    assert contents(house) != before


def test_media_and_keys_come_along_and_a_file_that_is_lost_is_named(app, house, tmp_path):
    files, home = store(), app.config["SETTINGS"].home
    files.put(stored_name(NAMES[0], "clip"), b"sound", "audio/mpeg")
    with transaction() as here:
        here.execute(delete(Medium))
        here.execute(insert(Medium).values([medium(one) for one in NAMES]))
    (home / "vapid_key").write_text("key")
    made = back_up(app, tmp_path / "house.zip")
    assert made.missing == [stored_name(NAMES[1], "clip")]
    files.remove(stored_name(NAMES[0], "clip"))
    (home / "vapid_key").write_text("another")
    target = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    restore(app, tmp_path / "house.zip", target)  # a database without tables gets them
    target.dispose()
    assert b"".join(files.read(stored_name(NAMES[0], "clip"), 0, 99)) == b"sound"
    assert ((home / "vapid_key").read_text(), (home / "vapid_key.before").read_text()) == ("key", "another")
    assert (tmp_path / "house.zip").stat().st_mode & 0o077 == 0
