"""The awards' part of the walk: rules, also wrong ones, certificates, the one that everybody verifies, the ceremony."""

from __future__ import annotations

from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.awards import printing, queries
from app.kit.database import session
from app.people.models import Person
from tests.app.awards.making import Crowned
from tests.conftest import sign_in

Stop = tuple[str, TestResponse]
TEXT = """awards:
  - {key: one, name: {zh: "冠军 Champion", en: "Champion 冠军"}, kind: place, post: me-technician, place: 1}
  - {key: two, name: {zh: "长期服务奖 Long", en: "Long service 奖"}, kind: long-service, years: 15}
"""


def awarding(client: FlaskClient) -> Iterator[Stop]:
    """What organizers, winners and everybody see of a final's awards."""
    one = Crowned(2, (), name_en="The final", name_zh="全国总决赛")
    desk = f"/desk/finals/{one.final.id}"
    with client.session_transaction() as cookie:
        language = cookie["language"]
    _as(client, "DEMO-ORGANIZER", language)
    yield "awards, none", client.get(f"{desk}/awards")
    yield "certificates, too early", client.post(f"{desk}/certificates", follow_redirects=True)
    yield "ceremony, too early", client.get(f"{desk}/ceremony", follow_redirects=True)
    for name, text in (("of no YAML", "awards: ["), ("with faults", TEXT.replace("me-", "he-")), ("stored", TEXT)):
        yield f"awards, {name}", client.post(f"{desk}/awards/rules", data={"text": text}, follow_redirects=True)
    yield "ceremony, rehearsed", client.get(f"{desk}/ceremony/rehearsal")
    one.publish(1, 2)
    yield "awards, changed too late", client.post(f"{desk}/awards/rules", data={"text": TEXT})
    yield "certificates, asked for", client.post(f"{desk}/certificates", follow_redirects=True)
    yield "certificates, how far", client.get(f"{desk}/certificates/progress", follow_redirects=True)
    printing.draw_all()
    yield "certificates, drawn", client.get(f"{desk}/awards")
    yield "ceremony", client.get(f"{desk}/ceremony")
    yield from _checked(client, one, desk)
    winner = session().get_one(Person, one.finalists[0].person_id)
    sign_in(client, winner)
    client.post("/language", data={"language": language})
    yield "my certificates", client.get("/me/certificates")
    yield "badges, with an award", client.get("/badges")
    yield "a notice of an award", client.get("/notices")
    _as(client, "DEMO-TECH", language)
    yield "my certificates, none", client.get("/me/certificates")


def _checked(client: FlaskClient, one: Crowned, desk: str) -> Iterator[Stop]:
    found = queries.certificates(one.final.id)[0]
    token, back = found.token, f"{desk}/certificates/{found.id}/revoke"
    yield "a certificate", client.get(f"/certificates/{token}")
    yield "a certificate, guessed", client.get("/certificates/guessed")
    yield "taken back without a reason", client.post(back, data={"reason": ""}, follow_redirects=True)
    yield "taken back", client.post(back, data={"reason": "写错了 A slip"}, follow_redirects=True)
    yield "taken back again", client.post(back, data={"reason": "写错了 A slip"}, follow_redirects=True)
    yield "a certificate, taken back", client.get(f"/certificates/{token}")


def _as(client: FlaskClient, number: str, language: str) -> None:
    sign_in(client, session().scalars(select(Person).filter_by(staff_number=number)).one())
    client.post("/language", data={"language": language})
