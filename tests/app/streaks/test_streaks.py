"""Streaks from the days done, and the calendars that excuse: rest days, leave, holidays, outages."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert

from app.days.models import DaySet
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.events import publish
from app.people.events import PeopleMoved
from app.people.models import Person, Role
from app.seasons.queries import day_of
from app.streaks import queries
from app.streaks.models import Holiday, Leave, Outage, RestDay, RestPattern
from app.streaks.seeding import seed_demo
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_season
from tests.statements import counted

TODAY = date(2026, 6, 1).toordinal()  # a Monday
ASKED = [TODAY - 3, TODAY - 4, TODAY - 5, TODAY - 6, TODAY - 7]  # Monday to Friday of last week


@pytest.fixture
def season(app):
    return make_season()


@pytest.fixture
def person(season):
    return make_person()


def do(person, season, *days) -> None:
    row = {"person_id": person.id, "season_id": season.id, "version_ids": [], "whys": [], "minutes": 9, "seed": 1}
    with transaction() as here:
        here.execute(
            insert(DaySet),
            [row | {"day": day, "worked_on": day, "begun_at": time.now(), "done_at": time.now()} for day in days],
        )


def streak(person, season):
    session().expire_all()
    return queries.streak_of(person, season, time.now())


def text(day: int) -> str:
    return date.fromordinal(day).isoformat()


def test_a_free_weekend_breaks_nothing(person, season):
    do(person, season, *ASKED)
    found = streak(person, season)
    assert (found.days, found.freezes, found.lately) == (5, 2, 5)
    assert day_of(season, time.now()) == TODAY


def test_leave_holidays_and_outages_excuse_also_afterwards(person, season):
    do(person, season, ASKED[-1], *range(TODAY - 21, TODAY - 16))
    assert streak(person, season).days == 0
    who = {"by_id": person.id, "entered_at": time.now()}
    with transaction() as here:
        here.add(Leave(person_id=person.id, first_day=TODAY - 6, last_day=TODAY - 5, entered_at=time.now()))
        here.add(Holiday(dealer_id=person.dealer_id, first_day=TODAY - 4, last_day=TODAY - 3, name="Closed", **who))
    assert streak(person, season).freezes == 2
    with transaction() as here:
        here.add(Outage(first_day=TODAY - 14, last_day=TODAY - 10, why="Power", **who))
    assert streak(person, season).days == 6


def test_somebody_elses_calendar_excuses_nobody(person, season):
    other = make_person(dealer=make_dealer("D002"))
    do(person, season, TODAY - 7)
    who = {"by_id": other.id, "entered_at": time.now()}
    with transaction() as here:
        here.add(Leave(person_id=other.id, first_day=TODAY - 6, last_day=TODAY - 3, entered_at=time.now()))
        here.add(Holiday(dealer_id=other.dealer_id, first_day=TODAY - 6, last_day=TODAY - 3, name="Closed", **who))
    assert streak(person, season).days == 0


def test_those_at_risk_are_whom_midnight_would_end(season):
    safe, risky, done, short = (make_person() for _ in range(4))
    for one in (safe, risky, done):
        do(one, season, *range(TODAY - 14, TODAY - 9))  # a whole week
    do(safe, season, *ASKED)
    do(risky, season, TODAY - 5, TODAY - 6, TODAY - 7)  # Thursday and Friday took the freezes
    do(done, season, TODAY - 5, TODAY - 6, TODAY - 7, TODAY)
    do(short, season, TODAY - 5)
    assert queries.streaks_at_risk(season, time.now()) == [risky.id]


def test_streaks_cost_two_statements_however_many_people(season):
    people = [make_person() for _ in range(5)]
    do(people[0], season, *ASKED)
    with counted() as statements:
        found = dict(queries.streaks_of([(one.id, one.dealer_id) for one in people], season, time.now()))
    assert len(statements) == 2
    assert [found[one.id].days for one in people] == [5, 0, 0, 0, 0]


def test_who_moves_keeps_the_holidays_of_the_dealer_before(person, season):
    do(person, season, TODAY - 7)
    old, new = person.dealer, make_dealer("D002")
    who = {"by_id": person.id, "entered_at": time.now()}
    with transaction() as here:
        here.add(Holiday(dealer_id=old.id, first_day=TODAY - 6, last_day=TODAY + 9, name="Closed", **who))
    assert streak(person, season).freezes == 2
    with transaction() as here:
        here.get_one(Person, person.id).dealer_id = new.id
        publish(PeopleMoved((person.id,), ((old.code, person.id),)))
    session().refresh(person)
    assert (streak(person, season).days, streak(person, season).freezes) == (1, 2)
    assert [(one.first_day, one.last_day) for one in session().query(Leave)] == [(TODAY - 6, TODAY)]


def test_after_the_season_nothing_is_open(person, season, clock):
    last = season.last_day.toordinal()
    do(person, season, *range(last - 9, last))
    clock.move(days=season.last_day.toordinal() - TODAY + 3)
    found = streak(person, season)
    assert (found.days, found.freezes, found.is_open, found.ends_today) == (9, 1, False, False)
    assert queries.streaks_at_risk(season, time.now()) == []


# the pages --------------------------------------------------------------------------------------------------------


def test_rest_days_hold_from_tomorrow_and_change_once_in_seven_days(person, season, client, clock):
    sign_in(client, person)
    assert client.post("/streak/rest", data={"weekdays": ["0", "2"]}).status_code == 303
    assert client.post("/streak/rest", data={"weekdays": ["1"]}).status_code == 303  # it has not begun: still free
    rows = session().query(RestPattern).all()
    assert [(row.from_day, row.weekdays) for row in rows] == [(TODAY + 1, 0b10)]
    clock.move(days=2)
    assert client.post("/streak/rest", data={"weekdays": []}).status_code == 422
    clock.move(days=6)
    assert client.post("/streak/rest", data={"weekdays": []}).status_code == 303


def test_three_rest_days_are_too_many(person, season, client):
    sign_in(client, person)
    answer = client.post("/streak/rest", data={"weekdays": ["0", "1", "2", "x", "9"]})
    assert answer.status_code == 422
    assert "Two rest days a week at most" in answer.get_data(as_text=True)
    assert session().query(RestPattern).count() == 0


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (TODAY, TODAY - 1, "not before the first"),
        (TODAY - 1, TODAY, "before it begins"),
        (TODAY, TODAY + 31, "31 days at once"),
        (TODAY + 400, TODAY + 401, "more than a year"),
    ],
)
def test_leave_that_cannot_be_is_refused_with_words(person, season, client, first, last, said):
    sign_in(client, person)
    answer = client.post("/streak/leave", data={"first": text(first), "last": text(last)})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert session().query(Leave).count() == 0


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "99999-01-01"])
def test_what_is_no_date_is_refused_at_its_field(person, season, client, day):
    sign_in(client, person)
    answer = client.post("/streak/leave", data={"first": day, "last": text(TODAY)})
    assert answer.status_code == 422
    assert "no date of the calendar" in answer.get_data(as_text=True)


def test_leave_has_a_measure_and_is_taken_back(person, season, client, clock):
    sign_in(client, person)
    for first in (TODAY + 1, TODAY + 40):
        assert client.post("/streak/leave", data={"first": text(first), "last": text(first + 19)}).status_code == 303
    too_much = client.post("/streak/leave", data={"first": text(TODAY + 70), "last": text(TODAY + 80)})
    assert "45 days" in too_much.get_data(as_text=True)
    twice = client.post("/streak/leave", data={"first": text(TODAY + 2), "last": text(TODAY + 3)})
    assert "entered already" in twice.get_data(as_text=True)
    first, second = session().query(Leave).order_by(Leave.first_day).all()
    clock.move(days=5)
    for leave in (first, second):
        assert client.post(f"/streak/leave/{leave.id}/end").status_code == 303
    session().expire_all()
    assert [(one.first_day, one.last_day) for one in session().query(Leave)] == [(TODAY + 1, TODAY + 4)]
    sign_in(client, make_person())
    assert client.post(f"/streak/leave/{first.id}/end").status_code == 404


def test_a_manager_enters_holidays_of_the_own_dealer_only(season, client):
    manager, elsewhere = make_person(Role.MANAGER), make_person(Role.MANAGER, dealer=make_dealer("D002"))
    sign_in(client, manager)
    days = {"first": text(TODAY + 3), "last": text(TODAY + 4)}
    assert client.post("/desk/holidays", data=days | {"name": "Dragon boat"}).status_code == 303
    assert client.post("/desk/holidays", data=days | {"name": "Again"}).status_code == 422
    assert client.post("/desk/holidays", data=days | {"name": " "}).status_code == 422
    holiday = session().query(Holiday).one()
    assert holiday.dealer_id == manager.dealer_id
    sign_in(client, elsewhere)
    assert client.post(f"/desk/holidays/{holiday.id}/remove").status_code == 404
    sign_in(client, manager)
    assert client.post(f"/desk/holidays/{holiday.id}/remove").status_code == 303
    assert session().query(Holiday).count() == 0


def test_an_outage_lies_behind_us_and_mends_streaks(season, client):
    operator, person = make_person(Role.OPERATOR), make_person()
    do(person, season, TODAY - 7)
    assert streak(person, season).days == 0
    sign_in(client, operator)
    ahead = {"first": text(TODAY), "last": text(TODAY + 1), "name": "Power"}
    assert client.post("/desk/outages", data=ahead).status_code == 422
    behind = {"first": text(TODAY - 6), "last": text(TODAY - 3), "name": "Power"}
    assert client.post("/desk/outages", data=behind).status_code == 303
    assert streak(person, season).days == 1


def test_the_page_shows_what_can_be_earned_back(person, season, client, clock):
    clock.move(days=2)
    now = TODAY + 2
    do(person, season, *range(now - 16, now - 11), now - 9, now - 8, now - 7, now - 5)
    sign_in(client, person)
    page = client.get("/streak").get_data(as_text=True)
    assert "1 day in a row" in page
    assert "then make up Jun 2, 2026: your streak is 11 days long again" in page


def test_a_broken_streak_that_is_worth_it_can_be_earned_back(season, clock):
    clock.move(days=2)
    now = TODAY + 2
    broken, plain, short, held = make_person(), make_person(plain=True), make_person(), make_person()
    for one in (broken, plain):
        do(one, season, *range(now - 16, now - 11), now - 9, now - 8, now - 7, now - 5)
    do(short, season, now - 5)
    do(held, season, now - 8, now - 7, now - 6, now - 5, now - 2)
    assert queries.earn_backs(season, time.now()) == [(broken.id, now - 1, 11)]
    do(broken, season, now - 1)  # what was made up is told no more
    assert queries.earn_backs(season, time.now()) == []


def test_without_a_season_the_page_says_so(app, client):
    sign_in(client, make_person())
    assert "No season runs for you" in client.get("/streak").get_data(as_text=True)


def test_single_rest_days_are_entered_ahead_and_three_a_week_at_most(person, season, client):
    sign_in(client, person)  # rests on Saturday and Sunday
    for day, status in ((TODAY, 422), (TODAY + 2, 303), (TODAY + 2, 422), (TODAY + 3, 422), (TODAY + 9, 303)):
        assert client.post("/streak/rest-days", data={"day": text(day)}).status_code == status
    assert client.post("/streak/rest-days", data={"day": text(TODAY + 61)}).status_code == 422
    assert [one.day for one in session().query(RestDay).order_by(RestDay.day)] == [TODAY + 2, TODAY + 9]
    assert client.post(f"/streak/rest-days/{TODAY + 9}/end").status_code == 303
    assert client.post(f"/streak/rest-days/{TODAY + 9}/end").status_code == 404
    assert "Jun 3, 2026: rest day" in client.get("/streak").get_data(as_text=True)


def test_organizers_enter_holidays_for_one_dealer_or_all_also_afterwards(person, season, client):
    do(person, season, TODAY - 7)
    elsewhere = make_person(dealer=make_dealer("D002"))
    do(elsewhere, season, TODAY - 7)
    sign_in(client, make_person(Role.ORGANIZER))
    days = {"first": text(TODAY - 6), "last": text(TODAY - 3), "name": "Flood"}
    assert client.post("/desk/holidays", data=days | {"scope": "one", "dealer": "nobody"}).status_code == 422
    assert client.post("/desk/holidays", data=days | {"scope": "one", "dealer": ""}).status_code == 422
    assert client.post("/desk/holidays", data=days | {"scope": "one", "dealer": " D002 "}).status_code == 303
    assert (streak(person, season).days, streak(elsewhere, season).days) == (0, 1)
    assert client.post("/desk/holidays", data=days | {"scope": "all"}).status_code == 303
    assert streak(person, season).days == 1
    ago = {"first": text(TODAY - 61), "last": text(TODAY - 61)}
    assert client.post("/desk/holidays", data=days | ago | {"scope": "all"}).status_code == 422
    for holiday in session().query(Holiday).all():
        assert client.post(f"/desk/holidays/{holiday.id}/remove").status_code == 303
    assert (streak(person, season).days, streak(elsewhere, season).days) == (0, 0)


def test_a_manager_enters_nothing_backwards_and_not_for_others(season, client):
    manager = make_person(Role.MANAGER)
    make_dealer("D002")
    sign_in(client, manager)
    days = {"last": text(TODAY + 4), "name": "Rest", "scope": "all", "dealer": "D002"}
    assert client.post("/desk/holidays", data=days | {"first": text(TODAY - 1)}).status_code == 422
    assert client.post("/desk/holidays", data=days | {"first": text(TODAY + 3)}).status_code == 303
    assert session().query(Holiday).one().dealer_id == manager.dealer_id
    sign_in(client, make_person())
    assert client.get("/desk/holidays").status_code == 403


def test_a_manager_takes_back_what_was_mistyped_until_it_has_begun(season, client, clock):
    sign_in(client, make_person(Role.MANAGER))
    for first in (TODAY, TODAY + 3):
        client.post("/desk/holidays", data={"first": text(first), "last": text(first), "name": "Rest"})
    mistyped = [one.id for one in session().query(Holiday).order_by(Holiday.id)]
    assert [client.post(f"/desk/holidays/{one}/remove").status_code for one in mistyped] == [303, 303]
    client.post("/desk/holidays", data={"first": text(TODAY + 1), "last": text(TODAY + 1), "name": "Rest"})
    clock.move(days=1)
    begun = session().query(Holiday).one().id
    assert f"/desk/holidays/{begun}/remove" not in client.get("/desk/holidays").text
    assert client.post(f"/desk/holidays/{begun}/remove").status_code == 404
    late = client.post("/desk/holidays", data={"first": text(TODAY - 1), "last": text(TODAY - 1), "name": "Rest"})
    assert "A holiday is entered before it begins" in late.text


def test_an_outage_that_was_none_is_taken_back(season, client):
    sign_in(client, make_person(Role.OPERATOR))
    client.post("/desk/outages", data={"first": text(TODAY), "last": text(TODAY), "name": "Power"})
    outage_id = session().query(Outage).one().id
    assert client.post(f"/desk/outages/{outage_id}/remove").status_code == 303
    assert client.post(f"/desk/outages/{outage_id}/remove").status_code == 404


def test_the_page_says_why_a_day_asks_nothing(person, season, client):
    do(person, season, *ASKED[:-1])
    who = {"by_id": person.id, "entered_at": time.now()}
    with transaction() as here:
        here.add(Leave(person_id=person.id, first_day=TODAY + 1, last_day=TODAY + 2, entered_at=time.now()))
        here.add(Holiday(dealer_id=None, first_day=TODAY + 3, last_day=TODAY + 3, name="Dragon boat", **who))
        here.add(Outage(first_day=TODAY - 7, last_day=TODAY - 7, why="Power", **who))
    sign_in(client, person)
    page = client.get("/streak").get_data(as_text=True)
    for said in ("May 25, 2026: service down", "May 26, 2026: done", "May 31, 2026: rest day", "Jun 1, 2026: open"):
        assert said in page
    assert "May 22, 2026: not counted" in page  # before the first day done nothing was missed
    for said in ("Jun 2, 2026: leave", "Jun 4, 2026: holiday", "Jun 5, 2026: not counted", "Jun 6, 2026: rest day"):
        assert said in page


def test_the_demo_has_calendars(person, season):
    make_person(staff_number="DEMO-TECH")
    make_person(Role.ORGANIZER, staff_number="DEMO-ORGANIZER")
    with transaction():
        seed_demo(time.now())
    assert [session().query(model).count() for model in (RestDay, Leave, Holiday, Outage)] == [1, 1, 1, 1]
    assert session().query(RestPattern).count() >= 1
