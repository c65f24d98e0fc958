"""What questions and micro-classes are written in, and how each format is read.

Who serves learners needs no format: those that take pydantic are loaded when something of theirs is first asked for,
where they are imported as a whole (`from quizzes.formats import curriculum`).
"""

from typing import TYPE_CHECKING

from quizzes import later

if not TYPE_CHECKING:  # it would hide misspelt names
    __getattr__ = later.modules(
        __name__,
        "awardrules",
        "classdrafting",
        "classes",
        "curriculum",
        "eventplan",
        "folder",
        "folderzip",
        "pieces",
        "plates",
        "questions",
        "scoresheets",
        "selectionrules",
        "tidying",
    )
