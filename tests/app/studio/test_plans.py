"""Pieces that are published and retired by their plans: in order, once, and never broken."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.lessons import services as lessons
from app.lessons.models import MicroClass
from app.notifications.models import Notice
from app.people.models import Role
from app.questions.models import Question, QuestionVersion
from app.studio import jobs, planning, services
from app.studio.models import Deed, Draft, Remark, State
from app.studio.planning import Due, Plan, Turn
from tests.app.studio.writing import approve, publish, send, whole, write
from tests.conftest import sign_in
from tests.factories import make_person, make_question, make_section

HOUR = timedelta(hours=1)


def plan(draft: Draft, by, publish_in: float | None, end_in: float | None = None) -> Draft:
    moments = (None if hours is None else time.now() + hours * HOUR for hours in (publish_in, end_in))
    with transaction():
        return planning.plan(draft.id, Plan(*moments), by, time.now())


def planned(post, trainer, other, publish_in: float = 1, end_in: float | None = None, **more) -> Draft:
    draft = plan(write(trainer, whole(post, **more)), trainer, publish_in, end_in)
    return approve(send(draft, trainer), other)


def asked() -> set[str]:
    return set(session().scalars(select(Question.key).where(Question.current_id.is_not(None))))


def test_what_is_approved_with_a_plan_is_published_at_its_time_and_once(post, trainer, other, clock):
    draft = planned(post, trainer, other)
    assert (draft.state, asked(), jobs.keep_plans()) == (State.PLANNED, set(), 0)
    clock.move(hours=1)
    assert (jobs.keep_plans(), jobs.keep_plans()) == (1, 0)
    session().expire_all()
    assert (draft.state, draft.number, asked()) == (State.PUBLISHED, 1, {draft.key})
    assert session().query(QuestionVersion).count() == 1


def test_missed_runs_are_made_up_in_the_order_of_the_times(post, trainer, other, clock):
    """The service was down while something should have been published, and ended."""
    brief = planned(post, trainer, other, 2, 3)
    lasting = planned(post, trainer, other, 1, text="What is a VIN?")
    clock.move(hours=5)
    assert jobs.keep_plans() == 3
    deeds = session().scalars(select(Remark.draft_id).filter_by(deed=Deed.PUBLISHED.value).order_by(Remark.id)).all()
    assert deeds == [lasting.id, brief.id]
    assert asked() == {lasting.key}
    assert session().query(QuestionVersion).count() == 2


def test_changing_the_plan_needs_nobody_and_changing_the_words_does(post, trainer, other, clock):
    draft = planned(post, trainer, other, 1)
    assert plan(draft, trainer, 2).state == State.PLANNED
    clock.move(hours=1)
    assert jobs.keep_plans() == 0
    with transaction():
        services.save(draft.id, draft.version, whole(post, "How long is a VIN?"), trainer, time.now())
    assert (draft.state, draft.approved_by_id) == (State.DRAFT, None)
    clock.move(hours=2)
    assert (jobs.keep_plans(), asked()) == (0, set())


def test_a_cancelled_plan_is_in_review_again(post, trainer, other, clock):
    draft = plan(planned(post, trainer, other), trainer, None)
    assert (draft.state, draft.approved_by_id) == (State.REVIEW, None)
    clock.move(hours=2)
    assert jobs.keep_plans() == 0
    assert approve(draft, other).state == State.PUBLISHED


@pytest.mark.parametrize(("publish_in", "end_in"), [(-1, None), (None, -1), (2, 1), (2, 2)])
def test_a_plan_that_cannot_be_kept_is_refused(post, trainer, publish_in, end_in):
    draft = write(trainer, whole(post))
    with pytest.raises(Invalid):
        plan(draft, trainer, publish_in, end_in)
    assert session().get(Draft, draft.id).publish_at is None


def test_what_is_over_already_is_not_approved(post, trainer, other, clock):
    draft = plan(write(trainer, whole(post)), trainer, None, 1)
    send(draft, trainer)
    clock.move(hours=1)
    with pytest.raises(Invalid):
        approve(draft, other)


def test_what_broke_meanwhile_goes_back_to_its_people_and_they_are_told(post, trainer, other, clock):
    (one,) = make_section("new-energy", 1, post)
    draft = planned(post, trainer, other, micro_class_id=one.id)
    with transaction():
        session().get_one(MicroClass, one.id).current_id = None  # the class was retired
    clock.move(hours=1)
    assert (jobs.keep_plans(), jobs.keep_plans()) == (1, 0)
    session().expire_all()
    assert (draft.state, draft.approved_by_id, asked()) == (State.DRAFT, None, set())
    assert [one.deed for one in draft.remarks][-1] == Deed.BROKE
    told = session().scalars(select(Notice.person_id).filter_by(kind="piece").order_by(Notice.person_id)).all()
    assert told == sorted([trainer.id, other.id])


def test_an_expired_question_is_not_asked_and_who_was_asked_already_answers(post, trainer, other, clock):
    (one,) = make_section("new-energy", 1, post)
    question = publish(write(trainer, whole(post, micro_class_id=one.id)), trainer, other).question
    learner = make_person(post=post)
    with transaction():
        check = lessons.start_check(one, learner, time.now(), 7)
    with transaction():
        planning.expire(Question, question.id, time.now() + HOUR, time.now())
    clock.move(hours=1)
    assert (jobs.keep_plans(), jobs.keep_plans(), asked()) == (1, 0, set())
    with transaction():
        assert lessons.answer(check.id, learner, 0, "17", time.now()).correct
    with transaction(), pytest.raises(Conflict):
        lessons.start_check(one, learner, time.now(), 8)


def test_the_end_of_what_is_published_goes_with_its_draft(post, trainer, other):
    question = publish(write(trainer, whole(post)), trainer, other).question
    with transaction():
        draft = services.revise(question, trainer, time.now())
        planning.expire(Question, question.id, time.now() + HOUR, time.now())
    with transaction():
        services.save(draft.id, 1, whole(post, "How long is a VIN?"), trainer, time.now())
    session().expire_all()
    publish(draft, trainer, other)
    assert question.expires_at == time.now() + HOUR


def test_two_schedulers_publish_once_and_a_change_at_once_wins_or_loses_whole(app, post, trainer, other, clock):
    draft = planned(post, trainer, other)
    clock.move(hours=1)
    number, due = draft.id, Due(draft.publish_at, 0, draft.id, Turn.QUESTION)

    def run(_place: int) -> bool:
        with app.app_context():
            return planning.carry_out(due, time.now())

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(run, range(4))) == [False, False, False, True]
    session().expire_all()
    assert session().query(QuestionVersion).count() == 1
    assert session().query(Remark).filter_by(draft_id=number, deed=Deed.PUBLISHED.value).count() == 1


def test_publishing_by_plan_and_sending_back_at_the_same_instant_end_in_one_of_both(app, post, trainer, other, clock):
    draft = planned(post, trainer, other)
    clock.move(hours=1)
    number, due, author = draft.id, Due(draft.publish_at, 0, draft.id, Turn.QUESTION), trainer.id

    def back() -> bool:
        with app.app_context():
            try:
                with transaction() as here:
                    services.return_(number, "Not yet", here.get_one(type(trainer), author), time.now())
            except Conflict:
                return False
            return True

    def run() -> bool:
        with app.app_context():
            return planning.carry_out(due, time.now())

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.submit(run), pool.submit(back)
        assert [first.result(), second.result()].count(True) == 1
    session().expire_all()
    assert (draft.state == State.PUBLISHED) == bool(asked())


def test_approved_twice_at_once_is_published_once(app, post, trainer, other):
    third = make_person(Role.TRAINER)
    draft = send(write(trainer, whole(post)), trainer)
    number, version = draft.id, draft.version

    def run(person_id: int) -> bool:
        with app.app_context():
            try:
                with transaction() as here:
                    services.approve(number, version, here.get_one(type(trainer), person_id), time.now())
            except Conflict:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, [other.id, third.id])) == [False, True]
    assert session().query(QuestionVersion).count() == 1


def test_the_pages_take_a_plan_in_the_time_zone_of_the_service(post, trainer, other, client):
    draft = write(trainer, whole(post))
    sign_in(client, trainer)
    typed = {"publish_at": "2026-07-01T08:00", "expires_at": "2026-08-01T00:00"}
    page = client.post(f"/studio/drafts/{draft.id}/plan", data=typed, follow_redirects=True)
    assert "2026-07-01T08:00" in page.text
    assert "Asia/Shanghai" in page.text
    assert f"{session().get(Draft, draft.id).publish_at:%Y-%m-%d %H:%M}" == "2026-07-01 00:00"
    page = client.post(f"/studio/drafts/{draft.id}/plan", data={"publish_at": "soon"}, follow_redirects=True)
    assert "not a day and time" in page.text


def test_the_list_says_when_something_turns(post, trainer, other, client):
    planned(post, trainer, other)
    question = make_question(post)
    with transaction():
        planning.expire(Question, question.id, time.now() + HOUR, time.now())
    sign_in(client, trainer)
    assert client.get("/studio?state=planned").text.count("Jun 1, 2026, 1:00:00") == 1
    assert client.get("/studio").text.count("Jun 1, 2026, 1:00:00") == 2
