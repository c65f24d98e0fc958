"""A story of a customer: told without naming anybody, chosen, made a case, credited, withdrawn."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.notifications.models import Notice
from app.people.models import Role
from app.stories import presenters, queries, services
from app.stories.models import State, Story
from app.stories.queries import Look
from app.stories.services import Told
from app.studio import services as studio
from app.studio.models import Draft, Snapshot
from app.studio.services import Written
from quizzes.formats import drafting
from tests.conftest import sign_in
from tests.factories import KEYS_OF_KINDS, make_dealer, make_person, make_post, make_section

TEXTS = {"happened": "车趴在地库，客户赶着接人。", "done": "先借车，再检测。", "ended": "客户十点走了。", "learned": ""}


@pytest.fixture
def teller(app):
    return make_person(post=make_post("me-service-advisor"), dealer=make_dealer("D007"), name="陈静", locale="zh")


@pytest.fixture
def trainer(app):
    return make_person(Role.TRAINER)


def told(*, consents: bool = True, named: bool = True, **texts: str) -> Told:
    return Told(TEXTS | texts, "goodwill", "me-service-advisor", consents, named)


def keep(person, key: str = "abcd1234", **more) -> Story:
    with transaction():
        return services.keep(person, key, told(**more), "zh", time.now())


def send(person, key: str = "abcd1234", **more) -> Story:
    story = keep(person, key, **more)
    with transaction():
        return services.send(story.id, person, time.now())


def choose(story, trainer) -> Draft:
    with transaction():
        return services.choose(story.id, trainer, time.now())


def publish(draft: Draft, trainer) -> Draft:
    """The case is written anew and approved by a second person."""
    (one,) = make_section("service", 1, make_post())
    case = drafting.of_stored(KEYS_OF_KINDS["case"] | {"kind": "case"})
    both = {"en": "A battery", "zh": "蓄电池"}
    content = draft.content | case | {"text": both, "explanation": both}
    with transaction():
        studio.save(draft.id, draft.version, Written(content, draft.posts, one.id), trainer, time.now())
        studio.send(draft.id, trainer, time.now())
    with transaction():
        return studio.approve(draft.id, draft.version, make_person(Role.TRAINER), time.now())


def told_of(person) -> list[str]:
    rows = session().scalars(select(Notice).filter_by(person_id=person.id, kind="story").order_by(Notice.id))
    return [one.params["what"] for one in rows]


def test_a_story_becomes_a_case_with_its_words_to_begin_with(teller, trainer):
    draft = choose(send(teller), trainer)
    scene = draft.content["scenes"][0]
    assert (draft.kind, draft.posts) == ("case", ["me-service-advisor"])
    assert scene["text"] == {"zh": TEXTS["happened"], "en": ""}
    assert scene["decisions"][0]["consequence"]["zh"] == TEXTS["ended"]
    assert session().scalars(select(Story.state)).one() == State.CHOSEN


@pytest.mark.parametrize(
    ("named", "credit"), [(True, "From a story by 陈静, D007"), (False, "From a story by a colleague")]
)
def test_its_teller_is_told_and_credited_as_agreed(app, teller, trainer, named, credit):
    draft = publish(choose(send(teller, named=named), trainer), trainer)
    assert told_of(teller) == ["chosen", "published"]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert presenters.credit_of(draft.question_id) == credit


def test_withdrawing_takes_the_words_and_the_credit_and_leaves_the_case(app, teller, trainer):
    story = send(teller)
    draft = publish(choose(story, trainer), trainer)
    with transaction():
        services.withdraw(story.id, teller, time.now())
    found = session().get(Story, story.id)
    assert (found.happened, found.done, found.ended, found.named) == ("", "", "", False)
    assert draft.question.current is not None
    with app.test_request_context():
        assert presenters.credit_of(draft.question_id) is None
    with transaction(), pytest.raises(NotFound):
        services.ask(story.id, "Why?", trainer, time.now())


def test_withdrawing_throws_away_a_case_that_is_being_written_with_all_it_held(teller, trainer, clock):
    story = send(teller)
    draft = choose(story, trainer)
    clock.move(hours=1)
    other = make_person(Role.TRAINER)
    with transaction():
        changed = draft.content | {"source": "A law"}
        studio.save(draft.id, 1, Written(changed, draft.posts, None), other, time.now())
    assert session().scalars(select(Snapshot)).all() != []
    with transaction():
        services.withdraw(story.id, teller, time.now())
    found = session().get(Draft, draft.id)
    assert found.state == "dropped"
    assert TEXTS["happened"] not in str(found.content)
    assert session().scalars(select(Snapshot)).all() == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"happened": "车牌京A12345"}, "traces"), ({"learned": "call 138 1234 5678"}, "traces"),
        ({"ended": ""}, "missing"), ({"consents": False}, "missing"),
    ],
)  # fmt: skip
def test_what_names_somebody_or_is_not_whole_is_kept_and_not_sent(teller, more, code):
    story = keep(teller, **more)
    with transaction(), pytest.raises(Invalid) as refused:
        services.send(story.id, teller, time.now())
    assert refused.value.code == code
    assert session().get(Story, story.id).state == State.DRAFT
    assert queries.page(Look()).stories == []


def test_the_page_keeps_the_text_and_marks_the_place(client, teller):
    sign_in(client, teller)
    form = TEXTS | {"happened": "京A·12345 停在门口", "consents": "y", "key": "abcd1234", "go": "send"}
    reply = client.post("/stories/new", data=form)
    assert reply.status_code == 422
    assert "<mark>京A·12345" in reply.text
    assert "京A·12345 停在门口</textarea>" in reply.text
    story = session().scalars(select(Story)).one()
    reply = client.post(f"/stories/{story.id}", data=form | {"happened": "车停在门口"}, follow_redirects=True)
    assert "<mark>" not in reply.text
    assert session().get(Story, story.id).state == State.SENT


def test_the_same_form_sent_twice_is_one_story(client, teller):
    sign_in(client, teller)
    for _again in range(2):
        client.post("/stories/new", data=TEXTS | {"consents": "y", "key": "abcd1234", "go": "send"})
    assert len(session().scalars(select(Story)).all()) == 1


def test_a_trainer_asks_and_the_story_comes_back_better(teller, trainer):
    story = send(teller)
    with transaction():
        services.ask(story.id, "What did the test say?", trainer, time.now())
    assert told_of(teller) == ["returned"]
    with transaction():
        services.write(story.id, teller, told(done="检测：11.2 V。"), "zh", time.now())
        services.send(story.id, teller, time.now())
    assert queries.page(Look()).stories[0].done == "检测：11.2 V。"


@pytest.mark.parametrize("deed", [services.ask, services.close])
def test_its_teller_always_reads_why(teller, trainer, deed):
    story = send(teller)
    with transaction(), pytest.raises(Invalid):
        deed(story.id, "  \n ", trainer, time.now())


def test_what_is_closed_or_chosen_is_decided(teller, trainer):
    story = send(teller)
    first = choose(story, trainer)
    assert choose(story, make_person(Role.TRAINER)).id == first.id
    with transaction(), pytest.raises(Conflict):
        services.close(story.id, "No", trainer, time.now())
    with transaction():
        studio.drop(first.id, trainer, time.now())
        services.close(story.id, "Too long ago. Thank you!", trainer, time.now())
    assert told_of(teller) == ["chosen", "closed"]
    with transaction(), pytest.raises(Conflict):
        services.choose(story.id, trainer, time.now())


def test_a_draft_that_was_thrown_away_can_be_begun_anew(teller, trainer):
    story = send(teller)
    first = choose(story, trainer)
    with transaction():
        studio.drop(first.id, trainer, time.now())
    assert choose(story, trainer).id != first.id


def test_somebody_elses_story_is_not_there(client, teller):
    story = keep(teller)
    sign_in(client, make_person())
    assert client.get(f"/stories/{story.id}").status_code == 404
    assert client.post(f"/stories/{story.id}", data=TEXTS).status_code == 404
    assert client.post(f"/stories/{story.id}/withdraw").status_code == 404


def test_trainers_do_not_see_what_is_not_sent(client, teller, trainer):
    story = keep(teller)
    sign_in(client, trainer)
    assert client.get(f"/studio/stories/{story.id}").status_code == 404
    assert TEXTS["happened"] not in client.get("/studio/stories").text


def test_the_list_is_narrowed_and_sorted(app, teller, trainer, clock):
    first = send(teller, "first123")
    clock.move(minutes=1)
    second = send(teller, "second12", happened="另一件事")
    ids = lambda **look: [one.id for one in queries.page(Look(**look)).stories]  # noqa: E731
    assert ids() == [first.id, second.id]
    assert ids(sort="newest") == [second.id, first.id]
    assert ids(words="另一件") == [second.id]
    assert ids(topic="safety") == ids(post="me-technician") == ids(state="closed") == []


def test_more_than_twenty_open_stories_wait_for_the_first(teller):
    for number in range(services.MOST_OPEN):
        keep(teller, f"number{number:04}")
    with pytest.raises(Conflict):
        keep(teller, "onetoomany")


def test_the_database_itself_wants_the_consent_and_no_words_of_the_withdrawn(teller):
    story = keep(teller)
    for odd in ({"state": "sent", "consents": False, "named": False}, {"state": "withdrawn"}, {"state": "published"}):
        found = session().get(Story, story.id)
        for name, value in odd.items():
            setattr(found, name, value)
        with pytest.raises(IntegrityError):
            session().flush()
        session().rollback()


def test_a_learner_reads_whose_story_it_was_where_the_case_begins(client, teller, trainer):
    publish(choose(send(teller), trainer), trainer)
    sign_in(client, make_person())
    page = client.post("/class/service-0/checks", follow_redirects=True).text
    assert "From a story by 陈静, D007" in page
