from __future__ import annotations

from app.days.models import DaySet
from app.kit import clock as time
from app.kit.database import session, transaction
from app.seasons.queries import day_of, week_of
from app.teams import jobs, pairing, queries
from app.teams.models import DealerWeek, TeamRecord, TeamWeek
from tests.factories import give_points, make_dealer, make_person, make_post, make_region, make_season


def dealer_of(code: str, people: int, region: str = "north"):
    dealer = make_dealer(code, make_region(region))
    return dealer, [make_person(dealer=dealer) for _ in range(people)]


def complete_day(person, season, day=None):
    now = time.now()
    day = day or day_of(season, now)
    row = DaySet(
        person_id=person.id, season_id=season.id, day=day, worked_on=day, version_ids=[], whys=[], minutes=9, seed=1,
        begun_at=now, done_at=now,
    )  # fmt: skip
    with transaction() as here:
        here.add(row)


def this_week(season) -> int:
    return week_of(season, day_of(season, time.now()))


def week_of_dealer(season, week, dealer) -> DealerWeek:
    session().expire_all()
    return session().get(DealerWeek, (season.id, week, dealer.id))


def test_a_week_counts_who_mastered_something_or_completed_a_day_and_caps_the_champion(app):
    season = make_season()
    dealer, people = dealer_of("D1", 4)
    make_person(dealer=dealer, active=False)
    give_points(people[0], 900, season, mastered=90)
    give_points(people[1], 10, season, mastered=1)
    complete_day(people[1], season)
    complete_day(people[2], season)
    jobs.count()
    row = week_of_dealer(season, this_week(season), dealer)
    assert (row.people, row.taking_part, row.mastered, row.stars, row.rank) == (4, 3, 13, 2, 1)


def test_points_without_mastery_are_no_taking_part(app):
    season = make_season()
    dealer, people = dealer_of("D1", 2)
    give_points(people[0], 12, season)
    jobs.count()
    assert week_of_dealer(season, this_week(season), dealer).taking_part == 0


def test_only_those_whom_the_season_is_for_are_counted_and_paired(app):
    season = make_season(audience={"posts": ["me-technician"], "regions": ["north", "south"]})
    dealer, people = dealer_of("D1", 2, "north")
    other = make_person(dealer=dealer, post=make_post("parts-advisor", "parts"))
    dealer_of("D2", 3, "south")
    dealer_of("D3", 3, "east")
    for person in (people[0], other):
        complete_day(person, season)
    jobs.count()
    jobs.pair()
    session().expire_all()
    rows = {row.dealer.code: (row.people, row.taking_part, row.pair) for row in session().query(DealerWeek)}
    assert rows == {"D1": (2, 1, 1), "D2": (3, 0, 1)}


def test_a_star_stays_and_counting_twice_changes_nothing(app):
    season = make_season()
    dealer, people = dealer_of("D1", 4)
    for person in people[:2]:
        complete_day(person, season)
    jobs.count()
    assert week_of_dealer(season, this_week(season), dealer).stars == 1
    for _ in range(6):
        make_person(dealer=dealer)
    jobs.count()
    jobs.count()
    row = week_of_dealer(season, this_week(season), dealer)
    assert (row.people, row.taking_part, row.stars) == (10, 2, 1)


def test_a_week_is_closed_once_and_noted_for_those_who_took_part(app, clock):
    season = make_season()
    _dealer, people = dealer_of("D1", 3)
    for person in people[:2]:
        complete_day(person, season)
    week = this_week(season)
    jobs.count()
    clock.move(days=7)
    jobs.count()
    jobs.count()
    session().expire_all()
    records = {row.person_id: (row.weeks, row.goals) for row in session().query(TeamRecord)}
    assert records == {people[0].id: (1, 1), people[1].id: (1, 1)}
    closed, running = (session().get(TeamWeek, (season.id, number)) for number in (week, week + 1))
    assert closed.closed_at is not None
    assert running.closed_at is None
    assert (running.share, running.mastered) == (0.6, 3.0)  # of the week before, within the bounds


def test_the_last_week_of_a_season_is_closed_too(app, clock):
    season = make_season()
    _dealer, people = dealer_of("D1", 2)
    clock.moment = clock.moment.replace(month=11, day=5)
    complete_day(people[0], season)
    jobs.count()
    clock.move(days=3)
    jobs.count()
    assert session().query(TeamRecord.weeks).scalar() == 1


def test_dealers_are_paired_once_a_week_without_those_that_do_not_want_it(app, clock):
    season = make_season()
    first, _ = dealer_of("D1", 3, "north")
    second, _ = dealer_of("D2", 3, "south")
    third, people = dealer_of("D3", 3, "east")
    with transaction():
        pairing.choose(people[0], False, clock.now())
    assert (jobs.pair(), jobs.pair()) == (1, 0)
    week = this_week(season)
    circle = queries.circle(season, week, first.id)
    assert [other.dealer_id for other in circle.others] == [second.id]
    assert queries.circle(season, week, third.id) == queries.Circle(None, ())
    clock.move(days=7)
    with transaction():
        pairing.choose(people[0], True, clock.now())
    jobs.pair()
    circle = queries.circle(season, week + 1, first.id)
    assert {other.dealer_id for other in circle.others} == {second.id, third.id}  # of three, all are together


def test_without_a_season_nothing_is_counted_or_paired(app):
    dealer_of("D1", 2)
    jobs.count()
    assert jobs.pair() == 0
    assert session().query(TeamWeek).count() == 0
