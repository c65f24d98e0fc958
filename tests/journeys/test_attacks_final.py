"""Bad input in a final: each is refused in both languages, loses nothing, and stands in the log."""

from __future__ import annotations

import io

import pytest
from sqlalchemy import func, select, update

from app.audit import queries as audit
from app.audit.models import AuditLine
from app.finals import inviting, selecting
from app.finals.models import Final, FinalState, PanelJudge, TwoSignatures
from app.judging import publishing, readings
from app.judging.models import Appeal, Mark, MarkClash, PublishedResult, SheetSignature, SheetVersion
from app.kit.database import session, transaction
from app.people import limits
from app.people.models import Role
from tests.app.finals.event import make_event
from tests.app.finals.selection import keep, make_people, take
from tests.app.finals.selection import make_final as plan_final
from tests.app.judging.making import Room, make_room
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_dealer, make_person

ONE, OTHER = "0" * 16, "f" * 16  # two devices
BAD_MARKS = {
    "beyond what can be measured": ("torque", "999", "range", "look at the range", "请看可测量的范围"),
    "below nought": ("torque", "-1", "range", "look at the range", "请看可测量的范围"),
    "above the scale": ("care", "4", "level", "Only 0, 1, 2 and 3", "0、1、2、3"),
    "between two levels": ("care", "1.5", "level", "Only 0, 1, 2 and 3", "0、1、2、3"),
    "no number": ("torque", "tight", "not-a-number", "This is no number", "这不是数字"),
    "too often": ("dropped", "4", "count", "cannot be counted so often", "不能计这么多次"),
    "of nothing on the sheet": ("beauty", "3", "unknown", "not on the sheet", "评分表"),
}


@pytest.fixture
def room(app):
    return Room(competitors=2)


def speaking(client, person, language):
    sign_in(client, person)
    client.post("/language", data={"language": language})
    return client


def send(client, room, item, value, device=ONE, number=1, seen=0):
    sent = {"key": f"{device}-{number}", "item": item, "value": value, "seen": seen, "at": 0}
    reply = client.post(f"/judge/sheets/{room.token}/marks", json={"sent": [sent]})
    return reply.json["outcomes"][0]


def log(room):
    """What was done to the sheet and refused, with the reasons, the newest first."""
    return [(one.deed, one.facts.get("why")) for one in audit.of(f"sheet:{room.sheet().id}")]


def log_of_final(final_id, deed="refused"):
    return [one.facts for one in audit.of(f"final:{final_id}") if one.deed == deed]


# Marks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BAD_MARKS)
def test_a_mark_that_cannot_be_is_refused_and_the_one_before_stands(room, client, name):
    item, value, why, english, chinese = BAD_MARKS[name]
    speaking(client, room.chief, "en")
    before = {"torque": "110", "care": "2", "dropped": "1"}
    for number, (known, mark) in enumerate(before.items(), 1):
        assert send(client, room, known, mark, number=number)["fate"] == "taken"
    refused = send(client, room, item, value, number=8, seen=1)
    assert (refused["fate"], refused["code"]) == ("refused", why)
    assert english in refused["why"]
    assert log(room)[0] == ("mark.refused", why)
    speaking(client, room.chief, "zh")
    assert chinese in send(client, room, item, value, number=9, seen=1)["why"]
    assert room.values() == {(known, room.chief.id): mark for known, mark in before.items()}


