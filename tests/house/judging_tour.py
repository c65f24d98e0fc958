"""The judges' part of the walk: sheets written, opened, marked, signed, typed from paper, also wrongly."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.judging import queries, readings
from app.kit.database import session
from app.people.models import Person
from quizzes.formats.scoresheets import read, write
from tests.app.judging.making import TIMED, make_final, make_finalist, make_judge, make_room, make_slot, make_station
from tests.conftest import sign_in
from tests.house.results_tour import resulting

Stop = tuple[str, TestResponse]
TASK = {"task_zh": "完成 Do it", "task_en": "Do it 完成"}
ROW = {
    "aspect_kind-0": "judged",
    "aspect_name_zh-0": "操作 Care",
    "aspect_name_en-0": "Care 操作",
    "aspect_weight-0": "99",
}


def judging(client: FlaskClient) -> Iterator[Stop]:
    """What organizers, trainers and judges see of one station."""
    language = _language(client)
    final = make_final(name_en="The final", name_zh="全国总决赛")
    yield "score sheets, none", _as(client, "DEMO-ORGANIZER", language).get(f"/desk/finals/{final.id}/sheets")
    station = make_station(final, 2, None, name_en="Station 1", name_zh="一号工位")
    one = f"/desk/finals/{final.id}/stations/{station.id}"
    yield "sheets opened too early", client.post(f"/desk/finals/{final.id}/sheets/open", follow_redirects=True)
    yield "nothing to judge", _as(client, "DEMO-JUDGE", language).get("/judge")
    yield from _writing(_as(client, "DEMO-TRAINER", language), one)
    judge, other = _person("DEMO-JUDGE"), make_judge()
    room = make_room(station, [judge, other], judge)
    for number in (801, 802):
        make_slot(make_finalist(final, number), station, room, number)
    _as(client, "DEMO-ORGANIZER", language)
    yield "sheets opened", client.post(f"/desk/finals/{final.id}/sheets/open", follow_redirects=True)
    yield "desk of a final, nothing marked", client.get(f"/desk/finals/{final.id}")
    yield "sheets of a station", client.get(f"/desk/finals/{final.id}/sheets?station={station.id}")
    yield "sheet, fixed", client.get(f"{one}/sheet?version=1")
    yield "sheet, fixed, written all the same", client.post(f"{one}/sheet", data=_typed() | {"seen": "2"})
    yield "paper sheets", client.get(f"{one}/paper")
    token, later = (found.token for found in queries.of_station(station.id))
    yield from _marking(_as(client, "DEMO-JUDGE", language), token, (judge, other))
    yield from _on_paper(client, later, (judge, other), language)
    yield from resulting(client, language)


def _writing(client: FlaskClient, one: str) -> Iterator[Stop]:
    yield "sheet, not written", client.get(f"{one}/sheet")
    yield "paper, not written", client.get(f"{one}/paper")
    yield "sheet, weights of 99", client.post(f"{one}/sheet", data=_typed() | TASK)
    text = write(read(TIMED).content or {})
    for name, data in (("of no YAML", "aspects: ["), ("with faults", text.replace("60", "59")), ("stored", text)):
        file = {"file": (io.BytesIO(data.encode()), "sheet.yaml")}
        yield f"sheet from a file, {name}", client.post(f"{one}/sheet/file", data=file, follow_redirects=True)
    yield "sheet, written", client.get(f"{one}/sheet")
    whole = _typed() | {"aspect_weight-0": "100"}
    yield "sheet, changed by somebody else", client.post(f"{one}/sheet", data=whole)
    yield "sheet, stored", client.post(f"{one}/sheet", data=whole | {"seen": "1"}, follow_redirects=True)
    yield "paper, an example", client.get(f"{one}/paper")


def _typed() -> dict[str, str]:
    levels = {f"aspect_level{mark}_{tag}-0": f"级 Level {mark}" for mark in range(4) for tag in ("zh", "en")}
    return ROW | levels | {"seen": "0"}


def _marking(client: FlaskClient, token: str, panel: tuple[Person, Person]) -> Iterator[Stop]:
    address, judge, other = f"/judge/sheets/{token}", *panel
    yield "judging", client.get("/judge")
    yield "a sheet", client.get(address)
    yield "signed too early", _sign(client, token, "sign", judge)
    _mark(client, token, 1, "3")
    with client.session_transaction() as cookie:
        language = cookie["language"]
    _mark(_with(client, other, language), token, 2, "1")
    yield "marks far apart", client.get(address)
    _mark(client, token, 3, "2")
    yield "signed", _sign(client, token, "sign", other)
    _with(client, judge, language)
    yield "signed by all judges", _sign(client, token, "sign", judge)
    yield "signature taken back", _sign(client, token, "take-back", judge)
    _sign(client, token, "sign", judge)
    yield "closed by the chief", _sign(client, token, "close", None)
    yield "a sheet that is closed", client.get(address)
    yield "opened again without a reason", _sign(client, token, "reopen", None)
    yield "opened again", _sign(client, token, "reopen", None, reason="Swapped 写反了")


def _on_paper(client: FlaskClient, token: str, panel: tuple[Person, Person], language: str) -> Iterator[Stop]:
    address, judge = f"/desk/score-sheets/{token}/paper", panel[0]
    settling = f"/judge/sheets/{token}/paper"
    yield "nothing typed to settle", _as(client, "DEMO-JUDGE", language).get(settling)
    field = f"mark-aspect-1-{judge.id}"
    for who, value in (("DEMO-TRAINER", "9"), ("DEMO-TRAINER", "2"), ("DEMO-ORGANIZER", "3")):
        _as(client, who, language)
        yield f"paper, typed by {who}, {value}", client.post(address, data={field: value}, follow_redirects=True)
    yield "paper, to be typed", client.get(address)
    _as(client, "DEMO-JUDGE", language)
    yield "a sheet whose paper is to be settled", client.get(f"/judge/sheets/{token}")
    yield "paper, to be settled", client.get(settling)
    yield "paper, nothing chosen", client.post(settling)
    chosen = {f"choice/aspect-1/{judge.id}": "3"}
    yield "paper, settled", client.post(settling, data=chosen, follow_redirects=True)
    yield "paper, nothing to settle", client.get(settling)


def _mark(client: FlaskClient, token: str, number: int, value: str) -> None:
    sent = {"key": f"{'c' * 16}-{number}", "item": "aspect-1", "value": value, "seen": 9, "at": 0}
    assert client.post(f"/judge/sheets/{token}/marks", json={"sent": [sent]}).json["outcomes"][0]["fate"] == "taken"


def _sign(client: FlaskClient, token: str, deed: str, judge: Person | None, **more: str) -> TestResponse:
    session().rollback()
    session().expire_all()
    digest = readings.digest(queries.sheet(token), judge.id if judge else None)
    data = {"deed": deed, "digest": digest} | more
    return client.post(f"/judge/sheets/{token}/sign", data=data, follow_redirects=True)


def _person(number: str) -> Person:
    return session().scalars(select(Person).filter_by(staff_number=number)).one()


def _as(client: FlaskClient, number: str, language: str) -> FlaskClient:
    return _with(client, _person(number), language)


def _with(client: FlaskClient, person: Person, language: str) -> FlaskClient:
    sign_in(client, person)
    client.post("/language", data={"language": language})
    return client


def _language(client: FlaskClient) -> str:
    with client.session_transaction() as cookie:
        return cookie["language"]
