"""Moodle XML: the question bank of Moodle as a file.

What it means follows question/format/xml/format.php of Moodle 4 (and its documentation, "Moodle XML format"), with the
dialects of older versions and of programs that write nearly the same: answers without `<text>`, `<answertext>`,
formats left out. The ordering question is that of the plugin, and of Moodle's core since 4.4.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from quizzes.formats import moodle_writing
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import MAX_PATH, PATH_LEFT_OUT, Gathering, Refused
from quizzes.formats.moodle_kinds import item_of
from quizzes.formats.moodle_texts import Draft
from quizzes.formats.reasons import Reason
from quizzes.formats.sources import BadXml
from quizzes.formats.xmltree import Node, read_nodes

NAME = "moodle-xml"

ROOTS = ("$course$", "$module$", "$system$", "$cat$", "$category$")
BETWEEN = re.compile(r"(?<!/)/(?!/)")

CUT = Reason("The question has too many elements: more than 5,000, or than 800 very short ones. Make it simpler.")
NO_QUESTIONS = Reason("There are no questions in this file. Is it a Moodle XML export?")


def read(data: bytes) -> Reading:
    """The questions of a Moodle XML file. It never raises for what is written there."""
    found = Gathering()
    try:
        _read(data, found)
    except BadXml as bad:
        found.refuse(bad.line, bad.reason)
    if not found.items and not found.refused:
        found.refuse(1, NO_QUESTIONS)
    return found.reading()


def write(items: Sequence[Item]) -> Writing:
    """The items as a file for Moodle 4.4 or newer; the same bytes for the same items."""
    return moodle_writing.write(items)


def _read(data: bytes, found: Gathering) -> None:
    category: tuple[str, ...] = ()
    for node in read_nodes(data, depth=2):
        if node.tag != "question":
            continue
        if node.get("type").strip() == "category":
            category = _category(node, found)
            continue
        if not found.has_room(node.line):
            return
        _take(node, category, found)


def _take(node: Node, category: tuple[str, ...], found: Gathering) -> None:
    draft = Draft(node, category, lambda reason: found.note(node.line, reason))
    try:
        if node.is_cut:
            raise Refused(CUT)
        found.add(item_of(draft))
    except Refused as refused:
        found.refuse(node.line, refused.reason)


def _category(node: Node, found: Gathering) -> tuple[str, ...]:
    words = "".join(child.words() for child in node.children("category")).strip()
    if len(words) > MAX_PATH:
        found.note(node.line, PATH_LEFT_OUT)
        return ()
    return path_of(words)


def path_of(words: str) -> tuple[str, ...]:
    """The names of a category and those above it; `//` is a slash in a name. Moodle's own roots are left out."""
    names = [name.replace("//", "/").strip() for name in BETWEEN.split(words)]
    names = [name for name in names if name]
    if names and names[0].lower() in ROOTS:
        names = names[1:]
        if names and names[0].lower() == "top":
            names = names[1:]
    return tuple(names)
