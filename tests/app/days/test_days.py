"""A day's set: made once, done by facts, paid once; missed days; answers without a line."""

from __future__ import annotations

import pytest

from app.days import services
from app.days.models import DaySet, ReviewAnswer
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.lessons.models import Mastery, Memory, MicroClass, Progress
from app.questions.queries import version
from app.seasons.queries import day_of
from quizzes.rules.points import PointsRules, day_points
from tests.app.days.acting import DAY, MADE_UP, answer, answer_of, due, learn, open_day, play, points, take, the_set
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section
from tests.statements import counted

# the day ----------------------------------------------------------------------------------------------------------


def test_a_set_asks_the_next_class_what_is_due_and_a_pk_and_stays_as_it_is(person, season, clock):
    questions = due(person, 2, clock)
    first, second = make_section("new-energy", 2, person.post)
    found = open_day(person, season)
    assert found.micro_class_id == first.id
    assert sorted(version(one).question_id for one in found.version_ids) == [one.id for one in questions]
    assert {why["right"] for why in found.whys} == {False}
    learn(person, make_question(), right=False)
    take(make_person(), second)
    assert open_day(person, season).id == found.id
    assert the_set(person).version_ids == found.version_ids
    assert session().query(DaySet).count() == 1


def test_when_all_for_the_post_is_taken_sections_that_have_nothing_for_it_follow(season, clock):
    advisor = make_post("parts-advisor", "parts")
    (others,), (own,) = make_section("body-paint", 1, make_post()), make_section("new-energy", 1, advisor)
    person = make_person(post=advisor)
    assert open_day(person, season).micro_class_id == own.id
    with transaction() as here:
        here.add(Progress(person_id=person.id, micro_class_id=own.id, opened_at=time.now(), completed_at=time.now()))
    clock.move(days=1)
    assert open_day(person, season).micro_class_id == others.id


def test_all_three_parts_make_the_day_and_it_is_paid_once(person, season, clock):
    due(person, 2, clock)
    micro_class = make_section("new-energy", 1, person.post)[0]
    found = open_day(person, season)
    take(person, micro_class)
    answer(person, found, 0, right=False)
    play(person)
    assert the_set(person).done_at is None
    answer(person, found, 1)
    assert the_set(person).done_at is not None
    play(person)
    answer(person, found, 1, right=False)
    assert points(person) == [DAY]


def test_the_first_answer_to_a_review_counts(person, season, clock):
    question = due(person, 1, clock)[0]
    found = open_day(person, season)
    assert answer(person, found, 0, right=False).correct is False
    assert answer(person, found, 0, right=True).correct is False
    assert session().query(ReviewAnswer).count() == 1
    session().expire_all()
    assert session().get(Memory, (person.id, question.id)).due == day_of(season, time.now()) + 1


def test_a_right_answer_masters_the_question_and_lets_it_fade(person, season, clock):
    question = due(person, 1, clock)[0]
    answer(person, open_day(person, season), 0)
    session().expire_all()
    assert session().get(Mastery, (person.id, question.id)).level == 1
    assert session().get(Memory, (person.id, question.id)).due > day_of(season, time.now())


@pytest.mark.parametrize(("position", "refusal"), [(1, Invalid), (-1, Invalid), (99, Invalid)])
def test_a_question_that_is_not_open_is_refused(person, season, clock, position, refusal):
    due(person, 2, clock)
    found = open_day(person, season)
    with pytest.raises(refusal), transaction():
        services.answer_review(found.id, person, position, "a", time.now())


def test_somebody_elses_set_is_not_there(person, season, clock):
    due(person, 1, clock)
    found = open_day(person, season)
    with pytest.raises(NotFound), transaction():
        services.answer_review(found.id, make_person(), 0, "a", time.now())


def test_what_was_done_before_the_set_was_opened_counts(person, season, clock):
    micro_class, other = make_section("new-energy", 2, person.post)
    with transaction() as here:
        here.add(Progress(person_id=person.id, micro_class_id=other.id, opened_at=time.now(), completed_at=time.now()))
    found = open_day(person, season)
    assert (found.micro_class_id, found.class_done_at) == (other.id, time.now())
    assert found.review_done_at is not None  # nothing was due
    play(person)
    assert points(person) == [DAY]
    assert micro_class.id != other.id


@pytest.mark.parametrize(("right", "friendly"), [(0, False), (5, True)])
def test_a_pk_without_a_right_answer_or_among_friends_is_none(person, season, right, friendly):
    open_day(person, season)
    play(person, right=right, friendly=friendly)
    assert the_set(person).pk_done_at is None


