"""From the answers in checks and PKs to the figures of questions: first attempts only, each place apart."""

from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from app.items import jobs, rebuilding
from app.items.models import ItemAnswer, ItemMark, ItemStatistics, ItemUse
from app.kit import clock as time
from app.kit.database import session, transaction
from app.lessons.models import Attempt
from app.questions.models import Calibration
from app.seasons.models import Stage
from tests.app.items.crowds import TOOK_MS, check, pk
from tests.factories import make_person, make_post, make_question, make_season, make_section


@pytest.fixture
def post(app):
    return make_post()


@pytest.fixture
def asked(post):
    return [make_question(post) for _number in range(5)]


@pytest.fixture
def micro_class(post, asked):
    return make_section("new-energy", 1, post, asks=asked)[0]


def figures(question, place: str) -> ItemStatistics | None:
    return session().get(ItemStatistics, (question.current_id, place), populate_existing=True)


def test_only_the_first_attempt_counts_and_places_are_apart(asked, micro_class, clock):
    person, other = make_person(), make_person()
    check(person, micro_class, {asked[0]: False})
    pk(other, [(asked[0].current_id, True)])
    clock.move(minutes=1)
    check(person, micro_class, {asked[0]: True})
    pk(person, [(asked[0].current_id, True)])
    pk(person, [(asked[0].current_id, False)])
    jobs.count()
    found = figures(asked[0], "class")
    assert (found.people, found.right, found.asked, found.options) == (1, 0, 2, {"b": 1})
    found = figures(asked[0], "pk")
    assert (found.people, found.right, found.asked, found.options) == (2, 2, 3, {"a": 2})
    assert (found.timed, found.median_ms) == (2, TOOK_MS)
    assert found.last_asked_at == time.now()


def test_what_comes_later_is_added_and_nothing_is_counted_twice(asked, micro_class, clock):
    check(make_person(), micro_class, {asked[0]: True})
    assert jobs.count() == 1
    assert jobs.count() == 1  # the last minutes are looked at again
    clock.move(minutes=6)
    check(make_person(), micro_class, {asked[0]: False})
    for _again in range(3):
        jobs.count()
    found = figures(asked[0], "class")
    assert (found.people, found.right, found.asked) == (2, 1, 2)
    clock.move(minutes=20)
    assert session().get(ItemMark, "class").at < time.now() - timedelta(minutes=10)


def test_a_deed_that_was_committed_late_is_not_missed(asked, micro_class, clock):
    check(make_person(), micro_class, {asked[0]: True})
    jobs.count()
    check(make_person(), micro_class, {asked[0]: True}, at=time.now() - timedelta(minutes=2))
    jobs.count()
    assert figures(asked[0], "class").people == 2


def test_no_answer_in_time_is_wrong_and_has_no_time_and_given_up_is_no_answer(asked):
    pk(make_person(), [(one.current_id, None) for one in asked])
    pk(make_person(), [(one.current_id, True if number == 0 else None) for number, one in enumerate(asked)], opened=2)
    jobs.count()
    first, second = figures(asked[0], "pk"), figures(asked[1], "pk")
    assert (first.people, first.right, first.timed) == (2, 1, 1)
    assert (second.people, second.right, second.timed) == (1, 0, 0)  # it was open when the second PK was given up


def test_the_night_tells_apart_and_lets_the_machine_know(post, micro_class, asked):
    rng, more = Random(1), [make_question(post) for _number in range(5)]
    for number in range(90):
        knows = 0.9 if number % 2 else 0.5
        pk(make_person(), [(one.current_id, rng.random() < knows) for one in (*asked, *more)])
    jobs.reckon()
    found = figures(asked[0], "pk")
    assert found.reckoned_people == sum(people for people, _right in found.groups) == 90
    assert found.discrimination > 0.1
    assert session().get(Calibration, asked[0].current_id) is not None
    assert list(rebuilding.differences()) == []


def test_an_answer_that_was_regraded_is_found_and_counted_anew(asked, micro_class):
    check(make_person(), micro_class, {asked[0]: False, asked[1]: True})
    jobs.reckon()
    assert list(rebuilding.differences()) == []
    with transaction() as here:
        here.execute(update(Attempt).where(Attempt.question_version_id == asked[0].current_id).values(correct=True))
    assert any("kept otherwise" in line for line in rebuilding.differences())
    rebuilding.forget()
    jobs.reckon()
    assert list(rebuilding.differences()) == []
    assert figures(asked[0], "class").right == 1


def test_what_was_asked_in_the_time_of_a_stage_is_noted(asked, micro_class, clock):
    season = make_season()
    with transaction() as here:
        times = {"opens_at": time.now(), "closes_at": time.now() + timedelta(days=7)}
        names = {"name_en": "First", "name_zh": "第一"}
        here.add(Stage(season_id=season.id, position=1, kind="online-tour", **names, **times))
    check(make_person(), micro_class, {asked[0]: True}, at=time.now() - timedelta(days=1))
    check(make_person(), micro_class, {asked[0]: True, asked[1]: False})
    jobs.reckon()
    rows = session().execute(select(ItemUse.question_id, ItemUse.asked).order_by(ItemUse.question_id)).all()
    assert rows == [(asked[0].id, 1), (asked[1].id, 1)]


def test_a_person_s_first_answer_is_the_earliest_even_in_one_portion(asked, micro_class):
    person = make_person()
    check(person, micro_class, {asked[0]: True}, at=time.now() - timedelta(hours=1))
    check(person, micro_class, {asked[0]: False}, at=time.now() - timedelta(hours=2))
    jobs.count()
    first = session().scalars(select(ItemAnswer).where(ItemAnswer.first)).one()
    assert first.right is False
