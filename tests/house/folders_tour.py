"""The trainers' part of the walk: a curriculum's folder, what is wrong with one, and its sections."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.kit.database import session
from app.lessons import exporting
from app.lessons.models import Section
from app.studio.models import Bringing, SectionChange

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


def sections(client: FlaskClient) -> Iterator[Stop]:
    typed = {"number": "8", "title-zh": "氢能", "title-en": "<b>H2</b>", "summary-zh": "储氢", "summary-en": "Tanks"}
    yield "sections", client.get("/studio/sections")
    yield "sections, half typed", client.post("/studio/sections", data=typed | {"title-en": ""})
    yield "new section", client.post("/studio/sections", data=typed, follow_redirects=True)
    page = f"/studio/sections/{session().scalar(select(Section.id).order_by(Section.number).limit(1))}"
    yield "section", client.get(page)
    yield "section, half typed", client.post(f"{page}/change", data=typed | {"summary-zh": ""})
    yield "section, proposed", client.post(f"{page}/change", data=typed, follow_redirects=True)
    yield "section, proposed twice", client.post(f"{page}/change", data=typed)
    change = session().scalar(select(SectionChange.id).order_by(SectionChange.id.desc()).limit(1))
    decision = f"/studio/sections/changes/{change}"
    yield "section, own change", client.post(decision, data={"deed": "agree"}, follow_redirects=True)
    yield "section, dropped", client.post(decision, data={"deed": "drop"}, follow_redirects=True)
    yield "section, dropped twice", client.post(decision, data={"deed": "drop"})
    yield "no such section", client.get("/studio/sections/999999")
