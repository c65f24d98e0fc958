"""Reading XML from strangers: piece by piece, with line numbers, and without anything that XML can be abused for.

No document types, no entities of the file's own, nothing fetched (defusedxml sees to it); bounds on depth, on the
length of a tag and on the number of elements in a piece. The encoding is the one that the file declares, when that
is true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from quizzes.formats.packing import TOO_MUCH
from quizzes.formats.reasons import Reason
from quizzes.formats.sources import BadXml, InMemory, Source, texts_of

MAX_DEPTH = 100
MAX_NODES, FREE_NODES, BYTES_A_NODE = (
    5_000,
    800,
    20,
)  # in a piece, in the second with attributes; more only where it is so long
FREE_SIGNS = 16_000  # of a piece; more only where it came as more than a quarter of them
MAX_ELEMENTS, MAX_NAMES = 1_500_000, 500  # in a file; different names
MAX_TAG, MAX_QUOTES = 512 * 1024, 256  # bytes; two for each attribute
NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})

NOT_XML = Reason("This is not well-formed XML. Export the file again, or correct it from this line on.")
HAS_DTD = Reason("The file brings a document type or entities of its own, which is not allowed. Export it without.")
TOO_DEEP = Reason("Elements are nested more than 100 deep. Nothing is read from this line on.")
TOO_MANY_ELEMENTS = Reason("There are more than 1,500,000 elements. Nothing is read from this line on.")
TOO_MANY_NAMES = Reason(
    "There are more names of elements or attributes than questions need. Nothing is read from here."
)
TOO_LONG_TAG = Reason("A tag is longer than 512 kB. Nothing is read from this line on.")

ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff]")
VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])


@dataclass(slots=True)
class Node:
    """An element: its local name, its attributes (local names too), and text and elements in their order.

    `is_cut`: it holds more than that.
    """

    tag: str
    attrs: Mapping[str, str]
    line: int
    parts: Sequence[str | Node] = ()
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
    """How many elements may still be read, and what is said of more; the files of a package share one."""

    elements: int = MAX_ELEMENTS
    reason: str = TOO_MANY_ELEMENTS


def read_nodes(source: Source | bytes, depth: int, budget: Budget | None = None, within: str = "") -> Iterator[Node]:
    """Each element at this depth (the root is 1), when it is whole. Raises BadXml where the file breaks off.

    `within`: only those in elements of this name.
    """
    source = InMemory(source) if isinstance(source, bytes) else source
    feed = _Feed(source, texts_of(source))
    builder = Builder(depth, within, budget or Budget(), feed)
    parser = DefusedXMLParser(target=builder, encoding="utf-8", forbid_dtd=True)
    builder.listen(parser.parser)
    try:
        for chunk in feed.chunks():
            parser.feed(chunk)
            yield from builder.taken()
            feed.check(parser.parser.CurrentByteIndex, builder.line())
        parser.close()
    except (ParseError, DefusedXmlException, BadXml) as error:
        yield from builder.taken()
        raise _told(error, builder.line(), feed.skipped) from None
    finally:
        builder.expat = None  # they hold each other, and a package has many files
        vars(parser).pop("parser", None), vars(parser).pop("_parser", None)
    yield from builder.taken()


def _told(error: Exception, line: int, skipped: int) -> BadXml:
    if isinstance(error, BadXml):
        return error
    if isinstance(error, DefusedXmlException):
        return BadXml(line, HAS_DTD)
    place: tuple[int, int] = getattr(error, "position", (1, 0))
    return BadXml(place[0] + skipped, NOT_XML)


class _Feed:
    """What the parser is given, piece by piece, and how much of it waits for the end of its tag."""

    def __init__(self, source: Source, texts: Iterator[str]) -> None:
        self.texts = texts
        self.most = min(MAX_TAG, FREE_SIGNS + 4 * source.packed)
        self.ratio = min(1.0, source.packed / max(1, source.size))
        self.skipped = self.fed = self.quotes = 0
        self.chunk = self.head = b""

    def chunks(self) -> Iterator[bytes]:
        """Empty lines before the declaration are against the rules, but common; they are skipped and counted."""
        is_begun = False
        for text in self.texts:
            legal = ILLEGAL.sub("", text)
            if not is_begun:
                kept = legal.lstrip()
                self.skipped += legal[: len(legal) - len(kept)].count("\n")
                legal, is_begun = kept, bool(kept)
            self.chunk = legal.encode()
            self.fed += len(self.chunk)
            yield self.chunk

    def check(self, done: int, line: int) -> None:
        """Raises BadXml where the tag that is not closed yet is too long, or has too many attributes."""
        waiting = self.fed - done
        if waiting <= len(self.chunk):
            begun = self.chunk[len(self.chunk) - waiting :]
            self.head, self.quotes = begun[:4], 0
        else:
            begun = self.chunk
        self.quotes += begun.count(b'"') + begun.count(b"'")
        if waiting > self.most:
            raise BadXml(line, TOO_LONG_TAG if waiting > MAX_TAG else TOO_MUCH)
        if self.quotes > MAX_QUOTES and not self.head.startswith((b"<!", b"<?")):
            raise BadXml(line, TOO_MANY_NAMES)


class Builder:
    """What the parser tells its events to; it keeps only the piece that is being read."""

    def __init__(self, depth: int, within: str, budget: Budget, feed: _Feed) -> None:
        self.depth, self.within, self.budget, self.feed = depth, within, budget, feed
        self.is_within = not within
        self.expat: Any = None
        self.open: list[Node] = []
        self.level = self.count = self.weight = self.signs = self.begun = 0
        self.is_cut = False
        self.done: list[Node] = []
        self._line = 1

    def listen(self, expat: Any) -> None:
        """Hear the events themselves, and not by way of the tree of the standard library, which is slower."""
        self.expat, self.names = expat, expat.intern
        expat.ordered_attributes = False
        expat.StartElementHandler = self.start
        expat.EndElementHandler = self.end
        expat.CharacterDataHandler = self.data

    def close(self) -> None:
        self.open = []

    def line(self) -> int:
        """The same number is the same object: elements are many, lines are few."""
        line = int(self.expat.CurrentLineNumber) + self.feed.skipped
        if line != self._line:
            self._line = line
        return self._line

    def taken(self) -> list[Node]:
        done, self.done = self.done, []
        return done

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        self.level += 1
        self._check_file()
        if self.level == self.depth - 1 and self.within:
            self.is_within = _local(tag) == self.within
        if self.level == self.depth:
            self.count = self.weight = self.signs = 0
            self.begun = self.expat.CurrentByteIndex
            self.is_cut = False
        if self.level < self.depth or self.is_cut or not self.is_within:
            return
        self.count += 1
        self.weight += 1 + len(attrs)
        node = Node(_local(tag), _local_names(attrs) if attrs else NO_ATTRIBUTES, self.line())
        if self.open:
            _add(self.open[-1], node)
        self.open.append(node)
        if self.weight > FREE_NODES:
            self._check_piece()

    def _check_file(self) -> None:
        if self.level > MAX_DEPTH:
            raise BadXml(self.line(), TOO_DEEP)
        self.budget.elements -= 1
        if self.budget.elements < 0:
            raise BadXml(self.line(), self.budget.reason)
        if len(self.names) > MAX_NAMES:
            raise BadXml(self.line(), TOO_MANY_NAMES)

    def _check_piece(self) -> None:
        """Cut what holds more elements, or unpacks to more text, than a question has."""
        came_as = (self.expat.CurrentByteIndex - self.begun) * self.feed.ratio
        is_dense = self.weight > FREE_NODES + came_as / BYTES_A_NODE
        if is_dense or self.count > MAX_NODES or self.signs > FREE_SIGNS + 4 * came_as:
            self.is_cut = self.open[0].is_cut = True
            del self.open[1:]

    def end(self, _tag: str) -> None:
        self.level -= 1
        if self.open and self.level < self.depth:
            self.done.append(self.open[0])
            self.open = []
        elif self.open and not self.is_cut:
            self.open.pop()

    def data(self, text: str) -> None:
        if self.open and not self.is_cut:
            self.signs += len(text)
            _add(self.open[-1], text)
            if self.signs > FREE_SIGNS:
                self._check_piece()


def _add(node: Node, part: str | Node) -> None:
    """The first part stands alone in a tuple: most elements have one, and a list takes twice the room."""
    if isinstance(node.parts, list):
        node.parts.append(part)
    else:
        node.parts = [*node.parts, part] if node.parts else (part,)


def _local_names(attrs: dict[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in attrs.items()}


@lru_cache(maxsize=500)
def _local(name: str) -> str:
    return name.rpartition("}")[2]
