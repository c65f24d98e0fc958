"""A question from the first word to the learner: written, checked, reviewed by somebody else, published, changed."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid
from app.lessons.models import MicroClassQuestion
from app.people.models import Role
from app.questions import queries as bank
from app.questions import services as questions
from app.questions.models import Question, QuestionVersion, question_posts
from app.studio import health, services
from app.studio.models import Draft, State
from app.studio.services import Written
from quizzes.formats import drafting
from tests.app.studio.writing import both, publish, whole, write
from tests.conftest import sign_in
from tests.factories import make_person, make_question, make_section


def test_a_second_person_publishes_and_learners_are_asked(post, trainer, other):
    (one,) = make_section("new-energy", 1, post, asks=[make_question(post)])
    draft = publish(write(trainer, whole(post, micro_class_id=one.id)), trainer, other)
    question = session().scalar(select(Question).filter_by(key=draft.key))
    assert (draft.state, question.in_studio, question.current.number) == (State.PUBLISHED, True, 1)
    assert question.id in {row[0] for row in bank.pool(post.id)}
    places = session().scalars(select(MicroClassQuestion.position).order_by(MicroClassQuestion.position)).all()
    assert places == [0, 1]


@pytest.mark.parametrize("who", ["author", "sender", "changer"])
def test_nobody_approves_what_they_wrote_sent_or_changed(post, trainer, other, who):
    third = make_person(Role.TRAINER)
    draft = write(trainer, whole(post))
    if who == "changer":
        with transaction():
            services.save(draft.id, draft.version, whole(post, "How long is a VIN?"), other, time.now())
    with transaction():
        services.send(draft.id, other if who == "sender" else third if who == "changer" else trainer, time.now())
    with transaction(), pytest.raises(Forbidden):
        services.approve(draft.id, draft.version, trainer if who == "author" else other, time.now())
    assert session().query(Question).count() == 0


def test_the_database_itself_refuses_one_person_for_both(post, trainer):
    draft = write(trainer, whole(post))
    draft.state, draft.sent_by_id, draft.approved_by_id = State.PUBLISHED.value, trainer.id, trainer.id
    with pytest.raises(IntegrityError):
        session().flush()
    session().rollback()


def test_what_is_not_whole_goes_nowhere_and_is_kept(post, trainer):
    with transaction():
        draft = services.create("single", trainer, time.now())
    with transaction(), pytest.raises(Invalid):
        services.send(draft.id, trainer, time.now())
    codes = {one.code for one in health.of_draft(draft) if one.blocks}
    assert {"text-missing", "source-missing", "posts-missing"} <= codes
    assert session().get(Draft, draft.id).state == State.DRAFT


def test_what_only_the_form_refuses_is_said_before_it_is_sent(post, trainer):
    written = whole(post)
    draft = write(trainer, Written(written.content | {"unit": "x" * 21}, written.posts, None))
    assert [one.code for one in health.of_draft(draft) if one.blocks] == ["does-not-fit"]
    with transaction(), pytest.raises(Invalid):
        services.send(draft.id, trainer, time.now())


@pytest.mark.parametrize("kind", ["single", "several", "true-false", "numeric", "ordering", "matching"])
def test_what_the_health_check_lets_through_can_be_published(post, trainer, other, kind):
    content = drafting.blank(kind)
    for number, (_path, text) in enumerate(drafting.texts(content)):
        text |= both(f"Words {number}")
    content |= {"source": "ISO 3779"} | ({"answer": 4.0} if kind == "numeric" else {})
    with transaction():
        draft = services.create(kind, trainer, time.now())
        services.save(draft.id, 1, Written(content, [post.code], None), trainer, time.now())
    assert publish(draft, trainer, other).state == State.PUBLISHED
    stored = session().scalar(select(QuestionVersion.content))
    assert drafting.of_stored(stored) == content


def test_a_change_is_a_new_version_and_the_old_one_stays(post, trainer, other):
    question = publish(write(trainer, whole(post)), trainer, other).question
    first = question.current
    with transaction():
        draft = services.revise(question, trainer, time.now())
        services.save(draft.id, 1, whole(post, "How long is a VIN?"), trainer, time.now())
    assert services.revise(question, other, time.now()).id == draft.id  # one is at it already
    publish(draft, trainer, other)
    assert (question.current.number, question.current.content["text"]["en"]) == (2, "How long is a VIN?")
    assert session().get(QuestionVersion, first.id).content["text"]["en"] == "How many signs has a VIN?"


def test_a_retired_question_is_not_asked_and_comes_back_by_a_draft(post, trainer, other):
    question = publish(write(trainer, whole(post)), trainer, other).question
    with transaction():
        services.retire(question.id)
    assert question.id not in {row[0] for row in bank.pool(post.id)}
    with transaction():
        draft = services.revise(question, trainer, time.now())
    assert draft.content["text"]["en"] == "How many signs has a VIN?"
    publish(draft, trainer, other)
    assert question.id in {row[0] for row in bank.pool(post.id)}


def test_two_at_once_see_both_and_nothing_is_overwritten(post, trainer, other):
    draft = write(trainer, whole(post))
    with transaction():
        services.save(draft.id, draft.version, whole(post, "Theirs?"), other, time.now())
    with transaction(), pytest.raises(Conflict):
        services.save(draft.id, draft.version - 1, whole(post, "Mine?"), trainer, time.now())
    assert session().get(Draft, draft.id).content["text"]["en"] == "Theirs?"


def test_the_page_shows_both_and_stores_mine_where_i_say_so(post, trainer, other, client):
    draft = write(trainer, whole(post))
    sign_in(client, other)
    mine = {"text-en": "Mine?", "text-zh": "我的？", "version": "1"}
    page = client.post(f"/studio/drafts/{draft.id}", data=mine)
    assert page.status_code == 409
    assert "How many signs has a VIN?" in page.text
    assert "Mine?" in page.text
    stored = client.post(f"/studio/drafts/{draft.id}", data=mine | {"over": str(draft.version)})
    assert stored.status_code == 303
    assert session().get(Draft, draft.id).content["text"]["en"] == "Mine?"


def test_the_conflict_shows_every_field_that_differs_word_by_word(post, trainer, other, client):
    draft = write(trainer, whole(post))
    sign_in(client, other)
    mine = {
        "text-en": "How many signs has a chassis number?", "explanation-en": "Seventeen of them", "answer": "18",
        "source": "ISO 3780", "version": "1", "posts": "",
    }  # fmt: skip
    page = client.post(f"/studio/drafts/{draft.id}", data=mine).text
    box = page[page.index('id="apart"') : page.index('id="health"')]
    for words in ("How many signs has a <del>VIN</del><ins>chassis number</ins>?", "Seventeen<ins> of them</ins>"):
        assert words in box
    for words in ("<del>17</del><ins>18</ins>", "<del>3779</del><ins>3780</ins>", '<h3 class="small">Posts</h3>'):
        assert words in box
    assert "Difficulty" not in box  # the same on both sides
    assert f'href="/studio/drafts/{draft.id}">Take theirs' in box


def test_the_preview_is_shown_in_either_language_and_stays_so_while_one_types(post, trainer, client):
    draft = write(trainer, whole(post, "Signs of a VIN?"))
    sign_in(client, trainer)
    url = f"/studio/drafts/{draft.id}"

    def phone(page: str) -> str:
        return page[page.index('id="phone"') : page.index('id="jump"')]

    seen = {shows: phone(client.get(f"{url}?shows={shows}").text) for shows in ("zh", "en", "xx")}
    assert "Signs of a VIN?。" in seen["zh"]
    assert "填写数字。" in seen["zh"]
    assert "Signs of a VIN?。" not in seen["en"]
    assert "Type a number." in seen["en"]
    assert "Type a number." in seen["xx"]  # the reader's own
    typed = {"text-en": "New?", "text-zh": "新？", "version": str(draft.version), "shows": "zh"}
    kept = phone(client.post(url, data=typed, headers={"HX-Request": "true"}).text)
    assert "新？" in kept
    assert 'name="shows" value="zh"' in kept


def test_a_new_draft_says_in_one_line_how_much_is_not_written_yet(post, trainer, client):
    sign_in(client, trainer)
    page = client.post("/studio/questions", data={"kind": "single"}, follow_redirects=True).text
    line = re.search(r"Not written yet: (\d+) texts", page)
    assert int(line[1]) > 10
    assert page.count("not written yet") == 0
    missing = re.search(r'href="#health">Missing: (\d+)<', page)
    assert int(missing[1]) >= int(line[1])


def test_a_changed_text_marks_its_twin_as_older(post, trainer):
    draft = write(trainer, whole(post))
    changed = whole(post)
    changed.content["text"] = changed.content["text"] | {"zh": "VIN 有几位？"}
    with transaction():
        services.save(draft.id, draft.version, changed, trainer, time.now())
    assert draft.older == ["text:en"]
    changed = Written(changed.content | {"text": {"zh": "VIN 有几位？", "en": "Signs of a VIN?"}}, [post.code], None)
    with transaction():
        services.save(draft.id, draft.version, changed, trainer, time.now())
    assert draft.older == []


def test_files_neither_change_nor_retire_what_the_studio_published(post, trainer, other):
    ours = publish(write(trainer, whole(post)), trainer, other)
    theirs = make_question(post)
    with transaction():
        questions.store([questions.Draft(ours.key, (), {"kind": "single", "difficulty": 1}, "x")], time.now())
    session().expire_all()
    asked = session().get(Question, ours.question_id)
    assert asked.current.content["text"]["en"] == "How many signs has a VIN?"
    assert session().scalar(select(question_posts.c.post_id).filter_by(question_id=asked.id)) == post.id
    assert session().get(Question, theirs.id).current_id is None  # of a file that is gone


def test_one_open_draft_a_question_also_of_two_at_the_same_instant(app, post, trainer, other):
    question = publish(write(trainer, whole(post)), trainer, other).question_id

    def revise(person_id: int) -> int | None:
        with app.app_context():
            try:
                with transaction() as here:
                    who = here.get_one(type(trainer), person_id)
                    return services.revise(here.get_one(Question, question), who, time.now()).id
            except IntegrityError:
                return None

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(revise, [trainer.id, other.id]))
    assert session().query(Draft).filter_by(state=State.DRAFT.value).count() == 1


def test_learners_see_nothing_of_the_studio(app, client, post, trainer):
    draft = write(trainer, whole(post))
    sign_in(client, make_person())
    for page in ("/studio", f"/studio/drafts/{draft.id}", "/studio/bring"):
        assert client.get(page).status_code == 403
