"""The trainers' part of the walk: a curriculum's folder, and what is wrong with one."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kit.database import session
from app.lessons import exporting
from app.studio.models import Bringing

Stop = tuple[str, TestResponse]
PAGE = "/studio/folder"
CARD = b"id: hydrogen\nnumber: 9\ntitle: {en: Hydrogen, zh: \xe6\xb0\xa2}\nsummary: {en: s, zh: s}\n"


def folders(client: FlaskClient) -> Iterator[Stop]:
    files = exporting.export().files
    name = next(name for name in files if name.endswith("hv-orange-means-stop.yaml"))
    changed = files | {name: files[name].replace(b"minutes: 3", b"minutes: 4", 1), "9-hydrogen/section.yaml": CARD}
    yield "folder", client.get(PAGE)
    yield "folder, no file", client.post(f"{PAGE}/preview", data={})
    yield "folder, no zip", _sent(client, b"hello")
    yield "folder, unchanged", _sent(client, exporting.archive(files))
    yield "folder, faults", _sent(client, exporting.archive(changed | {name: b"id: <b>x</b>\nminutes: many\n"}))
    preview = _sent(client, exporting.archive(changed))
    yield "folder, preview", preview
    token = preview.text.split(f"{PAGE}/")[1].split("/")[0]
    yield "folder, brought", client.post(f"{PAGE}/{token}/apply", data={}, follow_redirects=True)
    yield "folder, brought twice", client.post(f"{PAGE}/{token}/apply", data={})
    number = session().scalar(select(Bringing.id).order_by(Bringing.id.desc()).limit(1))
    yield "folder, taken back", client.post(f"/studio/bringings/{number}/take-back", follow_redirects=True)
    yield "folder, once before", client.get(PAGE)


def _sent(client: FlaskClient, data: bytes) -> TestResponse:
    return client.post(f"{PAGE}/preview", data={"file": (io.BytesIO(data), "mine.zip")})
