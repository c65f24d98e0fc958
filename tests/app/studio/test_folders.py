"""A curriculum's folder brought in as a zip: looked at, made drafts of in one go, approved, taken back."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from flask_babel import force_locale
from PIL import Image
from sqlalchemy import select

from app.kit import clock
from app.kit.database import session, transaction
from app.lessons import exporting
from app.lessons.commands import import_if_changed
from app.lessons.models import MicroClass, Section
from app.lessons.publishing import retire
from app.media.models import Medium
from app.people.models import Role
from app.questions.models import Question
from app.studio import folderfaults, queries, services
from app.studio.models import CLASS, Bringing, Draft, SectionChange, State
from quizzes.formats import folderzip
from quizzes.formats.qti_package import DAMAGED
from tests.conftest import sign_in
from tests.curricula import few
from tests.factories import make_person

FOLDER = few()
SHIPPED = {str(one.relative_to(FOLDER)): one.read_bytes() for one in sorted(FOLDER.rglob("*.*"))}
ORANGE = "5-new-energy/hv-orange-means-stop.yaml"
NEW_SECTION = b"id: hydrogen\nnumber: 7\ntitle: {en: Hydrogen, zh: \xe6\xb0\xa2}\nsummary: {en: s, zh: s}\n"
NEW_CLASS = """\
id: tank
posts: [me-technician]
minutes: 2
order: 1
title: {en: The tank, zh: 储氢罐}
body: {en: A tank., zh: 一个罐。}
figure:
  file: tank.png
  alt: {en: A tank, zh: 罐}
sources: [s]
questions:
  - id: tank-1
    kind: true-false
    text: {en: Is it full, zh: 满了}
    picture:
      file: tank.png
      alt: {en: A tank, zh: 罐}
    answer: true
    why: {en: n, zh: 不}
    explanation: {en: e, zh: 解释}
    difficulty: 1
    source: s
