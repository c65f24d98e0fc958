"""What the server measured goes its whole way: signed, published, recomputed by others, changed by an appeal; and what
becomes of it when one of its questions is found wrong.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.hall.models import StagePk
from app.judging import appealing, exporting, publishing, readings, results, signing
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Invalid
from app.people.models import Role
from app.questions import rulings
from app.questions.rulings import Ruling
from tests.app.hall.making import Hall, browser, words
from tests.app.hall.test_spot import answered, begin, hand_in, papers
from tests.factories import make_person
from tests.independent.recompute import recompute

FOUR, THREE = (True, True), (True, False)


@pytest.fixture
def hall(app):
    """41 has 4 right answers and has won, 42 has 3."""
    made = Hall()
    made.play(made.begin(), FOUR, THREE, FOUR, (False, False), FOUR)
    for finalist in made.finalists:
        sign(made, finalist)
    made.other = make_person(Role.ORGANIZER)
    return made


def sign(hall, finalist) -> None:
    for judge in hall.panel:
        seen = hall.sheet(finalist)
        with transaction():
            signing.sign(seen.token, judge, readings.digest(seen, judge.id), clock.now())
    seen = hall.sheet(finalist)
    with transaction():
        signing.close(seen.token, hall.panel[0], readings.digest(seen), clock.now())


def publish(hall, reason: str = "") -> None:
    post = hall.station.post
    seen = results.reckon(hall.final, post).digest
    with transaction():
        publishing.propose(hall.final.id, post, seen, reason, hall.host, clock.now())
    with transaction():
        publishing.sign(hall.final.id, post, seen, hall.other, clock.now())


def recomputed(hall, tmp_path) -> list:
    """The ranking that an independent program finds; it is the one that is published."""
    session().expire_all()
    path = tmp_path / "results.xlsx"
    with force_locale("en"):
        path.write_bytes(exporting.workbook(hall.final))
    ((mine, theirs),) = recompute(path).values()
    assert mine == theirs
    return [(row[0], row[2]) for row in mine]


def appeal(hall, value: str) -> None:
    """42 appeals; two decide that this is the number of right answers."""
    sheet = hall.sheet(hall.finalists[1])
    with transaction():
        filed = appealing.file(sheet.id, "Question 4 has two right answers", sheet.finalist.person, clock.now())
    with transaction():
        appealing.propose(filed.id, "upheld", "So it has", {"pk-right": {"0": value}}, hall.host, clock.now())
    with transaction():
        appealing.sign(filed.id, appealing.waiting(filed).digest, hall.other, clock.now())


def test_an_independent_program_recomputes_it_before_and_after_an_appeal(hall, tmp_path):
    publish(hall)
    assert recomputed(hall, tmp_path) == [(41, 8300), (42, 5100)]
    appeal(hall, "5")
    publish(hall, "An appeal was upheld")
    assert recomputed(hall, tmp_path) == [(42, 8500), (41, 8300)]
    assert hall.measured(hall.finalists[1])["pk-right"] == "3"  # what was measured stays


@pytest.mark.parametrize("value", ["6", "-1", "2.5x"])
def test_an_appeal_puts_nothing_on_it_that_the_server_cannot_measure(hall, value):
    publish(hall)
    with pytest.raises(Invalid):
        appeal(hall, value)


def wrong(version_id: int) -> None:
    with transaction():
        rulings.keep({version_id: Ruling(None, {"zh": "有误", "en": "Wrong"}, clock.now() - timedelta(days=1))})


def told(client, hall) -> str:
    return words(browser(client, hall.host).get(f"/desk/finals/{hall.final.id}/hall"))


def test_a_question_that_is_found_wrong_changes_no_pk_on_stage_and_its_host_is_told(client, hall):
    assert "found wrong" not in told(client, hall)
    wrong(session().scalars(select(StagePk)).one().version_ids[3])
    assert "1 question was found wrong" in told(client, hall)
    assert hall.measured()["pk-right"] == "4"


def test_nor_a_paper_that_is_written(client, app):
    hall = Hall(kind="knowledge", questions=24)
    with transaction():
        paper = papers.draw(hall.station, hall.host, clock.now())
    begin(hall.finalists[0], paper.code)
    answered(hall.finalists[0], 0)
    wrong(paper.version_ids[0])
    hand_in(hall.finalists[0])
    assert hall.measured() == {"test-right": "1"}
    assert "1 question of this paper was found wrong" in told(client, hall)
