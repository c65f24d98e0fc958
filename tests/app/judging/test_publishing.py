"""Results are reckoned from closed sheets and published by two; nothing open may stand in the way."""

from __future__ import annotations

import json
import threading

import pytest
from sqlalchemy import select, update

from app.audit import queries as audit
from app.judging import audiences, obstacles, playing_off, publishing, results, signing
from app.judging.models import Mark, MarkClash, PublishedResult, ScoreSheet
from app.judging.readings import digest
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Forbidden, Invalid, Refusal
from app.people.models import Person, Role
from tests.app.judging.making import Room
from tests.factories import make_person


class Finished(Room):
    """A room whose sheets are all closed; each competitor with the care that is given, of 0 to 3."""

    def __init__(self, *cares: str, judges: int = 2) -> None:
        super().__init__(judges=judges, competitors=len(cares))
        for token, care in zip(self.tokens, cares, strict=True):
            self.token = token
            self.mark_all(care=care)
            self.close()
        self.post = self.station.post
        self.first, self.second = make_person(Role.ORGANIZER), make_person(Role.ORGANIZER)

    def close(self) -> None:
        for judge in self.panel:
            seen = digest(self.sheet(), judge.id)
            with transaction():
                signing.sign(self.token, judge, seen, clock.now())
        seen = digest(self.sheet())
        with transaction():
            signing.close(self.token, self.chief, seen, clock.now())

    def reckon(self) -> results.Reckoning:
        session().rollback()
        session().expire_all()
        return results.reckon(self.final, self.post)

    def codes(self) -> list[str]:
        return [one.code for one in obstacles.obstacles(self.reckon())]

    def propose(self, by: Person | None = None, reason: str = "") -> str:
        seen = self.reckon().digest
        with transaction():
            publishing.propose(self.final.id, self.post, seen, reason, by or self.first, clock.now())
        return seen

    def publish(self, reason: str = "") -> int:
        seen = self.propose(reason=reason)
        with transaction():
            return publishing.sign(self.final.id, self.post, seen, self.second, clock.now())


def test_results_follow_from_the_marks_with_what_parted_each_from_the_one_before(app):
    found = Finished("1", "3", "2").reckon()
    assert [(one.number, one.place, one.total, one.by) for one in found.placed] == [
        (41, 1, 10000, ""),
        (42, 2, 8000, "total"),
        (40, 3, 6000, "total"),
    ]


def test_the_same_marks_give_the_same_bytes_and_another_mark_others(app):
    room = Finished("1", "3")
    found = room.reckon()
    assert results.reckon(room.final, room.post).text == found.text
    assert json.loads(found.text)["ranking"][0][:3] == [41, 1, 10000]
    with transaction() as here:
        here.execute(update(Mark).where(Mark.item == "torque").values(value="111"))
    assert room.reckon().digest != found.digest


def test_one_proposes_another_signs_and_an_edition_stands_with_its_line_in_the_log(app):
    room = Finished("1", "3")
    assert audiences.editions(room.final) == []
    assert room.publish() == 1
    rows = audiences.editions(room.final)[0].rows
    assert [(one.finalist.number, one.place, one.total) for one in rows] == [(41, 1, 10000), (40, 2, 6000)]
    line = audit.of(f"final:{room.final.id}")[0]
    assert (line.deed, line.facts["ranking"]) == ("results.published", [[41, 1, 10000], [40, 2, 6000]])
    assert line.facts["digest"] == room.reckon().digest
    assert list(audit.faults()) == []
    assert room.final.state == "published"


def test_nobody_signs_alone_and_no_competitor_signs(app):
    room = Finished("1", "3")
    seen = room.propose()
    for who in (room.first, room.finalists[0].person):
        with pytest.raises(Forbidden), transaction():
            publishing.sign(room.final.id, room.post, seen, who, clock.now())
    assert publishing.edition(room.final.id, room.post.id) == 0


def test_what_changed_after_the_proposal_is_not_signed(app):
    room = Finished("1", "3", "3")
    assert room.codes() == ["tie"]
    places = {41: 1, 42: 2}
    with transaction():
        playing_off.write(room.final.id, room.post, places, room.first, clock.now())
    seen = room.propose()
    with transaction() as here:
        here.execute(update(ScoreSheet).values(given_back_seconds=0))
        room.final.prizes = 1
        room.final.tie_breaks = ["critical"]
    with pytest.raises(Conflict) as refused, transaction():
        publishing.sign(room.final.id, room.post, seen, room.second, clock.now())
    assert refused.value.code == "changed"


