"""A timetable is made outside of any transaction, keeps every law, and moves as few as it can when a room fails."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.audit.models import AuditLine
from app.finals import event, plans, timetabling
from app.finals.models import FinalSlot, RunState
from app.kit import clock as time
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.notifications.models import Notice
from app.people.models import Role
from quizzes.rules.timetablelaws import clashes
from tests.app.finals.event import data_for, draw, keep, make_event, make_finalists, make_judges, moment, solve, solved
from tests.factories import make_person


def rows(final):
    return {(one.finalist.number, one.station.key): (one.room.key, one.begins_at) for one in plans.stored(final.id)}


def fail(final, room, words):
    by = make_person(Role.ORGANIZER)
    with transaction():
        run_id = timetabling.fail(final.id, room, words, by, time.now()).id
    return solved(run_id)


def told():
    return [one.params["what"] for one in session().scalars(select(Notice).order_by(Notice.id))]


def test_everybody_is_at_each_station_of_the_post_once_and_no_law_is_broken(app):
    final = make_event(4)
    run = solve(final)
    assert run.state == RunState.STORED
    assert len(rows(final)) == 8
    given = plans.problem(final, time.now())
    assert clashes(given.plan, given.before) == []
    assert told() == ["timetable"] * 4
    assert session().scalars(select(AuditLine.deed).order_by(AuditLine.number)).all()[-1] == "timetable-stored"


def test_a_judge_never_marks_a_competitor_of_the_own_dealer(app):
    judges = [*make_judges(1, "WORK"), *make_judges(2)]
    final = make_event(3, judges)
    solve(final)
    assert {room for (_number, station), (room, _at) in rows(final).items() if station == "brakes"} == {"b"}


def test_where_every_room_has_a_judge_of_the_own_dealer_it_is_said(app):
    final = make_event(1, [*make_judges(2), *make_judges(1, "WORK")])
    run = solve(final)
    assert (run.state, run.obstacle["code"], run.obstacle["where"]) == ("failed", "no-room", "battery")


def test_when_a_room_fails_what_is_over_stays_and_only_who_must_moves(app, clock):
    final = make_event(4)
    solve(final)
    before = rows(final)
    clock.move(seconds=(moment(final, "2026-06-02T10:00") - clock.now()).total_seconds())
    run = fail(final, "a", "2026-06-02 10:00-17:00")
    after = rows(final)
    over = {key: value for key, value in before.items() if value[1] < moment(final, "2026-06-02T09:30")}
    assert over.items() <= after.items()
    assert all(room != "a" or at < moment(final, "2026-06-02T10:00") for room, at in after.values())
    moved = {number for number, _station in before if any(before[k] != after[k] for k in before if k[0] == number)}
    assert run.moved == len(moved)
    assert told().count("moved") == len(moved)
    assert timetabling.history(final.id)[0].outage["room"] == "a"


def test_an_outage_of_all_rooms_is_said_and_the_timetable_stays(app):
    final = make_event(3)
    solve(final)
    before = rows(final)
    run = fail(final, "c", "2026-06-02 08:00-18:00")
    assert (run.state, run.obstacle["code"], run.obstacle["where"]) == ("failed", "closed", "battery")
    assert rows(final) == before


@pytest.mark.parametrize("words", ["", "soon", "2026-06-02 12:00-10:00"])
def test_an_outage_needs_its_times(app, words):
    final = make_event(1)
    with pytest.raises(Invalid):
        fail(final, "a", words)


def test_without_numbers_or_with_weights_of_99_none_is_asked_for(app):
    final = make_event(2, drawn=False)
    with pytest.raises(Conflict):
        solve(final)
    draw(final)
    data = data_for(make_judges(3))
    data["stations"][0]["weight"] = 59
    keep(final, data)
    with pytest.raises(Conflict):
        solve(final)


def test_only_one_is_under_way_at_a_time_and_is_solved_once(app):
    final = make_event(1)
    with transaction():
        run_id = timetabling.ask(final.id, None, time.now()).id
    with pytest.raises(Conflict), transaction():
        timetabling.ask(final.id, None, time.now())
    assert timetabling.solve_one(run_id)
    assert not timetabling.solve_one(run_id)


def test_a_change_while_it_is_solved_is_noticed_and_nothing_is_stored(app, monkeypatch):
    final = make_event(2)

    def meanwhile(*given, **more):
        found = honest(*given, **more)
        keep(final, event.data_of(final) | {"rest_minutes": 20})
        return found

    honest = timetabling.solve
    monkeypatch.setattr(timetabling, "solve", meanwhile)
    run = solve(final)
    assert (run.state, run.obstacle["code"]) == ("failed", "changed")
    assert not session().scalars(select(FinalSlot)).all()


def test_who_comes_later_is_put_in_and_who_withdrew_leaves(app):
    final = make_event(3)
    solve(final)
    gone = plans.competing(final.id)[0]
    make_finalists(final, 1)
    with transaction() as here:
        here.merge(gone).state = "withdrawn"
    draw(final)
    solve(final)
    assert {number for number, _station in rows(final)} == {1, 2, 3, 4} - {gone.number}


def test_one_whose_solver_died_is_taken_up_again(app, clock):
    final = make_event(1)
    with transaction():
        run = timetabling.ask(final.id, None, time.now())
        run.state, run.started_at = "solving", time.now()
    assert timetabling.solve_waiting() == 0
    clock.move(minutes=20)
    assert timetabling.solve_waiting() == 1
