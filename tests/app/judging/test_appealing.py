"""Appeals: in time, decided by two who are free to, and marks stay as they were signed."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from app.audit import queries as audit
from app.finals import event
from app.finals.models import Final
from app.judging import appealing, audiences, exporting, playing_off, publishing
from app.judging.models import Appeal
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, NotFound
from app.notifications.models import Notice
from app.people.models import Role
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person
from tests.independent.recompute import recompute

WHAT = ["published", "appeal-decided", "new-edition"]


class Published(Finished):
    """Three competitors, published; the second of them (number 41, 6000) may appeal."""

    def __init__(self) -> None:
        super().__init__("3", "1", "2")
        self.publish()
        self.token = self.tokens[1]
        self.who = self.finalists[1].person

    def file(self, words: str = "The wheel was tight") -> Appeal:
        with transaction():
            return appealing.file(self.sheet().id, words, self.who, clock.now())

    def decide(self, appeal: Appeal, by=None, verdict="upheld", reason="The film shows it", **changes):
        typed = {item: {str(who): value for who, value in some.items()} for item, some in changes.items()}
        with transaction():
            return appealing.propose(appeal.id, verdict, reason, typed, by or self.first, clock.now())

    def uphold(self, appeal: Appeal) -> Appeal:
        care = {judge.id: "3" for judge in self.panel}
        seen = self.decide(appeal, care=care).digest
        with transaction():
            return appealing.sign(appeal.id, seen, self.second, clock.now())


@pytest.fixture
def room(app):
    return Published()


def test_nobody_appeals_before_seeing_the_sheet_nor_against_somebody_elses(app):
    room = Finished("3", "1")
    with pytest.raises(Conflict) as refused, transaction():
        appealing.file(room.sheet().id, "No", room.finalists[1].person, clock.now())
    assert refused.value.code == "not-seen"
    with pytest.raises(NotFound), transaction():
        appealing.file(room.sheet().id, "No", room.finalists[0].person, clock.now())


def test_an_appeal_needs_words_and_comes_once_and_in_time(app, room):
    for words, code in (("  ", "words"), ("Wrong", None), ("Wrong again", "twice")):
        if code is None:
            room.file(words)
            continue
        with pytest.raises((Invalid, Conflict)) as refused:
            room.file(words)
        assert refused.value.code == code
    other = Published()
    app.extensions["clock"].move(minutes=120)
    with pytest.raises(Conflict) as refused:
        other.file()
    assert refused.value.code == "late"


def test_the_time_for_appeals_runs_from_the_moment_at_which_the_results_are_shown(app):
    room = Finished("3", "1")
    with transaction():
        audiences.freeze(room.final.id, room.first, clock.now())
    room.publish()
    app.extensions["clock"].move(hours=5)
    assert appealing.until(room.sheet()) is None
    with transaction():
        audiences.thaw(room.final.id, room.first, clock.now())
    assert appealing.until(room.sheet()) == clock.now() + timedelta(minutes=120)


def test_each_final_has_its_own_times_to_appeal_and_to_decide(app, room):
    with transaction():
        final = session().get_one(type(room.final), room.final.id)
        final.appeal_minutes, final.decision_minutes = 30, 45
    app.extensions["clock"].move(minutes=29)
    assert room.file().due_at == clock.now() + timedelta(minutes=45)
    app.extensions["clock"].move(minutes=1)
    room.token, room.who = room.tokens[2], room.finalists[2].person
    with pytest.raises(Conflict) as refused:
        room.file()
    assert refused.value.code == "late"


def test_once_results_are_published_the_times_stay_as_finalists_were_told(client, room):
    sign_in(client, room.first)
    final = session().get_one(Final, room.final.id)
    with pytest.raises(Conflict) as refused, transaction():
        event.keep(final.id, event.data_of(final) | {"appeal_minutes": 300}, room.first, clock.now())
    assert refused.value.code == "event-over"
    with transaction():
        final.state = "judging"  # another post is not published yet
    page = client.post(f"/desk/finals/{final.id}/event", data={"part": "days", "rest_minutes": "10",
                                                               "appeal_minutes": "300"})  # fmt: skip
    assert page.status_code == 409
    assert session().get_one(Final, final.id).appeal_minutes == 120
    sign_in(client, room.who)
    shown = client.get("/final/result").text
    assert "2:00\u202fPM (China Standard Time)" in shown
    assert "Asia/Shanghai" not in shown


def test_an_open_appeal_keeps_the_next_edition_waiting(app, room):
    room.file()
    assert room.codes() == ["appeal"]


def test_judges_of_the_sheet_colleagues_and_competitors_do_not_decide(app, room):
    appeal = room.file()
    colleague = make_person(Role.ORGANIZER, dealer=make_dealer("WORK"))
    for biased in (room.chief, colleague, room.who):
        with pytest.raises(Forbidden) as refused:
            room.decide(appeal, biased, "dismissed")
        assert refused.value.code == "biased"


def test_nobody_decides_alone(app, room):
    appeal = room.file()
    seen = room.decide(appeal, verdict="dismissed").digest
    with pytest.raises(Forbidden), transaction():
        appealing.sign(appeal.id, seen, room.first, clock.now())
    with transaction():
        appealing.sign(appeal.id, seen, room.second, clock.now())
    with pytest.raises(Conflict):
        room.decide(appeal, verdict="dismissed")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "reason"),
        ({"verdict": "perhaps"}, "verdict"),
        ({}, "no-change"),
        ({"care": {0: "3"}}, "unknown"),
        ({"care": {0: "4"}}, "level"),
        ({"care": {0: "well"}}, "not-a-number"),
    ],
)
def test_a_decision_without_reason_or_with_marks_that_cannot_be_is_refused(app, room, given, code):
    appeal = room.file()
    with pytest.raises(Invalid) as refused:
        room.decide(appeal, **given)
    assert refused.value.code == code
    assert session().get_one(Appeal, appeal.id).state == "open"


def test_upheld_the_marks_stay_the_ranking_changes_and_a_new_edition_says_why(app, room):
    before = room.values()
    assert room.uphold(room.file()).state == "upheld"
    assert room.values() == before
    found = room.reckon()
    assert [(one.number, one.place) for one in found.placed] == [(40, 1), (41, 1), (42, 3)]
    assert room.codes() == ["tie"]
    with transaction():
        playing_off.write(room.final.id, room.post, {40: 2, 41: 1}, room.first, clock.now())
    with pytest.raises(Invalid):
        room.propose()
    assert room.publish("An appeal was upheld") == 2
    told = session().execute(select(Notice.person_id, Notice.params).order_by(Notice.id))
    assert [row.params["what"] for row in told if row.person_id == room.who.id] == WHAT
    seen = audiences.editions(room.final)[0]
    assert [(one.finalist.number, one.place, one.by) for one in seen.rows][:2] == [(41, 1, ""), (40, 2, "play-off")]
    assert audit.of(f"final:{room.final.id}")[0].facts["reason"] == "An appeal was upheld"


def test_the_workbook_holds_all_that_an_independent_program_needs(app, room):
    room.uphold(room.file())
    with force_locale("en"):
        book = io.BytesIO(exporting.workbook(room.final))
    mine, theirs = recompute(book)[room.post.code]
    assert theirs == [(40, 1, 10000), (42, 2, 8000), (41, 3, 6000)]  # the edition, before the appeal was decided
    assert mine == [(40, 1, 10000), (41, 1, 10000), (42, 3, 8000)]
    assert [one.deed for one in audit.of(f"sheet:{room.sheet().id}")][:3] == [
        "appeal.decided",
        "appeal.proposed",
        "appeal.filed",
    ]
    assert publishing.edition(room.final.id, room.post.id) == audiences.editions(room.final)[0].number == 1
