"""A roster: read in any common form, every fault named, all or nothing, nobody deleted."""

from __future__ import annotations

import csv
import io
import zipfile

import pytest
from flask_babel import force_locale
from openpyxl import Workbook
from sqlalchemy import func, select

from app.kit import clock
from app.kit.database import session, transaction
from app.people import roster
from app.people.events import PeopleMoved
from app.people.models import Brand, Dealer, Person, Region, Role, SignIn
from app.people.roster_files import BadFile
from app.people.roster_sample import sample
from app.people.seeding import seed_posts
from app.people.signing_in import open_sign_in
from tests.factories import make_person

HEADER = "工号,姓名,邮箱,岗位,经销商代码,经销商名称,区域,在职"
WANG = "A1,王小明,wang@example.com,me-technician,D1,北京恒通,华北,是"
LI = "A2,李静,,机电服务顾问,D1,北京恒通,华北,"


@pytest.fixture(autouse=True)
def posts(app):
    with transaction():
        seed_posts()


def file(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


def bring(data: bytes, **options) -> roster.Plan:
    with transaction():
        plan = roster.plan(data, **options)
        roster.apply(plan, by=None, file_name="test.csv", now=clock.now())
    return plan


def person(number: str) -> Person:
    session().expire_all()
    return session().scalars(select(Person).filter_by(staff_number=number)).one()


def test_people_dealers_and_regions_come_in():
    plan = bring(file(WANG, LI))
    assert plan.counts() | {"new_regions": 1, "new_dealers": 1, "added": 2} == plan.counts()
    assert (person("A1").post.code, person("A1").dealer.region.name_zh) == ("me-technician", "华北")
    assert person("A2").post.code == "me-service-advisor"


WIDE = HEADER + ",品牌"


@pytest.mark.parametrize(
    ("one", "other"), [("华东", " 华 东 "), ("East", "EAST"), ("East", "Ｅａｓｔ"), ("South West", "south  west")]
)
def test_a_region_or_brand_spelt_in_two_ways_is_one(one, other):
    rows = (f"{row.replace('D1', dealer).replace('华北', name)},{name}" for row, dealer, name in (
        (WANG, "D1", one), (LI, "D2", other)))  # fmt: skip
    assert bring(file(*rows, header=WIDE)).counts()["new_regions"] == 1
    assert session().scalars(select(Region.name_zh)).all() == [one]
    assert session().scalars(select(Brand.code)).all() == [one]


def test_a_brand_is_known_by_each_of_its_names():
    with transaction() as here:
        here.add(Brand(code="star", name_en="Star River", name_zh="星河"))
    bring(file(f"{WANG},星河/star/STAR RIVER", header=WIDE))
    assert session().scalars(select(Brand.code)).all() == ["star"]


UNSEEN = "\u202e\u200b\u200d\u200f\u2060\ufeff\u00ad\u3164\x07\x1b\x7f\x9b\ue000"


def test_what_cannot_be_seen_is_refused_with_its_place():
    """In a name it would turn the reading round; in a staff number it would make two people of one."""
    columns = WIDE.split(",")
    rows, expected = [], []
    for letter in UNSEEN:
        for place, column in enumerate(columns):
            cells = [*WANG.split(","), "星河"]
            cells[place] = f"{cells[place][:1]}{letter}{cells[place][1:]}"
            rows.append(",".join(cells))
            expected.append((len(rows) + 1, column, f"(U+{ord(letter):04X})"))
    faults = roster.plan(file(*rows, header=WIDE)).faults
    with force_locale("en"):
        assert [(fault.row, fault.column, str(fault.message).split()[2]) for fault in faults] == expected


@pytest.mark.parametrize("name", ["欧阳娜", "Renée O’Brien-Li", "阿卜杜拉·买买提", "王（小）明", "𠮷田", "Ng\u00a0Wei"])
def test_names_as_people_have_them_come_in(name):
    bring(file(WANG.replace("王小明", name)))
    assert person("A1").name == name.replace("\u00a0", " ")


@pytest.mark.parametrize("brands", ["x" * 41, "/".join("abcdefghijk")])
def test_brands_without_end_are_refused(brands):
    (fault,) = roster.plan(file(f"{WANG},{brands}", header=WIDE)).faults
    assert fault.column == "品牌"


def workbook(*rows: list) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        file(WANG),
        b"\xef\xbb\xbf" + file(WANG),
        file(WANG).decode().encode("gb18030"),
        file(WANG).replace(b",", b";"),
        file(WANG).replace(b",", b"\t"),
        file(WANG).replace(b"\n", b"\r\n"),
        workbook(HEADER.split(","), WANG.split(",")),
        file(WANG, header="Staff Number,NAME,e-mail,Post,dealer_code,Dealer name,Region,Active"),
    ],
    ids=["utf-8", "bom", "gb18030", "semicolons", "tabs", "crlf", "xlsx", "english"],
)
def test_every_common_form_of_a_file_is_read(data):
    assert bring(data).counts()["added"] == 1
    assert person("A1").name == "王小明"


def test_numbers_in_a_workbook_are_staff_numbers_too():
    bring(workbook(HEADER.split(","), [100234, *WANG.split(",")[1:]]))
    assert person("100234").name == "王小明"


def test_the_same_roster_twice_changes_nothing():
    bring(file(WANG, LI))
    assert bring(file(WANG, LI)).counts() | {"added": 0, "changed": 0, "unchanged": 2} == roster_counts(2)


