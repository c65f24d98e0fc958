from __future__ import annotations

from datetime import timedelta

import pytest

from app.kit import clock as time
from app.kit.database import session, transaction
from app.leagues import jobs, presenters
from app.leagues.models import LeagueOptOut
from tests.conftest import sign_in
from tests.factories import give_points, make_person, make_post, make_season
from tests.statements import counted


def a_group(*points, season):
    people = [make_person() for _ in points]
    for person, amount in zip(people, points, strict=True):
        if amount:
            give_points(person, amount, season)
    return people


def read(client, person) -> str:
    return sign_in(client, person).get("/league").text


def test_the_page_shows_my_group_its_zones_and_how_far_it_is(app, client):
    season = make_season()
    people = a_group(100, 90, 80, 70, 60, season=season)
    jobs.turn()
    said = read(client, people[1])
    assert "First gear" in said
    assert "Place 2 of 5" in said
    assert "10 points more and you are where people shift up." in said
    assert "ends with May 31" not in said
    assert "ends with Jun 7, 2026" in said
    assert 'aria-current="true"' in said
    assert "Shift down" not in said.split("<details")[0]  # from first gear nobody shifts down


def test_in_the_season_s_last_week_the_page_promises_no_shift(app, client):
    today = time.now().date()
    season = make_season(first_day=today - timedelta(days=28), last_day=today + timedelta(days=3))
    people = [make_person() for _ in range(6)]
    for amount, person in enumerate(people, 1):
        give_points(person, 10 * amount, season)
    jobs.turn()
    sign_in(client, people[-1])
    page = client.get("/league").get_data(as_text=True)
    assert "last week: nobody shifts any more" in page
    assert "you would shift" not in page
    assert "zone--up" not in page


def test_the_page_says_how_last_week_ended(app, client, clock):
    season = make_season()
    people = a_group(100, 90, 80, 70, 60, season=season)
    jobs.turn()
    clock.move(days=7)
    assert "within minutes" in read(client, people[0])
    jobs.turn()
    said = read(client, people[0])
    assert "You shifted up: Second gear." in said
    assert "place 1 with 100 points." in said
    assert "You kept your gear." in read(client, people[1])
    clock.move(days=7)
    jobs.turn()
    assert "You rested, and kept your gear." in read(client, people[0])


def test_names_show_as_on_boards(app, client):
    season = make_season()
    people = a_group(*range(200, 188, -1), 0, season=season)
    with transaction():
        people[11].shows_name = True
    jobs.turn()
    said = read(client, people[0])
    shown = [person.name in said for person in people[:12]]
    assert shown == [True] * 10 + [False, True]


def test_who_opts_out_is_seen_by_nobody_and_can_come_back(app, client):
    season = make_season()
    people = a_group(100, 90, 80, 70, 60, season=season)
    jobs.turn()
    sign_in(client, people[0])
    page = client.post("/league/choice", data={"takes_part": "no"}, follow_redirects=True)
    assert "You do not take part in the leagues" in page.text
    assert people[0].name not in read(client, people[1])
    sign_in(client, people[0])
    page = client.post("/league/choice", data={"takes_part": "yes"}, follow_redirects=True)
    assert "Place 1 of 5" in page.text


@pytest.mark.parametrize("answer", [None, "", "maybe", "no" * 9999])
def test_another_answer_than_yes_or_no_is_refused_and_changes_nothing(app, client, answer):
    make_season()
    sign_in(client, make_person())
    page = client.post("/league/choice", data={"takes_part": answer} if answer is not None else {})
    assert page.status_code == 422
    assert "yes or no" in page.text
    assert session().query(LeagueOptOut).count() == 0


def test_every_state_has_a_face(app, client, clock):
    person = make_person()
    assert "No season is running" in read(client, person)
    season = make_season(audience={"posts": ["me-technician"]})
    assert "The groups are there within minutes" in read(client, person)
    jobs.turn()
    assert "You are in no group yet" in read(client, person)
    assert "other posts, regions or brands" in read(client, make_person(post=make_post("parts", "parts")))
    assert "You chose the plain view" in read(client, make_person(plain=True))
    give_points(person, 5, season)
    jobs.turn()
    assert "Place 1 of 1" in read(client, person)
    with transaction():
        season.status = "frozen"
    said = read(client, person)
    assert "This season is over" in said
    assert "Place 1 of 1" in said
    assert "If the week ended now" not in said


def test_the_card_for_today_takes_one_statement_beside_the_season_s(app):
    season = make_season()
    people = a_group(100, 90, 80, 70, 60, season=season)
    jobs.turn()
    with app.test_request_context():
        from_today = _card_of(people[1])
        with counted() as statements:
            _card_of(people[1])
    assert (from_today.me.place, from_today.to_go) == (2, 10)
    assert len(statements) <= 2


def test_the_page_takes_few_statements_whatever_the_size_of_the_season(app):
    season = make_season()
    people = a_group(100, 90, 80, 70, 60, season=season)
    jobs.turn()
    presenters.page(people[1], time.now())
    with counted() as statements:
        presenters.page(people[1], time.now())
    assert len(statements) <= 6


def _card_of(person):
    season = presenters.running(time.now())
    return presenters._group(person, season, presenters.week_of(season, presenters.day_of(season, time.now())))