def test_an_open_sheet_a_clash_and_a_sheet_that_was_altered_after_signing_stand_in_the_way(app):
    room = Finished("1", "3")
    assert room.codes() == []
    with transaction() as here:
        here.execute(update(Mark).where(Mark.item == "care", Mark.value == "3").values(value="2"))
    assert room.codes() == ["unsealed"]
    sheet = room.sheet()
    with transaction() as here:
        clash = {"item": "care", "judge_id": room.chief.id, "value": "0", "seen_revision": 0, "sent_key": "x"}
        here.add(MarkClash(sheet_id=sheet.id, marked_at=clock.now(), at=clock.now(), **clash))
    assert room.codes() == ["unsealed", "clash"]
    with transaction():
        signing.reopen(room.token, room.chief, "Swapped", clock.now())
    assert room.codes() == ["unsigned", "clash"]
    with pytest.raises(Conflict) as refused:
        room.propose()
    assert refused.value.code == "not-yet"


def test_equals_among_the_prizes_play_off_and_then_stand_apart(app):
    room = Finished("3", "3", "1")
    assert room.codes() == ["tie"]
    for wrong, code in (({40: 1, 41: 1}, "places"), ({40: 1, 42: 2}, "not-tied")):
        with pytest.raises((Invalid, Conflict)) as refused, transaction():
            playing_off.write(room.final.id, room.post, wrong, room.first, clock.now())
        assert refused.value.code == code
    with transaction():
        playing_off.write(room.final.id, room.post, {40: 2, 41: 1}, room.first, clock.now())
    assert [(one.number, one.place) for one in room.reckon().placed] == [(41, 1), (40, 2), (42, 3)]
    assert room.codes() == []


def test_who_has_withdrawn_is_not_ranked_and_keeps_nobody_waiting(app):
    room = Room(competitors=2)
    room.mark_all()
    Finished.close(room)
    with transaction():
        room.finalists[1].state = "withdrawn"
    found = results.reckon(room.final, room.station.post)
    assert [one.number for one in found.placed] == [40]
    assert obstacles.obstacles(found) == []


def test_weights_of_99_are_not_published(app):
    room = Finished("3", "1")
    with transaction():
        room.station.weight = 99
    assert room.codes() == ["weights"]


def test_audiences_see_nothing_newer_than_the_freeze(app):
    room = Finished("1", "3")
    with transaction():
        audiences.freeze(room.final.id, room.first, clock.now())
    app.extensions["clock"].move(minutes=1)
    room.publish()
    assert audiences.editions(room.final) == []
    assert not audiences.is_open(room.finalists[0])
    with transaction():
        audiences.thaw(room.final.id, room.first, clock.now())
    assert audiences.is_open(room.finalists[0])
    assert audit.of(f"final:{room.final.id}")[0].deed == "results.thawed"


def test_of_two_who_sign_at_once_one_does(app):
    room = Finished("1", "3")
    seen = room.propose()
    third = make_person(Role.ORGANIZER)
    together, ends = threading.Barrier(2), []
    final_id, post_id, people = room.final.id, room.post.id, (room.second.id, third.id)

    def sign(person_id):
        with app.app_context():
            person, post = session().get_one(Person, person_id), session().get_one(type(room.post), post_id)
            session().commit()
            together.wait(10)
            try:
                with transaction():
                    ends.append(publishing.sign(final_id, post, seen, person, clock.now()))
            except Refusal as refused:
                ends.append(refused.code)

    threads = [threading.Thread(target=sign, args=(one,)) for one in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    assert sorted(map(str, ends)) == ["1", "nothing-waits"]
    session().rollback()
    assert len(session().scalars(select(PublishedResult)).all()) == 2


def test_a_new_edition_needs_something_new(app):
    room = Finished("1", "3")
    room.publish()
    with pytest.raises(Conflict) as refused:
        room.propose(reason="Once more")
    assert refused.value.code == "nothing-new"
