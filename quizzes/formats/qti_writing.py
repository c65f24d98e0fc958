"""Items as a QTI content package: an XML file for each, its files, and a manifest."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.formats import qti_hotspot_writing, qti_manifest
from quizzes.formats.exchange import Item, Markup, Medium, Refusal, Writing
from quizzes.formats.gathering import texts_of
from quizzes.formats.qti_item_writing import ItemWriter
from quizzes.formats.qti_manifest import Entry
from quizzes.formats.reasons import Reason
from quizzes.formats.xhtml import well_formed
from quizzes.formats.xmltree import ILLEGAL

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
GENERATED = "paddock-item-"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same items make the same bytes
MODE = 0o644 << 16

SIGNS_LEFT_OUT = Reason("Signs that XML does not know are left out.")
MARKUP_LEFT_OUT = Reason("Elements or attributes of HTML that QTI does not know are left out.")
NO_PICTURE = Reason("The picture that its places lie on is missing, so the question is left out.")
GAP_FEEDBACK_LEFT_OUT = Reason("QTI has no place for feedback on the answers of a gap; it is left out.")


@dataclass(frozen=True)
class Placed:
    """An item with its name in the package."""

    item: Item
    identifier: str
    number: int

    @property
    def path(self) -> str:
        return f"items/item-{self.number:05}.xml"


def write(items: Sequence[Item], version: str) -> Writing:
    held = [item for item in items if qti_hotspot_writing.is_whole(item)]
    placed = [Placed(item, name, number) for number, (item, name) in enumerate(_named(held), start=1)]
    files = {medium_path(medium): medium.data for item in held for medium in item.media}
    entries = [Entry(each.item, each.identifier, each.path, _paths(each.item)) for each in placed]
    members = {"imsmanifest.xml": qti_manifest.write(entries, version).encode()}
    for each in placed:
        members[each.path] = ItemWriter(each.item, each.identifier, version, links_of(each.item)).xml().encode()
    return Writing(_zipped(members | files), tuple(_notes(items)))


def _zipped(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.create_system, info.external_attr, info.compress_type = 3, MODE, zipfile.ZIP_DEFLATED
            package.writestr(info, data)
    return file.getvalue()


def _named(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """Each item with an identifier of its own: the one that it has, when XML allows it and it is free."""
    taken: set[str] = set()
    for number, item in enumerate(items, start=1):
        is_fit = NAME.fullmatch(item.ident) and item.ident not in taken and not item.ident.startswith(GENERATED)
        name = item.ident if is_fit else f"{GENERATED}{number}"
        taken.add(name)
        yield item, name


def medium_path(medium: Medium) -> str:
    return f"media/{hashlib.sha256(medium.data).hexdigest()[:16]}/{medium.name}"


def _paths(item: Item) -> tuple[str, ...]:
    return tuple(medium_path(medium) for medium in item.media)


def links_of(item: Item) -> dict[str, str]:
    """How the texts of an item reach its files."""
    return {medium.name: f"../{medium_path(medium)}" for medium in item.media}


def _notes(items: Sequence[Item]) -> Iterator[Refusal]:
    for place, item in enumerate(items, start=1):
        if not qti_hotspot_writing.is_whole(item):
            yield Refusal(place, NO_PICTURE)
            continue
        said = "".join(texts_of(item))
        if ILLEGAL.search(said):
            yield Refusal(place, SIGNS_LEFT_OUT)
        if item.markup is Markup.HTML and not all(well_formed(text)[1] for text in texts_of(item)):
            yield Refusal(place, MARKUP_LEFT_OUT)
        said_in_gaps = [each.feedback for blank in item.blanks for each in blank.choices]
        said_in_gaps += [each.feedback for blank in item.blanks for each in blank.ranges]
        if any(said_in_gaps):
            yield Refusal(place, GAP_FEEDBACK_LEFT_OUT)