"""


WITHOUT_PICTURE = re.sub(r"(?m)^(figure|    picture):\n(?: +(?:file|alt): .*\n)+", "", NEW_CLASS).encode()


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (20, 130, 230)).save(out, "PNG")
    return out.getvalue()


WITH_NEW = SHIPPED | {
    "7-hydrogen/section.yaml": NEW_SECTION,
    "7-hydrogen/tank.yaml": NEW_CLASS.encode(),
    "7-hydrogen/tank.png": picture(),
    ORANGE: SHIPPED[ORANGE].replace(b"minutes: 3", b"minutes: 4", 1),
}


@pytest.fixture
def trainer(app):
    """Of a house with a part of the curriculum that is delivered."""
    import_if_changed(FOLDER)
    return make_person(Role.TRAINER)


@pytest.fixture
def send(client, trainer):
    """The page after a zip was sent to it."""
    sign_in(client, trainer)

    def run(files: dict[str, bytes] | bytes):
        data = files if isinstance(files, bytes) else exporting.archive(files)
        return client.post("/studio/folder/preview", data={"file": (io.BytesIO(data), "mine.zip")})

    return run


def apply(client, page):
    token = page.text.split("/studio/folder/")[1].split("/")[0]
    return client.post(f"/studio/folder/{token}/apply", data={"file_name": "mine.zip"}, follow_redirects=True)


def test_what_was_taken_along_brings_nothing(send):
    page = send(exporting.export().files)
    assert page.status_code == 422
    assert "There is nothing new in this folder." in page.text
    assert session().query(Draft).count() == 0


def test_new_and_changed_pieces_become_drafts_in_one_go_and_are_taken_back(client, send, trainer):
    there = set(session().scalars(select(Medium.key)))
    page = send(WITH_NEW)
    assert page.status_code == 200
    assert "5-new-energy/hv-orange-means-stop.yaml:1:1" in page.text
    assert "7-hydrogen/tank.yaml:12:5" in page.text
    assert session().query(Draft).count() == 0
    assert apply(client, page).status_code == 200
    drafts = {(one.kind == CLASS, one.key): one for one in session().scalars(select(Draft))}
    assert set(drafts) == {(True, "hv-orange-means-stop"), (True, "tank"), (False, "tank-1")}
    assert {one.author_id for one in drafts.values()} == {trainer.id}
    assert drafts[True, "hv-orange-means-stop"].content["minutes"] == 4
    assert drafts[False, "tank-1"].micro_class_id == drafts[True, "tank"].micro_class_id
    assert session().scalars(select(Section).filter_by(key="hydrogen")).one().number == 7
    shown = {one.content["media"]["key"] for one in drafts.values() if "media" in one.content}
    assert set(session().scalars(select(Medium.key))) - there == shown
    assert len(shown) == 1
    number = session().scalars(select(Bringing.id)).one()
    client.post(f"/studio/bringings/{number}/take-back")
    session().expire_all()
    assert {one.state for one in session().scalars(select(Draft))} == {State.DROPPED}
    assert set(session().scalars(select(Medium.key))) == there


def test_learners_see_nothing_of_a_section_before_a_second_person_has_approved_a_class_of_it(client, send, trainer):
    apply(client, send(WITH_NEW))
    learner = make_person()
    sign_in(client, learner)
    assert "Hydrogen" not in client.get("/learn", headers={"Accept-Language": "en"}).text
    other, now = make_person(Role.TRAINER), clock.now()
    question, tank = (queries.open_draft_of(key, of_class=key == "tank") for key in ("tank-1", "tank"))
    with transaction():
        for number in (question, tank):
            draft = services.send(number, trainer, now)
            services.approve(number, draft.version, other, now)
    assert "Hydrogen" in client.get("/learn", headers={"Accept-Language": "en"}).text
    assert session().scalars(select(Question).filter_by(key="tank-1")).one().current is not None


def test_after_a_take_back_the_same_folder_can_be_brought_again_by_page_and_by_command(client, send, trainer):
    apply(client, send(WITH_NEW))
    number = session().scalars(select(Bringing.id)).one()
    client.post(f"/studio/bringings/{number}/take-back")
    again = send(WITH_NEW)
    assert "Make 3 drafts" in again.text
    assert session().scalars(select(MicroClass).filter_by(key="tank")).all() == []  # so the command may publish it
    apply(client, again)
    assert session().query(Draft).filter(Draft.state == State.DRAFT.value).count() == 3


def take_back(client) -> str:
    number = session().scalars(select(Bringing.id)).one()
    page = client.post(f"/studio/bringings/{number}/take-back", follow_redirects=True).text
    session().expire_all()
    return page


def test_a_section_that_came_along_goes_with_what_is_taken_back(client, send):
    apply(client, send(WITH_NEW))
    assert "stays" not in take_back(client)
    assert session().scalars(select(Section).filter_by(key="hydrogen")).all() == []
    assert session().query(SectionChange).count() == 0
    for draft in session().scalars(select(Draft)):
        assert client.get(f"/studio/drafts/{draft.id}").status_code < 500


def test_a_section_that_something_uses_by_now_stays_and_that_is_said(client, send, trainer):
    apply(client, send(WITH_NEW))
    with transaction():
        session().scalars(select(Draft).filter_by(key="tank")).one().version = 2  # somebody has worked on it
    assert "The section “Hydrogen” stays: something else uses it by now." in take_back(client)
    assert session().scalars(select(Section).filter_by(key="hydrogen")).one().number == 7


def test_what_it_proposed_for_a_section_is_dropped_with_it(client, send):
    name = "5-new-energy/section.yaml"
    apply(client, send(SHIPPED | {name: SHIPPED[name].replace(b"number: 5", b"number: 8")}))
    take_back(client)
    assert session().scalars(select(SectionChange)).one().state == "dropped"


def test_a_section_that_nobody_saw_is_called_as_before(client, send):
    apply(client, send(SHIPPED | {"7-hydrogen/section.yaml": NEW_SECTION, "7-hydrogen/tank.yaml": WITHOUT_PICTURE}))
    with transaction():
        session().scalars(select(Bringing)).one().taken_back_at = clock.now()
        session().query(Draft).update({"state": State.DROPPED})
    card = NEW_SECTION.replace(b"en: Hydrogen", b"en: Gas")
    apply(client, send(SHIPPED | {"7-hydrogen/section.yaml": card, "7-hydrogen/tank.yaml": WITHOUT_PICTURE}))
    found = session().scalars(select(Section).filter_by(key="hydrogen")).one()
    assert found.title["en"] == "Gas"
    number = session().scalars(select(Bringing.id).order_by(Bringing.id.desc()).limit(1)).one()
    client.post(f"/studio/bringings/{number}/take-back")
    session().expire_all()
    assert found.title["en"] == "Hydrogen"


def test_another_title_of_a_section_is_proposed_and_a_second_person_agrees(client, send):
    name = "5-new-energy/section.yaml"
    page = send(SHIPPED | {name: SHIPPED[name].replace(b"number: 5", b"number: 8")})
    assert "Another number, title or summary is proposed." in page.text
    apply(client, page)
    found = session().scalars(select(Section).filter_by(key="new-energy")).one()
    assert found.number == 5
    assert session().scalars(select(SectionChange)).one().after["number"] == 8
    assert "waits already" in send(SHIPPED | {name: SHIPPED[name].replace(b"number: 5", b"number: 9")}).text


def test_what_is_being_written_is_refused_and_the_rest_is_brought(client, send, trainer):
    with transaction():
        services.revise(
            session().scalars(select(Question).filter_by(key="hv-orange-means-stop-1")).one(), trainer, clock.now()
        )
    changed = WITH_NEW[ORANGE].replace(b"difficulty: 1", b"difficulty: 2", 1)
    page = send(WITH_NEW | {ORANGE: changed})
    assert "It is being written in the studio." in page.text
    assert "Make 3 drafts" in page.text


def test_what_the_folder_does_not_hold_stays_and_a_number_that_is_taken_gives_way(client, send):
    few = {name: data for name, data in WITH_NEW.items() if name.startswith("7-")}
    before = session().query(MicroClass).filter(MicroClass.current_id.is_not(None)).count()
    apply(client, send(few | {"7-hydrogen/section.yaml": NEW_SECTION.replace(b"number: 7", b"number: 5")}))
    assert session().query(MicroClass).filter(MicroClass.current_id.is_not(None)).count() == before
    assert session().scalars(select(Section).filter_by(key="hydrogen")).one().number == 7


def test_a_class_that_was_retired_comes_back_as_a_draft(send, trainer):
    with transaction():
        retire(session().scalars(select(MicroClass).filter_by(key="parasitic-draw")).one())
    assert "Make 1 draft<" in send(SHIPPED).text


def test_every_fault_is_told_by_file_line_and_column_and_nothing_is_brought(send):
    broken = WITH_NEW[ORANGE].replace(b"difficulty: 1", b"difficulty: 9", 1)
    page = send(WITH_NEW | {ORANGE: broken, "7-hydrogen/tank.png": b"no picture"})
    assert page.status_code == 422
    line = broken.decode()[: broken.decode().index("difficulty: 9")].count("\n") + 1
    assert f"{ORANGE}:{line}:17" in page.text
    assert "Too large: 5 is the most." in page.text
    assert "tank.png:1:1" in page.text
    assert "/tmp" not in page.text
    assert "Make " not in page.text


def packed(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as into:
        for name, data in names.items():
            into.writestr(name, data)
    return out.getvalue()


CARD = {"1-a/section.yaml": b"id: a\nnumber: 1\ntitle: {en: A, zh: A}\nsummary: {en: A, zh: A}\n"}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Choose a file first."),
        (b"PK\x03\x04 not a zip", "The package is damaged."),
        (b"just text", "The package is damaged."),
        (packed({"a.txt": b"a"}), "There is no section.yaml in this zip."),
        (packed({"1-a/section.yaml": b"0" * 60_000_000}), "unpacks to far more"),
        (packed(CARD | {"../../etc/x.yaml": b"a"}), "This is no name of a file in a folder."),
        (packed(CARD | {"/etc/x.yaml": b"a"}), "This is no name of a file in a folder."),
        (packed(CARD | {"1-a/..\\x.yaml": b"a"}), "This is no name of a file in a folder."),
        (packed(CARD | {"1-a": b"a"}), "This is no name of a file in a folder."),
        (packed(CARD | {"1-a/b/c.yaml": b"a"}), "A folder within a section."),
        (packed(CARD | {"1-a/x.yaml": b"\xff\xfe"}), "Not UTF-8 from here on."),
        (packed(CARD | {"1-a/x.yaml": b"a: &b [*b]"}), "1-a/x.yaml:1:4"),
        (packed(CARD | {"1-a/x.exe": b"MZ"}), "This is no class (.yaml), drawing (.svg) or picture."),
    ],
)
def test_a_strange_zip_is_refused_with_the_reason(send, data, said):
    page = send(data)
    assert page.status_code == 422
    assert said in page.text
    assert session().query(Section).count() == 6


def test_a_damaged_zip_is_told_in_chinese_to_who_reads_chinese(app):
    with app.test_request_context(), force_locale("zh"):
        assert folderfaults.told(str(DAMAGED)) not in ("", str(DAMAGED))


def test_a_zip_of_too_many_files_is_refused(send, monkeypatch):
    monkeypatch.setattr(folderzip, "MOST_FILES", 3)
    assert "More than 5000 files." in send(packed({f"{number}-a/section.yaml": b"" for number in range(4)})).text


def test_what_systems_put_beside_the_files_is_no_fault(send):
    files = {f"curriculum/{name}": data for name, data in WITH_NEW.items()}
    page = send(packed(files | {"__MACOSX/._curriculum": b"x", "curriculum/.DS_Store": b"x"}))
    assert "Make 3 drafts" in page.text


@pytest.mark.parametrize("role", [None, Role.JUDGE, Role.MANAGER])
def test_only_trainers_and_organizers_bring_a_folder(client, app, role):
    sign_in(client, make_person(role) if role else make_person())
    assert client.get("/studio/folder").status_code == 403
    assert client.post("/studio/folder/preview").status_code == 403
