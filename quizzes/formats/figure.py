"""Checking a figure: only the part of SVG that cannot act, load or colour by itself, written out anew."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser

from quizzes.formats import svg
from quizzes.formats.faults import START, Place, did_you_mean
from quizzes.formats.tree import Slip

MOST_LEVELS = 20
CHINESE = re.compile(r"[\u3400-\u9fff]")
PIECE = re.compile(r"(</?(\w+)[^>]*>)([^<]*)")
OTHER_LANGUAGE = {"en": "zh", "zh": "en"}


def check(text: str, class_id: str) -> tuple[str, list[Slip]]:
    """The figure as clean SVG without XML declaration, and what is wrong with it; with faults, no figure."""
    draughtsman = _Draughtsman(class_id)
    slips = [*_read(text, draughtsman), *draughtsman.slips]
    return ("" if slips else "".join(draughtsman.written)), slips


def laid_out(drawn: str) -> str:
    """A figure that was checked, as a file: an element a line, words as they are. Checked again, it is the same."""
    lines, depth, words = [""], 0, 0
    for tag, name, between in PIECE.findall(drawn):
        closes, is_empty = tag.startswith("</"), tag.endswith("/>")
        depth -= closes
        lines[-1] += tag if words else f"{'  ' * depth}{tag}"
        words += name in svg.WITH_WORDS and not is_empty and (-1 if closes else 1)
        depth += not closes and not is_empty
        lines[-1] += between
        lines += [] if words else [""]
    return "\n".join(lines)


def _read(text: str, draughtsman: _Draughtsman) -> Iterator[Slip]:
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(draughtsman)
    source = InputSource()
    source.setCharacterStream(StringIO(text))
    try:
        parser.parse(source)
    except SAXParseException as error:
        place = Place(error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1)
        yield place, f"Not XML: {error.getMessage()}. Close every tag, quote every attribute, write & as &amp;."
    except DefusedXmlException:
        yield draughtsman.place(), "A DOCTYPE or an entity. Take it out; write signs as they are."


@dataclass(frozen=True)
class _Label:
    """A text in one language: its twin stands at the same spot, moved by the same groups."""

    language: str
    spot: tuple[str, ...]
    place: Place


class _Draughtsman(ContentHandler):
    """Draws again what it reads, and notes what must not be drawn."""

    def __init__(self, class_id: str) -> None:
        super().__init__()
        self.class_id = class_id
        self.written: list[str] = []
        self.slips: list[Slip] = []
        self.open: list[str] = []
        self.moves: list[str] = []
        self.labels: list[_Label] = []
        self.ids: set[str] = set()
        self.references: list[tuple[str, Place]] = []
        self.is_label_in_both = False

    def place(self) -> Place:
        locator = getattr(self, "_locator", None)
        if locator is None:
            return START
        return Place(locator.getLineNumber() or 1, (locator.getColumnNumber() or 0) + 1)

    def slip(self, message: str) -> None:
        self.slips.append((self.place(), message))

    # The parser calls these.

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        attributes = dict(attrs.items())
        self._check_element(name)
        self._check_attributes(name, attributes)
        self._note(name, attributes)
        self.open.append(name)
        self.moves.append(attributes.get("transform", ""))
        self.written.append(_start_tag(name, attributes))

    def endElement(self, name: str) -> None:  # noqa: N802
        self.open.pop()
        self.moves.pop()
        if self.written[-1].startswith(f"<{name}"):
            self.written[-1] = f"{self.written[-1][:-1]}/>"
        else:
            self.written.append(f"</{name}>")

    def characters(self, content: str) -> None:
        if self.open[-1] in svg.WITH_WORDS:
            self._check_words(content)
            self.written.append(escape(content))
        elif content.strip():
            self.slip("Words stand outside <text>. Put them into one.")

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802, ARG002
        self.slip(f"<?{target}?> is not allowed. Take it out.")

    def endDocument(self) -> None:  # noqa: N802
        self.slips += self._lonely_labels()
        self.slips += self._lost_references()

    # What they check.

    def _check_element(self, name: str) -> None:
        if (name == svg.ROOT) != (not self.open):
            self.slip("A figure is one <svg>, with nothing around it and no other inside.")
        elif name not in svg.ATTRIBUTES:
            self.slip(f"<{name}> is not allowed.{did_you_mean(name, svg.ATTRIBUTES)} Use {' '.join(svg.ATTRIBUTES)}.")
        elif self.open and self.open[-1] in svg.WITHOUT_PARTS:
            self.slip(f"<{self.open[-1]}> holds words only. Move <{name}> out.")
        elif name == "tspan" and self.open[-1] not in ("text", "tspan"):
            self.slip("<tspan> belongs inside <text>.")
        if len(self.open) == MOST_LEVELS:
            self.slip(f"Nested deeper than {MOST_LEVELS} levels. Draw it flatter.")

    def _check_attributes(self, name: str, attributes: dict[str, str]) -> None:
        if name == svg.ROOT:
            self._check_root(attributes)
        for attribute, value in attributes.items() if name in svg.ATTRIBUTES else ():
            if attribute not in svg.ATTRIBUTES[name]:
                self.slip(_not_allowed(name, attribute))
            elif not svg.fits(attribute, value):
                self.slip(
                    f'{attribute}="{value[:40]}" is not understood. {svg.INSTEAD.get(attribute, "Write it simpler.")}'
                )
            else:
                self._check_value(attribute, value)

    def _check_root(self, attributes: dict[str, str]) -> None:
        if attributes.get("xmlns") != svg.NAMESPACE:
            self.slip(f'<svg> needs xmlns="{svg.NAMESPACE}".')
        if not svg.ROOT_BOX.fullmatch(attributes.get("viewBox", "")):
            self.slip('<svg> needs viewBox="0 0 320 H": 320 units wide, and H high.')

    def _check_value(self, attribute: str, value: str) -> None:
        if attribute == "class":
            for word in sorted(set(value.split()) - svg.CLASSES):
                self.slip(f"Figures know no class `{word}`.{did_you_mean(word, sorted(svg.CLASSES))}")
        if attribute == "font-size" and float(value) < svg.SMALLEST_TEXT:
            self.slip(f"Text of {value} units is too small to read on a phone: {svg.SMALLEST_TEXT} is the least.")
        if attribute == "id":
            self._check_id(value)

    def _check_id(self, value: str) -> None:
        if not value.startswith(self.class_id):
            self.slip(f'id="{value}" does not begin with the class id. Name it `{self.class_id}-{value}`.')
        if value in self.ids:
            self.slip(f'id="{value}" is used twice. Choose another.')

    def _check_words(self, content: str) -> None:
        if self.is_label_in_both and "text" in self.open and CHINESE.search(content):
            self.slip('A label in Chinese needs lang="zh", and a twin with lang="en" at the same place.')

    # What it remembers for the end.

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        self.ids.update(value for attribute, value in attributes.items() if attribute == "id")
        self.references += [(attributes[each], self.place()) for each in sorted(svg.ARROWS & attributes.keys())]
        if name == "text":
            self._note_label(attributes)

    def _note_label(self, attributes: dict[str, str]) -> None:
        language = attributes.get("lang", "")
        self.is_label_in_both = not language
        spot = tuple(attributes.get(each, "") for each in ("x", "y", "dx", "dy", "transform"))
        if language in OTHER_LANGUAGE:
            self.labels.append(_Label(language, (*spot, *filter(None, self.moves)), self.place()))

    def _lonely_labels(self) -> Iterator[Slip]:
        """Labels beyond the number of their twins."""
        spots = {
            language: Counter(each.spot for each in self.labels if each.language == language)
            for language in OTHER_LANGUAGE
        }
        for label in self.labels:
            twins = spots[OTHER_LANGUAGE[label.language]]
            if twins[label.spot] == 0:
                yield label.place, _lonely(label)
            twins[label.spot] -= 1 if twins[label.spot] else 0

    def _lost_references(self) -> Iterator[Slip]:
        for value, place in self.references:
            if value.removeprefix("url(#").removesuffix(")") not in self.ids:
                yield place, f"{value} points at nothing. Draw a <marker> with this id, or take the reference out."


def _lonely(label: _Label) -> str:
    x, y, *_ = label.spot
    wanted = f'<text lang="{OTHER_LANGUAGE[label.language]}" x="{x}" y="{y}">'
    return f'This label with lang="{label.language}" has no twin. Add {wanted} at the same place.'


def _start_tag(name: str, attributes: dict[str, str]) -> str:
    return "<" + " ".join([name, *(f"{key}={quoteattr(value)}" for key, value in attributes.items())]) + ">"


def _not_allowed(name: str, attribute: str) -> str:
    if name == svg.ROOT and attribute in ("width", "height"):
        return f"<svg> takes no {attribute}: the page sets it. Take it out."
    hint = svg.INSTEAD.get(attribute.split(":")[-1]) or f"Allowed: {' '.join(sorted(svg.ATTRIBUTES[name]))}."
    return f"<{name}> takes no {attribute}. {hint}"
