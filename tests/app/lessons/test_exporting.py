"""What is taken along as files comes back as it was: nothing changes, and the files are the same, byte for byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from app.kit import clock
from app.kit.database import session, transaction
from app.lessons import commands, exporting
from app.lessons.exporting import archive, export
from app.lessons.importing import Imported, import_curriculum
from app.lessons.models import MicroClass, MicroClassQuestion, Section
from app.lessons.picturing import Pictures
from app.media import services as media
from app.models import Base
from app.people.seeding import seed_posts
from app.questions.models import Question
from quizzes.formats import curriculum as files
from quizzes.formats.fingerprints import fingerprint
from tests.app.media import files as files_of_media
from tests.curricula import few
from tests.factories import KEYS_OF_KINDS, make_question


def bring(folder: Path) -> Imported:
    reading = files.read(folder)
    assert reading.faults == ()
    pictures = Pictures()
    pictures.prepare(reading.curriculum)
    with transaction():
        seed_posts()
        return import_curriculum(reading.curriculum, clock.now(), pictures)


def lay(folder: Path, found: dict[str, bytes]) -> Path:
    for name, data in found.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def forget() -> None:
    """An empty house."""
    with transaction() as here:
        for model in (Question, MicroClass):
            here.query(model).update({"current_id": None})
        for table in reversed(Base.metadata.sorted_tables):
            here.execute(table.delete())
    session().expunge_all()


@pytest.fixture(scope="module")
def pictured(tmp_path_factory) -> Path:
    """A part of the curriculum, with a picture and two questions of no class."""
    folder = tmp_path_factory.mktemp("curriculum")
    lay(folder, {str(one.relative_to(few())): one.read_bytes() for one in few().rglob("*.*")})
    out = io.BytesIO()
    Image.new("RGB", (400, 300), (200, 30, 30)).save(out, "PNG")
    (folder / "5-new-energy" / "red.png").write_bytes(out.getvalue())
    (folder / "red.png").write_bytes(out.getvalue())
    orange = folder / "5-new-energy" / "hv-orange-means-stop.yaml"
    assert "figure:" not in orange.read_text()
    picture = 'figure: {file: red.png, alt: {en: "Red: \\"stop\\"", zh: 红色}}\nsources:'
    orange.write_text(orange.read_text().replace("sources:", picture, 1))
    (folder / "questions.yaml").write_text(LOOSE)
    return folder


LOOSE = """
questions:
  - id: odd-words
    kind: single
    text: {en: "1e5", zh: "null"}
    picture: {file: red.png, alt: {en: "yes", zh: "~"}}
    options:
      - {right: true, text: {en: "- a: b #c", zh: "12.50"}, why: {en: "true", zh: "“对”"}}
      - {text: {en: " x", zh: "0x1F"}, why: {en: "'q'", zh: "|"}}
    explanation: {en: "Line one\\nLine two:  yes ", zh: "一\\n\\n二"}
    difficulty: 5
    source: "2026-01-01"
    posts: [all]
    tags: ["1", "off"]
  - id: odd-number
    kind: numeric
    text: {en: How much?, zh: 多少？}
    answer: 1e-7
    tolerance: 0.0
    unit: ""
    why: {en: a, zh: b}
    explanation: {en: a, zh: b}
    difficulty: 1
    source: s
    posts: [me-technician, parts-manager]
