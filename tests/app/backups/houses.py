"""What the tests of backups do with a house."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, text

from app.backups import services
from app.backups.reading import Tally, tally_of
from app.backups.shapes import shapes_of
from app.duels.models import Duel
from app.kit import clock, migrating
from app.kit.database import Base, engine
from app.media.stores import store
from app.notifications.models import Message
from app.people.models import Person

STAMP = (
    "create table alembic_version (version_num varchar(32) not null primary key)",
    f"insert into alembic_version values ('{migrating.newest()}')",
)
ODD = (5, 0.5, 2.0, None, "车 \" ' \\ \n", [], {"a": [1, None], "é": 1e-7})
FINE = timedelta(microseconds=123_999)
NAMES = ("a" * 64, "b" * 64)


def quiet(_line: str) -> None:
    pass


def run(made: Engine, *statements: str) -> None:
    with made.begin() as here:
        for one in statements:
            here.execute(text(one))


def medium(hash: str) -> dict:
    row = {"key": hash[:16], "hash": hash, "source_hash": hash, "kind": "audio", "type": "audio/mpeg", "name": "n.mp3"}
    row |= {"alt_en": "", "alt_zh": "", "seconds": 1 / 3, "widths": [], "size": 1, "original": ""}
    return row | {"at": clock.now() + timedelta(microseconds=7)}


def webhook(person: Person, wants: object) -> dict:
    row = {"name": "n", "vendor": "wecom", "address": "a", "locale": "zh", "wants": wants, "by_person_id": person.id}
    return row | {"secret": "", "active": True, "failure": "", "created_at": clock.now()}


def message(person: Person) -> Message:
    now = clock.now()
    return Message(channel="email", to="a@b.c", body="", created_at=now, try_at=now, person_id=person.id)


def played(person: Person) -> Duel:
    """Its moments are finer than they are kept, as those of every clock."""
    row = {"kind": "machine", "status": "finished", "level": 1, "seed": 2**60, "version_ids": [], "state": {}}
    row |= {"started_at": clock.now(), "finished_at": clock.now() + FINE}
    row |= {"first_seen_at": clock.now() + FINE, "first_device": "00ff" * 4}
    return Duel(**row, post_id=person.post_id, first_person_id=person.id)


def contents(made: Engine) -> dict[str, Tally]:
    """What stands in every table."""
    with made.connect() as here:
        return {shape.name: tally_of(here, shape) for shape in shapes_of(Base.metadata)}


def back_up(app, path, say=quiet):
    return services.back_up(engine(), app.config["SETTINGS"], store(), path, clock.now(), say)


def restore(app, path, target):
    return services.restore(path, target, app.config["SETTINGS"], store(), quiet)
