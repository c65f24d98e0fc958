"""What was decided by a wrong question is reckoned again: mastery, points, PKs, ratings; and taken back again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.corrections import answers, jobs, queries, services
from app.corrections.models import CorrectedDuel, CorrectedPerson, Correction, State
from app.kit.database import session, transaction
from app.lessons import services as lessons
from app.lessons.models import Attempt, Mastery, MicroClassQuestion
from app.notifications.models import Notice
from app.people.models import Role
from app.seasons.models import Stage
from app.tour.models import Journey
from tests import playing
from tests.conftest import NOON
from tests.correcting import check, duel, entries_of, is_clean, points_of, propose, reckon, sign
from tests.factories import make_person, make_post, make_question, make_season, make_section
from tests.statements import counted

DAY = timedelta(days=1)


@pytest.fixture
def house(app):
    """A question whose key says a, though b is right; a class that asks it; two who learn and two who sign."""
    make_season()
    post = make_post()
    question, never = make_question(), make_question()
    micro_class = make_section("new-energy", 1, post, asks=[question, never])[0]
    people = make_person(post=post), make_person(post=post)
    signers = make_person(Role.TRAINER), make_person(Role.ORGANIZER)
    return question, micro_class, people, signers


def fillers(count=4):
    return [make_question().current_id for _ in range(count)]


def correct(question, signers, right="b", **more):
    found = propose(question, signers[0], NOON, right, **more)
    sign(found, signers[1], NOON)
    return found


def mastery(person, question):
    found = session().get(Mastery, (person.id, question.id), populate_existing=True)
    return (found.level, found.best, found.attempts) if found else None


def test_who_was_right_all_along_is_paid_and_who_was_not_gives_back(house):
    question, micro_class, (right, wrong), signers = house
    check(right, micro_class, question, "b", NOON - DAY)
    check(wrong, micro_class, question, "a", NOON - DAY)
    assert (points_of(right), points_of(wrong)) == (0, 10)
    correct(question, signers)
    assert reckon(NOON) == 1
    assert (points_of(right), points_of(wrong)) == (10, 0)
    assert entries_of(wrong) == [("level-1", 10), ("regrading", -10)]
    assert (mastery(right, question), mastery(wrong, question)) == ((1, 1, 1), (0, 0, 1))
    assert is_clean(NOON)


def test_foreseeing_more_people_asks_the_database_nothing_more(house):
    question, micro_class, _people, signers = house
    found = propose(question, signers[0], NOON, "b")
    asked = []
    for count in (2, 6):
        for _person in range(count):
            check(make_person(), micro_class, question, "a", NOON - DAY)
        with transaction():
            services.count_again(found.id, NOON)
        with counted() as some:
            jobs.foresee(NOON)
        foreseen = queries.get(found.id).preview
        asked.append((foreseen["people"], len(some)))
    assert [people for people, _count in asked] == [2, 8]
    assert asked[0][1] == asked[1][1]


def test_grading_more_answers_again_asks_the_database_nothing_more(house):
    question, micro_class, _people, _signers = house
    some = [make_person() for _number in range(6)]
    for person in some:
        check(person, micro_class, question, "a", NOON - DAY)
    asked = []
    for count in (2, 6):
        given = answers.of_people([question.current_id], [one.id for one in some[:count]])
        with counted() as statements, transaction():
            answers.grade_again([(one, False) for mine in given.values() for one in mine])
        asked.append(len(statements))
    assert asked[0] == asked[1]
    assert set(session().scalars(select(Attempt.correct))) == {False}


def test_what_was_taken_back_can_be_earned_again(house):
    question, micro_class, (_right, wrong), signers = house
    check(wrong, micro_class, question, "a", NOON - DAY)
    version_id = question.current_id
    correct(question, signers)
    reckon(NOON)
    session().refresh(question)
    question.current_id = version_id  # a draft brought it back
    session().commit()
    check(wrong, micro_class, question, "b", NOON)
    assert entries_of(wrong) == [("level-1", 10), ("regrading", -10), ("regrading", 6)]
    assert mastery(wrong, question) == (1, 1, 2)
    assert is_clean(NOON)


def test_a_first_attempt_that_was_right_after_all_is_paid_as_one(house):
    question, micro_class, (person, _other), signers = house
    check(person, micro_class, question, "b", NOON - 2 * DAY)
    check(person, micro_class, question, "a", NOON - DAY)
    assert entries_of(person) == [("level-1", 6)]
    correct(question, signers)
    reckon(NOON)
    assert entries_of(person) == [("level-1", 6), ("regrading", 4)]
    assert mastery(person, question) == (0, 1, 2)
    assert is_clean(NOON)


def test_nobody_loses_what_a_withdrawn_question_paid_for_learning(house):
    question, micro_class, (right, wrong), signers = house
    check(right, micro_class, question, "a", NOON - DAY)
    check(wrong, micro_class, question, "b", NOON - DAY)
    correct(question, signers, None)
    reckon(NOON)
    assert entries_of(right) == [("level-1", 10)]
    assert (mastery(right, question), mastery(wrong, question)) == ((0, 1, 0), (0, 0, 0))
    assert is_clean(NOON)


def test_a_withdrawn_question_is_asked_no_more_from_the_second_signature_on(house):
    question, _micro_class, _people, signers = house
    found = propose(question, signers[0], NOON)
    session().refresh(question)
    assert question.current_id is not None
    sign(found, signers[1], NOON)
    session().refresh(question)
    assert question.current_id is None


def test_a_class_that_lacked_only_a_withdrawn_question_is_completed_and_foreseen(house):
    _question, _micro_class, (person, other), signers = house
    gone, known = make_question(), make_question()
    micro_class = make_section("chassis", 1, person.post, asks=[gone, known])[0]
    for one, response in ((person, "a"), (other, "b")):
        with transaction():
            lessons.open_class(micro_class, one, NOON - DAY)
        check(one, micro_class, gone, "b", NOON - DAY)
        check(one, micro_class, known, response, NOON - DAY)
    found = correct(gone, signers, None)
    reckon(NOON)
    assert (entries_of(person), entries_of(other)) == ([("level-1", 10), ("class", 20)], [])
    assert (found.preview["gained"], queries.sums(found.id)["gained"]) == (20, 20)
    assert [one.points for one in queries.entries(found.id, person.id)] == [20]
    assert is_clean(NOON)


def test_a_section_that_asks_less_is_known_better(house):
    question, micro_class, (one, other), signers = house
    known = make_question()
    with transaction() as here:
        here.add(MicroClassQuestion(micro_class_id=micro_class.id, question_id=known.id, position=2))
    check(one, micro_class, known, "a", NOON - DAY)
    check(other, micro_class, question, "a", NOON - DAY)
    correct(question, signers, None)
    reckon(NOON)
    assert session().get(Journey, (1, one.id)).shares == {"new-energy": 350_000}
    assert is_clean(NOON)


def test_a_pk_is_scored_again_by_the_right_key(house):
    question, _micro_class, (one, other), signers = house
    version_ids = [question.current_id, *fillers()]
    duel_id = duel(one, other, version_ids, (["b", "a", "a", "b", "b"], ["a", "a", "a", "b", "b"]), NOON - DAY)
    assert (playing.seat_of(duel_id, one)[0], points_of(one), points_of(other)) == ("lost", 4, 12)
    correct(question, signers)
    reckon(NOON)
    assert playing.seat_of(duel_id, one) == ("won", 342)
    assert playing.seat_of(duel_id, other) == ("lost", 228)
    assert (entries_of(one), entries_of(other)) == (
        [("pk", 4), ("correction", 8)],
        [("pk", 12), ("correction", -8)],
    )
    assert playing.state(duel_id).corrected == (0,)
    assert is_clean(NOON)


def test_only_those_are_listed_for_whom_it_changes_something(house):
    question, _micro_class, (one, other), signers = house
    duel(one, other, [question.current_id, *fillers()], (["c", *"aaaa"], ["d", *"aaaa"]), NOON - DAY)
    found = correct(question, signers)  # both were wrong, and stay so
    reckon(NOON)
    assert playing.state(session().scalar(select(CorrectedDuel.duel_id))).corrected == (0,)
    assert (found.preview["people"], queries.sums(found.id)["people"], queries.people(found.id)) == (0, 0, [])


def test_a_withdrawn_question_is_taken_out_of_a_pk_for_both(house):
    question, _micro_class, (one, other), signers = house
    version_ids = [question.current_id, *fillers()]
    duel_id = duel(one, other, version_ids, (["a", "b", "b", "b", "b"], ["b", "b", "b", "b", "b"]), NOON - DAY)
    correct(question, signers, None)
    reckon(NOON)
    assert (playing.seat_of(duel_id, one), playing.seat_of(duel_id, other)) == (("drawn", 0), ("drawn", 0))
    assert (entries_of(one), entries_of(other)) == ([("pk", 12), ("correction", -12)], [("pk", 0)])
    assert playing.state(duel_id).withdrawn == (0,)
    assert is_clean(NOON)


def test_undoing_brings_everything_back_exactly(house):
    question, micro_class, (one, other), signers = house
    version_ids = [question.current_id, *fillers()]
    check(one, micro_class, question, "b", NOON - 2 * DAY)
    check(other, micro_class, question, "a", NOON - 2 * DAY)
    duel_id = duel(one, other, version_ids, (["b", "a", "a", "b", "b"], ["a", "a", "a", "b", "b"]), NOON - DAY)
    before = (playing.duel(duel_id).state, points_of(one), points_of(other), mastery(one, question))
    found = correct(question, signers)
    reckon(NOON)
    assert (playing.duel(duel_id).state, points_of(one), points_of(other), mastery(one, question)) != before
    with transaction():
        undo = services.propose_undo(found.id, {"en": "The manual was right, we were not."}, signers[1], NOON)
    jobs.foresee(NOON)
    sign(undo, signers[0], NOON)
    reckon(NOON)
    assert (playing.duel(duel_id).state, points_of(one), points_of(other), mastery(one, question)) == before
    assert playing.duel(duel_id).regraded_at is None
    assert [one.correct for one in session().scalars(select(Attempt).order_by(Attempt.check_id))] == [False, True]
    assert is_clean(NOON)


def test_the_preview_says_what_the_job_then_does(house):
    question, micro_class, (one, other), signers = house
    version_ids = [question.current_id, *fillers()]
    check(one, micro_class, question, "b", NOON - 2 * DAY)
    check(other, micro_class, question, "a", NOON - 2 * DAY)
    duel(one, other, version_ids, (["b", "a", "a", "b", "b"], ["a", "a", "a", "b", "b"]), NOON - DAY)
    found = correct(question, signers)
    foreseen = dict(found.preview)
    reckon(NOON)
    assert queries.sums(found.id) == foreseen
    assert foreseen == {"people": 2, "answers": 2, "levels": 2, "pks": 1, "turned": 1, "gained": 18, "lost": 18}


def test_everybody_concerned_is_told_once(house):
    question, micro_class, (one, other), signers = house
    check(one, micro_class, question, "b", NOON - DAY)
    correct(question, signers)
    reckon(NOON)
    reckon(NOON)
    told = session().scalars(select(Notice).where(Notice.kind == "correction")).all()
    assert [(notice.person_id, notice.params["points"]) for notice in told] == [(one.id, 10)]
    assert session().scalars(select(Correction.state)).one() == State.DONE
    assert session().get(CorrectedPerson, (1, other.id)) is None


def test_pks_of_a_closed_stage_stay_as_they_are(house):
    question, _micro_class, (one, other), signers = house
    with transaction() as here:
        names = {"kind": "online-tour", "name_en": "Stage", "name_zh": "阶段", "season_id": 1}
        here.add(Stage(position=0, opens_at=NOON - 9 * DAY, closes_at=NOON - DAY, **names))
        here.add(Stage(position=1, opens_at=NOON - DAY, closes_at=NOON + DAY, **names))
    version_ids = [question.current_id, *fillers()]
    answers = (["b", "a", "a", "b", "b"], ["a", "a", "a", "b", "b"])
    closed, running = (duel(one, other, version_ids, answers, NOON - hours) for hours in (2 * DAY, DAY / 2))
    session().expire_all()
    correct(question, signers)
    reckon(NOON)
    assert (playing.seat_of(closed, one)[0], playing.seat_of(running, one)[0]) == ("lost", "won")
    assert is_clean(NOON)
