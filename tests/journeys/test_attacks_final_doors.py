"""Every address of a final, asked for by everybody whose business it is not: nothing changes, and no name is told."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select, update

from app.audit.models import AuditLine
from app.awards.models import Certificate, FinalAward
from app.finals import drawing
from app.finals.models import Final, Finalist, PanelJudge, RuleSet, TwoSignatures
from app.judging import audiences
from app.judging.models import Appeal, Mark, PaperEntry, PublishedResult, ScoreSheet, SheetSignature, SheetVersion
from app.kit import clock
from app.kit.database import session, transaction
from app.people.models import Person, Role
from tests.app.finals.selection import keep
from tests.app.judging.making import make_judge, make_room
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person, make_region

OURS = ("finals.", "judging.", "awards.", "desk.")
NAMES = ("隐名", "HIDDEN", "匿名店", "Hidden house", "暗区", "Dark region")
HARMLESS = {("judging.published", one) for one in NAMES[-2:]}  # the list of all regions
KEPT = (Appeal, AuditLine, Certificate, Final, FinalAward, Finalist, Mark, PaperEntry, PanelJudge, PublishedResult,
        RuleSet, ScoreSheet, SheetSignature, SheetVersion, TwoSignatures)  # fmt: skip


class Hidden(Finished):
    """Two competitors of another region's dealer, all sheets signed, nothing published."""

    def __init__(self) -> None:
        super().__init__("1", "3")
        region = make_region("dark")
        house = make_dealer("HIDDEN", region)
        with transaction() as here:
            for thing, zh, en in ((region, "暗区", "Dark region"), (house, "匿名店", "Hidden house")):
                here.execute(update(type(thing)).filter_by(id=thing.id).values(name_zh=zh, name_en=en))
            for number, one in enumerate(self.finalists):
                where = {"dealer_id": house.id}
                here.execute(update(Finalist).filter_by(id=one.id).values(region_id=region.id, **where))
                named = {"name": f"隐名{number}", "staff_number": f"HIDDEN-{number}", "name_latin": "Hidden"}
                here.execute(update(Person).filter_by(id=one.person_id).values(**named, **where))
        session().expire_all()
        self.rules = self._rules().id

    def _rules(self) -> RuleSet:
        """As they were written while the final was planned."""
        for state in ("planning", "judging"):
            with transaction() as here:
                here.execute(update(Final).values(state=state))
            session().expire_all()
            if state == "planning":
                kept = keep(self.final)
        return kept

    def readers(self) -> dict[str, Person | None]:
        elsewhere = make_judge()
        make_room(self.station, [elsewhere])
        return {
            "nobody": None,
            "a learner": make_person(),
            "a judge of the room": self.chief,
            "a judge of another room": elsewhere,
            "a trainer": make_person(Role.TRAINER),
            "a manager": make_person(Role.MANAGER),
            "an operator": make_person(Role.OPERATOR),
        }


@pytest.fixture
def room(app):
    return Hidden()


def addresses(app, room, method):
    """Every address of the final's features, with what is there in the place of its parts."""
    parts = {"final_id": room.final.id, "station_id": room.station.id, "token": room.tokens[0], "code": room.post.code,
             "rule_set_id": room.rules, "person_id": room.finalists[0].person_id, "number": 40, "appeal_id": 1,
             "finalist_id": room.finalists[0].id, "certificate_id": 1, "name": "none"}  # fmt: skip
    urls = app.url_map.bind("localhost")
    files = [{"kind": kind, "form": form} for kind in ("start", "people", "labels") for form in ("xlsx", "pdf")]
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(OURS) and method in (rule.methods or ()):
            for file in files if {"kind", "form"} & rule.arguments else [{}]:
                values = {name: (parts | file)[name] for name in rule.arguments}
                yield rule.endpoint, urls.build(rule.endpoint, values, method=method)


def text_of(reply):
    """What can be read in an answer; a workbook is opened."""
    data = reply.get_data()
    if data[:2] != b"PK":
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


