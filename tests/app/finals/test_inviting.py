"""Finalists answer; who declines makes room for the next by the same rules, once, whoever else declines meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit import queries as audit
from app.finals import fixing, inviting, queries, selecting, services
from app.finals.models import Finalist
from app.kit import clock
from app.kit.database import session, transaction
from app.kit.errors import Conflict, Invalid
from app.notifications.models import Notice
from app.people.models import Role
from tests.app.finals.selection import keep, make_final, make_people, take
from tests.app.finals.test_selecting import at_once
from tests.conftest import NOON
from tests.factories import make_person

TRAVEL = {"arrival": "G652, 14:20", "diet": "清真", "size": "L", "notes": "wheelchair"}


def selected(*points, **more):
    """A final that is fixed, its people, and their seats."""
    final = make_final(answer_by=NOON + timedelta(days=7))
    people = make_people(final, *points)
    take(final)
    rules = keep(final, **more)
    digest, one, other = selecting.run(final, rules).digest, make_person(Role.ORGANIZER), make_person(Role.ORGANIZER)
    with transaction():
        fixing.propose(final.id, rules.id, digest, one, clock.now())
    with transaction():
        fixing.sign(final.id, digest, other, clock.now())
    return final, people, {one.person_id: one for one in queries.finalists(final.id)}


def accept(seat, travel=TRAVEL, *, shows_name=True):
    with transaction():
        inviting.accept(seat.id, travel, clock.now(), shows_name=shows_name)


def leave(seat, by=None, reason=""):
    with transaction():
        return inviting.leave(seat.id, by or seat.person, reason, clock.now())


def test_accepting_twice_is_accepting_once_and_the_journey_can_be_changed(app):
    final, people, seats = selected(30, 20, 10)
    seat = seats[people[0].id]
    accept(seat)
    lines = len(audit.of(services.subject(final)))
    accept(seat)
    assert len(audit.of(services.subject(final))) == lines
    accept(seat, TRAVEL | {"size": "XL"})
    session().refresh(seat)
    assert (seat.state, seat.shows_name, seat.travel["size"], seat.travel["diet"]) == ("accepted", True, "XL", "清真")
    assert seat.travel_notes == "wheelchair"


def test_nobody_accepts_without_agreeing_that_the_name_is_published(app):
    _final, people, seats = selected(30, 20)
    with pytest.raises(Invalid):
        accept(seats[people[0].id], shows_name=False)


def test_who_declines_makes_room_for_the_reserve_who_is_told(app):
    final, people, seats = selected(30, 20, 10)
    assert leave(seats[people[0].id]) == [people[2].id]
    moved = next(one for one in queries.finalists(final.id) if one.person_id == people[2].id)
    assert (moved.state, moved.moved_up_for_id) == ("invited", seats[people[0].id].id)
    assert session().scalars(select(Notice.params).where(Notice.person_id == people[2].id)).one()["what"] == "moved-up"
    assert [one.deed for one in audit.of(services.subject(final))][:2] == ["reserve-moved-up", "invitation-declined"]


def test_declining_again_changes_nothing(app):
    final, people, seats = selected(40, 30, 20, 10)
    leave(seats[people[0].id])
    assert leave(seats[people[0].id]) == []
    assert len(queries.finalists(final.id)) == 3


def test_who_declined_cannot_accept_later(app):
    _final, people, seats = selected(30, 20, 10)
    leave(seats[people[0].id])
    with pytest.raises(Conflict) as refused:
        accept(seats[people[0].id])
    assert refused.value.code == "passed-on"


def test_after_the_day_nobody_accepts_but_anybody_can_still_decline(app, clock):
    _final, people, seats = selected(30, 20, 10)
    clock.move(days=8)
    with pytest.raises(Conflict) as refused:
        accept(seats[people[0].id])
    assert refused.value.code == "too-late"
    assert leave(seats[people[0].id]) == [people[2].id]


def test_who_has_accepted_withdraws_and_the_reserve_moves_up(app):
    _final, people, seats = selected(30, 20, 10)
    accept(seats[people[0].id])
    assert leave(seats[people[0].id]) == [people[2].id]
    session().refresh(seats[people[0].id])
    assert seats[people[0].id].state == "withdrawn"


def test_an_organizer_who_was_told_by_phone_says_why(app):
    _final, people, seats = selected(30, 20, 10)
    by = make_person(Role.ORGANIZER)
    with pytest.raises(Invalid):
        leave(seats[people[0].id], by)
    assert leave(seats[people[0].id], by, "Called: is ill") == [people[2].id]


def test_of_two_who_decline_at_once_one_reserve_moves_up_once(app):
    final, people, seats = selected(30, 20, 10)
    gone = [seats[person.id].id for person in people[:2]]

    def decline(number):
        with transaction():
            seat = session().get_one(Finalist, number)
            return inviting.leave(number, seat.person, "", NOON)

    outcomes = at_once(app, [lambda one=one: decline(one) for one in gone])
    assert sorted(outcomes) == [[], [people[2].id]]
    assert sorted(one.state for one in queries.finalists(final.id)) == ["declined", "declined", "invited"]
    assert list(audit.faults()) == []


def test_those_who_have_not_answered_are_reminded_once_a_day(app, clock):
    final, people, seats = selected(30, 20)
    accept(seats[people[0].id])
    for days in (0, 0, 1):
        clock.move(days=days)
        with transaction():
            assert inviting.remind(final.id, people[0], clock.now()) == 1
    reminded = [one for one in session().scalars(select(Notice)) if one.params.get("what") == "remind"]
    assert [one.person_id for one in reminded] == [people[1].id] * 2
