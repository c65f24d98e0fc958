"""A place on a picture in files of other programs: taken along as QTI it comes back, others say that it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.kit import clock as time
from app.kit.database import session, transaction
from app.media import services
from app.media.models import Medium
from app.people.models import Role
from app.studio import bringing, enclosing, taking
from app.studio.albums import Album
from app.studio.comparing import Wish
from app.studio.models import Draft
from app.studio.queries import Look
from quizzes.formats import catalogue
from quizzes.formats.exchange import Reading
from tests.app.media import files
from tests.app.media.test_hotspots import ALT, FORM
from tests.conftest import sign_in
from tests.factories import make_person, make_post

WISH = Wish("en", ("me-technician",))


@pytest.fixture
def trainer(app):
    make_post()
    return make_person(Role.TRAINER)


@pytest.fixture
def asked(client, trainer) -> Draft:
    """A published question about a place, with its picture."""
    prepared = services.prepare(files.picture(), "bay.jpg")
    with transaction():
        key = services.keep(prepared, None, time.now(), ALT).key
    sign_in(client, trainer)
    client.post("/studio/questions", data={"kind": "hotspot"})
    draft = session().scalars(select(Draft)).one()
    page = f"/studio/drafts/{draft.id}"
    client.post(page, data=FORM | {"media": key, "markers": "1", "version": draft.version, "go": "send"})
    sign_in(client, make_person(Role.TRAINER))
    version = session().scalars(select(Draft.version)).one()
    assert client.post(f"{page}/review", data={"deed": "approve", "version": version}).status_code == 303
    session().expire_all()
    return session().scalars(select(Draft)).one()


def taken(app, name: str) -> taking.Taken:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        return taking.take(Look(), name, "en")


def look(data: bytes) -> list[tuple[str, str]]:
    name, reading = bringing.read(data)
    assert list(reading.notes) == []
    return [(one.fate.value, one.key) for one in bringing.preview(name, reading, WISH).found]


def test_it_goes_along_as_qti_with_its_picture_and_comes_back_unchanged(app, asked):
    found = taken(app, "qti")
    assert (found.count, found.notes) == (1, [])
    assert not any("stays here" in said or "left out" in said for said in found.lost[1:])
    assert look(found.data) == [("unchanged", asked.key)]


def test_of_another_house_it_is_a_draft_with_regions_and_picture(app, asked, trainer):
    data = taken(app, "qti").data
    name, reading = bringing.read(data)
    stranger = Reading([replace(reading.items[0], ident="other-1", text="Where is it?")])
    with transaction():
        found = bringing.preview(name, stranger, WISH)
        bringing.bring(found, WISH, "q.zip", trainer, time.now(), album=Album())
    draft = session().scalars(select(Draft).filter_by(key="other-1")).one()
    assert draft.content["media"] == session().scalars(select(Medium)).one().plate()
    assert [one["at"] for one in draft.content["regions"]] == [
        [0.05, 0.1, 0.4, 0.8],
        [0.75, 0.5, 0.1],
        [0.6, 0.05, 0.9, 0.05, 0.75, 0.3],
    ]
    assert draft.content["regions"][1]["why"] == {"en": "That is the tank.", "zh": ""}


@pytest.mark.parametrize("name", sorted(set(catalogue.NAMES) - {"qti"}))
def test_other_formats_say_that_it_stays(app, asked, name):
    found = taken(app, name)
    assert found.count == 0
    assert "1 question about a place on a picture stays here: only QTI holds the places." in found.lost


def test_without_its_picture_it_stays_and_that_is_said(app, asked, monkeypatch):
    monkeypatch.setattr(enclosing, "MOST_BYTES", 10)
    found = taken(app, "qti")
    assert found.count == 0
    assert any("its picture is lost" in said for said in found.lost)
    assert not any("shows a picture" in said for said in found.lost)
