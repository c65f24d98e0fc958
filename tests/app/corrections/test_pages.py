"""The pages of corrections: who may, what they say, what they refuse."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.corrections import foreseeing, jobs
from app.corrections.models import Correction, State
from app.kit.database import session
from app.lessons.models import Attempt, Mastery
from app.people.models import Role
from app.questions.models import Question, QuestionVersion
from tests.app.corrections.test_reckoning import DAY, fillers
from tests.conftest import NOON, sign_in
from tests.correcting import check, duel, points_of, reckon
from tests.factories import make_person, make_post, make_question, make_season, make_section

WHY = {"reason-zh": "维修手册写的是另一个值，题目抄错了。", "reason-en": ""}


@pytest.fixture
def signers(app):
    """A trainer and an organizer, each with a browser."""
    make_season()
    return tuple(sign_in(app.test_client(), make_person(role)) for role in (Role.TRAINER, Role.ORGANIZER))


def version_id(question: Question) -> int:
    return question.current_id


def propose(client, question, **form):
    """What it would change is counted at once, as the job does it."""
    data = {"deed": "key", "versions": version_id(question), "choice": "b"} | WHY | form
    reply = client.post(f"/studio/questions/{question.id}/wrong/proposals", data=data)
    jobs.foresee(NOON)
    return reply


def states():
    session().rollback()
    return list(session().scalars(select(Correction.state).order_by(Correction.id)))


def test_two_people_sign_and_everybody_concerned_reads_what_it_changed(app, signers):
    trainer, organizer = signers
    question, never, post = make_question(), make_question(), make_post()
    micro_class = make_section("new-energy", 1, post, asks=[question, never])[0]
    person, other = make_person(post=post), make_person(post=post)
    sitting = check(person, micro_class, question, "b", NOON - DAY)
    answers = (["b", "a", "a", "b", "b"], ["a", "a", "a", "b", "b"])
    duel_id = duel(person, other, [question.current_id, *fillers()], answers, NOON - DAY)
    page = propose(trainer, question).location
    assert "Waits for a second signature" in organizer.get(page).text
    assert organizer.post(f"{page}/decision", data={"deed": "approve"}).status_code == 303
    reckon(NOON)
    assert states() == [State.DONE]
    report = organizer.get(page).text
    assert person.name in report
    assert "Option b" in report
    detail = organizer.get(f"{page}/people/{person.id}").text
    assert "+18" in detail
    learner = sign_in(app.test_client(), person)
    own = learner.get("/corrections/1").text
    assert WHY["reason-zh"] in own
    assert "before: 228 : 342, lost" in own
    assert "342 : 228, won" in own
    for address in (f"/pk/{duel_id}", f"/check/{sitting}"):
        assert WHY["reason-zh"] in learner.get(address).text
    assert "/corrections/1" in learner.get("/points").text
    assert "is now won" in learner.get("/notices").text


def test_whom_it_does_not_concern_finds_nothing(app, signers):
    trainer, _organizer = signers
    propose(trainer, make_question())
    assert sign_in(app.test_client(), make_person()).get("/corrections/1").status_code == 404


def test_the_list_of_people_is_a_sheet_without_formulas(app, signers):
    trainer, organizer = signers
    question, never, post = make_question(), make_question(), make_post()
    micro_class = make_section("new-energy", 1, post, asks=[question, never])[0]
    check(make_person(post=post, name="=1+1"), micro_class, question, "b", NOON - DAY)
    page = propose(trainer, question).location
    organizer.post(f"{page}/decision", data={"deed": "approve"})
    reckon(NOON)
    sheet = organizer.get(f"{page}/people.csv")
    assert sheet.get_data(as_text=True).splitlines()[1].endswith(",'=1+1,1,0,1,10")
    assert organizer.get(f"{page}/people.xlsx").data[:2] == b"PK"
    assert organizer.get(f"{page}/people.exe").status_code == 404


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"choice": "a"}, "That is the key that it has already"),
        ({"choice": ""}, "Say what is right"),
        ({"choice": "z"}, "That cannot be the answer"),
        ({"deed": "current"}, "There is no newer version"),
        ({"deed": "burn"}, "Choose what is to be done"),
        ({"versions": "99999"}, "Choose which versions"),
        ({"versions": "９"}, "Choose which versions"),
        ({"tolerance": "-1"}, "The tolerance is a number"),
        ({"reason-zh": "错了", "deed": "withdraw"}, "Say in a sentence why"),
        ({"reason-zh": "", "reason-en": "x" * 501}, "Say in a sentence why"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused_and_nothing_is_lost(signers, form, said):
    reply = propose(signers[0], make_question(), **form)
    assert (reply.status_code, said in reply.text) == (422, True)
    assert states() == []
    if "reason-zh" not in form:
        assert WHY["reason-zh"] in reply.text


def test_a_version_of_another_question_is_refused(signers):
    question, other = make_question(), make_question()
    reply = propose(signers[0], question, versions=[version_id(question), version_id(other)])
    assert reply.status_code == 422


def test_a_second_proposal_for_the_same_question_is_refused(signers):
    question = make_question()
    assert propose(signers[0], question).status_code == 303
    assert propose(signers[1], question, deed="withdraw").status_code == 409
    assert states() == [State.PROPOSED]


def test_nobody_signs_the_own_proposal_but_may_take_it_back(signers):
    trainer, _organizer = signers
    page = propose(trainer, make_question()).location
    assert trainer.post(f"{page}/decision", data={"deed": "approve"}).status_code == 403
    assert trainer.post(f"{page}/decision", data={"deed": "decline"}).status_code == 303
    assert states() == [State.DECLINED]


HTMX = {"HX-Request": "true"}


def test_what_it_would_change_is_counted_by_a_job_and_the_page_follows_it(signers, monkeypatch):
    trainer, organizer = signers
    question, post = make_question(), make_post()
    micro_class = make_section("new-energy", 1, post, asks=[question])[0]
    for _number in range(3):
        check(make_person(post=post), micro_class, question, "b", NOON - DAY)
    page = propose(trainer, question).location
    assert trainer.post(f"{page}/decision", data={"deed": "count"}).status_code == 303
    assert "counted in a moment" in trainer.get(page).text
    refused = organizer.post(f"{page}/decision", data={"deed": "approve"})
    assert (refused.status_code, "still being counted" in refused.text) == (409, True)
    monkeypatch.setattr("app.corrections.preview.PEOPLE_AT_ONCE", 2)
    seen = []
    note = foreseeing._note
    monkeypatch.setattr(
        foreseeing,
        "_note",
        lambda *told: note(*told) and not seen.append(trainer.get(f"{page}/progress", headers=HTMX)),
    )
    jobs.foresee(NOON)
    assert [f"{count} people and 0 PKs so far" in seen[at].text for at, count in ((0, 2), (1, 3))] == [True, True]
    assert ["HX-Refresh" in one.headers for one in seen] == [False] * (len(seen) - 1) + [True]
    assert trainer.get(f"{page}/progress").location == page
    assert organizer.post(f"{page}/decision", data={"deed": "approve"}).status_code == 303
    assert "Being reckoned now" in organizer.get(f"{page}/progress", headers=HTMX).text


def test_what_nobody_waits_for_any_more_is_not_counted_to_its_end(signers, monkeypatch):
    trainer, _organizer = signers
    page = propose(trainer, make_question()).location
    trainer.post(f"{page}/decision", data={"deed": "count"})

    def parts(*_told):
        trainer.post(f"{page}/decision", data={"deed": "decline"})
        yield {"people": 1, "pks": 0}
        pytest.fail("it went on")

    monkeypatch.setattr("app.corrections.preview.parts", parts)
    assert jobs.foresee(NOON) == 1
    session().rollback()
    assert session().scalars(select(Correction.preview)).one() == {}


def test_a_proposal_is_decided_once(signers):
    trainer, organizer = signers
    page = propose(trainer, make_question()).location
    assert organizer.post(f"{page}/decision", data={"deed": "decline"}).status_code == 303
    for deed in ("approve", "decline", "count"):
        assert organizer.post(f"{page}/decision", data={"deed": deed}).status_code == 409
    assert organizer.post(f"{page}/decision", data={"deed": "burn"}).status_code == 422


def test_only_what_was_carried_out_can_be_taken_back_and_only_once(signers):
    trainer, organizer = signers
    page = propose(trainer, make_question()).location
    assert organizer.post(f"{page}/undo", data=WHY).status_code == 409
    organizer.post(f"{page}/decision", data={"deed": "approve"})
    reckon(NOON)
    assert organizer.post(f"{page}/undo", data={}).status_code == 422
    assert organizer.post(f"{page}/undo", data=WHY).status_code == 303
    assert trainer.post(f"{page}/undo", data=WHY).status_code == 409
    assert session().scalar(select(func.count()).select_from(Correction)) == 2


def test_a_retired_question_is_corrected_like_any_other(signers):
    trainer, organizer = signers
    question = make_question()
    versions = question.current_id
    question.current = None
    session().commit()
    page = propose(trainer, question, versions=versions).location
    assert organizer.post(f"{page}/decision", data={"deed": "approve"}).status_code == 303
    assert reckon(NOON) == 1


def test_a_correction_is_corrected_by_another_key_but_not_by_the_same(signers):
    trainer, organizer = signers
    question = make_question()
    versions = question.current_id
    organizer.post(f"{propose(trainer, question).location}/decision", data={"deed": "approve"})
    reckon(NOON)
    assert propose(trainer, question, versions=versions).status_code == 422
    page = propose(trainer, question, versions=versions, choice="c").location
    assert organizer.post(f"{page}/decision", data={"deed": "approve"}).status_code == 303
    assert reckon(NOON) == 1


def test_a_check_that_is_open_leaves_out_what_was_withdrawn(app, signers):
    trainer, organizer = signers
    gone, kept, post = make_question(), make_question(), make_post()
    make_section("new-energy", 1, post, asks=[gone, kept])
    versions = gone.current_id, kept.current_id
    learner = sign_in(app.test_client(), make_person(post=post))
    page = learner.post("/class/new-energy-0/checks").location
    assert gone.current.content["text"]["en"] in learner.get(page).text
    proposed = propose(trainer, gone, deed="withdraw").location
    organizer.post(f"{proposed}/decision", data={"deed": "approve"})
    stale = learner.post(f"{page}/answers/0", data={"choice": "a", "asked": versions[0]})
    assert stale.status_code == 302  # it was open before: it is taken, and counts for nothing
    assert "was withdrawn" in learner.get(stale.location).text
    assert kept.current.content["text"]["en"] in learner.get(page).text
    assert session().scalar(select(func.count()).select_from(Mastery)) == 0


def test_a_check_asks_no_withdrawn_question_and_a_page_of_before_answers_no_other_one(app, signers):
    trainer, organizer = signers
    gone, kept, post = make_question(), make_question(), make_post()
    make_section("new-energy", 1, post, asks=[gone, kept])
    version = gone.current_id
    learner = sign_in(app.test_client(), make_person(post=post))
    page = learner.post("/class/new-energy-0/checks").location
    proposed = propose(trainer, gone, deed="withdraw").location
    organizer.post(f"{proposed}/decision", data={"deed": "approve"})
    asked = learner.get(page, follow_redirects=True).text
    assert kept.current.content["text"]["en"] in asked
    assert learner.post(f"{page}/answers/0", data={"choice": "a", "asked": version}).status_code == 422
    assert session().scalar(select(func.count()).select_from(Attempt)) == 0


def test_a_check_of_nothing_but_a_withdrawn_question_is_over(app, signers):
    trainer, organizer = signers
    gone, post = make_question(), make_post()
    make_section("new-energy", 1, post, asks=[gone])
    learner = sign_in(app.test_client(), make_person(post=post))
    page = learner.post("/class/new-energy-0/checks").location
    proposed = propose(trainer, gone, deed="withdraw").location
    organizer.post(f"{proposed}/decision", data={"deed": "approve"})
    assert "How it went" in learner.get(page, follow_redirects=True).text


def test_the_database_refuses_one_person_who_signs_twice(signers):
    propose(signers[0], make_question())
    found = session().scalars(select(Correction)).one()
    found.state, found.decided_by_id, found.decided_at = State.APPROVED, found.proposed_by_id, NOON
    with pytest.raises(IntegrityError, match="second_pair_of_eyes"):
        session().commit()
    session().rollback()


def test_a_newer_version_corrects_the_older_one(app, signers):
    trainer, organizer = signers
    question, never, post = make_question(), make_question(), make_post()
    micro_class = make_section("new-energy", 1, post, asks=[question, never])[0]
    person, old = make_person(post=post), question.current_id
    check(person, micro_class, question, "b", NOON - DAY)
    right = [one | {"right": one["id"] == "b"} for one in question.current.content["options"]]
    content = question.current.content | {"options": right}
    question.current = QuestionVersion(
        question_id=question.id, number=2, content=content, fingerprint="2", created_at=NOON
    )
    session().commit()
    newer = question.current_id
    page = propose(trainer, question, deed="current", versions=old).location
    organizer.post(f"{page}/decision", data={"deed": "approve"})
    reckon(NOON)
    session().refresh(question)
    assert (points_of(person), question.current_id) == (10, newer)
