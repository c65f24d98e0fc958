"""The curriculum in the database: idempotent, versioned, nothing answered is rewritten."""

from __future__ import annotations

import shutil

import pytest
from sqlalchemy import func, select

from app.kit import clock
from app.kit.database import session, transaction
from app.lessons.commands import FOLDER, import_if_changed
from app.lessons.importing import import_curriculum
from app.lessons.models import MicroClass, MicroClassVersion
from app.people.seeding import seed_posts
from app.questions.models import Question, QuestionVersion
from quizzes.formats import curriculum as files

CLASS = """\
id: {id}
posts: [me-technician]
minutes: 3
order: 1
title: {{en: Title, zh: 标题}}
body: {{en: Body text., zh: 正文。}}
sources: ["Ohm's law"]
questions:
  - id: {id}-1
    kind: numeric
    text: {{en: "{text}", zh: "多少？"}}
    answer: 12
    tolerance: 0.5
    unit: V
    why: {{en: A slip., zh: 笔误。}}
    explanation: {{en: Because., zh: 因为。}}
    difficulty: 2
    source: "Ohm's law"
"""
SECTION = "id: technology\nnumber: 1\ntitle: {en: Technology, zh: 技术}\nsummary: {en: One line, zh: 一句话}\n"


@pytest.fixture
def folder(tmp_path, app):
    with transaction():
        seed_posts()
    place = tmp_path / "curriculum" / "1-technology"
    place.mkdir(parents=True)
    (place / "section.yaml").write_text(SECTION, encoding="utf-8")
    write(place.parent, "first")
    return place.parent


def write(folder, key: str, text: str = "How much?") -> None:
    path = folder / "1-technology" / f"{key}.yaml"
    path.write_text(CLASS.format(id=key, text=text), encoding="utf-8")


def bring(folder):
    reading = files.read(folder)
    assert not reading.faults, [str(fault) for fault in reading.faults]
    with transaction():
        return import_curriculum(reading.curriculum, clock.now())


def count(model) -> int:
    return session().scalar(select(func.count(model.id)))


def test_a_second_import_changes_nothing(folder):
    assert bring(folder).questions.added == ["first-1"]
    again = bring(folder)
    assert (again.questions.counts(), again.classes.counts()) == (
        {"added": 0, "changed": 0, "retired": 0, "unchanged": 1},
    ) * 2
    assert (count(QuestionVersion), count(MicroClassVersion)) == (1, 1)


def test_a_changed_question_becomes_a_new_version_and_the_old_one_stays(folder):
    bring(folder)
    write(folder, "first", text="How many volts?")
    assert bring(folder).questions.changed == ["first-1"]
    versions = session().scalars(select(QuestionVersion).order_by(QuestionVersion.number)).all()
    assert [version.content["text"]["en"] for version in versions] == ["How much?", "How many volts?"]
    assert session().scalars(select(Question)).one().current_id == versions[1].id


def test_what_is_gone_from_the_files_is_retired_and_comes_back_by_its_id(folder):
    bring(folder)
    write(folder, "second")
    bring(folder)
    (folder / "1-technology" / "first.yaml").unlink()
    gone = bring(folder)
    assert (gone.classes.retired, gone.questions.retired) == (["first"], ["first-1"])
    write(folder, "first")
    bring(folder)
    assert session().scalars(select(MicroClass).filter_by(key="first")).one().current_id is not None


def test_the_written_curriculum_comes_in_and_asks_every_post(app):
    classes = [path for path in FOLDER.glob("*/*.yaml") if path.name != "section.yaml"]
    assert f"classes: {len(classes)} added" in import_if_changed(FOLDER)
    assert import_if_changed(FOLDER) == "nothing new"
    assert count(Question) >= len(classes) * 5


def test_faults_stop_the_import_before_anything_is_written(folder, app):
    shutil.copy(folder / "1-technology" / "first.yaml", folder / "1-technology" / "copy.yaml")
    result = app.test_cli_runner().invoke(args=["curriculum", "import", str(folder)])
    assert result.exit_code == 1
    assert "1-technology/copy.yaml:1:" in result.output
    assert count(Question) == 0
