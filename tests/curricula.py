"""A part of the curriculum that is delivered, for tests that need a whole folder and not all of it."""

from __future__ import annotations

import re
import shutil
from functools import cache
from pathlib import Path

from tests.engines import make_folder

DELIVERED = Path(__file__).parents[1] / "quizzes" / "curriculum"
BESIDE = re.compile(r"^ +file: (\S+)$", re.MULTILINE)  # figures and pictures
ORDER = re.compile(r"^order: (\d+)$", re.MULTILINE)
CLASSES = 4  # of each section: the first ones require no others than one another


@cache
def few() -> Path:
    """A folder with the first classes of each section and all that they show, as they are delivered."""
    folder = make_folder("few")
    for path in sorted(DELIVERED.glob("*/*.yaml")):
        text = path.read_text(encoding="utf-8")
        order = ORDER.search(text)
        if order is None or int(order[1]) <= CLASSES:  # a section's own card has none
            for one in (path, *(path.parent / name for name in BESIDE.findall(text))):
                target = folder / one.relative_to(DELIVERED)
                target.parent.mkdir(exist_ok=True)
                shutil.copy(one, target)
    return folder
