"""Markdown to safe HTML: no raw HTML in, an allow-list out."""

from __future__ import annotations

from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {
    "p", "strong", "em", "ul", "ol", "li", "h3", "h4", "blockquote", "code", "br", "hr",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")


@lru_cache(maxsize=2048)
def render(text: str) -> Markup:
    """The text as HTML that can stand in a page."""
    return Markup(nh3.clean(_parser.render(text), tags=TAGS, attributes={}))  # noqa: S704
