"""What works backwards rests until a trainer has looked: it is asked nowhere, and nobody is held up by it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.items import jobs, quarantine
from app.items.models import Decision, Quarantine
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.lessons import queries as lessons
from app.lessons import services
from app.lessons.models import Progress
from app.lessons.remembering import Place, memories_due
from app.people.models import Role
from app.questions import queries as bank
from app.questions.models import Question, QuestionVersion
from quizzes.rules.grading import key, mask
from tests.app.items.crowds import pk
from tests.conftest import sign_in
from tests.factories import make_person, make_post, make_question, make_section

REASON = "The key follows the standard; the weak guess it."


@pytest.fixture
def post(app):
    return make_post()


@pytest.fixture
def asked(post):
    return [make_question(post) for _number in range(8)]


@pytest.fixture
def micro_class(post, asked):
    return make_section("new-energy", 1, post, asks=asked[:2])[0]


@pytest.fixture
def trainer(post):
    return make_person(Role.TRAINER)


def answer_backwards(asked, people: int = 60) -> None:
    """In the first question the weak are right, in all others the strong."""
    for number in range(people):
        strong = number % 2 == 0
        pk(make_person(), [(one.current_id, (not strong) if one is asked[0] else strong) for one in asked])


@pytest.fixture
def resting(asked, micro_class) -> Question:
    answer_backwards(asked)
    assert jobs.reckon() == 1
    return session().get(Question, asked[0].id, populate_existing=True)


def release(question, by, reason=REASON):
    with transaction():
        return quarantine.release(question.id, reason, by, time.now())


def test_it_is_asked_neither_in_pks_nor_in_checks_nor_in_reviews(post, asked, micro_class):
    person = make_person()
    with transaction():
        services.learn(person, asked[0].id, False, time.now(), Place.REVIEW)
    tomorrow = time.now().toordinal() + 30
    assert len(memories_due(person.id, tomorrow, 9)) == 1
    answer_backwards(asked)
    jobs.reckon()
    assert asked[0].id not in {row[0] for row in bank.pool(post.id)}
    assert [one.id for one in lessons.questions_of(micro_class.id)] == [asked[1].id]
    assert memories_due(person.id, tomorrow, 9) == []


def test_a_class_is_completed_without_the_question_that_rests(resting, asked, micro_class):
    person = make_person()
    with transaction():
        check = services.start_check(micro_class, person, time.now(), 1)
        assert check.version_ids == [asked[1].current_id]
        version = bank.version(asked[1].current_id)
        services.answer(check.id, person, 0, _shown_key(version, check), time.now())
    assert session().get(Progress, (person.id, micro_class.id)).completed_at is not None


def _shown_key(version, check):
    return mask(version.content, services.question_seed(check, 0), key(version.content))


def test_the_last_question_of_a_class_goes_on(asked, post):
    make_section("body-paint", 1, post, asks=asked[:1])
    answer_backwards(asked)
    assert jobs.reckon() == 0


def test_released_it_is_asked_again_and_rests_anew_only_on_twice_the_evidence(resting, asked, post, trainer):
    found = release(resting, trainer)
    assert (found.decision, found.reason, found.by_id) == (Decision.RELEASED, REASON, trainer.id)
    assert resting.id in {row[0] for row in bank.pool(post.id)}
    assert jobs.reckon() == 0
    answer_backwards(asked, 50)
    assert jobs.reckon() == 0
    answer_backwards(asked, 10)
    assert jobs.reckon() == 1


def test_a_reason_is_needed_and_one_decides(resting, trainer):
    with pytest.raises(Invalid):
        release(resting, trainer, "Fine.")
    release(resting, trainer)
    with pytest.raises(Conflict):
        release(resting, trainer)


def test_a_new_version_is_asked_at_once_and_ends_the_rest(resting, post):
    with transaction() as here:
        new = QuestionVersion(
            question_id=resting.id, number=2, content=resting.current.content, fingerprint="2", created_at=time.now()
        )
        here.add(new)
        here.flush()
        resting.current = new
    assert resting.id in {row[0] for row in bank.pool(post.id)}
    jobs.count()
    assert session().scalars(select(Quarantine.decision)).all() == [Decision.REVISED]


def test_a_trainer_releases_it_on_its_page_and_a_learner_cannot(resting, client, trainer):
    page = f"/studio/statistics/{resting.id}"
    sign_in(client, make_person())
    assert client.post(f"{page}/release", data={"reason": REASON}).status_code == 403
    sign_in(client, trainer)
    assert "It rests until a trainer has looked" in client.get(page).text
    assert "1 question rests" in client.get("/studio/statistics").text
    assert client.post(f"{page}/release", data={"reason": "No"}).status_code == 422
    done = client.post(f"{page}/release", data={"reason": REASON}, follow_redirects=True)
    assert "It is asked again" in done.text
    assert REASON in done.text