@pytest.mark.parametrize(("dealer", "why", "said"), [("JURY", "panel", "裁判组"), ("WORK", "conflict", "回避")])
def test_who_may_not_judge_marks_nothing_and_signs_nothing(room, client, dealer, why, said):
    """A judge of another room; and one of the competitor's dealer, whom somebody has put on the panel."""
    judge = make_person(Role.JUDGE, dealer=make_dealer(dealer))
    if why == "panel":
        make_room(room.station, [judge])
    else:
        with transaction() as here:
            here.add(PanelJudge(station_id=room.station.id, room_id=room.room.id, person_id=judge.id))
    speaking(client, judge, "zh")
    for number, (item, value) in enumerate((("care", "3"), ("live", "1"), ("clock.start", "")), 1):
        refused = send(client, room, item, value, number=number)
        assert (refused["fate"], refused["code"]) == ("refused", why)
        assert said in refused["why"]
    for deed in ("sign", "close", "reopen", "take-back"):
        assert client.post(f"/judge/sheets/{room.token}/sign", data={"deed": deed}).status_code == 403
        assert log(room)[0] == ("sheet.refused", why)
    for address in ("", "/state"):
        assert client.get(f"/judge/sheets/{room.token}{address}").status_code == 403
    assert room.values() == {}
    assert room.sheet().started_at is None


def test_after_signing_a_mark_is_refused_until_the_signature_is_taken_back(room, client):
    room.mark_all()
    speaking(client, room.chief, "en")
    digest = readings.digest(room.sheet(), room.chief.id)
    client.post(f"/judge/sheets/{room.token}/sign", data={"deed": "sign", "digest": digest})
    refused = send(client, room, "care", "3", number=1, seen=1)
    assert (refused["code"], refused["why"][:27]) == ("signed", "You have signed this sheet.")
    assert log(room)[0] == ("mark.refused", "signed")
    speaking(client, room.chief, "zh")
    assert "签" in send(client, room, "care", "3", number=2, seen=1)["why"]
    assert room.values()["care", room.chief.id] == "2"
    client.post(f"/judge/sheets/{room.token}/sign", data={"deed": "take-back"})
    assert send(client, room, "care", "3", number=3, seen=1)["fate"] == "taken"


def test_a_competitor_who_has_withdrawn_is_marked_no_more_and_the_marks_stay(room, client, app):
    room.mark_all()
    with transaction():
        inviting.leave(room.finalists[0].id, room.finalists[0].person, "Ill", app.extensions["clock"].now())
    speaking(client, room.chief, "en")
    refused = send(client, room, "care", "3", seen=1)
    assert (refused["code"], refused["why"][:29]) == ("void", "This competitor has withdrawn")
    for deed in ("sign", "close"):
        client.post(f"/judge/sheets/{room.token}/sign", data={"deed": deed})
        assert log(room)[0][0] == "sheet.refused"
    assert room.values()["care", room.chief.id] == "2"
    assert session().scalar(select(func.count()).select_from(SheetSignature)) == 0


def test_two_devices_with_different_values_lose_nothing_and_wait_for_the_judge(room, client):
    speaking(client, room.chief, "en")
    assert send(client, room, "care", "1", ONE)["fate"] == "taken"
    assert send(client, room, "care", "3", OTHER)["fate"] == "clash"
    assert send(client, room, "care", "3", OTHER)["fate"] == "clash"  # the same message once more
    assert [one[0] for one in log(room)[:2]] == ["mark.clash", "mark.taken"]
    assert (session().scalars(select(Mark.value)).all(), session().scalars(select(MarkClash.value)).all()) == (
        ["1"],
        ["3"],
    )
    page = client.post(f"/judge/sheets/{room.token}/sign", data={"deed": "sign"}, follow_redirects=True).text
    assert "Two of your devices have different marks" in page
    assert log(room)[0] == ("sheet.refused", "clash")


def test_a_judge_who_sends_without_end_is_slowed_down_and_the_log_does_not_grow(room, client, monkeypatch):
    monkeypatch.setattr(limits, "MARKS", limits.parse("5 per hour"))
    speaking(client, room.chief, "en")
    for number in range(1, 6):
        send(client, room, "care", str(number % 4), number=number, seen=number)
    before = session().scalar(select(func.count()).select_from(AuditLine))
    sent = [{"key": f"{ONE}-9", "item": "care", "value": "3", "seen": 9, "at": 0}]
    reply = client.post(f"/judge/sheets/{room.token}/marks", json={"sent": sent})
    assert reply.status_code == 429
    assert session().scalar(select(func.count()).select_from(AuditLine)) == before


