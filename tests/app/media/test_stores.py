"""Where files lie: a folder and an S3-compatible store promise the same."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from app.kit.errors import Busy
from app.media.bucket import Bucket
from app.media.stores import Folder, Missing, Store, store
from config import BadSettings, Settings
from tests.house.test_uploads import free_port

NAME = f"{'ab' * 32}-360"


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """The address of a bucket on a server of ours, on the loopback."""
    server = ThreadedMotoServer("127.0.0.1", free_port(), verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://key:secret@{host}:{port}/media?region=us-east-1"
    bucket = Bucket(url)
    bucket._connected().make_bucket("media")
    yield url
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Folder(tmp_path) if request.param == "folder" else Bucket(request.getfixturevalue("s3"))


def test_what_is_put_can_be_read_whole_and_in_parts_and_is_gone_when_removed(app, files):
    files.put(NAME, b"0123456789", "image/webp")
    files.put(NAME, b"0123456789", "image/webp")
    assert files.has(NAME)
    assert b"".join(files.read(NAME, 0, 2**40)) == b"0123456789"
    assert b"".join(files.read(NAME, 3, 6)) == b"345"
    assert b"".join(files.read(NAME, 8, 100)) == b"89"
    files.remove(NAME)
    files.remove(NAME)
    assert not files.has(NAME)


def test_what_is_not_there_is_missing(app, files):
    with pytest.raises(Missing):
        files.read(f"{'cd' * 32}-clip", 0, 10)


@pytest.mark.parametrize("name", ["../../etc/passwd", "a", f"{'ab' * 32}-../x", f"{'AB' * 32}-360", "", "\0"])
def test_a_name_that_was_not_made_of_a_hash_is_no_path(app, files, name):
    for deed in (lambda: files.put(name, b"", ""), lambda: files.has(name), lambda: files.read(name, 0, 1)):
        with pytest.raises(ValueError, match=re.escape(name) or None):
            deed()


def test_a_large_file_comes_in_parts(app, files):
    files.put(NAME, bytes(300_000), "video/mp4")
    parts = list(files.read(NAME, 0, 300_000))
    assert len(parts) > 3
    assert sum(map(len, parts)) == 300_000
    files.remove(NAME)


def test_a_store_that_does_not_answer_is_busy_and_breaks_nothing(app):
    away = Bucket(f"http://key:secret@127.0.0.1:{free_port()}/media")
    with app.test_request_context(), pytest.raises(Busy):
        away.put(NAME, b"x", "image/webp")


def test_the_settings_say_which_store_it_is(app):
    assert isinstance(store(), Folder)
    given = {"PADDOCK_HOME": str(app.config["SETTINGS"].home), "SECRET_KEY": "test " * 8}
    assert Settings.of_environment(given | {"MEDIA_S3_URL": "https://k:s@host/media"}).media_s3_url
    for bad in ("s3://bucket", "https://host/media", "https://k:s@host"):
        with pytest.raises(BadSettings):
            Settings.of_environment(given | {"MEDIA_S3_URL": bad})
