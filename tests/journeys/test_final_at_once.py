"""Two deeds on the final at the same instant: one of both orders, and never something in between."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from app.audit import queries as audit
from app.finals import inviting
from app.finals.models import FinalistState, FinalSlot
from app.judging import audiences, following, marking, publishing, results, signing
from app.judging.models import Mark, PublishedResult, SheetSignature, SheetState
from app.judging.readings import digest
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Refusal
from app.people.models import Person, Post
from tests.app.judging.making import Room, make_judge, make_room, sending
from tests.app.judging.test_publishing import Finished

PATIENCE_SECONDS = 30


def at_once(app, *deeds):
    """What each of these deeds gave, or why it was refused, done by threads that start together."""
    start, ends = threading.Barrier(len(deeds)), [None] * len(deeds)
    session().commit()

    def do(place):
        with app.app_context():
            start.wait(PATIENCE_SECONDS)
            try:
                with transaction():
                    ends[place] = deeds[place]()
            except Refusal as refused:
                ends[place] = refused.code
            finally:
                session().close()

    threads = [threading.Thread(target=do, args=(place,)) for place in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE_SECONDS)
    session().rollback()
    session().expire_all()
    assert list(audit.faults()) == []
    return ends


def person(person_id):
    return session().get_one(Person, person_id)


def test_publishing_while_the_freeze_comes_is_seen_by_all_or_by_nobody(app):
    room = Finished("1", "3")
    seen = room.propose()
    final_id, post_id, first, second = room.final.id, room.post.id, room.first.id, room.second.id
    ends = at_once(
        app,
        lambda: publishing.sign(final_id, session().get_one(Post, post_id), seen, person(second), clock.now()),
        lambda: audiences.freeze(final_id, person(first), clock.now()) or "frozen",
    )
    assert ends == [1, "frozen"]
    shown = {one is not None for one in session().scalars(select(PublishedResult.shown_at))}
    deeds = [one.deed for one in audit.of(f"final:{final_id}") if one.deed in ("results.published", "results.frozen")]
    assert shown == {deeds == ["results.frozen", "results.published"]}  # the newest first


def test_no_sheet_is_opened_again_under_the_results_that_are_published(app, monkeypatch):
    """Publishing holds the sheets from before it reads them: it is made to wait there for who wants to open one."""
    room = Finished("1", "3")
    seen = room.propose()
    token, post_id, final_id = room.token, room.post.id, room.final.id
    second, chief, opened, reckon = room.second.id, room.chief.id, threading.Event(), results.reckon

    def slowly(*given):
        found = reckon(*given)
        opened.wait(1)
        return found

    def reopen():
        try:
            return signing.reopen(token, person(chief), "A slip", clock.now()).state
        finally:
            opened.set()

    monkeypatch.setattr(results, "reckon", slowly)
    ends = at_once(
        app,
        lambda: publishing.sign(final_id, session().get_one(Post, post_id), seen, person(second), clock.now()),
        reopen,
    )
    assert ends in ([1, "published"], ["not-yet", SheetState.OPEN])
    assert (room.sheet().state == SheetState.CLOSED) is (ends[0] == 1)


@pytest.mark.parametrize("first", ["mark", "withdrawal"])
def test_a_mark_that_comes_while_the_competitor_withdraws_is_taken_before_or_not_at_all(app, first):
    room = Room()
    token, judge, finalist = room.token, room.chief.id, room.finalists[0]
    finalist_id, who = finalist.id, finalist.person_id
    sent = sending("care", "2")
    deeds = {
        "mark": lambda: _outcome(marking.receive(token, person(judge), [sent], clock.now())),
        "withdrawal": lambda: inviting.leave(finalist_id, person(who), "Ill", clock.now()),
    }
    order = sorted(deeds, key=lambda name: name != first)
    ends = dict(zip(order, at_once(app, *(deeds[name] for name in order)), strict=True))
    sheet = room.sheet()
    assert (sheet.state, sheet.finalist.state) == (SheetState.VOID, FinalistState.WITHDRAWN)
    assert ends["mark"] in ("taken", "void")
    assert len(sheet.marks) == (ends["mark"] == "taken")


def _outcome(outcomes):
    return outcomes[0].why or outcomes[0].fate.value


def test_a_mark_that_comes_while_the_sheet_moves_to_another_room_holds_it_or_is_refused(app):
    room = Room()
    token, judge, final_id, finalist_id = room.token, room.chief.id, room.final.id, room.finalists[0].id
    other = make_room(room.station, [make_judge(), make_judge()])
    with transaction() as here:
        here.scalars(select(FinalSlot).filter_by(finalist_id=finalist_id)).one().room_id = other.id
    sent = sending("care", "2")
    mark, moved = at_once(
        app,
        lambda: _outcome(marking.receive(token, person(judge), [sent], clock.now())),
        lambda: len(following.follow(final_id, None, clock.now()).moved),
    )
    assert (mark, moved) in (("taken", 0), ("panel", 1), ("not-found", 1))  # who comes late finds it gone
    sheet = room.sheet()
    assert (len(sheet.marks), sheet.room_id) == ((1, room.room.id) if mark == "taken" else (0, other.id))


def test_of_two_chiefs_who_sign_at_once_one_does_and_nothing_is_signed_twice(app):
    """The chief's two tablets."""
    room = Room()
    room.mark_all()
    for judge in room.panel:
        with transaction():
            signing.sign(room.token, judge, digest(room.sheet(), judge.id), clock.now())
    seen, token, chief = digest(room.sheet()), room.token, room.chief.id

    def close():
        return signing.close(token, person(chief), seen, clock.now()).state

    ends = at_once(app, close, close)
    assert sorted(ends) == [SheetState.CLOSED, "not-signed"]
    query = select(func.count()).select_from(SheetSignature).filter_by(as_chief=True)
    assert session().scalar(query) == 1


def test_the_last_two_judges_who_sign_at_once_close_the_panel_together(app):
    room = Room()
    room.mark_all()
    token = room.token
    seen = {judge.id: digest(room.sheet(), judge.id) for judge in room.panel}

    def deed(judge_id):
        return lambda: signing.sign(token, person(judge_id), seen[judge_id], clock.now()).state

    ends = at_once(app, *(deed(judge_id) for judge_id in seen))
    assert sorted(ends) == [SheetState.OPEN, SheetState.SIGNED]
    assert room.sheet().state == SheetState.SIGNED
    assert session().scalar(select(func.count()).select_from(Mark)) == 3