def test_what_was_missed_in_a_pk_comes_back_tomorrow(person, season, clock):
    question = make_question()
    play(person, missed=[question])
    clock.move(days=1)
    found = open_day(person, season)
    assert [version(one).question_id for one in found.version_ids] == [question.id]
    assert found.whys[0]["place"] == "pk"


def test_with_no_class_left_and_nothing_due_the_pk_is_the_day(person, season):
    open_day(person, season)
    play(person)
    assert points(person) == [DAY]


def test_a_class_that_was_retired_is_replaced(person, season, client):
    first, second = make_section("new-energy", 2, person.post)
    open_day(person, season)
    with transaction() as here:
        here.get(MicroClass, first.id).current_id = None
    sign_in(client, person)
    client.get("/day")
    assert the_set(person).micro_class_id == second.id


def test_after_midnight_the_parts_count_and_the_day_does_not(person, season, clock):
    micro_class = make_section("new-energy", 1, person.post)[0]
    found = open_day(person, season)
    play(person)
    clock.move(days=1)
    take(person, micro_class)
    assert the_set(person, found.day).done_at is None
    assert points(person) == []


def test_nobody_is_paid_by_a_season_that_is_not_for_them(app):
    season, person = make_season(audience={"posts": ["parts-advisor"]}), make_person()
    open_day(person, season)
    play(person)
    assert points(person) == []


# missed days ------------------------------------------------------------------------------------------------------


def test_a_missed_day_is_made_up_after_todays_for_less_and_one_a_day(person, season, clock):
    today = day_of(season, time.now())
    with pytest.raises(Conflict), transaction():
        services.make_up(person, season, today - 1, time.now(), 1)
    open_day(person, season)
    play(person)
    with transaction():
        services.make_up(person, season, today - 1, time.now(), 1)
    assert points(person) == [DAY]  # a PK of its own is asked
    play(person)
    assert points(person) == [DAY, MADE_UP]
    with pytest.raises(Conflict), transaction():
        services.make_up(person, season, today - 2, time.now(), 1)
    clock.move(days=1)
    assert the_set(person, today - 1).made_up


@pytest.mark.parametrize("back", [0, -1, 8, 400])
def test_only_the_last_seven_days_can_be_made_up(person, season, back):
    open_day(person, season)
    play(person)
    with pytest.raises(Invalid), transaction():
        services.make_up(person, season, day_of(season, time.now()) - back, time.now(), 1)


def test_a_made_up_day_never_pays_more_than_the_day_itself():
    with pytest.raises(ValueError, match="day_made_up"):
        PointsRules.from_json({"day_completed": 3, "day_made_up": 4})
    assert day_points(True, PointsRules(day_completed=3, day_made_up=9)).points == 3


# the pages --------------------------------------------------------------------------------------------------------


def test_a_review_is_walked_through_by_its_pages(person, season, clock, client):
    due(person, 2, clock)
    sign_in(client, person)
    assert "2 questions to review" in client.get("/day").get_data(as_text=True)
    found = the_set(person)
    page = client.get(f"/day/{found.id}/review").get_data(as_text=True)
    assert "You missed this in a class yesterday" in page
    senseless = client.post(f"/day/{found.id}/answers/0", data={"choice": "zzz"})
    assert senseless.status_code == 422
    right = client.post(f"/day/{found.id}/answers/0", data={"choice": answer_of(found, 0, right=True)})
    assert "Right" in client.get(right.location).get_data(as_text=True)
    wrong = client.post(f"/day/{found.id}/answers/1", data={"choice": answer_of(found, 1, right=False)})
    assert "It comes back tomorrow." in client.get(wrong.location).get_data(as_text=True)
    assert "1 of 2 right" in client.get(f"/day/{found.id}/review").get_data(as_text=True)


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "9999-12-31"])
def test_a_strange_day_is_refused_with_words(person, season, client, day):
    sign_in(client, person)
    open_day(person, season)
    play(person)
    answer = client.post("/day/make-up", data={"day": day}, follow_redirects=True)
    assert answer.status_code == 200
    assert "cannot be made up" in answer.get_data(as_text=True)


def test_without_a_season_the_page_says_so(app, client):
    sign_in(client, make_person())
    assert "No season is running" in client.get("/day").get_data(as_text=True)


def test_the_days_page_asks_few_statements(person, season, clock, client):
    due(person, 3, clock)
    make_section("new-energy", 1, person.post)
    sign_in(client, person)
    client.get("/day")
    with counted() as statements:
        client.get("/day")
    assert len(statements) <= 12


def test_what_was_missed_is_asked_first(person, season, clock):
    known, missed = make_question(), make_question()
    learn(person, known)
    clock.move(days=3)  # it is overdue by a day
    learn(person, missed, right=False)
    clock.move(days=1)
    found = open_day(person, season)
    assert [version(one).question_id for one in found.version_ids] == [missed.id, known.id]
