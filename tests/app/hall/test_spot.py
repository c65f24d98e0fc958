"""The test on the spot: one paper for a whole post, the code of the room, the server's clock, a score on the sheet."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.finals.models import Finalist
from app.hall import drawing, jobs, papers, sittings
from app.hall.listeners import keep_key
from app.hall.models import SpotSitting
from app.judging import readings, signing
from app.kit import clock as clocks
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.lessons.events import QuestionAnswered
from app.questions.models import QuestionVersion
from app.questions.queries import version
from quizzes.rules.grading import key, mask
from tests.app.hall.making import FIRST, Hall, browser, words
from tests.factories import make_person
from tests.playing import FIELDS, KINDS, make_pool


@pytest.fixture
def hall(app):
    """Two competitors, a paper of 20 questions of which the first kinds come from a pool of 24."""
    return Hall(kind="knowledge", questions=24)


@pytest.fixture
def paper(hall):
    with transaction():
        return papers.draw(hall.station, hall.host, clocks.now())


def begin(finalist: Finalist, code: str) -> SpotSitting:
    with transaction():
        return sittings.begin(finalist.person, code, clocks.now())


def answered(finalist: Finalist, index: int, *, right: bool = True) -> SpotSitting:
    sitting = sittings.mine(finalist.person)
    content = version(sitting.paper.version_ids[index]).content
    raw = mask(content, sittings.question_seed(sitting, index), key(content) if right else "b")
    with transaction():
        return sittings.answer(finalist.person, index, raw, clocks.now())


def hand_in(finalist: Finalist) -> SpotSitting:
    with transaction():
        return sittings.hand_in(finalist.person, clocks.now())


def deeds() -> list[str]:
    return list(session().scalars(select(AuditLine.deed).order_by(AuditLine.number)))


def test_the_right_answers_go_on_the_sheet_with_their_source_and_into_the_log(hall, paper):
    first, second = hall.finalists
    for finalist, right in ((first, 7), (second, 3)):
        begin(finalist, paper.code)
        for index in range(10):
            answered(finalist, index, right=index < right)
        hand_in(finalist)
    assert hall.measured(first) == {"test-right": "7"}
    assert hall.measured(second) == {"test-right": "3"}
    assert hall.sheet(first).measured[0].source["way"] == "test"
    assert deeds()[-6:] == ["test.begun", "test.ended", "mark.measured"] * 2
    assert list(audit.faults()) == []


def test_judges_sign_it_as_any_sheet(hall, paper):
    begin(hall.finalists[0], paper.code)
    for index in range(20):
        answered(hall.finalists[0], index)
    sheet = hall.sheet()
    with pytest.raises(Conflict) as refused, transaction():
        signing.sign(sheet.token, hall.panel[0], readings.digest(sheet, hall.panel[0].id), clocks.now())
    assert refused.value.code == "unmeasured"
    hand_in(hall.finalists[0])
    with transaction():
        signing.sign(sheet.token, hall.panel[0], readings.digest(hall.sheet(), hall.panel[0].id), clocks.now())
    assert readings.score(hall.sheet()).points == 100


def test_everybody_of_the_post_gets_the_same_paper_drawn_with_the_lot_and_a_secret(hall, paper):
    assert len(paper.version_ids) == len(set(paper.version_ids)) == 20
    with transaction():
        assert papers.draw(hall.station, hall.host, clocks.now()).version_ids == paper.version_ids
    assert drawing.seed_of(hall.station) == paper.seed
    with transaction():
        hall.final.lot = "Another headline"
    assert drawing.seed_of(hall.station) != paper.seed


def test_an_answer_can_be_changed_until_it_is_handed_in(hall, paper):
    one = hall.finalists[0]
    begin(one, paper.code)
    answered(one, 0, right=False)
    answered(one, 0)
    hand_in(one)
    assert hall.measured() == {"test-right": "1"}
    with pytest.raises(Conflict) as refused:
        answered(one, 1)
    assert refused.value.code == "over"
    hand_in(one)
    assert deeds().count("test.ended") == 1


def test_the_servers_clock_ends_it_and_what_was_answered_counts(hall, paper, clock):
    one = hall.finalists[0]
    begin(one, paper.code)
    answered(one, 0)
    clock.move(minutes=30, seconds=1)
    answered(one, 1)  # on its way when the time was over
    clock.move(seconds=2)
    with pytest.raises(Conflict):
        answered(one, 2)
    assert jobs.end_tests() == 1
    assert jobs.end_tests() == 0
    assert hall.measured() == {"test-right": "2"}


def test_extra_time_of_a_person_counts_here_too(hall, paper):
    with transaction():
        hall.finalists[0].person.extra_time = 0.5
    sitting = begin(hall.finalists[0], paper.code)
    assert (sitting.due_at - sitting.begun_at).total_seconds() == 45 * 60


@pytest.mark.parametrize("code", ["", "12", "abcdef", "１２３４５６"])
def test_a_code_that_is_not_the_rooms_opens_nothing(hall, paper, code):
    with pytest.raises(Invalid) as refused:
        begin(hall.finalists[0], code)
    assert refused.value.code == "wrong-code"


def test_the_code_opens_nothing_to_who_does_not_compete_and_guessing_has_an_end(app, client, hall, paper):
    stranger = browser(client, make_person())
    assert stranger.post("/final/test", data={"code": paper.code}).status_code == 422
    codes = [stranger.post("/final/test", data={"code": "000000"}).status_code for _ in range(100)]
    assert 429 in codes


def test_who_begins_on_a_second_device_goes_on_there(hall, paper):
    one = hall.finalists[0]
    first = begin(one, paper.code)
    answered(one, 0)
    again = begin(one, paper.code)
    assert (again.id, len(again.answers)) == (first.id, 1)


def test_no_answer_leaves_before_everybody_of_the_post_is_done(app, client, hall, paper, clock):
    """Not while one writes, and not after, as long as somebody else has yet to write."""
    one, other = hall.finalists
    visitor, later = browser(client, one.person), browser(client, other.person)
    assert visitor.post("/final/test", data={"code": paper.code}).location == "/final/test/1"
    pages = [words(visitor.get(f"/final/test/{number}")) for number in range(1, 21)]
    answered(one, 0)
    hand_in(one)
    ends = ("/final/test", "/final/test/1", "/final/test/end")
    pages += [words(visitor.get(path, follow_redirects=True)) for path in ends]
    pages += [words(later.get("/final/test")), words(browser(client, hall.panel[0]).get("/judge/hall"))]
    pages += [words(browser(client, hall.host).get(f"/desk/finals/{hall.final.id}/hall"))]
    texts = [version(one).content["text"]["en"] for one in paper.version_ids]
    for page in pages:
        assert "Because" not in page
        assert "Not b" not in page
        assert str(paper.seed) not in page
    assert not [text for page in pages[20:] for text in texts if text in page]
    with pytest.raises(Conflict) as refused, transaction():
        papers.close(hall.station, hall.host, clocks.now())
    assert refused.value.code == "missing"
    begin(other, paper.code)
    hand_in(other)
    assert "Because" not in words(visitor.get("/final/test"))
    with transaction():
        papers.close(hall.station, hall.host, clocks.now())
    page = words(visitor.get("/final/test"))
    assert page.count("Because") == 20


def test_a_page_of_the_test_and_of_its_judges_names_nobody(app, client, hall, paper):
    begin(hall.finalists[0], paper.code)
    secrets = {one.person.name for one in hall.finalists} | {one.person.staff_number for one in hall.finalists}
    for person, path in (
        (hall.host, f"/desk/finals/{hall.final.id}/hall"),
        (hall.panel[0], "/judge/hall"),
        (hall.finalists[1].person, "/final/test"),
    ):
        page = words(browser(client, person).get(path))
        assert not [secret for secret in secrets if secret in page]
    assert paper.code in words(browser(client, hall.panel[0]).get("/judge/hall"))
    assert paper.code not in words(browser(client, make_person()).get("/final/test"))


def test_the_next_open_question_follows_and_the_answer_shows_in_the_form(app, client, hall, paper):
    visitor = browser(client, hall.finalists[0].person)
    visitor.post("/final/test", data={"code": paper.code})
    sitting = sittings.mine(hall.finalists[0].person)
    content = version(paper.version_ids[0]).content
    choice = mask(content, sittings.question_seed(sitting, 0), "c")
    assert visitor.post("/final/test/1", data={"choice": choice}).location == "/final/test/2"
    assert re.search(rf'value="{choice}" data-key="\d" aria-pressed="true"', words(visitor.get("/final/test/1")))
    assert visitor.post("/final/test/20", data={"choice": "zz"}).status_code == 422
    assert visitor.get("/final/test/21").status_code == 404
    assert "19 questions are still open" in words(visitor.get("/final/test/end"))
    assert visitor.post("/final/test/end").location == "/final/test"
    assert visitor.get("/final/test/1").location == "/final/test"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_answered_stands_in_the_form_of_every_kind(app, client, kind):
    hall = Hall(kind="knowledge", questions=0)
    make_pool(kinds=(kind,) * 20)
    with transaction():
        paper = papers.draw(hall.station, hall.host, clocks.now())
    visitor = browser(client, hall.finalists[0].person)
    visitor.post("/final/test", data={"code": paper.code})
    sitting = sittings.mine(hall.finalists[0].person)
    content = version(paper.version_ids[0]).content
    sent = FIELDS[kind](mask(content, sittings.question_seed(sitting, 0), key(content)))
    assert visitor.post("/final/test/1", data=sent).status_code == 303
    page = words(visitor.get("/final/test/1"))
    assert re.search(r'aria-pressed="true"|checked|selected|value="12\.6"|value="torque wrench"', page)
    visitor.post("/final/test/end")
    assert hall.measured() == {"test-right": "1"}


def test_who_is_absent_has_no_right_answer_with_a_reason(hall, paper, clock):
    with pytest.raises(Invalid), transaction():
        papers.absent(hall.station, FIRST, " ", hall.host, clock.now())
    with transaction():
        papers.absent(hall.station, FIRST, "Ill", hall.host, clock.now())
    assert hall.measured() == {"test-right": "0"}
    with pytest.raises(Conflict) as refused, transaction():
        papers.absent(hall.station, FIRST, "Ill", hall.host, clock.now())
    assert refused.value.code == "written"


def test_time_given_back_lets_a_test_go_on_that_has_ended(hall, paper, clock):
    one = hall.finalists[0]
    begin(one, paper.code)
    answered(one, 0)
    clock.move(minutes=40)
    jobs.end_tests()
    assert hall.measured() == {"test-right": "1"}
    with transaction():
        papers.give_time(hall.station, FIRST, 10, "Power cut", hall.host, clock.now())
    assert hall.measured() == {}
    answered(one, 1)
    hand_in(one)
    assert hall.measured() == {"test-right": "2"}


def test_a_signed_sheet_and_a_closed_test_stay(hall, paper, clock):
    for finalist in hall.finalists:
        begin(finalist, paper.code)
        hand_in(finalist)
    sheet = hall.sheet()
    with transaction():
        signing.sign(sheet.token, hall.panel[0], readings.digest(sheet, hall.panel[0].id), clock.now())
    with pytest.raises(Conflict) as refused, transaction():
        papers.give_time(hall.station, FIRST, 10, "Late", hall.host, clock.now())
    assert refused.value.code == "no-sheet"
    with transaction():
        papers.close(hall.station, hall.host, clock.now())
    with pytest.raises(Conflict) as refused, transaction():
        papers.give_time(hall.station, FIRST + 1, 10, "Late", hall.host, clock.now())
    assert refused.value.code == "closed"


def test_no_paper_without_open_sheets_or_an_aspect_for_it(app, clock):
    hall = Hall(kind="practical", questions=24)
    with pytest.raises(Conflict) as refused, transaction():
        papers.draw(hall.station, hall.host, clock.now())
    assert refused.value.code == "no-aspect"


def test_a_check_does_not_tell_the_key_of_a_question_in_the_own_test(hall, paper, clock):
    begin(hall.finalists[0], paper.code)
    question_id = session().get_one(QuestionVersion, paper.version_ids[3]).question_id
    with pytest.raises(Conflict):
        keep_key(QuestionAnswered(hall.finalists[0].person_id, question_id, clock.now()))
    keep_key(QuestionAnswered(hall.finalists[1].person_id, question_id, clock.now()))