"""


def test_the_whole_curriculum_comes_back_unchanged_and_byte_for_byte(app, pictured, tmp_path):
    bring(pictured)
    first = export()
    assert (first.left_out, first.in_library) == ([], [])
    again = bring(lay(tmp_path / "first", first.files))
    for changes in (again.classes, again.questions):
        assert (changes.added, changes.changed, changes.retired) == ([], [], [])
        assert changes.unchanged > 20
    assert export().files == first.files
    forget()
    bring(tmp_path / "first")  # in another house
    assert export().files == first.files
    assert archive(first.files) == archive(export().files)


def test_the_curriculum_that_is_delivered_is_what_its_export_gives_byte_for_byte(app):
    bring(commands.FOLDER)
    shipped = {
        str(one.relative_to(commands.FOLDER)): one.read_bytes() for one in commands.FOLDER.rglob("*") if one.is_file()
    }
    found = export().files
    assert found.keys() == shipped.keys()
    assert [name for name in found if found[name] != shipped[name]] == []
    kinds = " ".join(data.decode() for name, data in shipped.items() if name.endswith(".yaml"))
    assert "kind: case\n" in kinds
    assert any(name.endswith(".svg") for name in shipped)


def test_questions_of_no_class_and_from_other_classes_come_back_where_they_were(app, tmp_path):
    bring(few())
    with transaction() as here:
        moved = here.query(MicroClassQuestion).order_by(MicroClassQuestion.question_id).first()
        home = here.query(MicroClass).order_by(MicroClass.id.desc()).first()
        lone = here.query(MicroClassQuestion).filter(MicroClassQuestion.question_id > moved.question_id).first()
        moved.micro_class_id, moved.position = home.id, 99
        key, question = here.get(Question, lone.question_id).key, here.get(Question, moved.question_id).key
        here.delete(lone)
    found = export().files
    assert key in found["questions.yaml"].decode()
    assert f"adopts: [{question}]\n" in next(data.decode() for name, data in found.items() if home.key in name)
    forget()
    bring(lay(tmp_path / "out", found))
    assert export().files == found


def test_every_kind_of_question_comes_back(app, tmp_path):
    bring(few())
    prepared = media.prepare(files_of_media.picture(), "bay.jpg")
    with transaction():
        plate = media.keep(prepared, None, clock.now(), {"en": "A bay", "zh": "机舱"}).plate()
    for kind in KEYS_OF_KINDS:
        make_question(kind=kind, **({"media": plate} if kind == "hotspot" else {}))
    found = export().files
    assert all(f"kind: {kind}\n" in found["questions.yaml"].decode() for kind in KEYS_OF_KINDS)
    forget()
    bring(lay(tmp_path / "out", found))
    assert export().files == found


def test_what_is_retired_stays_at_home_and_a_class_that_asks_nothing_is_told(app):
    bring(few())
    with transaction() as here:
        section = here.query(Section).order_by(Section.number).first()
        one, other = here.query(MicroClass).filter_by(section_id=section.id).order_by(MicroClass.position).limit(2)
        one.current_id = None
        here.query(MicroClassQuestion).filter_by(micro_class_id=other.id).delete()
    found = exporting.export()
    assert found.left_out == [other.key]
    assert not [name for name in found.files if f"/{one.key}." in name or f"/{other.key}." in name]


def test_the_commands_write_a_new_folder_only(app, tmp_path):
    bring(few())
    runner = app.test_cli_runner()
    target = tmp_path / "out"
    done = runner.invoke(args=["curriculum", "export", str(target)])
    assert done.exit_code == 0, done.output
    assert "files" in done.output
    assert runner.invoke(args=["curriculum", "export", str(target)]).exit_code != 0
    done = runner.invoke(args=["curriculum", "import", str(target)])
    assert "0 added, 0 changed, 0 retired" in done.output


def test_a_folder_is_put_into_our_style_or_only_looked_at(app, pictured, tmp_path):
    target, runner = tmp_path / "mine", app.test_cli_runner()
    lay(target, {str(one.relative_to(pictured)): one.read_bytes() for one in pictured.rglob("*.*")})
    told = runner.invoke(args=["curriculum", "format", "--check", str(target)])
    assert told.exit_code == 1
    assert told.stdout.splitlines() == [str(target / "questions.yaml")]
    assert (target / "questions.yaml").read_bytes() == (pictured / "questions.yaml").read_bytes()
    before = said_in(target)
    done = runner.invoke(args=["curriculum", "format", str(target)])
    assert done.exit_code == 0, done.output
    assert "changed: 1" in done.output
    assert said_in(target) == before
    assert "All files are in our style." in runner.invoke(args=["curriculum", "format", "--check", str(target)]).output


def said_in(folder: Path) -> list[tuple[str, set[str], str]]:
    """Every class and question of a folder as it would be stored."""
    found = files.read(folder)
    assert found.faults == ()
    classes = [one for section in found.curriculum.sections for one in section.classes]
    pieces = [*classes, *(each for one in classes for each in one.questions), *found.curriculum.loose]
    return [(one.id, set(one.posts), fingerprint(one.content())) for one in pieces]


def test_a_folder_with_faults_is_not_touched(app, tmp_path):
    lay(tmp_path / "mine", {"1-a/section.yaml": b"id: a\nnumber:   one\n"})
    done = app.test_cli_runner().invoke(args=["curriculum", "format", str(tmp_path / "mine")])
    assert done.exit_code == 1
    assert "section.yaml:2:11: " in done.stderr
    assert (tmp_path / "mine/1-a/section.yaml").read_bytes() == b"id: a\nnumber:   one\n"


def test_an_archive_holds_the_files_under_one_folder(app):
    with zipfile.ZipFile(io.BytesIO(archive({"1-a/section.yaml": b"id: a\n"}))) as found:
        assert found.namelist() == ["curriculum/1-a/section.yaml"]
