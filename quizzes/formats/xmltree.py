"""Reading XML from strangers: piece by piece, with line numbers, and without anything that XML can be abused for.

No document types, no entities of the file's own, nothing fetched (defusedxml sees to it); bounds on depth, on the
length of a tag and on the number of elements in a piece. The encoding is the one that the file declares, when that
is true.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from quizzes.formats.reasons import Reason

MAX_DEPTH = 100
MAX_NODES = 5_000  # in a piece
MAX_ELEMENTS = 1_500_000  # in a file
MAX_TAG = 512 * 1024  # bytes
CHUNK = 64 * 1024

NOT_XML = Reason("This is not well-formed XML. Export the file again, or correct it from this line on.")
HAS_DTD = Reason("The file brings a document type or entities of its own, which is not allowed. Export it without.")
TOO_DEEP = Reason("Elements are nested more than 100 deep. Nothing is read from this line on.")
TOO_MANY_ELEMENTS = Reason("There are more than 1,500,000 elements. Nothing is read from this line on.")
TOO_LONG_TAG = Reason("A tag is longer than 512 kB. Nothing is read from this line on.")
UNREADABLE = Reason("The letters cannot be read. Save the file as UTF-8.")

DECLARED = re.compile(rb"<\?xml[^>]{0,100}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._-]{1,30})[\"']")
KNOWN = re.compile(
    r"utf-8|gbk|gb2312|gb18030|big5|us-ascii|windows-125\d|iso-8859-\d{1,2}|shift_jis|euc-(?:jp|kr)|koi8-r"
)
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff]")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


class BadXml(ValueError):
    """From this line on nothing can be read."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line, self.reason = line, reason


@dataclass(slots=True)
class Node:
    """An element: its local name, its attributes (local names too), and text and elements in their order."""

    tag: str
    attrs: dict[str, str]
    line: int
    parts: list[str | Node] = field(default_factory=list)
    is_cut: bool = False

    def get(self, name: str, default: str = "") -> str:
        return self.attrs.get(name, default)

    def children(self, *tags: str) -> list[Node]:
        return [part for part in self.parts if isinstance(part, Node) and (not tags or part.tag in tags)]

    def child(self, *tags: str) -> Node | None:
        for part in self.parts:
            if isinstance(part, Node) and (not tags or part.tag in tags):
                return part
        return None

    def all(self, *tags: str) -> Iterator[Node]:
        """The elements of these names below this one, at any depth, in their order."""
        todo = self.children()[::-1]
        while todo:
            node = todo.pop()
            if node.tag in tags:
                yield node
            todo += node.children()[::-1]

    def words(self) -> str:
        """All text below, without the elements around it."""
        return "".join(part if isinstance(part, str) else part.words() for part in self.parts)

    def inner(self) -> str:
        """What stands inside, as HTML when there are elements in it, else as the text that it is."""
        if not self.children():
            return self.words()
        return "".join(map(html_of, self.parts))


def html_of(part: str | Node) -> str:
    if isinstance(part, str):
        return escape(part, quote=False)
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in part.attrs.items())
    if part.tag in VOID:
        return f"<{part.tag}{attrs}>"
    return f"<{part.tag}{attrs}>{''.join(map(html_of, part.parts))}</{part.tag}>"


@dataclass(slots=True)
class Budget:
    """How many elements may still be read; the files of a package share one."""

    elements: int = MAX_ELEMENTS


def read_nodes(data: bytes, depth: int, budget: Budget | None = None) -> Iterator[Node]:
    """Each element at this depth (the root is 1), when it is whole. Raises BadXml where the file breaks off."""
    encoding = encoding_of(data)
    skipped = _blank_lines(data, encoding)
    builder = _Builder(depth, budget or Budget())
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.line = lambda: int(parser.parser.CurrentLineNumber) + skipped
    builder.listen(parser.parser)
    fed = 0
    try:
        for chunk in _chunks(data, encoding):
            parser.feed(chunk)
            yield from builder.taken()
            fed += len(chunk)
            if fed - parser.parser.CurrentByteIndex > MAX_TAG:
                raise BadXml(builder.line(), TOO_LONG_TAG)
        parser.close()
    except (ParseError, DefusedXmlException, BadXml) as error:
        yield from builder.taken()
        raise _told(error, builder.line(), skipped) from None
    yield from builder.taken()


