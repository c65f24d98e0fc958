"""The manifest of a QTI package: which items there are, and what is said of them (IEEE LOM)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from quizzes.formats.exchange import Item
from quizzes.formats.xmlwriting import DECLARATION, element, said

PACKAGE = {
    "2": "http://www.imsglobal.org/xsd/imscp_v1p1",
    "3": "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
}
SCHEMA = {"2": ("QTIv2.1 Package", "1.0.0"), "3": ("QTI Package", "3.0.0")}
RESOURCE = {"2": "imsqti_item_xmlv2p1", "3": "imsqti_item_xmlv3p0"}
LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True)
class Entry:
    """An item as the manifest names it."""

    item: Item
    identifier: str
    path: str
    files: tuple[str, ...]


def write(entries: Sequence[Entry], version: str) -> str:
    major = version[:1]
    schema, number = SCHEMA[major]
    metadata = element("metadata", None, element("schema", None, schema), element("schemaversion", None, number))
    resources = element("resources", None, "\n", *(_resource(entry, major) for entry in entries))
    attrs = {"xmlns": PACKAGE[major], "identifier": "paddock-questions"}
    return DECLARATION + element(
        "manifest", attrs, "\n", metadata, "\n", element("organizations"), "\n", resources, "\n"
    )


def _resource(entry: Entry, major: str) -> str:
    files = "".join(element("file", {"href": quote(path)}) for path in (entry.path, *entry.files))
    lom = element("lom", {"xmlns": LOM}, *_general(entry), *_classification(entry.item))
    attrs = {"identifier": f"resource-{entry.identifier}", "type": RESOURCE[major], "href": entry.path}
    return element("resource", attrs, element("metadata", None, lom), files) + "\n"


def _general(entry: Entry) -> Iterator[str]:
    item = entry.item
    parts = []
    if item.ident and item.ident != entry.identifier:
        parts.append(element("identifier", None, element("entry", None, said(item.ident))))
    if item.title:
        parts.append(element("title", None, _string(item.title)))
    parts += [element("keyword", None, _string(tag)) for tag in item.tags]
    if parts:
        yield element("general", None, *parts)


def _classification(item: Item) -> Iterator[str]:
    if item.category:
        taxa = (element("taxon", None, element("entry", None, _string(name))) for name in item.category)
        yield element("classification", None, element("taxonPath", None, *taxa))


def _string(text: str) -> str:
    return element("string", None, said(text))
