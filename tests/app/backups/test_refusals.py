"""A backup that is damaged, altered or in the wrong place is refused in words, and nothing is touched."""

from __future__ import annotations

import json
import zipfile

import pytest
from sqlalchemy import func, select, text

from app.backups import archive, loading, reading
from app.backups.reading import Tally
from app.backups.shapes import Shape, shapes_of
from app.kit import migrating
from app.kit.database import Base, make_engine
from app.kit.errors import Conflict, Invalid
from app.operations.locks import Lock
from app.people.models import Person
from tests.app.backups.houses import back_up, contents, quiet, restore, run


def test_nothing_is_written_over(app, house, tmp_path):
    back_up(app, tmp_path / "house.zip")
    before = contents(house)
    with pytest.raises(Conflict, match="not-empty"):
        restore(app, tmp_path / "house.zip", house)
    assert contents(house) == before


def altered(path, name: str, change) -> None:
    """The same backup with one of its files changed."""
    with zipfile.ZipFile(path) as old:
        files = {one: old.read(one) for one in old.namelist()}
    files[name] = change(files[name])
    with zipfile.ZipFile(path, "w") as new:
        for one, data in files.items():
            new.writestr(one, data)


@pytest.mark.parametrize(
    ("name", "change", "refusal"),
    [
        ("rows/persons.jsonl", lambda data: data.replace(b"Ann", b"Bob"), Conflict),
        ("rows/persons.jsonl", lambda data: data[:0], Conflict),
        ("rows/webhooks.jsonl", lambda data: data + data, Invalid),  # a number twice
    ],
)
def test_a_backup_that_was_changed_leaves_an_empty_database(app, house, target, tmp_path, name, change, refusal):
    path = tmp_path / "house.zip"
    back_up(app, path)
    altered(path, name, change)
    with pytest.raises(refusal):
        restore(app, path, target)
    assert {tally.rows for tally in contents(target).values()} == {0}


@pytest.mark.parametrize("name", ["../secret_key", "certificates/../../x", "paddock.db", "certificates/a/b"])
def test_a_backup_puts_no_file_where_none_belongs(app, house, tmp_path, name):
    path = tmp_path / "house.zip"
    back_up(app, path)
    altered(path, archive.MANIFEST, lambda data: json.dumps(json.loads(data) | {"files": [name]}).encode())
    with pytest.raises(Conflict, match="strange-file"):
        restore(app, path, house)


@pytest.mark.parametrize("cut", [0, 10, -30])
def test_what_is_no_backup_is_refused_in_words(app, house, tmp_path, cut):
    path = tmp_path / "house.zip"
    back_up(app, path)
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(Invalid, match="invalid"), archive.reading(path):
        pass


def test_a_backup_that_fails_leaves_no_file(app, house, tmp_path):
    def say(_line: str) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        back_up(app, tmp_path / "house.zip", say)
    assert [one.name for one in tmp_path.iterdir() if "zip" in one.name or "copy" in one.name] == []


def test_a_house_that_still_runs_is_not_moved_unless_asked(app, house, target):
    lock = Lock(house, app.config["SETTINGS"].home)
    urls = [one.url.render_as_string(hide_password=False) for one in (house, target)]
    ask = app.test_cli_runner().invoke
    assert lock.take()
    try:
        refused = ask(args=["data", "move", *urls])
        assert (refused.exit_code, "Somebody still runs the jobs" in refused.output) == (1, True)
        assert ask(args=["data", "move", *urls, "--while-running"]).exit_code == 0
    finally:
        lock.release()
    assert contents(target) == contents(house)


def test_every_kind_of_column_is_known_and_an_old_schema_is_refused(app, house, tmp_path):
    kinds = {kind for shape in shapes_of(Base.metadata) for _name, kind in shape.columns}
    assert kinds == {"moment", "stamp-ms", "day", "json", "bool", "float", "int", "text", "bytes"}
    run(house, "update alembic_version set version_num = '227265ab7f3b'")
    with pytest.raises(Conflict, match="old-schema"):
        back_up(app, tmp_path / "house.zip")


def test_a_backup_of_an_older_schema_comes_up_to_the_newest(app, tmp_path):
    """Its tables are made as they were then."""
    old, path = make_engine(f"sqlite:///{tmp_path / 'old.db'}"), tmp_path / "old.zip"
    migrating.upgrade_to(old, "227265ab7f3b")
    region = Shape("regions", (("id", "int"), ("code", "text"), ("name_en", "text"), ("name_zh", "text")), "id")
    tally = Tally()
    tally.add(reading.line_of(row := [1, "n", "North", "北"]))
    made = archive.Manifest("227265ab7f3b", "then", "sqlite", [region], {"regions": tally})
    with archive.writing(path) as zip:
        archive.put_rows(zip, region, iter([(reading.line_of(row), row)]))
        zip.writestr(archive.MANIFEST, made.told())
    new = make_engine(f"sqlite:///{tmp_path / 'new.db'}")
    restore(app, path, new)
    assert migrating.is_current(new)
    with new.connect() as here:
        assert here.execute(text("select * from regions")).all()[0][:4] == tuple(row)
        assert here.scalar(select(func.count()).select_from(Person)) == 0
    for one in (old, new):
        one.dispose()


def test_a_load_says_which_table_refused(app, house, target):
    shape = Shape("persons", (("id", "int"),), "id")
    load = loading.Load([shape], lambda _shape: iter([[1]]), {}, {"persons": Tally()})
    with pytest.raises(Invalid) as refused:
        loading.load(target, load, quiet)
    assert "A row of persons does not fit" in str(refused.value.message)
