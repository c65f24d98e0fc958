"""A PK on stage: two drawn numbers, the host's pace, the server's clock, and a result on the score sheets."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.duels.models import Duel, Rating
from app.finals.models import Final, FinalState, FinalStation
from app.hall import calling, conducting, jobs, playing
from app.hall.listeners import keep_key
from app.hall.models import PkStatus
from app.judging import marking, readings, signing
from app.kit import clock as clocks
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid, NotFound
from app.lessons.events import QuestionAnswered
from app.people.models import Person
from app.points.models import Entry
from app.questions.models import QuestionVersion
from quizzes.rules import duel as rules
from tests.app.hall.making import FIRST, Hall, answer, pk, state
from tests.app.judging.making import sending
from tests.factories import make_person

ALL_RIGHT = ((True, True),) * 5


@pytest.fixture
def hall(app):
    return Hall()


def deeds() -> list[str]:
    return list(session().scalars(select(AuditLine.deed).order_by(AuditLine.number)))


def test_the_result_goes_on_both_sheets_with_its_source_and_into_the_log(hall):
    token = hall.begin()
    hall.play(token, (True, True), (True, False), (True, True), (False, False), (True, True))
    assert pk(token).status == PkStatus.FINISHED
    assert [seat.outcome for seat in pk(token).seats] == ["won", "lost"]
    first, second = hall.finalists
    assert hall.measured(first) == {"pk-right": "4", "pk-result": "2"}
    assert hall.measured(second) == {"pk-right": "3", "pk-result": "0"}
    assert hall.sheet(first).measured[0].source == {"way": "pk", "of": pk(token).id, "against": FIRST + 1}
    assert deeds()[-5:] == ["pk.called", "pk.started", "mark.measured", "mark.measured", "pk.finished"]
    assert list(audit.faults()) == []


def test_judges_sign_what_the_server_measured_and_the_points_follow_from_it(hall):
    token = hall.begin()
    hall.play(token, (True, True), (True, False), (True, True), (False, False), (True, True))
    sheet = hall.sheet()
    for judge in hall.panel:
        with transaction():
            signing.sign(sheet.token, judge, readings.digest(hall.sheet(), judge.id), clocks.now())
    with transaction():
        signing.close(sheet.token, hall.panel[0], readings.digest(hall.sheet()), clocks.now())
    assert readings.score(hall.sheet()).points == 85 * 4 / 5 + 15


def test_nobody_signs_before_the_pk_was_played(hall):
    sheet = hall.sheet()
    with pytest.raises(Conflict) as refused, transaction():
        signing.sign(sheet.token, hall.panel[0], readings.digest(sheet, hall.panel[0].id), clocks.now())
    assert refused.value.code == "unmeasured"


def test_no_judge_types_in_or_changes_what_the_server_measures(hall):
    sheet = hall.sheet()
    with transaction():
        (found,) = marking.receive(sheet.token, hall.panel[0], [sending("pk-right", "5")], clocks.now())
    assert (found.fate.value, found.why) == ("refused", "server")
    hall.play(hall.begin(), *ALL_RIGHT)
    with transaction():
        (found,) = marking.receive(sheet.token, hall.panel[0], [sending("pk-right", "0")], clocks.now())
    assert found.why == "server"
    assert hall.measured()["pk-right"] == "5"


def test_it_moves_no_points_no_rating_and_no_list_of_pks(hall):
    hall.play(hall.begin(), *ALL_RIGHT)
    for table in (Duel, Rating, Entry):
        assert session().scalar(select(func.count()).select_from(table)) == 0


def test_the_next_question_waits_for_the_host_for_hours(hall, clock):
    token = hall.begin()
    for side in (0, 1):
        answer(token, side, 0)
    clock.move(hours=3)
    assert jobs.move_on() == 0
    assert state(token).phase is rules.Phase.REVEAL
    with transaction():
        conducting.go_on(token, 0, clock.now())
    assert (state(token).phase, state(token).index) == (rules.Phase.QUESTION, 1)


def test_going_on_twice_or_from_an_old_page_changes_nothing(hall, clock):
    token = hall.begin()
    for side in (0, 1):
        answer(token, side, 0)
    for _press in range(3):
        with transaction():
            conducting.go_on(token, 0, clock.now())
    assert state(token).index == 1
    assert state(token).phase is rules.Phase.QUESTION


def test_a_break_is_for_the_time_between_two_questions(hall, clock):
    token = hall.begin()
    with pytest.raises(Conflict) as refused, transaction():
        conducting.pause(token, clock.now())
    assert refused.value.code == "not-between"
    for side in (0, 1):
        answer(token, side, 0)
    with transaction():
        assert conducting.pause(token, clock.now()).paused_at
    with transaction():
        conducting.go_on(token, 0, clock.now())
    assert pk(token).paused_at is None


def test_who_loses_the_line_has_no_answer_and_is_back_where_it_stands(hall, clock):
    """One device is gone for the first question; the clock of the server closes it all the same."""
    token = hall.begin()
    answer(token, 0, 0)
    clock.move(seconds=21)
    assert jobs.move_on() == 1
    assert state(token).phase is rules.Phase.REVEAL
    given = state(token).seats[1].answers[0]
    assert (given.response, given.correct) == (None, False)
    late = answer(token, 1, 0)  # what was typed without a line is sent now: too late, and it changes nothing
    assert rules.from_json(late.state).seats[1].answers[0] == given
    with transaction():
        conducting.go_on(token, 0, clock.now())
    answer(token, 1, 1)
    assert state(token).seats[1].answers[1].correct


def test_the_first_answer_counts_and_a_repeated_one_changes_nothing(hall):
    token = hall.begin()
    answer(token, 0, 0)
    answer(token, 0, 0, right=False)
    assert state(token).seats[0].answers[0].correct


def test_nobody_but_the_two_answers_or_joins(hall, clock):
    token = hall.begin()
    stranger = make_person()
    with pytest.raises(NotFound), transaction():
        playing.answer(token, stranger, 0, "a", clock.now())
    with pytest.raises(NotFound), transaction():
        playing.ready(token, stranger, clock.now())


def test_it_starts_when_both_are_ready_or_the_host_says_without(hall, clock):
    token = hall.call()
    with pytest.raises(Conflict) as refused, transaction():
        conducting.start(token, hall.host, clock.now(), without=True)
    assert refused.value.code == "nobody"
    with transaction():
        playing.ready(token, hall.finalists[0].person, clock.now())
    with pytest.raises(Conflict) as refused, transaction():
        conducting.start(token, hall.host, clock.now())
    assert refused.value.code == "missing"
    with transaction():
        conducting.start(token, hall.host, clock.now(), without=True)
    assert pk(token).status == PkStatus.RUNNING


def test_questions_are_new_for_each_pair_of_a_post(app):
    hall = Hall(competitors=4, questions=12)
    one = hall.begin()
    hall.play(one, *ALL_RIGHT)
    other = hall.call(FIRST + 2, FIRST + 3)
    assert not set(pk(one).version_ids) & set(pk(other).version_ids)


def test_who_has_played_plays_along_and_the_first_result_stands(app):
    hall = Hall(competitors=3, questions=12)
    hall.play(hall.begin(), *ALL_RIGHT)
    assert hall.measured()["pk-right"] == "5"
    hall.play(hall.begin(FIRST, FIRST + 2), *((False, True),) * 5)
    assert hall.measured()["pk-right"] == "5"
    assert hall.measured(hall.finalists[2]) == {"pk-right": "5", "pk-result": "2"}


def test_an_annulled_pk_leaves_the_sheets_and_can_be_played_again(hall, clock):
    token = hall.begin()
    hall.play(token, *ALL_RIGHT)
    with pytest.raises(Invalid), transaction():
        conducting.annul(token, "  ", hall.host, clock.now())
    with transaction():
        conducting.annul(token, "The screen was dark", hall.host, clock.now())
    assert hall.measured() == {}
    assert deeds()[-3:] == ["mark.taken-out", "mark.taken-out", "pk.annulled"]
    hall.play(hall.begin(), *((True, False),) * 5)
    assert hall.measured() == {"pk-right": "5", "pk-result": "2"}


def test_a_signed_sheet_keeps_its_result(hall, clock):
    token = hall.begin()
    hall.play(token, *ALL_RIGHT)
    sheet = hall.sheet()
    with transaction():
        signing.sign(sheet.token, hall.panel[0], readings.digest(sheet, hall.panel[0].id), clock.now())
    with pytest.raises(Conflict) as refused, transaction():
        conducting.annul(token, "Again", hall.host, clock.now())
    assert refused.value.code == "signed"
    assert hall.measured()["pk-right"] == "5"


@pytest.mark.parametrize(
    ("numbers", "error", "code"),
    [((FIRST, FIRST), Invalid, "two"), ((FIRST, 99), Invalid, "unknown"), ((FIRST, FIRST + 1), Conflict, "played")],
)
def test_who_cannot_be_called_is_refused_with_a_reason(hall, clock, numbers, error, code):
    hall.play(hall.begin(), *ALL_RIGHT)
    with pytest.raises(error) as refused, transaction():
        calling.call(hall.station, numbers, hall.host, clock.now())
    assert refused.value.code == code


def test_nobody_is_called_twice_at_once_or_before_judging(hall, clock):
    hall.call()
    with pytest.raises(Conflict) as refused:
        hall.call()
    assert refused.value.code == "busy"
    with transaction() as here:
        here.get(Final, hall.final.id).state = FinalState.SELECTED.value
    with pytest.raises(Conflict) as refused:
        hall.call()
    assert refused.value.code == "not-now"


def test_of_two_hosts_who_call_the_same_two_at_once_one_does(app, hall):
    start, found = threading.Barrier(2), []
    station_id, host_id = hall.station.id, hall.host.id

    def press() -> None:
        with app.app_context():
            station, host = session().get_one(FinalStation, station_id), session().get_one(Person, host_id)
            start.wait()
            try:
                with transaction():
                    found.append(bool(calling.call(station, (FIRST, FIRST + 1), host, clocks.now())))
            except Conflict:
                found.append(False)

    together(press)
    assert sorted(found) == [False, True]


def test_of_two_devices_that_answer_at_once_one_counts(app, hall):
    token = hall.begin()
    start = threading.Barrier(2)

    def send() -> None:
        with app.app_context():
            start.wait()
            answer(token, 0, 0)

    together(send)
    assert state(token).seats[0].answers[0].correct
    assert state(token).phase is rules.Phase.QUESTION


def together(deed: object) -> None:
    session().commit()
    threads = [threading.Thread(target=deed) for _ in range(2)]  # type: ignore[arg-type]
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_a_late_look_gives_what_a_timely_one_would_have_given(hall, clock):
    token = hall.begin()
    clock.move(minutes=30)
    assert jobs.move_on() == 1
    assert state(token).closed_ms == state(token).opened_ms + 20_501


def test_a_practice_counts_for_nothing_and_leaves_no_line_in_the_log(hall, clock):
    before = deeds()
    with transaction():
        token = calling.practise(hall.station, hall.host, clock.now()).token
    people = [make_person(), make_person()]
    for side, person in enumerate(people):
        with transaction():
            playing.sit(token, side, person)
            playing.ready(token, person, clock.now())
    with transaction():
        conducting.start(token, hall.host, clock.now())
    clock.move(seconds=4)
    hall.play(token, *((True, True),) * calling.PRACTICE_QUESTIONS)
    assert pk(token).status == PkStatus.FINISHED
    assert hall.measured() == {}
    assert deeds() == before


def test_too_few_questions_are_said(app, clock):
    hall = Hall(questions=4)
    with pytest.raises(Conflict) as refused:
        hall.call()
    assert refused.value.code == "too-few"


def test_the_sheet_says_how_many_questions_there_are(hall):
    assert calling.questions_of(hall.station) == 5
    assert len(pk(hall.call()).version_ids) == 5


def test_a_check_does_not_tell_the_key_of_a_question_on_stage(hall, clock):
    token = hall.begin()
    question_id = session().get_one(QuestionVersion, pk(token).version_ids[2]).question_id
    with pytest.raises(Conflict):
        keep_key(QuestionAnswered(hall.finalists[0].person_id, question_id, clock.now()))
    keep_key(QuestionAnswered(make_person().id, question_id, clock.now()))
