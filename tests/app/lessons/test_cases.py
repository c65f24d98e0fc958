"""A service case, played: one decision at a time, stored before its consequence shows, never taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.days import services as days
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Invalid
from app.lessons import cases, services
from app.lessons.models import Attempt, CaseRun, CaseStep, Check, Mastery
from app.people.models import Person
from app.questions import queries as bank
from app.questions.queries import version
from quizzes.rules.grading import BadResponse, mask
from tests.app.days.acting import open_day
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_season, make_section

TELLS = ("After 1a", "After 1b", "After 1c", "Scene two", "Decide 2a", "After 2a", "After 2b")


@pytest.fixture
def person(app):
    return make_person()


@pytest.fixture
def question(person):
    return make_question(kind="case")


@pytest.fixture
def check(person, question):
    (one,) = make_section("service", 1, make_post(), asks=[question])
    with transaction():
        return services.start_check(one, person, clock.now(), seed=5)


def decide(check, person, step: int | None, decision: str, position: int = 0):
    with transaction():
        return services.answer(check.id, person, position, masked(check, decision), clock.now(), step)


def masked(check, decision, position: int = 0):
    return mask(version(check.version_ids[position]).content, services.question_seed(check, position), decision)


def path() -> list[str]:
    return list(session().scalars(select(CaseStep.decision).order_by(CaseStep.run_id, CaseStep.step)))


def test_a_case_is_one_attempt_when_it_has_ended(check, person, question):
    assert decide(check, person, 0, "1a") is None
    assert session().scalars(select(Attempt)).all() == []
    attempt = decide(check, person, 1, "2a")
    assert (attempt.response, attempt.correct) == (["1a", "2a"], True)
    assert session().get(Mastery, (person.id, question.id)).attempts == 1
    assert session().scalar(select(Check.finished_at)) is not None


@pytest.mark.parametrize(("way", "correct"), [(["1a", "2b"], False), (["1b"], False), (["1c"], False)])
def test_a_bad_way_and_a_critical_fault_do_not_pass(check, person, way, correct):
    for step, decision in enumerate(way):
        attempt = decide(check, person, step, decision)
    assert attempt.correct is correct
    assert attempt.response == way


def test_the_first_decision_counts_and_is_not_taken_back(check, person):
    decide(check, person, 0, "1a")
    for again in ("1a", "1b", "1c"):
        assert decide(check, person, 0, again) is None
    assert path() == ["1a"]


def test_a_step_that_is_not_open_is_refused(check, person):
    with pytest.raises(Invalid):
        decide(check, person, 1, "2a")
    assert path() == []


@pytest.mark.parametrize("raw", ["2a", "zz", "", None, 7])
def test_a_decision_of_another_scene_or_none_is_refused(check, person, raw):
    with transaction(), pytest.raises(BadResponse):
        services.answer(check.id, person, 0, masked(check, raw), clock.now(), 0)
    assert session().scalars(select(CaseStep)).all() == []


def test_a_whole_path_goes_on_from_what_was_decided(check, person):
    decide(check, person, 0, "1a")
    with pytest.raises(BadResponse):
        decide(check, person, None, ["1b"])
    assert decide(check, person, None, ["1a", "2b"]).response == ["1a", "2b"]


def test_a_case_begun_in_a_check_goes_on_in_the_review(check, person, question):
    make_season()
    with transaction():
        services.remembering.remember_practice(person.id, question.id, False, clock.now().toordinal() - 3)
    found = open_day(person, session().scalars(select(days.Season)).one())
    decide(check, person, 0, "1a")
    with transaction():
        raw = mask(version(found.version_ids[0]).content, days.question_seed(found, 0), "2a")
        answer = days.answer_review(found.id, person, 0, raw, clock.now(), None, 1)
    assert answer.response == ["1a", "2a"]
    played = cases.played(person.id, version(question.current_id), 1)
    assert played.step == 0  # the check asks it from the beginning: that run is over


def test_the_database_itself_keeps_one_open_run_and_one_decision_a_step(check, person, question):
    decide(check, person, 0, "1a")
    run = session().scalars(select(CaseRun)).one()
    for odd in (
        CaseRun(person_id=person.id, question_version_id=question.current_id, begun_at=clock.now()),
        CaseStep(run_id=run.id, step=0, decision="1b", at=clock.now()),
    ):
        session().add(odd)
        with pytest.raises(IntegrityError):
            session().flush()
        session().rollback()


def test_of_twelve_decisions_at_once_one_counts(app, check, person):
    check_id, person_id, sent = check.id, person.id, [masked(check, one) for one in ("1a", "1b")] * 6
    session().commit()

    def send(raw: str) -> object:
        with app.app_context(), transaction():
            return services.answer(check_id, session().get_one(Person, person_id), 0, raw, clock.now(), 0)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(send, sent))
    assert len(path()) == 1


def test_the_page_tells_a_consequence_only_after_its_decision(check, person, client):
    sign_in(client, person)
    page = client.get(f"/check/{check.id}").text
    assert "Scene one" in page
    assert [words for words in TELLS if words in page] == []
    sent = {"choice": masked(check, "1a"), "step": "0"}
    page = client.post(f"/check/{check.id}/answers/0", data=sent, follow_redirects=True).text
    assert [words for words in TELLS if words in page] == ["After 1a", "Scene two", "Decide 2a"]
    page = client.post(
        f"/check/{check.id}/answers/0", data=sent | {"choice": masked(check, "1b")}, follow_redirects=True
    )
    assert "After 1b" not in page.text
    assert "After 1a" in page.text
    done = client.post(
        f"/check/{check.id}/answers/0", data={"choice": masked(check, "2b"), "step": "1"}, follow_redirects=True
    ).text
    assert "Not passed" in done
    assert "2 of 4" in done
    assert "After 2a" in done  # the best way


def test_a_senseless_decision_keeps_the_scene_and_says_so(check, person, client):
    sign_in(client, person)
    for form in ({}, {"choice": "zz", "step": "0"}, {"choice": "1", "step": "x"}):
        reply = client.post(f"/check/{check.id}/answers/0", data=form)
        assert reply.status_code == 422
        assert "Scene one" in reply.text
    assert client.post(f"/check/{check.id}/answers/0", data={"choice": "zz", "step": "9"}).status_code == 422


def test_a_case_is_asked_in_no_pk_and_in_no_set_to_take_along(person, question):
    assert bank.pool(person.post_id) == []
    other = make_post("other")
    assert bank.in_common([person.post_id, other.id]) == {}


def test_in_a_review_cases_come_last_and_are_not_taken_along(person, question):
    season, plain = make_season(), make_question()
    with transaction():
        for one in (question, plain):
            services.remembering.remember_practice(person.id, one.id, False, clock.now().toordinal() - 3)
    found = open_day(person, season)
    assert found.version_ids == [plain.current_id, question.current_id]
    given = {one: ["1a", "2a"] if one == question.current_id else "x" for one in found.version_ids}
    given[plain.current_id] = mask(version(plain.current_id).content, days.question_seed(found, 0), "a")
    with transaction():
        assert days.practise(found.id, person, given, clock.now()) == 1
