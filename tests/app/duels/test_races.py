"""What happens at the same instant, and what an answer costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.duels import rerating, services, starting
from app.duels.models import Duel, Status
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.kit.errors import Refusal
from app.people.models import Person
from app.points import ledger
from app.points.models import Entry, Reason
from quizzes.rules import duel as rules
from tests.conftest import sign_in
from tests.factories import make_person, make_season
from tests.playing import answer, duel, form, make_pool, players, rated, start, state
from tests.statements import counted

AT_ONCE = 20
DUELS = {"sqlite": 10, "postgresql": 2}  # with five questions each: 500 answers on the one, 200 on the other


def test_of_a_thousand_answers_at_the_same_instant_exactly_one_counts_each_time(app: Flask):
    """For every question twenty threads send a right or a wrong answer at the same moment."""
    make_pool()
    person = make_person()
    duels = DUELS[engine().dialect.name]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for seed in range(duels):
            with transaction():
                duel_id = starting.start(person, 1, clock.now(), seed).id
            for index in range(5):
                sent = [form(duel_id, index, right=one % 2 == 0)["choice"] for one in range(AT_ONCE)]
                together = partial(_answer, app, Barrier(AT_ONCE), duel_id, person.id, index)
                replies = set(threads.map(together, sent))
                assert replies == {state(duel_id).seats[0].answers[index]}
                assert duel(duel_id).version == 2 * index + 1
                with transaction():
                    services.go_on(duel_id, person, index, clock.now())
    assert session().query(Duel).filter_by(status=Status.FINISHED).count() == duels


def _answer(
    app: Flask, barrier: Barrier, duel_id: int, person_id: int, index: int, raw: str, side: int = 0
) -> rules.Given | None:
    """One request of its own; the answer that it was told counts."""
    with app.app_context():
        person = session().get(Person, person_id)
        barrier.wait()
        with transaction():
            found = services.answer(duel_id, person, index, raw, clock.now())
        return rules.from_json(found.state).seats[side].answers[index]


def test_of_a_thousand_answers_to_live_pks_at_the_same_instant_one_a_seat_counts_each_time(app: Flask):
    """For every question ten tabs of each of the two send a right or a wrong answer at the same moment."""
    make_season()
    make_pool()
    both = make_person(), make_person()
    duels = DUELS[engine().dialect.name]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for seed in range(duels):
            duel_id = _begin_live(app, both, seed)
            for index in range(5):
                before = duel(duel_id).version
                replies = list(threads.map(lambda deed: deed(), _tabs(app, duel_id, both, index)))
                for side, seat in enumerate(state(duel_id).seats):
                    assert set(replies[side::2]) == {seat.answers[index]}
                assert duel(duel_id).version == before + 2
                for person in both:
                    with transaction():
                        services.go_on(duel_id, person, index, clock.now())
    assert session().query(Duel).filter_by(status=Status.FINISHED).count() == duels
    _every_end_counts_once(2 * duels)


def _begin_live(app: Flask, both: tuple[Person, Person], seed: int) -> int:
    """A live PK whose countdown is over."""
    with transaction():
        begun = starting.start_live(*both, clock.now(), seed)
    app.extensions["clock"].move(milliseconds=starting.COUNTDOWN_MS)
    return begun.id


def _tabs(app: Flask, duel_id: int, both: tuple[Person, Person], index: int) -> list[Callable[[], Any]]:
    """Requests that wait for each other: ten a seat, every other one right."""
    barrier, requests = Barrier(AT_ONCE), []
    for number in range(AT_ONCE):
        side, right = number % 2, number // 2 % 2 == 0
        raw = form(duel_id, index, right=right, side=side)["choice"]
        requests.append(partial(_answer, app, barrier, duel_id, both[side].id, index, raw, side))
    return requests


def _every_end_counts_once(times: int) -> None:
    session().commit()
    assert session().query(Entry).filter_by(reason=Reason.PK.value).count() == times
    assert len(rated()) == times
    assert list(ledger.differences(clock.now())) == []
    assert list(rerating.differences()) == []


def test_many_ways_to_end_at_the_same_instant_are_one_end(app: Flask):
    """The last answers, both giving up, and the scheduler of two processes, when time is up."""
    make_season()
    make_pool()
    both = make_person(), make_person()
    duels = DUELS[engine().dialect.name]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for seed in range(duels):
            duel_id = _begin_live(app, both, seed)
            app.extensions["clock"].move(milliseconds=4 * (20_501 + starting.REVEAL_MS) + seed % 2 * 20_501)
            barrier = Barrier(AT_ONCE)
            assert not any(threads.map(partial(_end, app, barrier, duel_id, both), range(AT_ONCE)))
            found = duel(duel_id)
            assert found.status == Status.FINISHED
            assert players(duel_id) == []
            assert tuple(seat.outcome for seat in found.seats) in ENDS
    _every_end_counts_once(2 * duels)


ENDS = [("won", "lost"), ("lost", "won"), ("drawn", "drawn")]


def _end(app: Flask, barrier: Barrier, duel_id: int, both: tuple[Person, Person], number: int) -> str:
    """One of the ways; what went wrong that nobody has foreseen."""
    with app.app_context():
        person = session().get_one(Person, both[number % 2].id)
        deeds: list[Callable[[], object]] = [
            partial(services.answer, duel_id, person, 4, "a", clock.now()),
            partial(services.give_up, duel_id, person, clock.now()),
            partial(services.move_on, duel_id, clock.now()),
        ]
        barrier.wait()
        try:
            with transaction():
                deeds[number // 2 % 3]()
        except Refusal:
            return ""
        except Exception as error:
            return repr(error)
        return ""


def test_a_pk_that_ends_while_all_ratings_are_made_anew_is_rated(app: Flask, monkeypatch):
    make_pool()
    both = make_person(), make_person()
    duel_id = _begin_live(app, both, 1)
    read = rerating._rows

    def slowly(*asked: Any) -> Any:
        found = list(read(*asked))
        if moments:
            ending.submit(_end, app, Barrier(1), duel_id, both, 2)
            time.sleep(moments.pop())
        return found

    with ThreadPoolExecutor(1) as ending:
        moments = [0.3]
        monkeypatch.setattr(rerating, "_rows", slowly)
        rerating.rebuild()
    monkeypatch.undo()
    assert duel(duel_id).status == Status.FINISHED
    assert len(rated()) == 2
    assert list(rerating.differences()) == []


def test_two_starts_at_the_same_instant_are_one_pk(app: Flask, client):
    make_pool()
    person = make_person()
    barrier = Barrier(AT_ONCE)

    def begin(seed: int) -> int:
        with app.app_context():
            me = session().get(Person, person.id)
            barrier.wait()
            with transaction():
                return starting.start(me, 3, clock.now(), seed).id

    with ThreadPoolExecutor(AT_ONCE) as threads:
        ids = set(threads.map(begin, range(AT_ONCE)))
    assert len(ids) == 1
    assert session().query(Duel).count() == 1


def test_a_change_that_lost_the_race_looks_again(app, client, monkeypatch):
    """Somebody else stores a state between our look and our update."""
    make_pool()
    person = make_person()
    sign_in(client, person)
    duel_id = start(client)
    look, races = services.queries.glance, iter([True, False])

    def overtaken(*args):
        found = look(*args)
        if next(races):
            session().connection().exec_driver_sql("update duels set version = version + 1")
        return found

    monkeypatch.setattr(services.queries, "glance", overtaken)
    with transaction():
        services.answer(duel_id, person, 0, form(duel_id, 0)["choice"], clock.now())
    assert duel(duel_id).version == 2
    assert state(duel_id).seats[0].answers[0].correct


def test_an_answer_costs_three_statements_and_one_commit(app, client):
    make_pool()
    sign_in(client, make_person())
    duel_id = start(client)
    sent = form(duel_id, 0)
    session().rollback()
    with counted() as seen:
        assert client.post(f"/pk/{duel_id}/answer", data=sent, headers={"HX-Request": "true"}).status_code == 200
    assert len(seen) <= 4, seen
    assert [statement.split()[0] for statement in seen] == ["SELECT", "SELECT", "UPDATE"]


def test_the_open_question_costs_two_statements(app, client):
    make_pool()
    sign_in(client, make_person())
    duel_id = start(client)
    with counted() as seen:
        client.get(f"/pk/{duel_id}", headers={"HX-Request": "true"})
    assert len(seen) == 2, seen


def test_an_answer_is_one_commit(app, client):
    make_pool()
    sign_in(client, make_person())
    duel_id = start(client)
    writing: list[bool] = []

    def note(connection: Any) -> None:
        writing.append(connection.get_execution_options().get("writing", False))

    event.listen(engine(), "commit", note)
    answer(client, duel_id, 0)
    event.remove(engine(), "commit", note)
    assert writing.count(True) == 1
