"""What organizers take along: read back from the workbook, and from the text of the printed pages."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import update

from app.finals.models import FinalRoom, FinalStation
from app.judging.models import ScoreSheet
from app.kit import pdf
from app.kit.database import session, transaction
from app.people.models import Dealer, Person, Region, Role
from tests.app.judging.making import Room, make_station
from tests.app.judging.test_appealing import Published
from tests.app.judging.test_publishing import Finished
from tests.conftest import sign_in
from tests.factories import make_person
from tests.statements import counted

needs_font = pytest.mark.skipif(not pdf.can_print(), reason="fonts-wqy-microhei is not installed")


@pytest.fixture
def organizer(client):
    return sign_in(client, make_person(Role.ORGANIZER))


def get(client, room, file):
    answer = client.get(f"/desk/finals/{room.final.id}/exports/{file}")
    assert answer.status_code == 200
    return answer.data


def rows(client, room, file):
    book = load_workbook(io.BytesIO(get(client, room, file)))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def pages(client, room, file):
    found = PdfReader(io.BytesIO(get(client, room, file))).pages
    return [" ".join(page.extract_text().split()) for page in found]


def rename(model, **names):
    with transaction() as here:
        here.execute(update(model).values(**names))


def test_a_blank_sheet_has_a_line_for_each_mark_and_each_judge_who_may_give_it(organizer):
    room = Room(competitors=2)
    own = room.panel[1]
    with transaction() as here:  # of the first competitor's own dealer
        here.execute(update(Person).where(Person.id == own.id).values(dealer_id=room.finalists[0].dealer_id))
    found = rows(organizer, room, "blank.xlsx")
    assert len(found) == 4 * 1 * 2  # two aspects, a penalty and a critical fault, for the chief alone: nobody else may
    assert {row[3] for row in found} == {40, 41}
    assert {row[8] for row in found} == {None}
    assert found[0][4:8] == ("Torque", "40", "110 N·m · ±2", room.chief.name)
    assert own.name not in [row[7] for row in found]


@needs_font
def test_blank_sheets_are_pages_with_number_panel_and_a_code_and_no_name(organizer):
    room = Room(competitors=3)
    found = pages(organizer, room, f"blank.pdf?post={room.station.post.code}")
    assert len(found) == 3
    for number, text in zip((40, 41, 42), found, strict=True):
        assert str(number) in text
        assert room.chief.name in text
        assert "Critical fault" in text
        assert room.finalists[number - 40].person.name not in text


@needs_font
def test_before_sheets_are_open_an_example_is_printed(organizer):
    room = Room()
    other = make_station(room.final, judges=4)
    with transaction() as here:
        here.execute(update(ScoreSheet).values(state="void"))
    found = pages(organizer, room, f"blank.pdf?post={other.post.code}")
    assert len(found) == 2
    assert "–" in found[0]


@needs_font
def test_filled_sheets_say_every_mark_what_was_dropped_and_who_signed(organizer):
    room = Finished("1", judges=5)
    found = rows(organizer, room, "filled.xlsx")
    care = [row for row in found if row[4] == "Care"]
    assert [row[6] for row in care] == ["(1)", "(1)", "1", "1", "1"]
    assert {(row[7], row[8], row[9]) for row in care} == {("20.00", "60", 60)}
    assert [row[6] for row in found if row[4] == "Torque"] == ["110", "–", "–", "–", "–"]
    (text,) = pages(organizer, room, f"filled.pdf?post={room.post.code}")
    for words in ("Care", "(1)", "60.00", f"Signed by {room.chief.name}, chief", "SHA-256"):
        assert words in text
    assert room.finalists[0].person.name not in text


@needs_font
def test_a_mark_that_an_appeal_changed_shows_both(organizer):
    room = Published()
    room.uphold(room.file())
    changed = [row[6] for row in rows(organizer, room, "filled.xlsx") if (row[3], row[4]) == (41, "Care")]
    assert changed == ["1 → 3", "1 → 3"]
    assert "1 → 3" in pages(organizer, room, f"filled.pdf?post={room.post.code}")[1]


@needs_font
def test_unpublished_results_name_nobody_and_published_ones_everybody(organizer):
    room = Finished("1", "3")
    names = [one.person.name for one in room.finalists]
    before = rows(organizer, room, "results.xlsx")
    assert [(row[1], row[2], row[3], row[4], row[7]) for row in before] == [
        ("not published", 1, 41, None, 100),
        ("not published", 2, 40, None, 60),
    ]
    assert rows(organizer, room, "regions.xlsx") == []
    (text,) = pages(organizer, room, "results.pdf")
    assert not any(name in text for name in names)
    room.publish()
    after = rows(organizer, room, "results.xlsx")
    assert [(row[1], row[2], row[3], row[4]) for row in after] == [(1, 1, 41, names[1]), (1, 2, 40, names[0])]
    assert after[1][8] == "60.00 in all, the one before 100.00"
    assert [(row[0], row[2], row[4]) for row in rows(organizer, room, "regions.xlsx")] == [
        ("North", 1, names[1]),
        ("North", 2, names[0]),
    ]
    for file in ("results.pdf", "regions.pdf?region=north"):
        (text,) = pages(organizer, room, file)
        assert all(name in text for name in names)
        assert "100.00" in text


@needs_font
def test_chinese_names_are_letters_in_the_printed_pages_also_rare_ones(organizer):
    room = Finished("1", "3")
    rename(Person, name="欧阳翀𰻝")
    rename(Dealer, name_zh="西安曲江鑫辉汽车销售服务有限公司")
    rename(FinalStation, name_zh="高压系统断电")
    room.publish()
    organizer.post("/language", data={"language": "zh"})
    text = "".join(pages(organizer, room, "results.pdf")).replace(" ", "")
    assert "欧阳翀〓" in text  # a sign that no usual font has shows that there is one
    assert "西安曲江鑫辉汽车销售服务有限公司" in text
    assert "高压系统断电" in pages(organizer, room, f"filled.pdf?post={room.post.code}")[0].replace(" ", "")


def test_no_text_is_taken_for_a_formula(organizer):
    room = Finished("1", "3")
    rename(Person, name='=HYPERLINK("http://odd.example","x")')
    rename(FinalRoom, name_en="@SUM(A1)", name_zh="+1")
    room.publish()
    for file in ("results.xlsx", "regions.xlsx", "filled.xlsx", "blank.xlsx"):
        book = load_workbook(io.BytesIO(get(organizer, room, file)))
        cells = [cell for row in book.active.iter_rows() for cell in row]
        assert "f" not in {cell.data_type for cell in cells}
        assert not any(str(cell.value).startswith(("=", "@")) for cell in cells)


def test_everything_stands_on_one_page_and_each_link_gives_a_file(organizer):
    room = Published()
    with transaction() as here:
        here.execute(update(Region).filter_by(code="north").values(code="华北"))
    text = organizer.get(f"/desk/finals/{room.final.id}/exports").text
    links = {part.split('"')[0].replace("&amp;", "&") for part in text.split('href="')[1:]}
    files = {link for link in links if ".xlsx" in link or ".pdf" in link or link.endswith("workbook")}
    assert len(files) >= 20
    for link in sorted(files):
        if pdf.can_print() or ".pdf" not in link:
            answer = organizer.get(link)
            assert (link, answer.status_code) == (link, 200)
            assert answer.data[:4] in (b"PK\x03\x04", b"%PDF")
            assert str(answer.headers["Content-Disposition"]).isascii(), link  # a server refuses any other letters


@pytest.mark.parametrize(
    "file",
    ["odd.xlsx", "blank.odt", "blank.pdf?post=none", "regions.xlsx?region=none", "results.xlsx?post=none"],
)
def test_what_there_is_not_is_not_found(organizer, file):
    room = Room()
    assert organizer.get(f"/desk/finals/{room.final.id}/exports/{file}").status_code == 404


def test_judges_take_nothing_along(client):
    room = Finished("1")
    sign_in(client, room.chief)
    for rest in ("exports", "exports/filled.xlsx"):
        assert client.get(f"/desk/finals/{room.final.id}/{rest}").status_code == 403


def test_filled_sheets_of_many_take_as_many_statements_as_of_few(organizer):
    few, many = Finished("1", "2"), Finished(*"12301230")
    sent = []
    for room in (few, many):
        session().rollback()
        session().expire_all()
        with counted() as seen:
            get(organizer, room, "filled.xlsx")
        sent.append(len(seen))
    assert sent[0] == sent[1]
