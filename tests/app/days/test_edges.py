"""A day's set around midnight, at once on two phones, in the books, and when something is asked no more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from html import unescape
from threading import Barrier

import pytest
from flask_login import login_user

from app.days import queries, services
from app.days.models import DaySet
from app.days.views import my_day
from app.kit import clock as time
from app.kit.database import session, transaction
from app.lessons.models import Progress
from app.people.models import Person
from app.points import ledger
from app.questions.models import Question
from app.questions.queries import version
from app.seasons.models import Season
from app.seasons.queries import day_of
from tests.app.days.acting import DAY, MADE_UP, answer, due, open_day, play, points, take, the_set
from tests.conftest import sign_in
from tests.factories import make_section
from tests.statements import counted

# around midnight --------------------------------------------------------------------------------------------------


def late_in_the_evening(clock, season) -> int:
    """It is five to twelve; the day's ordinal."""
    today = day_of(season, time.now())
    clock.move(seconds=(queries.begins(season, today + 1) - time.now()).total_seconds() - 300)
    return today


@pytest.mark.parametrize(("hours", "paid"), [(0.2, [DAY]), (2.9, [DAY]), (3.1, [])])
def test_a_set_begun_before_midnight_can_be_finished_until_three(person, season, clock, hours, paid):
    micro_class = make_section("new-energy", 1, person.post)[0]
    day = late_in_the_evening(clock, season)
    open_day(person, season)
    play(person)
    clock.move(hours=hours)
    take(person, micro_class)
    found = the_set(person, day)
    assert (found.made_up, found.done_at is not None) == (False, bool(paid))
    assert points(person) == paid


def test_what_is_done_after_midnight_counts_for_one_day_only(person, season, clock):
    first, second = make_section("new-energy", 2, person.post)
    day = late_in_the_evening(clock, season)
    open_day(person, season)
    clock.move(minutes=10)
    with transaction() as here:
        here.add(Progress(person_id=person.id, micro_class_id=first.id, opened_at=time.now(), completed_at=time.now()))
    take(person, first)
    play(person)
    assert the_set(person, day).done_at is not None
    today = open_day(person, season)
    assert (today.day, today.micro_class_id, today.class_done_at, today.pk_done_at) == (day + 1, second.id, None, None)
    clock.move(minutes=1)
    play(person)
    assert the_set(person, day + 1).pk_done_at is not None


def test_after_midnight_the_page_shows_yesterdays_set_and_the_way_to_todays(person, season, clock, client):
    day = late_in_the_evening(clock, season)
    sign_in(client, person)
    client.get("/day")
    clock.move(minutes=10)
    page = client.get("/day").get_data(as_text=True)
    assert "Yesterday's set" in page
    assert "03:00" in page
    assert session().query(DaySet).count() == 1
    assert "Today's set</h1>" in client.get(f"/day?day={date.fromordinal(day + 1)}").get_data(as_text=True)
    play(person)
    assert "it counts for" in client.get("/day").get_data(as_text=True)
    assert [one.day for one in session().query(DaySet).order_by(DaySet.day)] == [day, day + 1]


def test_a_set_that_can_still_be_finished_is_not_made_up(person, season, clock):
    day = late_in_the_evening(clock, season)
    open_day(person, season)
    clock.move(minutes=10)
    with transaction():
        assert services.make_up(person, season, day, time.now(), 1).made_up is False
    play(person)
    assert points(person) == [DAY]


# what is asked no more ----------------------------------------------------------------------------------------------


def test_a_question_that_was_withdrawn_is_left_out(person, season, clock, client):
    due(person, 3, clock)
    found = open_day(person, season)
    first, gone, last = found.version_ids
    with transaction() as here:
        here.get(Question, version(gone).question_id).current_id = None
    sign_in(client, person)
    client.get("/day")
    found = the_set(person)
    assert found.version_ids == [first, last]
    assert len(found.whys) == 2
    stale = {"asked": gone, "choice": "a"}
    answer(person, found, 0)
    assert client.post(f"/day/{found.id}/answers/1", data=stale).status_code == 422
    assert len(the_set(person).answers) == 1


# at once, and in the books ----------------------------------------------------------------------------------------


def test_two_phones_that_open_the_day_at_once_get_one_set(app, person, season, clock):
    due(person, 2, clock)
    person_id, season_id, ready = person.id, season.id, Barrier(4)

    def open_it(seed: int) -> tuple[int, list[int]]:
        with app.app_context():
            ready.wait()
            with transaction() as here:
                found = services.open_day(here.get(Person, person_id), here.get(Season, season_id), time.now(), seed)
                return found.id, found.version_ids

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(open_it, range(4)))
    assert all(one == opened[0] for one in opened)
    assert session().query(DaySet).count() == 1


def test_the_ledger_and_the_statement_agree_after_a_day_and_a_made_up_one(person, season, client):
    open_day(person, season)
    play(person)
    with transaction():
        services.make_up(person, season, day_of(season, time.now()) - 1, time.now(), 1)
    play(person)
    assert points(person) == [DAY, MADE_UP]
    assert list(ledger.differences(time.now())) == []
    sign_in(client, person)
    statement = unescape(client.get("/points").get_data(as_text=True))
    assert ("All of the day's set done" in statement, "A missed day made up" in statement) == (True, True)


def test_the_day_in_short_asks_two_statements(app, person, season, clock, client):
    due(person, 1, clock)
    sign_in(client, person)
    client.get("/day")
    with app.test_request_context("/"):
        login_user(person)
        session().get(Person, person.id)
        with counted() as statements:
            assert my_day().next.title == "1 question to review"
    assert len(statements) <= 3
