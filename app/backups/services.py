"""Take a backup while people play, bring it back on either engine, and move a house from one engine to the other."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, Engine, inspect, select

from app.backups import archive, loading, reading
from app.backups.archive import Manifest
from app.backups.loading import Load, Rows
from app.backups.reading import Tally, lines
from app.backups.shapes import Shape, shapes_of
from app.kit import migrating
from app.kit.database import Base
from app.kit.errors import Conflict
from app.media.models import Medium
from app.media.services import stored_files
from app.media.stores import Missing, Store
from config import Settings

KEYS = ("secret_key", "vapid_key", "badge_key.pem")
FOLDERS = ("certificates",)  # files that were asked for once and cannot be fetched from anywhere else
LONGEST = 2**40
OLD_SCHEMA = "The database is not at the newest schema. Run `flask migrate` first."
NOT_EMPTY = "There are rows in this database already. Name an empty one: nothing is ever written over."
OTHER_SCHEMA = "This database has tables of another schema. Name one without tables."
Say = Callable[[str], None]


def back_up(engine: Engine, settings: Settings, store: Store, path: Path, now: datetime, say: Say) -> Manifest:
    """Write the house into one file as it stands at one moment; nobody needs to stop. Raises Conflict."""
    with reading.snapshot(engine, path.parent) as here, archive.writing(path) as zip:
        _require_current(here)
        shapes = shapes_of(Base.metadata)
        made = Manifest(reading.revision(here), now.isoformat(), engine.dialect.name, shapes)
        made.secret, made.counters = _known_by(settings), reading.counters(here)
        for shape in shapes:
            say(f"  {shape.name} …")
            made.tallies[shape.name] = Tally()
            archive.put_rows(zip, shape, lines(here, shape, made.tallies[shape.name]))
        _keep_media(zip, here, store, made)
        _keep_files(zip, settings.home, made)
        zip.writestr(archive.MANIFEST, made.told())
    return made


def _keep_media(zip: ZipFile, here: Connection, store: Store, made: Manifest) -> None:
    named = (Medium(**row) for row in here.execute(select(Medium.__table__)).mappings())
    for name, type in stored_files(named):
        try:
            archive.store(zip, f"media/{name}", b"".join(store.read(name, 0, LONGEST)))
            made.media[name] = type
        except Missing:  # thrown away since, or lost before
            made.missing.append(name)


def _keep_files(zip: ZipFile, home: Path, made: Manifest) -> None:
    wanted = [home / name for name in KEYS]
    wanted += [path for name in FOLDERS for path in sorted((home / name).glob("*")) if path.suffix != ".half"]
    for path in wanted:
        if path.is_file():
            name = str(path.relative_to(home))
            zip.write(path, f"home/{name}")
            made.files.append(name)


def restore(path: Path, engine: Engine, settings: Settings, store: Store, say: Say) -> Manifest:
    """Bring a backup back into an empty database, on whatever engine, and up to the newest schema.

    What stands in the database afterwards is counted and compared with the backup before it is committed. Raises
    Invalid, Conflict, and `config.BadSettings` where the backup is of a newer Paddock.
    """
    with archive.reading(path) as (zip, made):
        _check_files(made)
        _make_ready(engine, made.revision)
        rows = partial(archive.rows, zip)
        loading.load(engine, Load(made.shapes, rows, made.counters, made.tallies), say)
        for name, type in made.media.items():
            store.put(name, zip.read(f"media/{name}"), type)
        for name in made.files:
            _put_back(zip, settings.home, name)
    migrating.upgrade(engine)
    return made


def is_of_this_secret(made: Manifest, settings: Settings) -> bool:
    return made.secret == _known_by(settings) or "secret_key" in made.files


def move(source: Engine, target: Engine, say: Say) -> dict[str, Tally]:
    """Copy all rows of one database into another, empty one; how many they were. Raises Conflict, Invalid."""
    with tempfile.TemporaryDirectory() as folder, reading.snapshot(source, _beside(source, folder)) as there:
        _require_current(there)
        shapes = shapes_of(Base.metadata)
        expected = {shape.name: Tally() for shape in shapes}
        _make_ready(target, migrating.newest())

        def rows(shape: Shape) -> Rows:
            return (values for _line, values in lines(there, shape, expected[shape.name]))

        loading.load(target, Load(shapes, rows, reading.counters(there), expected), say)
    return expected


def _beside(source: Engine, otherwise: str) -> Path:
    """Where there is as much room as the database has taken."""
    return Path(source.url.database or otherwise).parent if source.dialect.name == "sqlite" else Path(otherwise)


def _require_current(here: Connection) -> None:
    if reading.revision(here) != migrating.newest():
        raise Conflict(OLD_SCHEMA, code="old-schema")


def _make_ready(engine: Engine, revision: str) -> None:
    """The schema of this migration, and no rows."""
    with engine.connect() as here:
        has_tables, stands_at = bool(inspect(here).get_table_names()), reading.revision(here)
        if reading.filled(here, Base.metadata.tables):
            raise Conflict(NOT_EMPTY, code="not-empty")
        if has_tables and stands_at != revision:
            raise Conflict(OTHER_SCHEMA, code="other-schema")
    if has_tables:
        return
    if revision == migrating.newest():
        migrating.create(engine)
    else:
        migrating.upgrade_to(engine, revision)


def _check_files(made: Manifest) -> None:
    """Nothing is written outside of where the keys and certificates of a house lie."""
    for name in made.files:
        folder, _, file = name.rpartition("/")
        if name not in KEYS and (folder not in FOLDERS or not file or file.startswith(".")):
            raise Conflict(f"A backup of Paddock has no file {name}.", code="strange-file")


def _put_back(zip: ZipFile, home: Path, name: str) -> None:
    """A file of PADDOCK_HOME; another one of this name is kept beside it."""
    target, data = home / name, zip.read(f"home/{name}")
    if target.exists() and target.read_bytes() != data:
        shutil.move(target, target.with_name(f"{target.name}.before"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def _known_by(settings: Settings) -> str:
    return hmac.new(settings.secret_key.encode(), b"paddock backup", hashlib.sha256).hexdigest()[:16]
