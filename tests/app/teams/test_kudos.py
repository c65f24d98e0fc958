from __future__ import annotations

import pytest
from flask import render_template
from flask_login import login_user

from app.duels import avoiding
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.teams import jobs, services
from app.teams.models import Kudos
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_region, make_season
from tests.statements import counted


@pytest.fixture
def season(app):
    return make_season()


def happen(person, kind="stop", key="lanzhou", at=None, clock=None):
    with transaction():
        services.remember(person.id, kind, key, at or clock.now())


def cheer(person, other, season, clock, kind="stop", key="lanzhou", how="bravo"):
    with transaction():
        return services.cheer(person, other.id, kind, key, how, season, clock.now())


def test_a_colleague_is_cheered_once_for_the_same_thing(season, clock):
    person, other = make_person(), make_person(shows_name=True)
    happen(other, clock=clock)
    assert cheer(person, other, season, clock)
    assert not cheer(person, other, season, clock, how="thanks")
    assert [(one.for_what, one.cheer) for one in session().query(Kudos)] == [("stop:lanzhou", "bravo")]


def test_a_cheer_needs_something_that_happened_and_is_still_the_newest(season, clock):
    person, other = make_person(), make_person(shows_name=True)
    with pytest.raises(NotFound):
        cheer(person, other, season, clock)
    happen(other, key="lanzhou", clock=clock)
    happen(other, key="hami", clock=clock)
    with pytest.raises(Conflict):
        cheer(person, other, season, clock, key="lanzhou")
    with pytest.raises(Invalid):
        cheer(person, other, season, clock, key="hami", how="love")
    clock.move(days=8)
    with pytest.raises(NotFound):
        cheer(person, other, season, clock, key="hami")


def test_neither_oneself_nor_strangers_nor_who_hides_the_name_nor_who_avoids_one_is_cheered(season, clock):
    person = make_person(shows_name=True)
    hidden, gone = make_person(), make_person(shows_name=True, active=False)
    avoiding_one = make_person(shows_name=True)
    far = make_person(dealer=make_dealer("D9", make_region("south")), shows_name=True)
    with transaction():
        avoiding.ask_not_to_meet(avoiding_one, person.id, clock.now())
    for other in (person, hidden, gone, avoiding_one, far):
        happen(other, clock=clock)
        with pytest.raises(NotFound):
            cheer(person, other, season, clock)


def test_people_of_the_paired_dealer_are_cheered(season, clock):
    person, _colleague = make_person(), make_person()
    dealer = make_dealer("D9", make_region("south"))
    other, _another = make_person(dealer=dealer, shows_name=True), make_person(dealer=dealer)
    happen(other, clock=clock)
    jobs.pair()
    assert cheer(person, other, season, clock)


def test_ten_kudos_a_day_are_enough(season, clock):
    person = make_person()
    for _ in range(services.A_DAY):
        other = make_person(shows_name=True)
        happen(other, clock=clock)
        cheer(person, other, season, clock)
    eleventh = make_person(shows_name=True)
    happen(eleventh, clock=clock)
    with pytest.raises(Conflict):
        cheer(person, eleventh, season, clock)
    clock.move(days=1)
    assert cheer(person, eleventh, season, clock)


def test_an_older_fact_does_not_hide_a_newer_one(season, clock):
    person, other = make_person(), make_person(shows_name=True)
    happen(other, key="hami", clock=clock)
    before = clock.now().replace(hour=1)
    happen(other, key="lanzhou", at=before)
    assert cheer(person, other, season, clock, key="hami")


def test_the_page_shows_what_to_cheer_and_takes_it(season, client, clock):
    person, other = make_person(), make_person(shows_name=True)
    happen(other, clock=clock)
    jobs.count()
    sign_in(client, person)
    assert "Reached Lanzhou" in client.get("/team").text
    sent = {"person_id": other.id, "kind": "stop", "key": "lanzhou", "cheer": "thanks"}
    page = client.post("/team/kudos", data=sent, follow_redirects=True).text
    assert "on their way" in page
    assert "Reached Lanzhou" not in page
    for bad in ({"person_id": "x"}, {"person_id": 10**12}, sent | {"person_id": person.id}, sent | {"kind": "points"}):
        assert client.post("/team/kudos", data=bad).status_code == 404
    assert client.post("/team/kudos", data=sent | {"cheer": "x"}).status_code in (404, 422)


def test_the_page_asks_the_database_little(season, client, clock):
    person = make_person()
    for number in range(30):
        other = make_person(shows_name=True)
        happen(other, kind=("day", "stop")[number % 2], key="lanzhou", clock=clock)
    jobs.count()
    sign_in(client, person)
    client.get("/team")
    with counted() as statements:
        client.get("/team")
    assert len(statements) <= 20, statements


def test_the_card_for_today_says_how_far_the_dealer_is(season, client):
    person, _colleague = make_person(), make_person()
    jobs.count()
    with client.application.test_request_context():
        login_user(person)
        with counted() as statements:
            card = render_template("teams/_today.html")
        assert "0 of 2 take part" in card
        assert len(statements) <= 3, statements
