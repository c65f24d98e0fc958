"""Nobody opens a class about work on high voltage before the classes that keep them safe are mastered."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from app.days import queries as days
from app.kit import clock
from app.kit.database import session, transaction
from app.lessons.models import Check, MicroClass, Progress, requirements
from app.people.models import Role
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section

SAFE, STEP, WORK = "hv-voltage-free", "the-interlock", "the-inverter"


@pytest.fixture
def road(app):
    """The class on safety, one that requires it, and one that requires that one."""
    post = make_post()
    found = make_section("hv", 3, post, asks=[make_question(post)])
    with transaction() as here:
        for one, key in zip(found, (SAFE, STEP, WORK), strict=True):
            here.get_one(MicroClass, one.id).key = key
        for later, sooner in ((1, 0), (2, 1)):
            here.execute(insert(requirements).values(micro_class_id=found[later].id, requires_id=found[sooner].id))
    return [one.id for one in found]


def complete(person, micro_class_id):
    with transaction() as here:
        now = clock.now()
        here.add(Progress(person_id=person.id, micro_class_id=micro_class_id, opened_at=now, completed_at=now))


def test_a_class_stays_closed_until_the_safety_before_it_is_mastered_also_through_others(client, road):
    person = make_person()
    sign_in(client, person)
    for key in (STEP, WORK):
        page = client.get(f"/class/{key}")
        assert f'href="/class/{SAFE}"' in page.text
        assert "checks" not in page.text
        assert client.post(f"/class/{key}/checks").status_code == 409
    assert session().scalars(select(Progress)).all() == []
    assert session().scalars(select(Check)).all() == []
    complete(person, road[0])
    assert f"/class/{WORK}" not in client.get(f"/class/{STEP}").text
    assert "安全" not in client.get(f"/class/{WORK}").text
    assert session().scalars(select(Progress.micro_class_id).order_by(Progress.micro_class_id)).all() == road


def test_a_closed_class_is_neither_the_next_one_nor_of_the_day(client, road):
    person = make_person()
    sign_in(client, person)
    section = client.get("/learn/hv").text
    assert section.count("#lock") == 2
    assert f"/class/{SAFE}" in client.get("/learn").text
    assert [offer.id for offer, _completed in days.offers(person)] == [road[0]]
    complete(person, road[0])
    assert f"/class/{STEP}" in client.get("/learn").text
    assert client.get("/learn/hv").text.count("#lock") == 0
    assert [offer.id for offer, _completed in days.offers(person)] == road


def test_a_closed_class_that_was_completed_before_stays_completed(client, road):
    person = make_person()
    complete(person, road[2])
    assert road[2] in [offer.id for offer, _completed in days.offers(person)]


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ORGANIZER])
def test_who_writes_classes_or_runs_the_season_reads_all_of_them(client, road, role):
    sign_in(client, make_person(role))
    assert f"/class/{SAFE}" not in client.get(f"/class/{WORK}").text
    assert "#lock" not in client.get("/learn/hv").text