# Sheets, rules, the event -------------------------------------------------------------------------------------------


def test_a_sheet_whose_weights_add_to_99_is_not_stored(app, client):
    room = Room()
    station = room.station
    with transaction() as here:
        here.execute(update(SheetVersion).values(fixed_at=None))
    trainer = make_person(Role.TRAINER)
    address = f"/desk/finals/{room.final.id}/stations/{station.id}/sheet"
    typed = {"aspect_name_zh-0": "操作", "aspect_name_en-0": "Care", "aspect_weight-0": "99", "seen": "1"}
    typed |= {f"aspect_level{mark}_{tongue}-0": f"{mark}" for mark in range(4) for tongue in ("zh", "en")}
    for language, said in (("en", "The weights add to 99; they must add to 100."), ("zh", "99")):
        speaking(client, trainer, language)
        reply = client.post(address, data=typed)
        assert (reply.status_code, said in reply.text) == (422, True)
    line = audit.of(f"station:{station.id}")[0]
    assert (line.deed, line.facts) == ("sheet.refused", {"faults": ["weights"]})
    assert len(session().scalars(select(SheetVersion).filter_by(station_id=station.id)).all()) == 1


def test_stations_whose_weights_add_to_99_get_no_timetable(app, client):
    final = make_event()
    organizer = make_person(Role.ORGANIZER)
    piece = {"key": "brakes", "post": "me-technician", "kind": "practical", "name_en": "Brakes", "name_zh": "制动",
             "minutes": "30", "turnover": "5", "weight": "59", "judges": "1"}  # fmt: skip
    speaking(client, organizer, "en")
    assert client.post(f"/desk/finals/{final.id}/event/station", data=piece).status_code == 303
    for language, said in (("en", "99"), ("zh", "99")):
        speaking(client, organizer, language)
        assert client.post(f"/desk/finals/{final.id}/timetable").status_code == 409
        assert said in client.get(f"/desk/finals/{final.id}/event").text
    assert log_of_final(final.id)[0] == {"deed": "timetable", "why": "not-ready"}


def test_quotas_that_cannot_be_met_are_said_and_what_gives_nobody_a_seat_is_not_proposed(app, client):
    final = plan_final()
    make_people(final, 30)
    take(final)
    too_many = keep(final, "Nine", quotas=[{"region": "north", "post": "me-technician", "seats": 9}])
    nobody = keep(final, "None", least_points=99)
    organizer = make_person(Role.ORGANIZER)
    for language, said in (("en", "1 quota cannot be met"), ("zh", "名额")):
        speaking(client, organizer, language)
        assert said in client.get(f"/desk/finals/{final.id}/rules/{too_many.id}").text
        digest = selecting.run(final, too_many).digest
        reply = client.post(f"/desk/finals/{final.id}/rules/{too_many.id}/propose", data={"digest": digest})
        assert (reply.status_code, said in reply.text) == (409, True)
    assert log_of_final(final.id)[0] == {"deed": "selection", "why": "quotas"}
    page = f"/desk/finals/{final.id}/rules/{nobody.id}"
    digest = client.get(page).text.partition('name="digest" value="')[2][:64]
    assert client.post(f"{page}/propose", data={"digest": digest}).status_code == 409
    assert log_of_final(final.id)[0] == {"deed": "selection", "why": "nobody"}
    assert session().get_one(Final, final.id).state == FinalState.PLANNING


