"""What happens at the same instant, and what an answer costs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import event

from app.duels import services, starting
from app.duels.models import Duel, Status
from app.kit import clock
from app.kit.database import engine, session, transaction
from app.people.models import Person
from quizzes.rules import duel as rules
from tests.conftest import sign_in
from tests.factories import make_person
from tests.playing import answer, duel, form, make_pool, start, state
from tests.statements import counted

AT_ONCE = 20
DUELS = {"sqlite": 10, "postgresql": 2}  # with five questions each: 1,000 answers on the one, 200 on the other


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


def _answer(app: Flask, barrier: Barrier, duel_id: int, person_id: int, index: int, raw: str) -> rules.Given | None:
    """One request of its own; the answer that it was told counts."""
    with app.app_context():
        person = session().get(Person, person_id)
        barrier.wait()
        with transaction():
            found = services.answer(duel_id, person, index, raw, clock.now())
        return rules.from_json(found.state).seats[0].answers[index]


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
    look, races = services.queries.duel, iter([True, False])

    def overtaken(*args):
        found = look(*args)
        if next(races):
            session().connection().exec_driver_sql("update duels set version = version + 1")
        return found

    monkeypatch.setattr(services.queries, "duel", overtaken)
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
