"""HTML as it is written by hand, made well-formed: the elements that QTI knows, each closed, attributes quoted."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

from quizzes.formats.xmltree import VOID

KNOWN = frozenset(
    (
        *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "div", "dl", "dt", "em", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "hr", "i", "img", "kbd", "li", "ol", "p", "pre", "q", "samp", "small", "span"),
        *("audio", "object", "source", "video"),
        *("strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "ul", "var"),
    )
)
ATTRIBUTES = frozenset(
    (
        "alt",
        "class",
        "colspan",
        "controls",
        "data",
        "height",
        "href",
        "lang",
        "rowspan",
        "src",
        "title",
        "type",
        "width",
    )
)
UNREAD = ("script", "style")
MAX_OPEN = 50


class _Tidy(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.unread = 0
        self.is_whole = True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self.unread += 1
        if tag not in KNOWN or self.unread or len(self.open) >= MAX_OPEN:
            self.is_whole = False
            return
        kept = {name: value or "" for name, value in attrs if name in ATTRIBUTES}
        self.is_whole = self.is_whole and len(kept) == len(attrs)
        if tag == "img":
            kept.setdefault("alt", "")
        written = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.parts.append(f"<{tag}{written}{'/' if tag in VOID else ''}>")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self.unread = max(0, self.unread - 1)
        if tag not in self.open:
            return
        while self.open:
            last = self.open.pop()
            self.parts.append(f"</{last}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.unread:
            self.parts.append(escape(data, quote=False))


def well_formed(html: str) -> tuple[str, bool]:
    """The HTML as XML, and whether all of it could be kept."""
    tidy = _Tidy()
    tidy.feed(html)
    tidy.close()
    closing = "".join(f"</{tag}>" for tag in reversed(tidy.open))
    return "".join(tidy.parts) + closing, tidy.is_whole
