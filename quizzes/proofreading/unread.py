"""What the reading of the files refuses, as findings: such a class is not in the manuscript, so this is all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from quizzes.formats.faults import Fault
from quizzes.proofreading.findings import Found

NO_TRANSLATION = re.compile(r"The (English|Chinese) text is missing")
OF_NO_CLASS = re.compile(r"section|questions(-\d+)?")


def findings(faults: Iterable[Fault]) -> Iterator[Found]:
    """`path` is that of the file, with line and column."""
    for one in faults:
        stem = PurePath(one.path).stem
        code = "translation-missing" if NO_TRANSLATION.match(one.message) else "unreadable"
        home = "" if OF_NO_CLASS.fullmatch(stem) else stem
        where = f"{one.path}:{one.line}:{one.column}"
        yield Found(code, home, True, where, {"message": one.message}, home=home)
