"""What stands for a module that is loaded late: nothing is loaded before its time, and what is done is done there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quizzes import formats, later
from quizzes.formats.pieces import ID_FORM
from quizzes.later import Later

ROOT = Path(__file__).parents[2]
WATCH = """
import sys
from quizzes.formats import curriculum, plates
print("quizzes.formats.curriculum" in sys.modules)
curriculum.read
print("quizzes.formats.curriculum" in sys.modules, "quizzes.formats.tidying" in sys.modules)
"""


def test_a_module_is_loaded_when_something_of_it_is_asked_for():
    said = subprocess.run([sys.executable, "-c", WATCH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["False", "True", "False"]


def test_what_is_read_set_and_deleted_is_the_modules_own(monkeypatch):
    found, real = Later("quizzes.formats.pieces"), sys.modules["quizzes.formats.pieces"]
    assert found.ID_FORM == ID_FORM
    assert (vars(found), dir(found), found.__file__) == (vars(real), dir(real), real.__file__)
    monkeypatch.setattr(found, "ID_FORM", "x")
    assert real.ID_FORM == "x"
    monkeypatch.undo()
    assert real.ID_FORM == found.ID_FORM == ID_FORM
    found.more = 1
    del found.more
    assert not hasattr(real, "more")


def test_a_name_that_there_is_not_is_refused_as_ever():
    with pytest.raises(AttributeError, match=r"'quizzes\.formats\.pieces' has no attribute 'nothing'"):
        _ = Later("quizzes.formats.pieces").nothing
    with pytest.raises(AttributeError, match=r"'quizzes\.formats' has no attribute 'nothing'"):
        _ = formats.nothing
    with pytest.raises(ImportError):
        from quizzes.formats import nothing  # noqa: F401


def test_only_the_modules_named_are_late():
    find = later.modules("quizzes.formats", "pieces")
    assert find("pieces").ID_FORM == ID_FORM
    with pytest.raises(AttributeError):
        find("plates")
