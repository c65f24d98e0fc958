"""Between plain text and HTML: escaping, unescaping, and knowing one from the other."""

from __future__ import annotations

import re
from html import escape, unescape

from quizzes.formats.exchange import Markup

TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^<>]*)>|<!--")
ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
BREAK = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
MEANT = re.compile(r"([\\`*_\[\]<>#])")


def looks_like_html(text: str) -> bool:
    return bool(TAG.search(text) or ENTITY.search(text))


def html_from_plain(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>\n")


def plain_from_html(html: str) -> str:
    """The words alone: breaks are new lines, tags are gone."""
    with_lines = BREAK.sub("\n", html).replace("\n\n", "\n") if "<" in html else html
    return unescape(TAG.sub("", with_lines)).strip()


def escaped(text: str, markup: Markup) -> str:
    """Plain words as they stand in a text of this markup."""
    return escape(text, quote=False) if markup is Markup.HTML else text


def unescaped(text: str, markup: Markup) -> str:
    """A text of this markup as plain words."""
    return plain_from_html(text) if markup is Markup.HTML else text


def converted(text: str, source: Markup, target: Markup) -> str:
    """A text for an item whose texts are written in another markup."""
    if source is target or not text:
        return text
    if target is Markup.HTML:
        return html_from_plain(text)
    if target is Markup.MARKDOWN and source is Markup.PLAIN:
        return MEANT.sub(r"\\\1", text)
    return text
