"""Every address of the hall, asked for and posted to by everybody whose business it is not: nothing moves, and no key,
no code of a room and no name is told.
"""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from app.audit.models import AuditLine
from app.hall import papers, sittings
from app.hall.models import SpotAnswer, SpotPaper, SpotSitting, StagePk, StageSeat
from app.judging import opening
from app.judging.models import MeasuredMark
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Role
from quizzes.formats.scoresheets import example
from tests.app.hall.making import FIRST, Hall
from tests.app.judging.making import SHEET, make_judge, make_room, make_slot, make_station
from tests.conftest import sign_in
from tests.factories import make_person
from tests.house.test_every_page import STREAMS

KEPT = (MeasuredMark, SpotAnswer, SpotPaper, SpotSitting, StagePk, StageSeat)
DEEDS = ("next", "absent")  # of who leads a PK, and a test
FORM = {"index": "0", "choice": "a", "side": "0", "code": "none", "reason": "Because I say so", "first": str(FIRST),
        "second": str(FIRST + 1), "number": str(FIRST + 2), "minutes": "120", "without": "yes"}  # fmt: skip
KEYS = ("Because", "Not b")  # of tests/factories.py: why an answer is right, why another one is not


@pytest.fixture
def hall(app):
    """A question of a PK is asked on stage; the first competitor writes the test; a third one waits."""
    made = Hall(competitors=3, questions=40)
    made.test = make_station(made.final, 2, example("knowledge") or SHEET, kind="knowledge", weight=50)
    room = make_room(made.test, made.panel, made.panel[0])
    for one in made.finalists:
        make_slot(one, made.test, room, 200)
    with transaction():
        opening.open_sheets(made.final.id, made.host, clock.now())
    made.token = made.begin()
    with transaction():
        made.code = papers.draw(made.test, made.host, clock.now()).code
    with transaction():
        sittings.begin(made.finalists[0].person, made.code, clock.now())
    return made


def readers(hall):
    elsewhere = make_judge()
    make_room(hall.test, [elsewhere])
    return {
        "nobody": None,
        "a learner": make_person(),
        "a competitor who waits": hall.finalists[2].person,
        "a judge of the room": hall.panel[0],
        "a trainer": make_person(Role.TRAINER),
        "a manager": make_person(Role.MANAGER),
        "an operator": make_person(Role.OPERATOR),
    }


def addresses(app, hall, method):
    parts = {"final_id": hall.final.id, "token": hall.token, "number": 1}
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("hall.") and method in rule.methods and rule.endpoint not in STREAMS:
            yield urls.build(rule.endpoint, {name: parts[name] for name in rule.arguments}, method=method)


def visitor(app, person):
    client = app.test_client()
    return sign_in(client, person) if person is not None else client


def state():
    session().rollback()
    session().expire_all()
    tables = [sorted(map(str, session().execute(select(*kind.__table__.columns)).all())) for kind in KEPT]
    deeds = session().scalars(select(AuditLine.deed).order_by(AuditLine.number)).all()
    return tables, [one for one in deeds if not one.endswith("refused")]


def test_whatever_is_posted_moves_nothing(app, hall):
    before = state()
    for who, person in readers(hall).items():
        client = visitor(app, person)
        for address, deed in product(addresses(app, hall, "POST"), DEEDS):
            reply = client.post(address, data=FORM | {"deed": deed, "station": hall.test.id})
            assert reply.status_code in (302, 303, 401, 403, 404, 409, 422), (who, address)
    assert state() == before


def test_nobody_reads_a_key_a_name_or_the_code_of_another_room(app, hall):
    names = [one.person.name for one in hall.finalists]
    for who, person in readers(hall).items():
        client = visitor(app, person)
        secrets = [*KEYS, *(name for name in names if person is None or name != person.name)]
        secrets += [] if person in hall.panel else [hall.code]
        for address in addresses(app, hall, "GET"):
            reply = client.get(address)
            assert reply.status_code < 500, address
            assert (who, address, [one for one in secrets if one in reply.text]) == (who, address, [])
    told = visitor(app, hall.panel[0]).get("/judge/hall").text  # else the code could not be found at all
    assert hall.code in told
