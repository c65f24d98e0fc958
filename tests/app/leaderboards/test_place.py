"""My place, as the page of today shows it."""

from flask_login import login_user

from app.leaderboards.presenters import my_place
from tests.factories import give_points, make_dealer, make_person, make_region, make_season
from tests.statements import counted


def place_of(app, person):
    with app.test_request_context():
        login_user(person)
        return my_place()


def test_it_tells_rank_size_and_what_the_next_rank_takes(app):
    season = make_season()
    me, ahead, far = make_person(), make_person(), make_person(dealer=make_dealer("S001", make_region("south")))
    for person, points in ((me, 30), (ahead, 42), (far, 99)):
        give_points(person, points, season)
    place = place_of(app, me)
    assert (place.rank, place.size, place.points) == (2, 2, 30)
    assert (place.next.rank, place.next.needed, place.next.name) == (1, 12, ahead.name)
    assert place.link == "/board?scope=post-region&period=week"


def test_at_the_top_there_is_nothing_to_reach(app):
    season = make_season()
    me = make_person()
    give_points(me, 30, season)
    assert place_of(app, me).next is None


def test_before_the_first_points_and_without_a_season_there_is_no_place(app):
    me = make_person()
    assert place_of(app, me) is None
    make_season()
    assert place_of(app, me) is None


def test_it_takes_three_statements(app):
    season = make_season()
    people = [make_person() for _ in range(5)]
    for number, person in enumerate(people):
        give_points(person, 10 + number, season)
    with app.test_request_context():
        login_user(people[0])
        assert people[0].dealer.region  # at hand, as after signing in
        with counted() as seen:
            my_place()
    assert len(seen) <= 3, seen
