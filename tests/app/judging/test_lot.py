"""The lot of numbers: its secret is told when all numbers are, and not before; who knows names judges nobody."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditLine
from app.finals import drawing, lots
from app.finals.models import Final, Finalist
from app.judging import audiences, panels, queries
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Grant, Role
from tests.app.judging.making import Room
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.independent.drawagain import faults


@pytest.fixture
def room(app):
    made = Finished("1", "3", "2")
    with transaction() as here:
        here.execute(update(Finalist).values(number=None))
    with transaction():
        drawing.by_lot(made.final.id, "Xi'an", made.first, clock.now())
    return made


def log():
    rows = session().execute(select(AuditLine.deed, AuditLine.facts).order_by(AuditLine.number)).all()
    return {row.deed: row.facts for row in rows}


def lot(client, room):
    return client.get(f"/finals/{room.final.id}/lot.json")


def test_the_secret_is_sealed_in_the_log_and_told_when_the_results_are_shown_not_when_they_are_signed(client, room):
    secret = session().scalar(select(Final.lot_secret))
    assert log()["lot-sealed"] == {"seal": lots.drawnlot.seal(secret)}
    with transaction():
        audiences.freeze(room.final.id, room.first, clock.now())
    room.publish()
    assert secret not in json.dumps(log())
    assert lot(client, room).status_code == 404
    with transaction():
        audiences.thaw(room.final.id, room.second, clock.now())
    assert log()["lot-opened"]["secret"] == secret
    assert secret in client.get(f"/finals/{room.final.id}/results").text


def test_everybody_draws_again_from_the_file_and_a_number_that_was_changed_is_found(client, room):
    room.publish()
    found = json.loads(lot(client, room).data)
    assert list(faults(found, log()["lot-sealed"]["seal"])) == []
    assert sorted(found["rounds"][0].values()) == [1, 2, 3]
    assert set(found["names"].values()) == {"#1", "#2", "#3"}  # nobody agreed to be named
    first, second, *_rest = found["rounds"][0]
    numbers = found["rounds"][0]
    numbers[first], numbers[second] = numbers[second], numbers[first]
    assert len(list(faults(found))) == 1
    assert len(list(faults(found, "another seal"))) == 2


def test_numbers_that_were_drawn_by_hand_have_no_lot_to_open(client, app):
    room = Finished("1", "3")
    room.publish()
    assert "lot-opened" not in log()
    assert lot(client, room).status_code == 404


def test_who_becomes_an_organizer_judges_nobody_any_more(app, client):
    room = Room()
    with transaction() as here:
        here.add(Grant(person_id=room.chief.id, role=Role.ORGANIZER.value))
    assert panels.bar(room.sheet(), room.chief) == "organizer"
    assert not panels.is_chief(room.sheet(), room.chief)
    assert room.mark(room.chief, torque="110") == ["organizer"]
    assert [one.person_id for one in panels.of(room.sheet())] == [room.panel[1].id]
    assert queries.of_judge(room.chief) == []
    refused = sign_in(client, room.chief).get(f"/judge/sheets/{room.token}")
    assert refused.status_code == 403
