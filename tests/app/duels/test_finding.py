"""Tickets and waves: who joins while a wave is under way, and what goes wrong with one pair."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import delete

from app.duels import finding, jobs, services, starting
from app.duels.models import Duel, Ticket
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person
from tests.playing import make_pool

ROUNDS = 12


def join(*people: Person) -> None:
    for person in people:
        with transaction():
            finding.join(person, clock.now(), friendly=True)  # so that ratings stay near


def begin(first: Person, second: Person, seed: int) -> None:
    """A live PK of these two that is over at once."""
    with transaction():
        duel_id = starting.start_live(first, second, clock.now(), seed).id
    with transaction():
        services.give_up(duel_id, first, clock.now())


def test_who_joins_again_while_a_wave_pairs_them_is_paired_once_and_nobody_waits_in_a_circle(app: Flask, caplog):
    make_pool()
    both = make_person(), make_person()
    with ThreadPoolExecutor(3) as threads:
        for _round in range(ROUNDS):
            join(*both)
            barrier = Barrier(3)
            deeds = [partial(_join_again, app, barrier, person.id) for person in both] + [partial(_wave, app, barrier)]
            assert list(threads.map(lambda deed: deed(), deeds)) == ["", "", ""]
            session().commit()
            finding.wave(clock.now())
            _all_over()
    assert "could not be paired" not in caplog.text


def _join_again(app: Flask, barrier: Barrier, person_id: int) -> str:
    with app.app_context():
        person = session().get_one(Person, person_id)
        barrier.wait()
        try:
            for _time in range(3):
                join(person)
        except Exception as error:
            return repr(error)
        return ""


def _wave(app: Flask, barrier: Barrier) -> str:
    with app.app_context():
        barrier.wait()
        try:
            finding.wave(clock.now())
        except Exception as error:
            return repr(error)
        return ""


def _all_over() -> None:
    """One PK of the two began; it is given up, and nobody waits."""
    session().commit()
    (running,) = session().query(Duel).filter_by(status="running").all()
    with transaction():
        services.give_up(running.id, session().get_one(Person, running.seats[0].person_id), clock.now())
        session().execute(delete(Ticket))


def test_the_last_opponent_is_that_of_the_last_live_pk(app):
    make_pool()
    one, early, late = (make_person() for _number in range(3))
    for seed, other in enumerate((early, late, early, late)):
        begin(one, other, seed)
    with transaction():
        machine = starting.start(one, 1, clock.now(), 9)
        services.give_up(machine.id, one, clock.now())
    join(one, early, late)
    found = finding._last_opponents([one.id, early.id, late.id])
    assert found == {one.id: late.id, early.id: one.id, late.id: one.id}


def test_who_has_just_left_the_network_is_not_paired(app):
    make_pool()
    both = make_person(), make_person()
    join(*both)
    both[0].active = False
    session().commit()
    assert jobs.move_on() == 0


def test_where_the_post_has_too_few_questions_nobody_looks_in_vain(app, client):
    make_pool(kinds=("single",) * 4)
    sign_in(client, make_person())
    answer = client.post("/pk/find")
    assert answer.status_code == 409
    assert "not enough questions" in answer.get_data(as_text=True)
    assert session().query(Ticket).count() == 0


def test_two_that_cannot_be_paired_keep_none_of_the_others_waiting(app, monkeypatch: pytest.MonkeyPatch, caplog):
    make_pool()
    people = [make_person(dealer=make_dealer(f"D10{number}")) for number in range(4)]
    join(*people)
    begin_live = starting.start_live

    def breaks_once(first, second, *more, **named):
        if people[0] in (first, second):
            raise RuntimeError("unforeseen")
        return begin_live(first, second, *more, **named)

    monkeypatch.setattr(starting, "start_live", breaks_once)
    assert jobs.move_on() == 1
    assert session().query(Ticket).count() == 2
    assert "could not be paired" in caplog.text
