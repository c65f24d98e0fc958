"""The organizer's way: bring a file, see what it would change, carry it out."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import select

from app.kit.database import session, transaction
from app.people.models import Person, Role
from app.people.seeding import seed_posts
from tests.app.people.test_roster import WANG, file
from tests.conftest import sign_in
from tests.factories import make_person


@pytest.fixture
def organizer(app, client):
    with transaction():
        seed_posts()
    return sign_in(client, make_person(Role.ORGANIZER))


def send(client, data: bytes):
    return client.post("/desk/roster/preview", data={"file": (io.BytesIO(data), "roster.csv")})


def names() -> set[str]:
    session().expire_all()
    return set(session().scalars(select(Person.staff_number)))


def test_a_preview_changes_nothing_and_carrying_it_out_does(organizer):
    page = send(organizer, file(WANG))
    assert page.status_code == 200
    assert "A1" not in names()
    token = re.search(r"/desk/roster/([^/]+)/apply", page.text).group(1)
    assert organizer.post(f"/desk/roster/{token}/apply", data={"file_name": "roster.csv"}).status_code == 302
    assert "A1" in names()
    assert organizer.post(f"/desk/roster/{token}/apply").status_code == 404  # it is done; there is nothing to repeat


def test_faults_are_shown_with_row_and_column(organizer):
    page = send(organizer, file(WANG.replace("me-technician", "wizard")))
    assert page.status_code == 422
    assert "Row 2, 岗位" in page.text
    assert "/apply" not in page.text


@pytest.mark.parametrize("token", ["1-" + "0" * 32, "../../etc/passwd", "x", "999-" + "a" * 32])
def test_somebody_elses_or_invented_preview_is_not_there(organizer, token):
    assert organizer.post(f"/desk/roster/{token}/apply").status_code == 404


def test_no_file_is_said_kindly(organizer):
    page = organizer.post("/desk/roster/preview", data={})
    assert page.status_code == 422
    assert "The file is empty." in page.text