@pytest.mark.parametrize("what", ["rules/file", "event/file", "awards/rules"])
def test_a_file_with_faults_changes_nothing_and_stands_in_the_log(app, client, what):
    final, deed = plan_final(), what.partition("/")[0]
    sign_in(client, make_person(Role.ORGANIZER))
    file = {"file": (io.BytesIO(b"beauty: 3\n"), "plan.yaml")}
    assert client.post(f"/desk/finals/{final.id}/{what}", data=file).status_code == 422
    assert log_of_final(final.id) == [{"deed": deed, "why": f"faulty-{deed}"}]


# Signatures, appeals, certificates ------------------------------------------------------------------------------------


def test_the_same_organizer_does_not_sign_twice(app, client):
    room = Finished("1", "3")
    seen = room.propose()
    address = f"/desk/finals/{room.final.id}/results/posts/{room.post.code}/decision"
    for language, said in (("en", "must be another person"), ("zh", "另一个人")):
        speaking(client, room.first, language)
        reply = client.post(address, data={"deed": "sign", "digest": seen})
        assert (reply.status_code, said in reply.text) == (403, True)
    assert log_of_final(room.final.id, "results.refused")[0]["why"] == "same-person"
    assert session().scalars(select(PublishedResult)).all() == []
    assert session().scalars(select(TwoSignatures.signed_by_id)).all() == [None]


def test_an_appeal_after_its_time_is_refused(app, client):
    room = Finished("1", "3")
    room.publish()
    sheet_id, who = room.sheet().id, room.sheet().finalist.person
    app.extensions["clock"].move(minutes=60 * 24)
    for language, said in (("en", "The time for appeals is over."), ("zh", "申诉时间已过")):
        speaking(client, who, language)
        reply = client.post("/final/result", data={"sheet": sheet_id, "words": "The wheel was tight"})
        assert (reply.status_code, said in reply.text) == (409, True)
        assert "The wheel was tight" not in audit.of(f"sheet:{sheet_id}")[0].facts.values()
    assert log(room)[0] == ("refused", "late")
    assert session().scalars(select(Appeal)).all() == []


def test_an_appeal_against_somebody_elses_sheet_is_not_found_and_noted(app, client):
    room = Finished("1", "3")
    room.publish()
    other = next(one.person for one in room.finalists if one.id != room.sheet().finalist_id)
    sign_in(client, other)
    assert client.post("/final/result", data={"sheet": room.sheet().id, "words": "Mine"}).status_code == 404
    assert log(room)[0] == ("refused", "not-found")


def test_a_guessed_certificate_tells_nothing_is_noted_and_ends_in_patience(app, client):
    for language, said in (("en", "No such certificate"), ("zh", "查无此证书")):
        client.post("/language", data={"language": language})
        assert said in client.get("/certificates/guessed").text
    for number in range(18):
        assert client.get(f"/certificates/guess-{number}").status_code == 404
    assert client.get("/certificates/guess-20").status_code == 429
    guesses = session().scalars(select(AuditLine).filter_by(deed="certificate.guessed")).all()
    assert [(one.actor_id, one.facts) for one in guesses] == [(None, {})] * 20


def test_refusals_do_not_fill_the_log(app, client, monkeypatch):
    monkeypatch.setattr(limits, "REFUSALS", limits.parse("3 per hour"))
    final = plan_final()
    sign_in(client, make_person(Role.ORGANIZER))
    for _try in range(6):
        assert client.post(f"/desk/finals/{final.id}/timetable").status_code == 409
    assert len(log_of_final(final.id)) == 3
    assert list(audit.faults()) == []


def test_what_two_sign_is_what_they_saw(app, client):
    """A digest of somewhere else signs nothing."""
    room = Finished("1", "3")
    room.propose()
    address = f"/desk/finals/{room.final.id}/results/posts/{room.post.code}/decision"
    sign_in(client, room.second)
    assert client.post(address, data={"deed": "sign", "digest": "0" * 64}).status_code == 409
    assert log_of_final(room.final.id, "results.refused")[0]["why"] == "changed"
    assert publishing.edition(room.final.id, room.post.id) == 0
