"""A class and its check: one question at a time, the first answer counts, mastery and points follow."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Invalid, NotFound
from app.lessons import services
from app.lessons.commands import FOLDER
from app.lessons.events import MicroClassCompleted, QuestionMastered
from app.lessons.importing import import_curriculum
from app.lessons.models import Check, Mastery, MicroClass, Progress
from app.people.seeding import seed_posts
from app.questions.queries import version
from quizzes.formats import curriculum as files
from quizzes.rules import machine
from quizzes.rules.grading import key, mask
from tests.conftest import sign_in
from tests.factories import make_person


@pytest.fixture
def facts(app):
    """The facts stated, in order; nobody else listens."""
    stated = []
    app.extensions["effects"] = {QuestionMastered: [stated.append], MicroClassCompleted: [stated.append]}
    return stated


@pytest.fixture(scope="session")
def written() -> files.Curriculum:
    """The curriculum as it is written, read once."""
    return files.read(FOLDER).curriculum


def bring(sections) -> None:
    with transaction():
        seed_posts()
        import_curriculum(files.Curriculum(tuple(sections)), clock.now())


@pytest.fixture
def micro_class(app, written):
    """The first class, alone in the database."""
    first = written.sections[0]
    bring([replace(first, classes=first.classes[:1])])
    return session().scalars(select(MicroClass)).one()


def start(micro_class, person) -> Check:
    with transaction():
        return services.start_check(micro_class, person, clock.now(), seed=1)


def content_of(check: Check, position: int) -> dict:
    return version(check.version_ids[position]).content


def right(check: Check, position: int):
    content = content_of(check, position)
    return mask(content, services.question_seed(check, position), key(content))


def wrong(check: Check, position: int):
    content = content_of(check, position)
    return mask(content, services.question_seed(check, position), machine.mistake(content, Random(1)))


def answer(check: Check, person, position: int, raw):
    with transaction():
        return services.answer(check.id, person, position, raw, clock.now())


def test_a_class_is_completed_when_all_its_questions_were_right_once(micro_class, facts):
    person = make_person()
    check = start(micro_class, person)
    for position in range(len(check.version_ids)):
        assert answer(check, person, position, right(check, position)).correct
    assert [type(fact) for fact in facts] == [QuestionMastered] * 5 + [MicroClassCompleted]
    assert all(fact.first_attempt and fact.level == 1 for fact in facts[:5])
    assert session().get(Progress, (person.id, micro_class.id)).completed_at == clock.now()


def test_what_was_missed_is_asked_again_and_only_that(micro_class, facts):
    person = make_person()
    check = start(micro_class, person)
    for position in range(5):
        answer(check, person, position, wrong(check, position) if position == 2 else right(check, position))
    again = start(micro_class, person)
    assert again.version_ids == [check.version_ids[2]]
    answer(again, person, 0, right(again, 0))
    assert facts[-2].first_attempt is False
    assert isinstance(facts[-1], MicroClassCompleted)


def test_a_second_answer_changes_nothing_and_gets_the_first_ones_feedback(micro_class, facts):
    person = make_person()
    check = start(micro_class, person)
    first = answer(check, person, 0, wrong(check, 0))
    assert answer(check, person, 0, right(check, 0)) is first
    assert facts == []


def test_a_level_more_needs_another_day(micro_class, facts, clock):
    person = make_person()
    for _day in range(5):
        for _again in range(2):
            check = start(micro_class, person)
            for position in range(5):
                answer(check, person, position, right(check, position))
        clock.move(days=1)
    levels = [fact.level for fact in facts if isinstance(fact, QuestionMastered)]
    assert levels == [1] * 5 + [2] * 5 + [3] * 5
    assert {mastery.level for mastery in session().scalars(select(Mastery))} == {3}


@pytest.mark.parametrize("position", [1, 4, -1, 5, 99])
def test_a_question_that_is_not_open_is_refused(micro_class, position):
    person = make_person()
    check = start(micro_class, person)
    with pytest.raises(Invalid):
        answer(check, person, position, "a")


def test_somebody_elses_check_is_not_there(micro_class, client):
    check = start(micro_class, make_person())
    other = make_person()
    with pytest.raises(NotFound):
        answer(check, other, 0, "a")
    sign_in(client, other)
    assert client.get(f"/check/{check.id}").status_code == 404
    assert client.post(f"/check/{check.id}/answers/0", data={"choice": "a"}).status_code == 404


def test_starting_twice_goes_on_where_one_was(micro_class):
    person = make_person()
    assert start(micro_class, person).id == start(micro_class, person).id


def form_of(content: dict, raw) -> dict:
    """A response as the fields of the page send it."""
    kind = content["kind"]
    if kind in ("several", "case"):
        return {"choices": raw}
    if kind == "numeric":
        return {"number": str(raw)}
    if kind == "ordering":
        return {f"place.{one}": str(place) for place, one in enumerate(raw, start=1)}
    if kind == "matching":
        return {f"pair.{left}": right for left, right in raw.items()}
    if kind == "short":
        return {"words": raw}
    if kind == "cloze":
        return {f"gap.{one}": str(given) for one, given in raw.items()}
    return {"choice": str(raw).lower() if isinstance(raw, bool) else raw}


def test_every_kind_is_answered_through_its_form_and_the_pages_hold(app, client, written):
    bring(replace(section, classes=section.classes[:1]) for section in written.sections)
    person = make_person()
    sign_in(client, person)
    kinds = set()
    for micro_class in session().scalars(select(MicroClass).order_by(MicroClass.id)).all():
        assert client.get(f"/class/{micro_class.key}").status_code == 200
        url = client.post(f"/class/{micro_class.key}/checks").headers["Location"]
        check = session().scalars(select(Check).order_by(Check.id.desc())).first()
        for position in range(len(check.version_ids)):
            content = content_of(check, position)
            kinds.add(content["kind"])
            page = client.get(url).text
            assert content["explanation"]["en"] not in page
            form = form_of(content, right(check, position))
            reply = client.post(f"/check/{check.id}/answers/{position}", data=form)
            assert reply.status_code == 302
            assert client.get(reply.headers["Location"]).status_code == 200
        assert client.get(url).status_code == 200
    assert kinds == {"single", "several", "true-false", "numeric", "ordering", "matching", "short", "cloze"}


@pytest.mark.parametrize(
    "form", [{}, {"choice": "zz"}, {"choice": "a" * 5_000}, {"choices": ["a", "a"]}, {"number": "nan"}, {"pair.a": "a"}]
)
def test_a_senseless_answer_is_refused_with_words_and_the_question_stays(micro_class, client, form):
    person = make_person()
    sign_in(client, person)
    check = start(micro_class, person)
    reply = client.post(f"/check/{check.id}/answers/0", data=form)
    assert reply.status_code == 422
    assert "Nothing is lost." in reply.text
    assert client.get(f"/check/{check.id}").status_code == 200
    assert session().scalars(select(Mastery)).all() == []
