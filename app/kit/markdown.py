"""Markdown to safe HTML: no raw HTML in, an allow-list out.

`![words](media:KEY)` stands for a medium of the library: it comes out as an <img> with that address, which whoever
knows the library puts the real thing in the place of (app/media/texts.py). Pictures from anywhere else come out as
their words.
"""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "strong", "em", "ul", "ol", "li", "h2", "h3", "blockquote", "code", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td", "img",
}  # fmt: skip
OF_IMAGES = {"img": {"src", "alt"}}
_FOREIGN = re.compile(r'<img(?![^>]* src="media:)(?:[^>]* alt="([^"]*)")?[^>]*>')
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")

# CommonMark does not see the end of `**重点。**后面`: it stands between punctuation and a letter. Chinese has no space
# there, so the punctuation moves out of the emphasis.
_END = re.compile(r"\*\*([^*\n]+?)([、。，；：！？）”》」]+)\*\*(?=[^\W_])")
_BEGIN = re.compile(r"(?<=[^\W_])\*\*([（“《「]+)([^*\n]+?)\*\*")


@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """The text as HTML that can stand in a page."""
    friendly = _BEGIN.sub(r"\1**\2**", _END.sub(r"**\1**\2", text))
    clean = nh3.clean(_lifted(_parser.render(friendly)), tags=TAGS, attributes=OF_IMAGES, url_schemes={"media"})
    return Markup(_FOREIGN.sub(r"\1", clean))  # noqa: S704


def _lifted(html: str) -> str:
    """Headings one level up: the title of the page is the first, `###` in a text comes right below it."""
    return html.replace("<h3>", "<h2>").replace("</h3>", "</h2>").replace("<h4>", "<h3>").replace("</h4>", "</h3>")