def roster_counts(unchanged: int) -> dict[str, int]:
    names = ("rows", "added", "changed", "unchanged", "deactivated", "new_dealers", "new_regions")
    return dict.fromkeys(names, 0) | {"rows": unchanged, "unchanged": unchanged}


def test_who_moves_is_changed_and_others_are_told(app):
    bring(file(WANG, LI))
    moved = []
    app.extensions["effects"] = {PeopleMoved: [moved.append]}
    plan = bring(file("A1,王小明,wang@example.com,parts-advisor,D2,天津瑞安,华北,是"))
    assert plan.changed[0].fields == {"post": ("me-technician", "parts-advisor"), "dealer": ("D1", "D2")}
    assert moved == [PeopleMoved((person("A1").id,), (("D1", person("A1").id),))]


def test_people_follow_a_dealer_that_changes_its_region(app):
    bring(file(WANG, LI))
    moved = []
    app.extensions["effects"] = {PeopleMoved: [moved.append]}
    bring(file(WANG.replace("华北", "东北"), LI.replace("华北", "东北")))
    assert moved == [PeopleMoved((person("A1").id, person("A2").id))]


def test_an_empty_cell_keeps_what_is_known():
    bring(file(WANG))
    bring(file(WANG.replace("wang@example.com", "")))
    assert person("A1").email == "wang@example.com"


def test_who_has_left_is_deactivated_and_signed_out_but_never_deleted():
    bring(file(WANG))
    open_sign_in(person("A1"), device="test", now=clock.now())
    plan = bring(file(WANG.replace(",是", ",否")))
    assert plan.counts()["deactivated"] == 1
    assert not person("A1").active
    assert session().scalar(select(func.count(SignIn.id))) == 0


def test_only_a_complete_roster_deactivates_who_is_missing():
    bring(file(WANG, LI))
    assert bring(file(LI)).deactivated == []
    assert [number for _id, number, _name in bring(file(LI), complete=True).deactivated] == ["A1"]
    assert not person("A1").active


def test_a_complete_roster_keeps_people_with_another_role():
    organizer = make_person(Role.ORGANIZER)
    bring(file(LI), complete=True)
    assert person(organizer.staff_number).active


def test_two_people_can_swap_their_addresses():
    two = "B2,李静,li@example.com,me-technician,D1,北京恒通,华北,是"
    bring(file(WANG, two))
    bring(file(WANG.replace("wang@", "li@"), two.replace("li@", "wang@")))
    assert (person("A1").email, person("B2").email) == ("li@example.com", "wang@example.com")


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (WANG.replace("A1", ""), "工号", "needed"),
        (WANG.replace("A1", "A 1!"), "工号", "letters, digits"),
        (WANG.replace("me-technician", "wizard"), "岗位", "no post"),
        (WANG.replace("wang@example.com", "wang"), "邮箱", "e-mail"),
        (WANG.replace(",是", ",maybe"), "在职", "yes or no"),
        (WANG.replace("王小明", "王" * 81), "姓名", "80"),
        (LI.replace("A2", "A0").replace("李静,", "李静,old@example.com"), "email", "belongs to"),
        (LI.replace("A2", "A0"), "工号", "row 2"),
        (LI.replace("华北", "华南"), "region", "one region"),
    ],
)
def test_each_bad_cell_is_named_with_what_to_do_and_nothing_is_changed(app, row, column, words):
    make_person(staff_number="OLD", email="old@example.com")
    first = "A0,赵敏,zhao@example.com,me-technician,D1,北京恒通,华北,是"
    with app.test_request_context(headers={"Accept-Language": "en"}):
        plan = roster.plan(file(first, row))
        faults = [(fault.row, fault.column) for fault in plan.faults]
        assert (3, column) in faults
        assert any(words in str(fault.message) for fault in plan.faults)
    with pytest.raises(ValueError, match="changes nothing"), transaction():
        roster.apply(plan, by=None, file_name="x", now=clock.now())
    assert session().scalar(select(func.count(Person.id))) == 1


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"   \n", b"PK\x03\x04 not a workbook", b"\x00\x01\x02", b"\xff\xfe\xfa", bomb(), file(header="a,b,c"),
        file(header=HEADER + ",工号"), workbook(["x"] * 70), file('A1,"unclosed'), file("A1," + "x" * 600),
    ],
    ids=["empty", "blank", "zip", "nul", "bytes", "bomb", "header", "twice", "wide", "quote", "cell"],
)  # fmt: skip
def test_a_file_that_is_no_roster_is_refused_whole(app, data):
    with app.test_request_context(), pytest.raises(BadFile):
        roster.plan(data)


def test_a_deed_that_fails_in_the_middle_leaves_nothing(monkeypatch):
    monkeypatch.setattr(roster, "_release_emails", lambda _changes: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        bring(file(WANG))
    assert [session().scalar(select(func.count(model.id))) for model in (Person, Dealer, Region)] == [0, 0, 0]


def test_the_sample_is_the_same_for_the_same_seed_and_comes_in_whole():
    rows = list(sample(300, 12, seed=1))
    assert rows == list(sample(300, 12, seed=1)) != list(sample(300, 12, seed=2))
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    plan = bring(out.getvalue().encode())
    assert (plan.counts()["added"], plan.counts()["new_dealers"]) == (300, 12)
    assert len({line.post for line in plan.lines}) == 11