def told(app, room, person):
    """The addresses at which somebody reads a name, a number of staff, a dealer or a region behind the numbers."""
    client = app.test_client()
    if person is not None:
        sign_in(client, person)
    found = []
    for endpoint, address in addresses(app, room, "GET"):
        reply = client.get(address)
        assert reply.status_code < 500, address
        seen = f"{text_of(reply)} {reply.headers}"
        found += [(endpoint, one) for one in NAMES if one in seen and (endpoint, one) not in HARMLESS]
    return found


def test_nobody_but_the_desk_reads_who_is_behind_a_number(app, room):
    assert len({endpoint for endpoint, _address in addresses(app, room, "GET")}) > 40
    for who, person in room.readers().items():
        assert (who, told(app, room, person)) == (who, [])


def test_the_names_are_there_to_be_found(app, room):
    """Else the test before this one would prove nothing."""
    found = told(app, room, make_person(Role.ORGANIZER))
    assert {one for _endpoint, one in found} >= {"隐名", "HIDDEN", "Hidden house"}


def test_results_that_are_published_while_frozen_are_told_to_the_desk_only(app, room):
    with transaction():
        audiences.freeze(room.final.id, room.first, clock.now())
    room.publish()
    for who, person in (("nobody", None), ("a judge of the room", room.chief)):
        assert (who, told(app, room, person)) == (who, [])
    competitor = session().get_one(Person, room.finalists[0].person_id)
    assert [one for one in told(app, room, competitor) if one[0].startswith("judging.")] == []


def test_a_finalist_reads_nothing_of_another_one(app, room):
    north, house = make_region("north").id, make_dealer("OWN").id
    with transaction() as here:
        here.execute(update(Finalist).filter_by(id=room.finalists[1].id).values(region_id=north))
        own = here.get_one(Person, room.finalists[1].person_id)
        own.name, own.staff_number, own.name_latin, own.dealer_id = "本人", "OWN", "Own", house
    assert told(app, room, session().get_one(Person, room.finalists[1].person_id)) == []


def test_whatever_is_posted_by_those_whose_business_it_is_not_changes_nothing(app, room):
    def state():
        session().rollback()
        session().expire_all()
        lines = session().scalars(select(AuditLine.deed).order_by(AuditLine.number)).all()
        rows = {
            kind.__tablename__: len(session().scalars(select(kind)).all()) for kind in KEPT if kind is not AuditLine
        }
        deeds = [one for one in lines if not one.endswith("refused")]
        return rows, deeds, session().get_one(Final, room.final.id).state, room.values()

    readers, before = room.readers(), state()
    sent = [{"key": f"{'a' * 16}-1", "item": "care", "value": "0", "seen": 9, "at": 0}]
    form = {
        "deed": "close",
        "digest": "0" * 64,
        "reason": "Because",
        "words": "Wrong",
        "sheet": "1",
        "text": "awards: []",
    }
    for who, person in readers.items():
        client = app.test_client()
        if person is not None:
            sign_in(client, person)
        for endpoint, address in addresses(app, room, "POST"):
            is_marks = endpoint == "judging.send_marks"
            reply = client.post(address, json={"sent": sent}) if is_marks else client.post(address, data=form)
            assert reply.status_code in (200, 302, 303, 401, 403, 404, 409, 422), (who, address)
    assert state() == before


def test_downloads_stay_in_no_browser_that_others_use_too(app, room, client):
    with transaction():
        session().execute(update(Finalist).values(number=None))
        drawing.by_lot(room.final.id, "Munich", room.first, clock.now())
    sign_in(client, room.first)
    for endpoint, address in addresses(app, room, "GET"):
        reply = client.get(address)
        if reply.status_code == 200 and endpoint not in ("awards.issuer", "awards.keys", "awards.revocations"):
            assert reply.headers["Cache-Control"] == "no-store", address
