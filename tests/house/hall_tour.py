"""The part of the walk that plays a PK on stage: the host's desk, the screen, the two devices, also wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.hall import calling
from app.hall.models import SpotPaper
from app.judging import opening
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person
from quizzes.formats.scoresheets import example
from tests.app.judging.making import make_final, make_finalist, make_judge, make_room, make_slot, make_station
from tests.conftest import sign_in

Stop = tuple[str, TestResponse]


def on_stage(client: FlaskClient, host: Person, language: str) -> Iterator[Stop]:
    """A PK from the call to the result."""
    final = make_final(name_en="The final", name_zh="全国总决赛")
    one = f"/desk/finals/{final.id}/hall"
    yield "hall, no station", _with(client, host, language).get(one)
    station = make_station(final, 1, example("stage-pk"), kind="stage-pk", name_en="On stage", name_zh="舞台 PK")
    yield "hall, no timetable", client.get(one)
    room = make_room(station, judge := [make_judge()], judge[0])
    people = [make_finalist(final, number, locale=language) for number in (901, 902, 903)]
    for person in people:
        make_slot(person, station, room)
    yield "called too early", client.post(f"{one}/pk", data={"station": station.id, "first": 901, "second": 902})
    with transaction():
        opening.open_sheets(final.id, host, clock.now())
    yield "hall", client.get(one)
    for first, second in ((901, 901), (901, 999)):
        yield "called wrongly", client.post(f"{one}/pk", data={"station": station.id, "first": first, "second": second})
    yield from _practice(client, one, station.id)
    called = client.post(f"{one}/pk", data={"station": station.id, "first": 901, "second": 902})
    token = called.location.rsplit("/", 1)[1]
    yield "screen, called", client.get(f"/hall/{token}")
    yield "started too early", client.post(f"/hall/{token}/conduct", data={"deed": "start"})
    yield from _played(client, token, host, [one.person for one in people], language)
    yield "hall, afterwards", client.get(one)
    yield "annulled without a reason", client.post(f"/desk/hall/pk/{token}/annul", data={"reason": ""})
    annulled = client.post(f"/desk/hall/pk/{token}/annul", data={"reason": "Dark 黑屏"}, follow_redirects=True)
    yield "annulled", annulled
    yield "screen, annulled", client.get(f"/hall/{token}")


def _practice(client: FlaskClient, one: str, station_id: int) -> Iterator[Stop]:
    made = client.post(f"{one}/pk", data={"station": station_id, "deed": "practice"})
    token = made.location.rsplit("/", 1)[1]
    yield "screen, a practice", client.get(f"/hall/{token}")
    yield "sitting down", client.get(f"/hall/{token}/play")
    yield "sat down", client.post(f"/hall/{token}/sit", data={"side": 0}, follow_redirects=True)
    client.post(f"/desk/hall/pk/{token}/annul")


def _played(client: FlaskClient, token: str, host: Person, people: list[Person], language: str) -> Iterator[Stop]:
    yield "on stage, not called", _with(client, people[2], language).get("/final/hall")
    yield "on stage, only watching", client.get(f"/hall/{token}/play", follow_redirects=True)
    yield "on stage, called", _with(client, people[0], language).get("/final/hall", follow_redirects=True)
    yield "on stage, ready", client.post(f"/hall/{token}/ready", follow_redirects=True)
    conduct = f"/hall/{token}/conduct"
    yield "one is missing", _with(client, host, language).post(conduct, data={"deed": "start"})
    sent = {"deed": "start", "without": "yes"}
    yield "screen, countdown", client.post(conduct, data=sent, follow_redirects=True)
    yield "on stage, countdown", _with(client, people[0], language).get(f"/hall/{token}/play")
    clock_ = client.application.extensions["clock"]
    clock_.move(seconds=calling.COUNTDOWN_MS / 1000)
    yield "on stage, question", client.get(f"/hall/{token}/play")
    yield (
        "on stage, an odd answer",
        client.post(f"/hall/{token}/answer", data={"index": 0, "choice": "zz"}, follow_redirects=True),
    )
    yield "on stage, not that question", client.post(f"/hall/{token}/answer", data={"index": 4, "choice": "a"})
    yield "screen, question", _with(client, host, language).get(f"/hall/{token}")
    yield "no break now", client.post(conduct, data={"deed": "pause"})
    for index in range(5):
        clock_.move(minutes=3)
        if index == 0:
            yield "screen, close", client.get(f"/hall/{token}")
            yield "on stage, close", _with(client, people[1], language).get(f"/hall/{token}/play")
            yield (
                "screen, break",
                _with(client, host, language).post(conduct, data={"deed": "pause"}, follow_redirects=True),
            )
            yield "on stage, break", _with(client, people[1], language).get(f"/hall/{token}/play")
            _with(client, host, language)
        client.get(f"/hall/{token}")
        client.post(conduct, data={"deed": "next", "index": index})
    yield "screen, result", client.get(f"/hall/{token}")
    yield "on stage, result", _with(client, people[0], language).get(f"/hall/{token}/play")
    yield "on stage, too late", client.post(f"/hall/{token}/answer", data={"index": 9, "choice": "a"})
    _with(client, host, language)


def _with(client: FlaskClient, person: Person, language: str) -> FlaskClient:
    sign_in(client, person)
    client.post("/language", data={"language": language})
    return client


def at_the_test(client: FlaskClient, host: Person, language: str) -> Iterator[Stop]:
    """A test from the drawing of its paper to the answers, with somebody absent, also wrongly."""
    final = make_final(name_en="The final", name_zh="全国总决赛")
    station = make_station(final, 1, example("knowledge"), kind="knowledge", name_en="Test", name_zh="知识测试")
    judge = make_judge(locale=language)
    room = make_room(station, [judge], judge)
    one, other = (make_finalist(final, number, locale=language) for number in (911, 912))
    for finalist in (one, other):
        make_slot(finalist, station, room)
    address, sent = f"/desk/finals/{final.id}/hall", {"station": station.id}
    lead = f"{address}/test"
    _with(client, host, language)
    yield "test, drawn too early", client.post(lead, data=sent | {"deed": "draw"}, follow_redirects=True)
    with transaction():
        opening.open_sheets(final.id, host, clock.now())
    yield "test, not drawn", client.get(address)
    yield "tests in my rooms, not drawn", _with(client, judge, language).get("/judge/hall")
    yield "tests, not mine", _with(client, make_judge(locale=language), language).get("/judge/hall")
    _with(client, host, language)
    yield "test, drawn", client.post(lead, data=sent | {"deed": "draw"}, follow_redirects=True)
    yield "test, closed too early", client.post(lead, data=sent | {"deed": "close"}, follow_redirects=True)
    absent = {"deed": "absent", "number": 912}
    yield "absent without a reason", client.post(lead, data=sent | absent, follow_redirects=True)
    yield "absent", client.post(lead, data=sent | absent | {"reason": "Ill 生病"}, follow_redirects=True)
    yield from _written(client, station.id, one.person, judge, language)
    _with(client, host, language)
    given = {"deed": "time", "number": 911, "minutes": 5, "reason": "Dark 断电"}
    yield "time given back", client.post(lead, data=sent | given, follow_redirects=True)
    _with(client, one.person, language).post("/final/test/end")
    _with(client, host, language)
    yield "test, closed", client.post(lead, data=sent | {"deed": "close"}, follow_redirects=True)
    yield "test, too late", client.post(lead, data=sent | given, follow_redirects=True)
    yield "the answers of the test", _with(client, one.person, language).get("/final/test")
    yield "tests in my rooms, closed", _with(client, judge, language).get("/judge/hall")


def _written(client: FlaskClient, station_id: int, person: Person, judge: Person, language: str) -> Iterator[Stop]:
    code = session().get_one(SpotPaper, station_id).code
    yield "a test, not begun", _with(client, person, language).get("/final/test")
    yield "a test, a wrong code", client.post("/final/test", data={"code": "none"})
    yield "a test, begun", client.post("/final/test", data={"code": code}, follow_redirects=True)
    yield "a test, an odd answer", client.post("/final/test/2", data={"choice": "zz", "number": "zz"})
    yield "a test, no such question", client.get("/final/test/99")
    yield "a test, looked over", client.get("/final/test/end")
    yield "tests in my rooms", _with(client, judge, language).get("/judge/hall")
    yield "a test, handed in", _with(client, person, language).post("/final/test/end", follow_redirects=True)