def _told(error: Exception, line: int, skipped: int) -> BadXml:
    if isinstance(error, BadXml):
        return error
    if isinstance(error, DefusedXmlException):
        return BadXml(line, HAS_DTD)
    place: tuple[int, int] = getattr(error, "position", (1, 0))
    return BadXml(place[0] + skipped, NOT_XML)


class _Builder:
    """What the parser tells its events to; it keeps only the piece that is being read."""

    def __init__(self, depth: int, budget: Budget) -> None:
        self.depth, self.budget = depth, budget
        self.line: Callable[[], int] = lambda: 1
        self.open: list[Node] = []
        self.level = 0
        self.count = 0
        self.done: list[Node] = []

    def listen(self, expat: Any) -> None:
        """Hear the events themselves, and not by way of the tree of the standard library, which is slower."""
        expat.ordered_attributes = False
        expat.StartElementHandler = self.start
        expat.EndElementHandler = self.end
        expat.CharacterDataHandler = self.data

    def taken(self) -> list[Node]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.level += 1
        if self.level > MAX_DEPTH:
            raise BadXml(self.line(), TOO_DEEP)
        self.budget.elements -= 1
        if self.budget.elements < 0:
            raise BadXml(self.line(), TOO_MANY_ELEMENTS)
        if self.level < self.depth:
            return
        self.count = 1 if self.level == self.depth else self.count + 1
        if self.count > MAX_NODES:
            self.open[0].is_cut = True
            return
        node = Node(
            _local(tag), {_local(name): value for name, value in attrs.items()} if attrs else {}, self.line(), []
        )
        if self.open:
            self.open[-1].parts.append(node)
        self.open.append(node)

    def end(self, _tag: str) -> None:
        self.level -= 1
        if self.count > MAX_NODES and self.level >= self.depth:
            return
        if self.open and self.level < self.depth:
            self.done.append(self.open[0])
            self.open = []
        elif self.open:
            self.open.pop()

    def data(self, text: str) -> None:
        if self.open and self.count <= MAX_NODES:
            self.open[-1].parts.append(text)

    def close(self) -> None:
        self.open = []


@lru_cache(maxsize=2_000)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def encoding_of(data: bytes) -> str:
    """The encoding that the bytes show or declare, and in which they really can be read."""
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return _first_that_fits(data, (encoding,))
    found = DECLARED.match(data[:400].lstrip())
    declared = found[1].decode().lower() if found else "utf-8"
    tried = (declared if KNOWN.fullmatch(declared) else "utf-8", "utf-8", "gb18030", "windows-1252")
    return _first_that_fits(data, tried)


MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


def _first_that_fits(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            for _text in _decoded(data, encoding):
                pass
        except (UnicodeError, LookupError):
            continue
        return encoding
    raise BadXml(1, UNREADABLE)


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), CHUNK):
        yield decoder.decode(data[start : start + CHUNK])
    yield decoder.decode(b"", True)


def _blank_lines(data: bytes, encoding: str) -> int:
    """Empty lines before the declaration: against the rules, but common; they are skipped and counted."""
    text = next(_decoded(data, encoding), "")
    return text[: len(text) - len(text.lstrip())].count("\n")


def _chunks(data: bytes, encoding: str) -> Iterator[bytes]:
    for place, text in enumerate(_decoded(data, encoding)):
        legal = ILLEGAL.sub("", text)
        yield (legal if place else legal.lstrip()).encode()
