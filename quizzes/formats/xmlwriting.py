"""Writing XML as text: elements within elements, in the names of QTI 2.1 or of 3.0."""

from __future__ import annotations

import re
from html import escape

from quizzes.formats.qti_names import newer, newer_attribute
from quizzes.formats.xmltree import ILLEGAL

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SURROGATE = re.compile("[\ud800-\udfff]")


def legal(text: str) -> str:
    """The text without signs that XML does not know."""
    return SURROGATE.sub("", ILLEGAL.sub("", text))


def said(text: str) -> str:
    return escape(legal(text), quote=False).replace("\r", "&#13;")


def quoted(value: str) -> str:
    return escape(legal(value)).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def element(tag: str, attrs: dict[str, str] | None = None, *inside: str) -> str:
    written = "".join(f' {name}="{quoted(value)}"' for name, value in (attrs or {}).items())
    content = "".join(inside)
    return f"<{tag}{written}>{content}</{tag}>" if content else f"<{tag}{written}/>"


class Dialect:
    """Names elements as the version does."""

    def __init__(self, version: str) -> None:
        self.is_new = version.startswith("3")

    def __call__(self, tag: str, attrs: dict[str, str] | None = None, *inside: str) -> str:
        if not self.is_new:
            return element(tag, attrs, *inside)
        renamed = {_renamed(name): value for name, value in (attrs or {}).items()}
        return element(newer(tag), renamed, *inside)


def _renamed(name: str) -> str:
    return name if name.startswith("xmlns") else newer_attribute(name)
