"""Sections are written and renamed in the studio: at once where no learner sees them, else when a second one agrees."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.lessons.importing import import_curriculum
from app.lessons.models import Section
from app.lessons.picturing import Pictures
from app.people.models import Role
from app.people.seeding import seed_posts
from app.studio import sections
from app.studio.models import SectionChange
from app.studio.sections import Named
from quizzes.formats import curriculum
from tests.conftest import sign_in
from tests.curricula import few
from tests.factories import make_person, make_post, make_section

FORM = {"number": "1", "title-zh": "灯光", "title-en": "Lights", "summary-zh": "看得见", "summary-en": "To be seen"}
LIGHTS = Named(1, {"en": "Lights", "zh": "灯光"}, {"en": "To be seen", "zh": "看得见"})


@pytest.fixture
def trainers(app):
    return make_person(Role.TRAINER), make_person(Role.TRAINER)


@pytest.fixture
def seen(trainers) -> Section:
    """A section with a published class."""
    make_section("lighting", 1, make_post())
    return session().scalars(select(Section)).one()


def test_a_change_of_what_learners_see_waits_for_a_second_person(client, seen, trainers):
    one, other = trainers
    sign_in(client, one)
    page = f"/studio/sections/{seen.id}"
    assert client.post(f"{page}/change", data=FORM | {"number": "4"}, follow_redirects=True).status_code == 200
    session().expire_all()
    assert seen.title["en"] != "Lights"
    change = session().scalars(select(SectionChange)).one()
    with transaction(), pytest.raises(Forbidden):
        sections.agree(change.id, one, clock.now())
    sign_in(client, other)
    assert "Agree" in client.get(page).text
    client.post(f"/studio/sections/changes/{change.id}", data={"deed": "agree"})
    session().expire_all()
    assert (seen.number, seen.title, seen.summary) == (4, LIGHTS.title, LIGHTS.summary)
    assert change.before["number"] == 1
    assert "Lights" in client.get("/learn", headers={"Accept-Language": "en"}).text or "Lights" in client.get(page).text


def test_what_others_want_of_a_section_waits_for_who_can_agree(client, seen, trainers):
    with transaction():
        change = sections.propose(seen, LIGHTS, trainers[0], clock.now())
    sign_in(client, trainers[0])
    assert "wants to change it" not in client.get("/studio").text
    sign_in(client, trainers[1])
    page = client.get("/studio").text
    assert f"{trainers[0].name} wants to change it" in page
    assert f'href="/studio/sections/{seen.id}"' in page
    with transaction():
        sections.agree(change.id, trainers[1], clock.now())
    assert "wants to change it" not in client.get("/studio").text


def test_the_database_lets_nobody_agree_to_the_own_change(seen, trainers):
    with transaction():
        change = sections.propose(seen, LIGHTS, trainers[0], clock.now())
    with pytest.raises(IntegrityError), transaction():
        change.decided_by_id = trainers[0].id


def test_a_section_that_no_learner_sees_is_made_and_changed_at_once(client, trainers):
    sign_in(client, trainers[0])
    client.post("/studio/sections", data=FORM)
    found = session().scalars(select(Section)).one()
    assert (found.key, found.number, found.in_studio) == ("lights", 1, True)
    client.post(f"/studio/sections/{found.id}/change", data=FORM | {"title-en": "Light"})
    session().expire_all()
    assert (found.key, found.title["en"]) == ("lights", "Light")
    states = [one.state for one in sections.changes(found)]
    assert states == ["done", "done"]


def test_a_section_takes_the_place_of_the_one_that_has_its_number(trainers):
    with transaction():
        first, second = (sections.create(LIGHTS, trainers[0], clock.now()) for _time in range(2))
    assert (first.number, second.number) == (1, 2)
    assert first.key != second.key
    with transaction():
        sections.propose(second, LIGHTS, trainers[0], clock.now())
    assert (first.number, second.number) == (2, 1)


def test_only_one_change_of_a_section_waits_and_who_drops_it_makes_room(seen, trainers):
    with transaction():
        change = sections.propose(seen, LIGHTS, trainers[0], clock.now())
    with pytest.raises(Conflict), transaction():
        sections.propose(seen, Named(2, LIGHTS.title, LIGHTS.summary), trainers[1], clock.now())
    with transaction():
        sections.drop(change.id, trainers[0], clock.now())
    assert seen.title != LIGHTS.title
    with transaction(), pytest.raises(Conflict):
        sections.agree(change.id, trainers[1], clock.now())
    with transaction():
        sections.propose(seen, LIGHTS, trainers[1], clock.now())


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "0"},
        {"number": "100"},
        {"number": "one"},
        {"title-en": " "},
        {"summary-zh": ""},
        {"title-zh": "长" * 61},
    ],
)
def test_what_cannot_be_a_section_is_refused_and_what_was_typed_stays(client, trainers, wrong):
    sign_in(client, trainers[0])
    page = client.post("/studio/sections", data=FORM | wrong)
    assert page.status_code == 422
    assert "To be seen" in page.text
    assert session().query(Section).count() == 0


def test_the_same_again_is_no_change(seen, trainers):
    with transaction(), pytest.raises(Conflict):
        sections.propose(seen, sections.named(seen), trainers[0], clock.now())
    with transaction(), pytest.raises(Invalid):
        sections.propose(seen, Named(1, {"en": "", "zh": ""}, LIGHTS.summary), trainers[0], clock.now())


def test_the_files_leave_a_section_that_the_studio_has_changed(app, trainers):
    delivered, pictures = curriculum.read(few()).curriculum, Pictures()
    pictures.prepare(delivered)
    with transaction():
        seed_posts()
        import_curriculum(delivered, clock.now(), pictures)
    found = session().scalars(select(Section).filter_by(number=1)).one()
    with transaction():
        change = sections.propose(found, LIGHTS, trainers[0], clock.now())
        sections.agree(change.id, trainers[1], clock.now())
        import_curriculum(delivered, clock.now(), pictures)
    session().expire_all()
    assert found.title == LIGHTS.title


@pytest.mark.parametrize("path", ["/studio/sections", "/studio/sections/1/change"])
def test_learners_write_no_sections(client, app, path):
    sign_in(client, make_person())
    assert client.get(path.removesuffix("/change")).status_code == 403
    assert client.post(path, data=FORM).status_code == 403
