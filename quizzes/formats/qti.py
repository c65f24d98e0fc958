"""IMS QTI 2.1, 2.2 and 3.0: an assessmentItem as an XML file, or a content package (zip with imsmanifest.xml).

What it means follows the 1EdTech specifications (Assessment, Section and Item Information Model; Content Packaging),
and what TAO and Canvas write within them. Names of 3.0 are read as those of 2.x.
"""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.formats import qti_writing
from quizzes.formats.exchange import Item, Reading, Writing
from quizzes.formats.gathering import Gathering, Refused
from quizzes.formats.packing import Room
from quizzes.formats.qti_body import Files
from quizzes.formats.qti_items import Card, item_of
from quizzes.formats.qti_names import PREFIX, to_older
from quizzes.formats.qti_package import BadPackage, Package
from quizzes.formats.reasons import Reason
from quizzes.formats.sources import BadXml, Source
from quizzes.formats.xmltree import Budget, Node, read_nodes

NAME = "qti"

OLD = Reason("This is QTI 1.x. Export the questions as QTI 2.1, 2.2 or 3.0.")
BARE_MANIFEST = Reason("This is a manifest without its package. Send the whole zip.")
BARE_TEST = Reason("A test only names its questions. Send the whole package as zip.")
NO_ITEM = Reason("There is no QTI question (assessmentItem) in this file.")
NO_ITEMS = Reason("There are no questions in this package.")
KEPT, FREE = 4, 64 * 1024  # bytes of questions that are kept, packed: so many for each of the file, and these
ROOTS = {"questestinterop": OLD, "manifest": BARE_MANIFEST, "assessmentTest": BARE_TEST, "assessmentSection": BARE_TEST}


def read(data: bytes) -> Reading:
    """The questions of a package, or the one of an XML file. It never raises for what is written there."""
    found = Gathering(Room(KEPT * len(data) + FREE))
    if data.startswith(b"PK"):
        _read_package(data, found)
    else:
        _read_item(data, None, Card(), lambda _href: None, "", found)
    return found.reading()


def write(items: Sequence[Item], version: str = "2.1") -> Writing:
    """The items as a package of QTI 2.1 or 3.0; the same bytes for the same items."""
    return qti_writing.write(items, version)


def _read_package(data: bytes, found: Gathering) -> None:
    try:
        package = Package(data)
        for path, card in package.items():
            if not found.has_room(1):
                return
            _read_member(package, path, card, found)
    except BadPackage as bad:
        found.refuse(bad.line, bad.reason)
    if not found.items and not found.refused:
        found.refuse(1, NO_ITEMS)


def _read_member(package: Package, path: str, card: Card, found: Gathering) -> None:
    where = f" (in {path[-100:]})"
    try:
        source = package.source(path)
    except (BadPackage, BadXml) as bad:
        found.refuse(bad.line, bad.reason + where)
        return
    _read_item(source, package.budget, card, package.files_of(path), where, found)


def _read_item(
    source: Source | bytes, budget: Budget | None, card: Card, files: Files, where: str, found: Gathering
) -> None:
    line = 1
    try:
        node = next(read_nodes(source, 1, budget), None)
        if node is None:
            raise Refused(NO_ITEM)
        line = node.line
        item = item_of(_item_in(node), card, files, lambda reason: found.note(line, reason + where))
        found.add(item, where)
    except Refused as refused:
        found.refuse(line, refused.reason + where)
    except BadXml as bad:
        found.refuse(bad.line, bad.reason + where)


def _item_in(node: Node) -> Node:
    if node.tag.startswith(PREFIX):
        to_older(node)
    if node.tag != "assessmentItem":
        raise Refused(ROOTS.get(node.tag, NO_ITEM))
    return node
