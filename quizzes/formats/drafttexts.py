"""The texts of an item of another program, at their languages in a draft of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from quizzes.formats.drafting import Text, both
from quizzes.formats.exchange import Item, Markup, Range
from quizzes.formats.htmltext import plain_from_html

LONGEST_UNIT = 20
PICTURE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{1,600}\)")  # of Markdown
PLAYED = re.compile(r"<(audio|video|object)\b[^<>]{0,999}>.{0,2000}?</\1\s{0,9}>", re.IGNORECASE | re.DOTALL)
BLOCKS = re.compile(r"</?(?:p|div|li|ul|ol|tr|td|th|table|h[1-6]|pre|blockquote)\b[^<>]{0,999}>", re.IGNORECASE)


class NotDraftable(ValueError):
    """An item that no kind of ours can hold; the message says why."""


class Writer:
    """Puts an item's texts, and those of its translation, at their languages, as plain text."""

    def __init__(self, item: Item, twin: Item | None, language: str) -> None:
        self.item, self.twin, self.language = item, twin, language

    def text(self, part: Any) -> Text:
        found = both() | {self.language: plain(part(self.item), self.item.markup)}
        if self.twin is not None:
            other = "en" if self.language == "zh" else "zh"
            found[other] = plain(part(self.twin), self.twin.markup)
        return found

    def each(self, part: Any) -> dict[str, list[str]]:
        """The same for a list, of which each language has its own: by language."""
        found: dict[str, list[str]] = {"en": [], "zh": []}
        found[self.language] = _kept(part(self.item))
        if self.twin is not None:
            found["en" if self.language == "zh" else "zh"] = _kept(part(self.twin))
        return found


def _kept(words: Iterable[str]) -> list[str]:
    """The words that say something, once each; what is typed is plain in every format."""
    return [one for one in dict.fromkeys(plain(each, Markup.PLAIN) for each in words) if one]


def plain(text: str, markup: Markup) -> str:
    words = plain_from_html(BLOCKS.sub(" ", PLAYED.sub(" ", text))) if markup is Markup.HTML else text
    words = PICTURE.sub(" ", words) if markup is Markup.MARKDOWN else words
    return re.sub(r"\s+", " ", words).strip()


def best_ranges(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """The narrowest of those that give the most, then those that give nothing: their feedback says what is wrong."""
    best = max((one.fraction for one in ranges), default=0.0)
    full = sorted((one for one in ranges if one.fraction == best > 0), key=lambda one: one.high - one.low)
    return (*full[:1], *(one for one in ranges if one.fraction <= 0))
