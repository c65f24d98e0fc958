"""The example of docs/season.md is a season that can be announced."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.people.seeding import POSTS
from quizzes.formats.route import route
from quizzes.formats.season import read_file, write
from quizzes.rules.points import PointsRules
from quizzes.rules.seasonchecks import Known

PAGE = Path(__file__).parents[3] / "docs" / "season.md"
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
KNOWN = Known(
    sections=[section for section, _until in route().legs],
    stops=route().keys,
    posts=[code for code, *_names in POSTS],
)
BEFORE = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
def example() -> str:
    (found,) = EXAMPLES
    return found


def test_the_example_is_read_without_a_fault_and_can_be_announced(example):
    reading = read_file(example.encode(), KNOWN, BEFORE)
    assert reading.told == ()
    plan = reading.plan
    assert plan is not None
    assert [stage.kind for stage in plan.stages] == ["online-tour", "regional-round", "national-final"]
    assert [leg.section for leg in plan.legs] == KNOWN.sections
    assert plan.points == replace(PointsRules(), class_completed=25)
    assert read_file(write(plan).encode(), KNOWN, BEFORE).plan == plan


def test_a_name_that_the_example_lacks_is_told_at_its_line(example):
    lacking = example.replace(', zh: "区域赛"', "")
    assert lacking != example
    reading = read_file(lacking.encode(), KNOWN, BEFORE)
    ((place, fault),) = [(one.place, one.fault) for one in reading.told]
    assert (fault.code, fault.steps, reading.hinders) == ("name-missing", ("stages", 1, "name", "zh"), False)
    assert "Regional round" in lacking.split("\n")[place.line - 1]
    assert read_file(lacking.replace("languages: [zh, en]", "languages: [en]").encode(), KNOWN, BEFORE).told == ()
