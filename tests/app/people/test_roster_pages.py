"""The organizer's way: bring a file, see what it would change, carry it out."""

from __future__ import annotations

import io
import re
from contextlib import nullcontext

import pytest
from sqlalchemy import select

from app.kit import telling
from app.kit.database import session, transaction
from app.people import roster_files
from app.people.models import Person, Role
from app.people.organizer_views import KIND
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


def test_the_page_that_waits_is_told_how_far_it_is(organizer, client, monkeypatch):
    told = []
    monkeypatch.setattr(telling, "telling", lambda _kind, _id: nullcontext(lambda *far: told.append(far)))
    rows = [WANG.replace("A1", f"A{number}").replace("wang@", f"wang{number}@") for number in range(1200)]
    page = send(organizer, file(*rows))
    assert told == [("reading", rows, 0) for rows in range(200, 1201, 200)]
    organizer.post(re.search(r"/desk/roster/[^/]+/apply", page.text)[0])
    assert told[-2:] == [("storing", 1000, 1200), ("storing", 1200, 1200)]


@pytest.mark.parametrize(
    ("far", "said"),
    [
        (("reading", 12000, 0), {"step": "Reading the rows …", "count": "12,000", "done": 12000, "of": 0}),
        (("storing", 500, 20000), {"step": "Storing the people …", "count": "500 / 20,000", "done": 500, "of": 20000}),
    ],
)
def test_progress_is_said_in_words_while_it_lasts_and_to_its_organizer_alone(app, organizer, far, said):
    person_id = session().scalars(select(Person.id)).one()
    nothing = {"step": "", "count": "", "done": 0, "of": 0}
    with telling.telling(KIND, person_id) as tell:
        tell(*far)
        assert organizer.get("/desk/roster/progress").get_json() == said
        other = sign_in(app.test_client(), make_person(Role.ORGANIZER))
        assert other.get("/desk/roster/progress").get_json() == nothing
    assert organizer.get("/desk/roster/progress").get_json() == nothing


def test_others_can_write_while_a_roster_is_read(organizer, monkeypatch):
    """A workbook takes seconds to read: whoever answers a question must not wait for that."""
    page = send(organizer, file(WANG))
    writing, real = [], roster_files.read

    def read(*args):
        writing.append(session().info.get("writing", False))
        return real(*args)

    monkeypatch.setattr(roster_files, "read", read)
    organizer.post(re.search(r"/desk/roster/[^/]+/apply", page.text)[0])
    assert writing == [False]
