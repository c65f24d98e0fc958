"""A class from the first word to the learner: written with its questions, approved, published, restored, retired."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.lessons import queries as learning
from app.lessons import services as lessons
from app.lessons.importing import import_curriculum
from app.lessons.models import MicroClass, MicroClassVersion, Progress
from app.studio import class_forms, class_health, classes, history, jobs, planning, services
from app.studio.models import Draft, State
from app.studio.planning import Plan
from app.studio.services import Written
from quizzes.formats import classdrafting, drafting
from quizzes.formats.curriculum import Curriculum
from tests.app.studio.writing import approve, both, publish, send, whole, write
from tests.conftest import sign_in
from tests.factories import make_person, make_question, make_section

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 20"><rect id="{key}-a" width="9" height="9"/></svg>'


@pytest.fixture
def section(post):
    """A section with two classes, the first of which asks a question."""
    return make_section("new-energy", 2, post, asks=[make_question(post)])


def written(post, words: str = "A traction battery", questions=(), **more) -> Written:
    content = classdrafting.blank("new-energy", 9) | {
        "title": both(words),
        "body": both("### Words\n\nOf a class."),
        "sources": ["ISO 6469-3"],
        "questions": list(questions),
    }
    return Written(content | more, [post.code], None)


def write_class(author, what: Written) -> Draft:
    with transaction():
        draft = classes.create("new-energy", author, time.now())
        what = Written(what.content, what.posts, draft.micro_class_id)
        return services.save(draft.id, 1, what, author, time.now())


def change(draft: Draft, by, **more) -> Draft:
    with transaction():
        what = Written(draft.content | more, draft.posts, draft.micro_class_id)
        return services.save(draft.id, draft.version, what, by, time.now())


def revise(key: str, by) -> Draft:
    with transaction():
        return classes.revise(session().scalars(select(MicroClass).filter_by(key=key)).one(), by, time.now())


def codes(draft: Draft, *, blocking: bool = True) -> set[str]:
    return {one.code for one in class_health.of_draft(draft) if one.blocks is blocking}


def asked_by(draft: Draft) -> list[str]:
    return [question.key for question in learning.questions_of(draft.micro_class_id)]


def test_a_class_with_a_new_question_is_published_and_learners_take_it(post, trainer, other, section):
    draft = write_class(trainer, written(post))
    assert codes(draft) == {"no-questions"}
    question = publish(write(trainer, whole(post, micro_class_id=draft.micro_class_id)), trainer, other)
    assert codes(draft) == set()  # it came into the class by itself
    with pytest.raises(NotFound):
        learning.micro_class(draft.key)
    publish(draft, trainer, other)
    found, learner = learning.micro_class(draft.key), make_person(post=post)
    assert (draft.number, found.in_studio, found.current.content["title"]) == (1, True, both("A traction battery"))
    assert asked_by(draft) == [question.key]
    with transaction():
        check = lessons.start_check(found, learner, time.now(), 7)
        assert lessons.answer(check.id, learner, 0, "17", time.now()).correct
    assert learning.is_completed(found.id, learner)
    cards = [card for one in learning.sections_for(learner) for card in one.classes]
    assert [card.key for card in cards][-1] == draft.key


def test_nobody_approves_their_own_class(post, trainer, other, section):
    draft = write_class(trainer, written(post))
    publish(write(trainer, whole(post, micro_class_id=draft.micro_class_id)), trainer, other)
    send(draft, trainer)
    with pytest.raises(Forbidden):
        approve(draft, trainer)


def test_a_change_is_a_new_version_and_the_old_one_comes_back_by_a_draft(post, trainer, other, section):
    key = section[0].key
    with transaction():
        section[0].current.content = written(post).content | {"figure": None}
    draft = change(revise(key, trainer), trainer, title=both("Better words"))
    publish(draft, trainer, other)
    found = learning.micro_class(key)
    assert [(one.number, one.author) for one in history.versions(found)] == [(2, trainer.name), (1, None)]
    with transaction():
        back = classes.restore(found, history.version(found, 1).content, trainer, time.now())
    assert found.current.content["title"] == both("Better words")
    publish(back, trainer, other)
    assert learning.micro_class(key).current.content["title"] == both("A traction battery")
    assert session().query(MicroClassVersion).filter_by(micro_class_id=found.id).count() == 3


def test_questions_are_ordered_taken_in_and_taken_out(post, trainer, other, section):
    with transaction():
        section[1].current.content = written(post).content | {"figure": None}
    (here,) = learning.questions_of(section[0].id)
    one, two = make_question(post), make_question(post)
    draft = change(revise(section[1].key, trainer), trainer, questions=[two.key, here.key, one.key])
    publish(draft, trainer, other)
    assert asked_by(draft) == [two.key, here.key, one.key]
    assert learning.questions_of(section[0].id) == []  # a question belongs to one class
    draft = change(revise(section[1].key, trainer), trainer, questions=[one.key, two.key], left=[here.key])
    publish(draft, trainer, other)
    assert asked_by(draft) == [one.key, two.key]


def test_a_question_that_comes_into_the_class_meanwhile_stays(post, trainer, other, section):
    with transaction():
        section[0].current.content = written(post).content | {"figure": None}
    draft = revise(section[0].key, trainer)
    late = publish(write(trainer, whole(post, micro_class_id=section[0].id)), trainer, other)
    publish(change(draft, trainer, minutes=4), trainer, other)
    assert asked_by(draft)[-1] == late.key


def test_classes_never_wait_for_each_other_in_a_ring(post, trainer, other, section):
    one, two = (one.key for one in section)
    with transaction():
        for found in section:
            found.current.content = written(post).content | {"figure": None}
    question = make_question(post)
    publish(change(revise(one, trainer), trainer, requires=[two]), trainer, other)
    draft = change(revise(two, trainer), trainer, requires=[one], questions=[question.key])
    assert codes(draft) == {"cycle"}
    with pytest.raises(Invalid):
        send(draft, trainer)


def test_two_classes_approved_at_once_do_not_come_to_wait_for_each_other(app, post, trainer, other, section):
    with transaction():
        for found in section:
            found.current.content = written(post).content | {"figure": None}
    one, two = (one.key for one in section)
    question = make_question(post)
    drafts = [
        send(change(revise(one, trainer), trainer, requires=[two]), trainer),
        send(change(revise(two, trainer), trainer, requires=[one], questions=[question.key]), trainer),
    ]
    jobs_of = [(draft.id, draft.version) for draft in drafts]
    person_id = other.id

    def run(job: tuple[int, int]) -> bool:
        with app.app_context():
            try:
                with transaction() as here:
                    services.approve(*job, here.get_one(type(trainer), person_id), time.now())
            except Invalid:
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, jobs_of)) == [False, True]


def test_work_on_high_voltage_stands_behind_the_class_about_safety(post, trainer, section):
    with transaction():
        section[0].key = "hv-orange-means-stop"
    title = {"en": "Replacing the traction battery", "zh": "更换动力电池"}
    draft = write_class(trainer, written(post, title=title))
    assert "gate-high-voltage" in codes(draft)
    assert "gate-high-voltage" not in codes(change(draft, trainer, requires=["hv-orange-means-stop"]))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"title": {"en": "", "zh": "题"}}, "text-missing"),
        ({"sources": []}, "source-missing"),
        ({"section": "nowhere"}, "section-missing"),
        ({"requires": ["nothing-like-it"]}, "class-unknown"),
        ({"questions": ["nothing-like-it"]}, "question-unknown"),
        ({"body": {"en": "<b>x</b>", "zh": "好"}}, "html"),
        ({"figure": {"svg": "<svg/>", "alt": both("A")}}, "figure"),
        ({"figure": {"svg": SVG.format(key="other"), "alt": both("A")}}, "figure"),
    ],
)
def test_what_a_class_must_not_be_keeps_it_from_review(post, trainer, section, more, code):
    assert code in codes(write_class(trainer, written(post, **more)))


def test_a_copy_is_a_class_of_its_own_with_its_figure(post, trainer, other, section):
    draft = write_class(trainer, written(post))
    draft = change(draft, trainer, figure={"svg": SVG.format(key=draft.key), "alt": both("A box")})
    with transaction():
        made = classes.copy(draft, other, time.now())
    assert (made.key != draft.key, made.content["title"]) == (True, draft.content["title"])
    assert codes(draft) == codes(made) == {"no-questions"}


def test_a_retired_class_is_not_offered_progress_stays_and_files_do_not_bring_it_back(post, trainer, section):
    learner = make_person(post=post)
    with transaction():
        lessons.open_class(section[0], learner, time.now())
        check = lessons.start_check(section[0], learner, time.now(), 7)
        classes.retire(section[0].id)
    with pytest.raises(NotFound):
        learning.micro_class(section[0].key)
    with transaction():
        import_curriculum(Curriculum(()), time.now())
    session().expire_all()
    assert session().get(MicroClass, section[0].id).in_studio
    assert session().get(Progress, (learner.id, section[0].id)) is not None
    assert learning.check(check.id, learner).version_ids
    with transaction(), pytest.raises(NotFound):
        classes.retire(section[0].id)


def test_files_leave_a_class_of_the_studio_as_it_is(post, trainer, other, section):
    draft = write_class(trainer, written(post, requires=[section[1].key]))
    publish(write(trainer, whole(post, micro_class_id=draft.micro_class_id)), trainer, other)
    publish(draft, trainer, other)
    before = classes.as_written(session().get_one(MicroClass, draft.micro_class_id), {})
    with transaction():
        import_curriculum(Curriculum(()), time.now())
    session().expire_all()
    found = learning.micro_class(draft.key)
    assert classes.as_written(found, {}) == before
    assert classes.posts_of(found) == [post.code]
    assert session().get_one(MicroClass, section[1].id).current_id is None  # of a file that is gone


def test_a_planned_class_comes_after_its_planned_question_and_ends_at_its_time(post, trainer, other, section, clock):
    at, end = time.now() + timedelta(hours=1), time.now() + timedelta(hours=2)
    draft = write_class(trainer, written(post))
    question = write(trainer, whole(post, micro_class_id=draft.micro_class_id))
    asked = publish(write(trainer, whole(post, "What is a VIN?", draft.micro_class_id)), trainer, other)
    for one, until in ((question, None), (draft, end)):
        with transaction():
            planning.plan(one.id, Plan(at, until), trainer, time.now())
        approve(send(one, trainer), other)
    clock.move(hours=1)
    assert jobs.keep_plans() == 2
    assert asked_by(draft) == [asked.key, question.key]
    clock.move(hours=1)
    assert (jobs.keep_plans(), jobs.keep_plans()) == (1, 0)
    with pytest.raises(NotFound):
        learning.micro_class(draft.key)


def test_a_class_whose_questions_were_retired_is_not_published_by_its_plan(post, trainer, other, section, clock):
    draft = write_class(trainer, written(post))
    question = publish(write(trainer, whole(post, micro_class_id=draft.micro_class_id)), trainer, other)
    with transaction():
        planning.plan(draft.id, Plan(time.now() + timedelta(hours=1)), trainer, time.now())
    approve(send(draft, trainer), other)
    with transaction():
        services.retire(question.question_id)
    clock.move(hours=1)
    assert jobs.keep_plans() == 1
    session().expire_all()
    assert draft.state == State.DRAFT


def test_one_open_draft_of_a_class_also_where_a_question_has_the_same_id(post, trainer, section):
    draft = revise(section[0].key, trainer)
    assert revise(section[0].key, trainer).id == draft.id
    with transaction():
        services.add(draft.key, "single", drafting.blank("single"), (), trainer, time.now())
    with transaction(), pytest.raises(Conflict):
        classes.restore(section[0], {"title": both("x"), "body": both("y"), "minutes": 3}, trainer, time.now())


def test_the_form_of_a_class_keeps_lines_orders_questions_and_knows_what_was_taken_out():
    before = classdrafting.blank("new-energy", 4) | {"left": ["gone"]}
    typed = MultiDict([
        ("body-en", "One\r\n\r\n- a\u200b\tb  \r\n"), ("question", "a"), ("question", "b"), ("question", "c"),
        ("place-a", "3"), ("place-b", "1"), ("place-c", "2"), ("left", "c"), ("take", "gone, new"), ("minutes", "99"),
    ])  # fmt: skip
    found = SimpleNamespace(**class_forms.content(typed, before))
    assert found.body["en"] == "One\n\n- a    b"
    assert (found.questions, found.left, found.minutes, found.order) == (["b", "a", "gone", "new"], ["c"], 3, 4)


def test_the_pages_write_preview_and_refuse(post, trainer, other, section, client):
    sign_in(client, trainer)
    page = client.post("/studio/classes", data={"section": "new-energy"}, follow_redirects=True)
    draft = session().scalars(select(Draft).order_by(Draft.id.desc()).limit(1)).one()
    typed = {"version": "1", "title-zh": "动力电池", "body-zh": "**先断电**，再动手。", "go": "send"}
    page = client.post(f"/studio/drafts/{draft.id}", data=typed)
    assert page.status_code == 422
    assert "<strong>先断电</strong>" in page.text
    assert "at least one published question" in page.text
    page = client.post(f"/studio/drafts/{draft.id}", data=typed | {"version": "1", "title-zh": "别的"})
    assert page.status_code == 409
    assert "<del>动力电池</del><ins>别的</ins>" in page.text
    found = client.get("/studio/classes/questions?take=question").text
    assert f'<option value="{learning.questions_of(section[0].id)[0].key}">' in found
