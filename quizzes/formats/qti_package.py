"""A QTI content package: a zip whose members are read one by one, within bounds, and never unpacked to a disk.

A name in the package only ever finds a member of the same package.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from urllib.parse import quote, unquote

from quizzes.formats.media import MAX_MEDIUM
from quizzes.formats.qti_body import Files
from quizzes.formats.qti_items import Card
from quizzes.formats.reasons import Reason
from quizzes.formats.sources import BROKEN, BadXml, Source, in_zip
from quizzes.formats.xmltree import Budget, Node, read_nodes
from quizzes.formats.zips import unpacked

ENTRY = b"PK\1\2"  # how the directory of a zip begins each of its entries
MANIFEST = "imsmanifest.xml"
ITEM = "imsqti_item"
MAX_MEMBERS, FREE_MEMBERS, BYTES_A_MEMBER = 25_000, 100, 100  # more than so many only where each is so long
MAX_UNPACKED = 200 * 1024 * 1024
MAX_RATIO = 100  # of the whole, and of a member
SMALL = 100_000  # bytes that may be packed as well as they like
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MEDIA_RATIO, FREE_MEDIA = 4, 64 * 1024  # how much larger than the package all files to show may become, and bytes

DAMAGED = Reason("The package is damaged. Export it again.")
BOMB = Reason("The package unpacks to far more than questions need; it is refused.")
LOCKED = Reason("The package is encrypted or packed in an unusual way. Export it again as an ordinary zip.")
MISSING = Reason("The package names a file that it does not hold.")
TOO_LARGE = Reason("A file of the package is larger than 10 MB.")


class BadPackage(ValueError):
    """The package, or the file of it that is asked for, cannot be read."""

    def __init__(self, reason: str, line: int = 1) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


class Package:
    """The members by their names, checked before any of them is read. Raises BadPackage."""

    def __init__(self, data: bytes) -> None:
        if data.count(ENTRY) > min(MAX_MEMBERS, FREE_MEMBERS + len(data) // BYTES_A_MEMBER):
            raise BadPackage(BOMB)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except BROKEN:
            raise BadPackage(DAMAGED) from None
        _refuse_bomb(entries, len(data))
        self._entries = {entry.filename: entry for entry in entries if not entry.filename.endswith("/")}
        self.budget = Budget()
        self._media: dict[str, bytes | None] = {}
        self._data, self._room = data, FREE_MEDIA + MEDIA_RATIO * len(data)

    def source(self, name: str) -> Source:
        """Where a member is read from. Raises BadPackage, BadXml."""
        entry = self._entries.get(name)
        if entry is None:
            raise BadPackage(MISSING)
        if entry.file_size > MAX_MEDIUM:
            raise BadPackage(TOO_LARGE)
        return in_zip(self._zip, entry)

    def member(self, name: str) -> bytes:
        """All that is in a member. Raises BadPackage."""
        try:
            return b"".join(self.source(name).chunks())
        except BadXml as bad:
            raise BadPackage(bad.reason) from None

    def files_of(self, path: str) -> Files:
        """Finds what an item calls a file: a member beside it, or wherever the way leads within the package."""
        folder = posixpath.dirname(path)

        def file(href: str) -> bytes | None:
            name = self._named(folder, href)
            if name in self._entries and name not in self._media:
                self._media[name] = self._medium(self._entries[name])
            return self._media.get(name)

        return file

    def _medium(self, entry: zipfile.ZipInfo) -> bytes | None:
        """A file to show, read once; nothing when it is damaged or all of them together become too large."""
        if entry.file_size > min(self._room, MAX_MEDIUM):
            return None
        data = unpacked(self._zip, entry, self._data)
        if data is None:
            return None
        self._room -= len(data)
        return data

    def items(self) -> Iterator[tuple[str, Card]]:
        """The path of each item with what the manifest says of it. Without a manifest: every XML file."""
        manifests = sorted((name for name in self._entries if _last(name) == MANIFEST), key=_depth)
        if manifests:
            yield from self._listed(manifests[0])
        else:
            yield from ((name, Card()) for name in sorted(self._entries) if name.lower().endswith(".xml"))

    def _listed(self, manifest: str) -> Iterator[tuple[str, Card]]:
        folder, seen = posixpath.dirname(manifest), set()
        try:
            for node in read_nodes(self.source(manifest), 3, self.budget):
                path = self._named(folder, node.get("href"))
                if not _is_item(node) or path in seen:
                    continue
                if path in self._entries:
                    seen.add(path)
                yield path, self._card(node, folder)
        except BadXml as bad:
            raise BadPackage(bad.reason + f" (in {MANIFEST})", bad.line) from None

    def _card(self, node: Node, folder: str) -> Card:
        hrefs = [file.get("href") for file in node.children("file") if file.get("href") != node.get("href")]
        files = tuple("/" + quote(self._named(folder, href)) for href in hrefs)
        meta = node.child("metadata")
        if meta is None:
            return Card(files=files)
        return Card(_title(meta), _category(meta), _tags(meta), _ident(meta), files)

    def _named(self, folder: str, href: str) -> str:
        """The member that a reference means: from its folder, or from the top of the package when it begins with /."""
        plain = unquote(href.partition("?")[0].partition("#")[0]).replace("\\", "/")
        inside = posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))
        top = plain.lstrip("/")
        first, second = (top, inside) if plain.startswith("/") else (inside, top)
        return first if first in self._entries else second


def _refuse_bomb(entries: list[zipfile.ZipInfo], size: int) -> None:
    packed = sum(entry.compress_size for entry in entries)
    unpacked = sum(entry.file_size for entry in entries)
    if packed > size or unpacked > min(MAX_UNPACKED, max(SMALL, MAX_RATIO * size)):
        raise BadPackage(BOMB)
    if any(entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size) for entry in entries):
        raise BadPackage(BOMB)
    if any(entry.flag_bits & 1 or entry.compress_type not in METHODS for entry in entries):
        raise BadPackage(LOCKED)


def _is_item(node: Node) -> bool:
    return node.tag == "resource" and ITEM in node.get("type").lower() and bool(node.get("href"))


def _last(name: str) -> str:
    return name.rpartition("/")[2].lower()


def _depth(name: str) -> tuple[int, str]:
    return name.count("/"), name


def _words(node: Node, *tags: str) -> tuple[str, ...]:
    """What metadata (LOM) says under these names: in <string>, <langstring>, or directly."""
    found = (" ".join(each.words().split()) for each in node.all(*tags))
    return tuple(dict.fromkeys(words for words in found if words))


def _title(meta: Node) -> str:
    general = next(meta.all("general"), None)
    return next(iter(_words(general, "title")), "") if general else ""


def _tags(meta: Node) -> tuple[str, ...]:
    general = next(meta.all("general"), None)
    return _words(general, "keyword") if general else ()


def _ident(meta: Node) -> str:
    general = next(meta.all("general"), None)
    entry = next(general.all("entry"), None) if general else None
    return " ".join(entry.words().split()) if entry else ""


def _category(meta: Node) -> tuple[str, ...]:
    """The first path of a classification, from the top."""
    path = next(meta.all("taxonPath", "taxonpath"), None)
    if path is None:
        return ()
    names = (" ".join(entry.words().split()) for taxon in path.all("taxon") for entry in taxon.children("entry"))
    return tuple(name for name in names if name)
