"""The part of the walk that plays a PK on stage: the host's desk, the screen, the two devices, also wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.hall import calling
from app.judging import opening
from app.kit import clock
from app.kit.database import transaction
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
    yield "on stage, an odd answer", client.post(f"/hall/{token}/answer", data={"index": 0, "choice": "zz"})
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
