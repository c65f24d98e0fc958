"""Ways to a right answer, or to points, that are not knowing it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.duels import views
from app.kit import clock as house_clock
from app.kit.database import session, transaction
from app.lessons.models import Attempt, Check, MicroClass, MicroClassQuestion, Progress, Section
from app.lessons.services import question_seed
from app.people.models import Person
from app.points.models import Entry, PkDay
from app.questions.models import Question
from app.questions.queries import version
from quizzes.rules.grading import key, mask
from tests.conftest import sign_in
from tests.factories import make_person, make_season
from tests.playing import HTMX, answer, duel, form, go_on, make_pool, play, start, state

AT_ONCE = 8


@pytest.fixture
def person(app) -> Person:
    make_season()
    make_pool()
    return make_person()


@pytest.fixture
def player(client, person):
    return sign_in(client, person)


def make_class() -> MicroClass:
    """A class that asks all the questions there are."""
    with transaction() as here:
        section = Section(key="one", number=1, title={"en": "One", "zh": "一"}, summary={"en": "", "zh": ""})
        here.add(section)
        here.flush()
        made = MicroClass(key="one", section_id=section.id, position=1)
        here.add(made)
        here.flush()
        for place, question in enumerate(here.query(Question).order_by(Question.id)):
            here.add(MicroClassQuestion(micro_class_id=made.id, question_id=question.id, position=place))
    return made


def open_check(person: Person, version_ids: list[int]) -> int:
    made, now = make_class(), house_clock.now()
    check = Check(person_id=person.id, micro_class_id=made.id, seed=7, version_ids=version_ids, started_at=now)
    with transaction() as here:
        here.add_all([check, Progress(person_id=person.id, micro_class_id=made.id, opened_at=now)])
    return check.id


def answer_check(client, check_id: int, place: int = 0, *, right: bool = True):
    check = session().get(Check, check_id)
    content = version(check.version_ids[place]).content
    shown = mask(content, question_seed(check, place), key(content) if right else "b")
    return client.post(f"/check/{check_id}/answers/{place}", data={"choice": shown})


def test_a_check_does_not_tell_what_a_running_pk_still_asks(player, person):
    duel_id = start(player)
    check_id = open_check(person, duel(duel_id).version_ids[:1])
    refused = answer_check(player, check_id, right=False)
    assert refused.status_code == 409
    assert "Your PK is asking this question" in refused.text
    assert "Because" not in refused.text
    assert session().query(Attempt).count() == 0
    answer(player, duel_id, 0)
    assert answer_check(player, check_id).status_code == 302  # closed in the PK: nothing is hidden any more


def test_what_the_pk_asks_later_stays_hidden_until_it_is_over(player, person):
    duel_id = start(player)
    check_id = open_check(person, duel(duel_id).version_ids[4:])
    assert answer_check(player, check_id).status_code == 409
    player.post(f"/pk/{duel_id}/give-up")
    assert answer_check(player, check_id).status_code == 302


def test_a_question_that_ran_out_of_time_keeps_no_check_waiting(player, person, clock):
    duel_id = start(player)
    check_id = open_check(person, duel(duel_id).version_ids[:1])
    clock.move(minutes=2)
    assert answer_check(player, check_id).status_code == 302


def test_a_check_about_something_else_goes_on_during_a_pk(player, person):
    first = start(player)
    player.post(f"/pk/{first}/give-up")
    others = {one.current_id for one in session().query(Question)}
    make_pool()
    duel_id = start(player)
    check_id = open_check(person, sorted(others - set(duel(duel_id).version_ids))[:1])
    assert answer_check(player, check_id).status_code == 302


def test_a_seed_is_not_found_by_trying(player, person):
    """Who knows the seed knows the key, the machine's answers and the questions to come."""
    seeds = []
    for _number in range(8):
        duel_id = start(player)
        seeds.append(duel(duel_id).seed)
        player.post(f"/pk/{duel_id}/give-up")
    assert max(seeds) > 2**50
    assert len(set(seeds)) == len(seeds)


def test_an_answer_counts_from_when_it_came_not_from_when_the_database_had_time(player, clock, monkeypatch):
    """Somebody's large import holds the database just when the answer comes."""
    duel_id = start(player)
    sent = form(duel_id, 0)
    clock.move(seconds=5)
    real = views.transaction

    def slow():
        clock.move(seconds=60)
        return real()

    monkeypatch.setattr(views, "transaction", slow)
    player.post(f"/pk/{duel_id}/answer", data=sent, headers=HTMX)
    given = state(duel_id).seats[0].answers[0]
    assert (given.correct, given.used_ms) == (True, 5000)


def test_a_pk_finished_by_many_hands_at_once_is_paid_once(app, player, person):
    duel_id = start(player)
    for index in range(4):
        answer(player, duel_id, index)
        go_on(player, duel_id, index)
    browsers = [sign_in(app.test_client(), person) for _number in range(AT_ONCE)]
    last, ways = form(duel_id, 4), (f"/pk/{duel_id}/answer", f"/pk/{duel_id}/give-up")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        replies = [threads.submit(one.post, ways[place % 2], data=last) for place, one in enumerate(browsers)]
    assert {reply.result().status_code for reply in replies} <= {303, 409}
    session().commit()  # what was read before is old
    assert session().query(Entry).filter_by(person_id=person.id, source_id=duel_id).count() == 1
    assert session().query(PkDay).one().finished == 1


def test_the_same_check_answer_from_many_hands_at_once_is_taken_and_paid_once(app, player, person):
    check_id = open_check(person, [session().query(Question).first().current_id])
    browsers = [sign_in(app.test_client(), person) for _number in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        data = [{"choice": letter} for letter in "abcd" * 2]
        paths = [f"/check/{check_id}/answers/0"] * AT_ONCE
        replies = list(threads.map(lambda one, path, sent: one.post(path, data=sent), browsers, paths, data))
    assert {reply.status_code for reply in replies} == {302}
    session().commit()  # what was read before is old
    taken = session().query(Attempt).one()
    assert session().query(Entry).count() == int(taken.correct)


def test_giving_up_pays_nothing_however_often(player, person):
    for _number in range(5):
        player.post(f"/pk/{start(player)}/give-up")
    assert sum(entry.points for entry in session().query(Entry)) == 0


def test_right_again_on_the_same_day_pays_nothing_more(player, person):
    """Wrong on purpose brings the level down, and right again up, but no level is paid twice."""
    version_id = session().query(Question).first().current_id
    check_id = open_check(person, [version_id] * 6)
    for place, right in enumerate((True, False, True, False, True, True)):
        answer_check(player, check_id, place, right=right)
    assert [(entry.reason, entry.points) for entry in session().query(Entry)] == [("level-1", 10)]


def test_a_clock_that_goes_back_pays_no_level_again(player, person, clock):
    check_id = open_check(person, [session().query(Question).first().current_id] * 4)
    for place, hours in enumerate((0, -48, 24, 48)):
        clock.move(hours=hours)
        answer_check(player, check_id, place)
    reasons = [entry.reason for entry in session().query(Entry).order_by(Entry.id)]
    assert reasons == ["level-1", "level-2"]  # two days later than the first right answer, at the earliest: no more


def test_playing_on_after_the_end_changes_nothing(player, person):
    duel_id = start(player)
    play(player, duel_id)
    before = duel(duel_id).version
    for index in range(-1, 6):
        answer(player, duel_id, min(max(index, 0), 4), right=False)
        go_on(player, duel_id, index)
    player.post(f"/pk/{duel_id}/give-up")
    assert duel(duel_id).version == before
