"""The body of a QTI item: its words as HTML, and the interactions that stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from urllib.parse import unquote

from quizzes.formats.exchange import Markup
from quizzes.formats.gathering import Refused
from quizzes.formats.htmltext import BREAK, TAG
from quizzes.formats.media import Bag, safe_name
from quizzes.formats.reasons import Reason
from quizzes.formats.xmltree import VOID, Node

BLOCKS = (
    *("choiceInteraction", "orderInteraction", "matchInteraction", "associateInteraction"),
    "hotspotInteraction",
)
INLINE = ("textEntryInteraction", "inlineChoiceInteraction")
FEEDBACK = ("feedbackInline", "feedbackBlock")
SILENT = ("stylesheet", "script", "style", "catalogInfo", "companionMaterialsInfo")
SOURCES = {"img": "src", "audio": "src", "video": "src", "source": "src", "object": "data", "a": "href", "track": "src"}
GRID = re.compile(r"(grid-row|col-\d{1,2}|\s){1,9}")  # the layout that TAO puts around everything
WRAPPERS = ("p", "div", "br", "span")

REASONS = {
    "extendedTextInteraction": Reason(
        "An essay is marked by people and cannot be taken. Ask for a short answer instead."
    ),
    "uploadInteraction": Reason("A file to hand in is marked by people and cannot be taken."),
    "drawingInteraction": Reason("A drawing is marked by people and cannot be taken."),
    "printedVariable": Reason("A question that draws its numbers cannot be taken. Write it with fixed numbers."),
}
UNKNOWN = Reason("Questions with this interaction cannot be taken: ")
NO_FILE = Reason("A file that a text shows does not come along: ")
RUBRIC_LEFT_OUT = Reason("Remarks for markers or learners (rubricBlock) are left out.")
FEEDBACK_LEFT_OUT = Reason("Feedback in the middle of the text is left out.")

Files = Callable[[str], bytes | None]


class Body:
    """Turns elements into HTML; what asks something is kept aside."""

    def __init__(self, files: Files, bag: Bag, note: Callable[[str], None]) -> None:
        self.files, self.bag, self.note = files, bag, note
        self.blocks: list[Node] = []
        self.gaps: list[Node] = []

    def html(self, node: Node) -> str:
        """What stands inside; a bare <div> around it is left out."""
        return self.bag.lift("".join(map(self._outermost, node.parts)).strip())

    def _outermost(self, part: str | Node) -> str:
        if isinstance(part, Node) and part.tag == "contentBody":
            return "".join(map(self._outermost, part.parts))
        if isinstance(part, Node) and part.tag == "div" and not self._attrs(part):
            return "".join(map(self._part, part.parts))
        return self._part(part)

    def _part(self, part: str | Node) -> str:
        if isinstance(part, str):
            return escape(part, quote=False)
        if part.tag in BLOCKS:
            self.blocks.append(part)
            return "".join(self._element("p", {}, prompt) for prompt in part.children("prompt"))
        if part.tag in INLINE:
            self.gaps.append(part)
            return f"{{{{{len(self.gaps)}}}}}"
        if part.tag in REASONS or part.tag.endswith("Interaction"):
            raise Refused(REASONS.get(part.tag, UNKNOWN + part.tag[:40]))
        return self._plain_part(part)

    def _plain_part(self, part: Node) -> str:
        if part.tag in SILENT:
            return ""
        if part.tag in FEEDBACK:
            self.note(FEEDBACK_LEFT_OUT)
            return ""
        if part.tag == "rubricBlock":
            self.note(RUBRIC_LEFT_OUT)
            return ""
        return self._element(part.tag, self._attrs(part), part)

    def _element(self, tag: str, attrs: Mapping[str, str], node: Node) -> str:
        if tag == "object" and attrs.get("type", "image/").startswith("image/"):
            tag, attrs = "img", {"src": attrs.get("data", ""), "alt": node.words().strip()}
        written = "".join(f' {name}="{escape(value)}"' for name, value in attrs.items())
        if tag in VOID:
            return f"<{tag}{written}>"
        inside = "".join(map(self._part, node.parts))
        if not written and tag in WRAPPERS and not inside.strip():
            return inside
        return f"<{tag}{written}>{inside}</{tag}>"

    def _attrs(self, node: Node) -> Mapping[str, str]:
        if node.tag == "div" and GRID.fullmatch(node.get("class")):
            return {}
        source = SOURCES.get(node.tag, "")
        href = node.get(source) if source else ""
        if not href or ":" in href[:12] or href.startswith(("#", "//")):
            return node.attrs
        return {**node.attrs, source: self._file(href)}

    def _file(self, href: str) -> str:
        data = self.files(href)
        if data is not None:
            return self.bag.add(unquote(href), data)
        self.note(NO_FILE + safe_name(href))
        return safe_name(href)


def is_plain(html: str) -> bool:
    """Whether these are words only, in paragraphs at most."""
    return all(found[2] and found[2].lower() in WRAPPERS and not found[3].strip(" /") for found in TAG.finditer(html))


def in_plain_words(html: str) -> str:
    """Words only: a line for a paragraph, single spaces."""
    lines = unescape(_broken(html.replace("\n", " "))).split("\n")
    return "\n".join(words for line in lines if (words := " ".join(line.split())))


def _broken(html: str) -> str:
    ended = html.replace("</p>", "\n").replace("</div>", "\n").replace("<p>", "\n").replace("<div>", "\n")
    return TAG.sub("", BREAK.sub("\n", ended))


def as_written(html: str) -> str:
    """Words of our own writing, back as they were."""
    return unescape(TAG.sub("", BREAK.sub("\n", html))).strip()


def own_label(item: Node) -> tuple[str, Markup] | None:
    """What our own writer noted of an item: its kind and its markup."""
    kind, _blank, markup = item.get("label").partition(" ")
    if item.get("toolName") != "Paddock" or markup not in [each.value for each in Markup]:
        return None
    return kind, Markup(markup)
