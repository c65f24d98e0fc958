"""The part of the walk in which finalists are chosen, invited, and answer; also wrongly."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.finals.models import Final, Finalist, RuleSet
from app.kit.database import session, transaction
from app.people.models import Grant, Person
from tests.conftest import sign_in

Stop = tuple[str, TestResponse]


def choosing(client: FlaskClient, other: FlaskClient) -> Iterator[Stop]:
    """What organizers see; `other` is signed in as nobody yet, and becomes the second signature."""
    yield "finals", client.get("/desk/finals")
    yield "new final", client.get("/desk/finals/new")
    yield "new final, nothing typed", client.post("/desk/finals/new", data={})
    made = client.post("/desk/finals/new", data=_final(), follow_redirects=True)
    yield "a final, made", made
    one = f"/desk/finals/{session().scalars(select(Final.id).order_by(Final.id.desc())).first()}"
    yield "invitations, none yet", client.get(f"{one}/invitations")
    yield "rules", client.get(f"{one}/rules/new")
    yield "rules, nothing typed", client.post(f"{one}/rules/new", data={})
    quotas = {"quota|north|me-technician": "5", "least|me-technician": "1", "card-seats-0": "1"}
    good = {"name": "A 甲", "on": "2026-06-01", "lot": "L", "reserves": "2", "least_points": "1", "order": "days",
            "use-days": "yes", "use-mastered": "yes", "fills": "yes"} | quotas  # fmt: skip
    yield "rules, moved", client.post(f"{one}/rules/new", data=good | {"move": "down days"})
    yield "rules, wrong", client.post(f"{one}/rules/new", data=good | {"quota|north|me-technician": "-1"})
    yield "rules, without a name", client.post(f"{one}/rules/new", data=good | {"name": ""})
    yield "rules, kept", client.post(f"{one}/rules/new", data=good, follow_redirects=True)
    first = session().scalars(select(RuleSet.id).order_by(RuleSet.id.desc())).first()
    yield "a run without a snapshot", client.get(f"{one}/rules/{first}")
    yield "a copy of rules", client.get(f"{one}/rules/new?like={first}")
    file = client.get(f"{one}/rules/{first}/rules.yaml").get_data()
    yield "rules from a file", client.get(f"{one}/rules/file")
    for name, data in (("faults", file.replace(b"north", b"nowhere")), ("no yaml", b"a: ["), ("kept", file)):
        sent = {"file": (io.BytesIO(data), "rules.yaml"), "name": "B 乙"}
        yield f"rules from a file, {name}", client.post(f"{one}/rules/file", data=sent, follow_redirects=True)
    second = session().scalars(select(RuleSet.id).order_by(RuleSet.id.desc())).first()
    yield "snapshot", client.post(f"{one}/selection/snapshot", follow_redirects=True)
    yield "a run", client.get(f"{one}/rules/{first}")
    yield "a run, narrowed", client.get(f"{one}/rules/{first}?fate=reserve&region=north&sort=points&words=nothing")
    yield "two compared", client.get(f"{one}/selection/compare?one={first}&other={second}")
    yield "one compared with nothing", client.get(f"{one}/selection/compare?one={first}")
    for person in session().scalars(select(Person.id).order_by(Person.id).limit(3)).all():
        yield f"why {person}", client.get(f"{one}/rules/{first}/people/{person}")
    yield from _signing(client, other, one, first)


def _signing(client: FlaskClient, other: FlaskClient, one: str, rules: int) -> Iterator[Stop]:
    yield "proposed, what was not looked at", client.post(f"{one}/rules/{rules}/propose", data={"digest": "x"})
    page = client.get(f"{one}/rules/{rules}").text
    digest = {"digest": page.split('name="digest" value="')[1][:64]}
    yield "proposed", client.post(f"{one}/rules/{rules}/propose", data=digest, follow_redirects=True)
    yield "a run, while a proposal waits", client.get(f"{one}/rules/{rules}")
    yield "signed by the same", client.post(f"{one}/selection/sign", data=digest)
    with transaction() as here:
        second = here.scalars(select(Person).filter_by(staff_number="DEMO-TRAINER")).one()
        here.add(Grant(person_id=second.id, role="organizer"))
    sign_in(other, second)
    yield "to be signed", other.get(f"{one}/selection")
    yield "signed, something else", other.post(f"{one}/selection/sign", data={"digest": "x"})
    yield "signed", other.post(f"{one}/selection/sign", data=digest, follow_redirects=True)
    yield "signed twice", other.post(f"{one}/selection/sign", data=digest)
    yield "invitations", client.get(f"{one}/invitations")
    yield "invitations, narrowed", client.get(f"{one}/invitations?state=accepted&words=x")
    yield "reminded", client.post(f"{one}/invitations/remind", follow_redirects=True)
    yield "no time to answer", client.post(f"{one}/invitations/until", data={"until": "soon"})
    until = {"until": "2026-07-01T18:00"}
    yield "time to answer", client.post(f"{one}/invitations/until", data=until, follow_redirects=True)
    last = session().scalars(select(Finalist.id).order_by(Finalist.id.desc())).first()
    leave = f"{one}/invitations/{last}/leave"
    yield "not coming, without a reason", client.post(leave)
    yield "not coming", client.post(leave, data={"reason": "电话告知 Called."}, follow_redirects=True)


def answering(client: FlaskClient) -> Iterator[Stop]:
    """What a finalist sees."""
    sign_in(client, session().scalars(select(Person).filter_by(staff_number="DEMO-OPERATOR")).one())
    yield "no invitation", client.get("/final")
    yield "an answer to no invitation", client.post("/final")
    with transaction() as here:
        found = here.scalars(select(Finalist).where(Finalist.state == "invited").order_by(Finalist.id)).first()
        person = found.person
    sign_in(client, person)
    yield "invited", client.get("/final")
    yield "today, invited", client.get("/")
    yield "accepted without consent", client.post("/final", data={"deed": "accept"})
    said = {"deed": "accept", "consents": "yes", "arrival": "G1", "notes": "无 None"}
    yield "accepted", client.post("/final", data=said, follow_redirects=True)
    yield "withdrawn", client.post("/final", data={"deed": "leave"}, follow_redirects=True)
    yield "accepted too late", client.post("/final", data=said)


def _final() -> dict[str, str]:
    return {
        "season": "1",
        "name_zh": "总决赛 Final",
        "name_en": "Final 总决赛",
        "venue_zh": "西安 Xi'an",
        "venue_en": "Xi'an 西安",
        "first_day": "2026-11-21",
        "days": "3",
        "answer_by": "2026-11-07T18:00",
    }
