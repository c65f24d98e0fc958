"""`flask curriculum check`: what it says to people and to programs, and when it fails."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask

from app.lessons.commands import FOLDER
from app.studio import curriculum_check
from tests.quizzes.formats.samples import CARD, lay_out, small_class

NOTHING = "sections: 0\n"
TOLD = small_class("z-one").replace("{en: This, zh: 这个}", "{en: This one, zh: 这个}")


@pytest.fixture
def targets(tmp_path: Path) -> Path:
    """Of a network that asks for nothing."""
    file = tmp_path / "targets.yaml"
    file.write_text(NOTHING, encoding="utf-8")
    return file


def checked(app: Flask, folder: Path, targets: Path, *more: str) -> Result:
    return app.test_cli_runner().invoke(args=["curriculum", "check", str(folder), "--targets", str(targets), *more])


def data(app: Flask, folder: Path, targets: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(checked(app, folder, targets, "--json").output)
    return found


def test_faults_make_it_fail_and_stand_under_their_class(app, tmp_path, targets):
    done = checked(app, lay_out(tmp_path / "small"), targets)
    assert done.exit_code == 1
    lines = done.output.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("electric / low-volt: 2 words, 3 signs"))
    assert lines[start + 2] == "    fault  low-volt · Text · English: 2 words; 150 to 300 read well in three minutes"
    assert "8 questions" in lines[start]


def test_a_file_that_cannot_be_read_is_told_with_its_line_and_the_rest_is_checked(app, tmp_path, targets):
    broken = small_class("no-chinese").replace(", zh: 低压", "", 1)
    folder = lay_out(tmp_path / "small", **{"5-electric/no-chinese.yaml": broken})
    done = checked(app, folder, targets)
    assert done.exit_code == 1
    assert "5-electric/no-chinese.yaml:" in done.output
    assert "electric / low-volt" in done.output
    first = data(app, folder, targets)["findings"][0]
    assert (first["code"], first["class"]) == ("translation-missing", "no-chinese")
    assert first["path"].endswith("5-electric/no-chinese.yaml:5:1")


def test_programs_get_every_class_with_its_figures_and_the_whole(app, tmp_path, targets):
    found = data(app, lay_out(tmp_path / "small"), targets)
    (one,) = found["classes"]
    assert one["key"] == "low-volt"
    assert one["words"] == {"en": 2, "zh": 3}
    assert one["faults"] == sum(each["grade"] == "fault" for each in found["findings"])
    assert found["faults"] == one["faults"]
    assert found["whole"]["questions"] == 8
    assert found["whole"]["chance"]["true"]["of"] == 1
    assert {"code", "grade", "about", "section", "class", "path", "says", "values"} == found["findings"][0].keys()


def test_targets_that_cannot_be_read_are_refused_in_a_sentence(app, tmp_path, targets):
    targets.write_text("kinds: [guessing]\n", encoding="utf-8")
    done = checked(app, lay_out(tmp_path / "small"), targets)
    assert done.exit_code == 1
    assert "there is no guessing" in done.output


def test_nothing_in_our_own_curriculum_is_to_be_mended():
    done = curriculum_check.proof_of(FOLDER)
    assert [(one.code, one.about, one.path, dict(one.values)) for one in done.found if one.is_fault] == []


def test_a_section_is_told_by_itself_with_the_questions_that_let_one_guess(app, tmp_path, targets):
    other = {"1-first/section.yaml": CARD.replace("electric", "first").replace("5", "1"), "1-first/z-one.yaml": TOLD}
    folder = lay_out(tmp_path / "small", **other)
    lines = checked(app, folder, targets, "--section", "first").output.splitlines()
    assert not [line for line in lines if "low-volt" in line]
    assert [line for line in lines if line.startswith("first / z-one")]
    place = lines.index("right is true: 0 of 0; by chance 0.0 ± 0.0:")
    assert lines[place - 8] == "right is longest-en: 1 of 1; by chance 0.5 ± 0.5:"
    assert lines[place - 7] == "    z-one-1"


def test_brief_leaves_the_sums_out(app, tmp_path, targets):
    folder = lay_out(tmp_path / "small")
    assert "questions for each post" in checked(app, folder, targets).output
    brief = checked(app, folder, targets, "--brief").output
    assert "questions for each post" not in brief
    assert brief.splitlines()[-1] == "10 faults, 4 remarks"


def test_strict_fails_on_remarks_too(app, monkeypatch, tmp_path, targets):
    folder = lay_out(tmp_path / "small")
    done = curriculum_check.proof_of(folder, targets)
    monkeypatch.setattr(curriculum_check, "proof_of", lambda *_given: replace(done, found=kept))
    kept = [one for one in done.found if not one.is_fault]
    assert checked(app, folder, targets).exit_code == 0
    assert checked(app, folder, targets, "--strict").exit_code == 1
    kept = []
    assert checked(app, folder, targets, "--strict").exit_code == 0
