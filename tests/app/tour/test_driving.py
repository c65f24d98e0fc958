"""Cars move by mastery, each step once; legs open by driving or by their day; stops are told once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from markupsafe import escape

from app.kit import clock as time
from app.kit.database import session, transaction
from app.lessons import services as lessons
from app.lessons.remembering import Place
from app.seasons import queries as seasons
from app.tour import jobs, queries, rebuilding, services
from app.tour.events import StopReached
from app.tour.models import Journey
from quizzes.rules import tour
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_post, make_question, make_season, make_section

ROAD = tour.plan(tour.route())
FIRST, SECOND = ROAD.legs[0], ROAD.legs[1]


@pytest.fixture
def stated(app):
    """Stops reached, in the order stated."""
    found = []
    app.extensions["effects"] = app.extensions["effects"] | {StopReached: [found.append]}
    return found


@pytest.fixture
def season(app):
    return make_season()


def learn(person, *questions, right: bool = True) -> None:
    with transaction():
        for question in questions:
            lessons.learn(person, question.id, right, time.now(), Place.CHECK)


def metres_of(person) -> int:
    session().expire_all()
    journey = session().query(Journey).filter_by(person_id=person.id).one_or_none()
    return journey.metres if journey else 0


def ask(leg: tour.Leg, count: int, *posts) -> list:
    questions = [make_question(*posts) for _ in range(count)]
    make_section(leg.section, 1, *posts, asks=questions)
    return questions


def test_mastery_moves_the_car_and_repetition_does_not(season, clock):
    questions, person = ask(FIRST, 10), make_person()
    learn(person, questions[0], right=False)
    assert metres_of(person) == 0
    learn(person, questions[1])
    once = metres_of(person)
    assert once == FIRST.metres * 7 // 100
    learn(person, questions[1])
    assert metres_of(person) == once
    clock.move(days=1)
    learn(person, questions[1])
    assert metres_of(person) == FIRST.metres * 9 // 100
    assert list(rebuilding.differences(time.now())) == []


def test_kilometres_of_a_locked_leg_wait_until_enough_of_the_leg_before_is_mastered(season, stated):
    first, second, person = ask(FIRST, 10, make_post()), ask(SECOND, 10, make_post()), make_person()
    learn(person, *second)
    assert metres_of(person) == 0
    learn(person, *first[:8])
    assert metres_of(person) == FIRST.metres * 56 // 100
    learn(person, first[8])
    assert metres_of(person) == FIRST.metres * 63 // 100 + SECOND.metres * 7 // 10
    passed = tour.stops_passed(ROAD, metres_of(person))
    assert [fact.stop_key for fact in stated] == [stop.key for stop in ROAD.stops[1 : passed + 1]]


def test_a_section_without_a_class_for_the_post_holds_nobody_up_and_brings_kilometres(season, client):
    painter, others = make_post("painting-technician"), ask(FIRST, 10, make_post())
    own, person = ask(SECOND, 10, painter), make_person(post=painter)
    learn(person, *own[:5])
    assert metres_of(person) == SECOND.metres * 35 // 100
    learn(person, others[0])
    assert metres_of(person) == SECOND.metres * 35 // 100 + FIRST.metres * 7 // 100
    assert list(rebuilding.differences(time.now())) == []
    sign_in(client, person)
    assert "holds you up nowhere" in client.get("/tour/leg/1").get_data(as_text=True)
    assert "the legs before have no class for your post" in client.get("/tour/leg/2").get_data(as_text=True)


def test_a_leg_opens_for_everybody_on_its_day_and_once(app, stated, clock):
    today = seasons.day_of(season := make_season(legs=legs_with_a_day(date(2026, 6, 3))), time.now())
    ask(FIRST, 1, make_post())
    second, person = ask(SECOND, 10, make_post()), make_person()
    learn(person, *second)
    jobs.open_legs()
    assert metres_of(person) == 0
    clock.move(days=date(2026, 6, 3).toordinal() - today)
    assert jobs.open_legs() == 1
    assert metres_of(person) == SECOND.metres * 7 // 10
    told = len(stated)
    assert told
    assert jobs.open_legs() == 0
    assert len(stated) == told
    assert seasons.running(time.now()).id == season.id


def legs_with_a_day(day: date) -> list[dict]:
    legs = [{"section": key, "until": until, "opens_on": None} for key, until in ROAD.route.legs]
    return [legs[0], legs[1] | {"opens_on": day.isoformat()}, *legs[2:]]


def test_whoever_knew_something_before_the_season_sets_off_with_it(app):
    questions, person = ask(FIRST, 10), make_person()
    learn(person, *questions[:5])
    assert metres_of(person) == 0  # no season, no journey
    make_season()
    jobs.open_legs()
    assert metres_of(person) == FIRST.metres * 35 // 100
    learn(person, questions[5])
    assert metres_of(person) == FIRST.metres * 42 // 100


def test_another_post_keeps_the_kilometres(season):
    technician, advisor = make_post(), make_post("parts-advisor", "parts")
    for_both = ask(FIRST, 4, technician, advisor)
    person = make_person(post=technician)
    learn(person, *for_both[:3])
    driven = metres_of(person)
    make_section(SECOND.section, 1, advisor, asks=[make_question(advisor) for _ in range(5)])
    with transaction():
        person.post_id = advisor.id
    learn(person, for_both[3])
    assert metres_of(person) > driven
    assert list(rebuilding.differences(time.now())) == []


def test_only_those_whom_the_season_is_for_drive(app):
    make_season(audience={"posts": ["parts-advisor"]})
    questions = ask(FIRST, 4, make_post(), make_post("parts-advisor", "parts"))
    outside, inside = make_person(), make_person(post=make_post("parts-advisor", "parts"))
    learn(outside, questions[0])
    learn(inside, questions[0])
    assert (metres_of(outside), metres_of(inside)) == (0, FIRST.metres * 175 // 1000)


def test_a_journey_that_was_lost_is_found_and_mended(season):
    questions, person = ask(FIRST, 10), make_person()
    learn(person, *questions[:6])
    driven = metres_of(person)
    with transaction() as here:
        journey = here.query(Journey).one()
        journey.shares, journey.metres, journey.stops, journey.greeted = {}, 0, 0, 0
    assert len(list(rebuilding.differences(time.now()))) == 1
    with transaction():
        assert rebuilding.rebuild(time.now()) == 1
    assert metres_of(person) == driven
    with transaction():
        assert rebuilding.rebuild(time.now()) == 0


def test_an_ended_season_moves_nobody(app, clock):
    make_season(last_day=time.now().date() - timedelta(days=1))
    questions, person = ask(FIRST, 4), make_person()
    learn(person, questions[0])
    assert metres_of(person) == 0


# the pages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plain", [False, True])
def test_an_arrival_is_shown_once_and_never_in_the_plain_view(season, client, plain):
    questions, person = ask(FIRST, 4), make_person(plain=plain)
    learn(person, *questions)
    sign_in(client, person)
    stop = ROAD.stops[tour.stops_passed(ROAD, metres_of(person))]
    arrived = f"You have arrived in {escape(stop.name['en'])}."
    first, again = (client.get("/tour").get_data(as_text=True) for _ in range(2))
    assert (arrived in first) is not plain
    assert arrived not in again


def test_a_stop_names_colleagues_of_the_dealer_who_agreed_and_counts_the_others(season, client):
    questions = ask(FIRST, 4)
    me, shown, hidden = (
        make_person(),
        make_person(name="看得见", shows_name=True),
        make_person(name="看不见", shows_name=False),
    )
    far = make_person(name="别家的", shows_name=True, dealer=make_dealer("D002"))
    for person in (me, shown, hidden, far):
        learn(person, *questions)
    sign_in(client, me)
    stop = ROAD.stops[tour.stops_passed(ROAD, metres_of(me))]
    page = client.get(f"/tour/stop/{stop.key}").get_data(as_text=True)
    assert "看得见" in page
    assert "看不见" not in page
    assert "别家的" not in page


def test_the_picture_exists_only_for_who_agreed_and_names_only_who_wants_it(season, client):
    questions, person = ask(FIRST, 4), make_person(name="李想")
    sign_in(client, person)
    assert client.post("/tour/card", data={"card": "named"}).status_code == 409  # nothing to show yet
    learn(person, questions[0])
    assert client.get("/tour/card.svg").status_code == 404
    assert client.post("/tour/card", data={"card": "everybody"}).status_code in {400, 422}
    assert client.post("/tour/card", data={"card": "anonymous"}).status_code == 303
    assert "李想" not in client.get("/tour/card.svg").get_data(as_text=True)
    client.post("/tour/card", data={"card": "named"})
    assert "李想" in client.get("/tour/card.svg").get_data(as_text=True)
    client.post("/tour/card", data={"card": "none"})
    assert client.get("/tour/card.svg").status_code == 404


@pytest.mark.parametrize("path", ["/tour/leg/0", "/tour/leg/99", "/tour/stop/atlantis"])
def test_what_the_road_has_not_is_not_there(season, client, path):
    sign_in(client, make_person())
    assert client.get(path).status_code == 404


def test_services_move_nobody_who_has_no_journey(season):
    person = make_person()
    with transaction():
        services.catch_up(person.id, season, time.now())
        services.greet(person.id, season)
    assert session().query(Journey).count() == 0


def test_the_field_is_counted_once_a_minute_and_ones_own_dealer_at_each_look(season, clock):
    question, part = ask(FIRST, 1)[0], 100_000
    here, there = make_dealer("HERE"), make_dealer("THERE")
    mine, other, _resting = make_person(dealer=here), make_person(dealer=there), make_person(dealer=here)
    learn(mine, question)
    field, own = queries.field_and_dealer(season, here.id, part, time.now())
    assert (field.cars, field.people, field.metres) == (1, 3, metres_of(mine))
    assert field.parts == {metres_of(mine) // part: 1}
    assert own == (2, metres_of(mine))
    learn(other, question)
    assert queries.field_and_dealer(season, here.id, part, time.now()) == (field, own)
    assert queries.field_and_dealer(season, there.id, part, time.now()) == (field, (1, metres_of(other)))
    clock.move(minutes=1)
    again, own = queries.field_and_dealer(season, there.id, part, time.now())
    assert (again.cars, again.people, again.metres) == (2, 3, metres_of(mine) + metres_of(other))
    assert own == (1, metres_of(other))


def test_the_field_is_empty_before_anybody_is_there(season):
    assert queries.field_and_dealer(season, 1, 100, time.now()) == (queries.Field({}, 0, 0), (0, 0))
