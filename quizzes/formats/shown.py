"""What a question of another program shows: of the files that came along the one that a question of ours can carry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from quizzes.formats.drafting import LANGUAGES, Text, both
from quizzes.formats.exchange import Item, Medium
from quizzes.formats.htmltext import plain_from_html
from quizzes.formats.multilang import OTHER, fits

LONGEST_ALT = 300
TAGS = re.compile(r"<(img|audio|video|source|object|a)\b[^<>]{0,2000}>", re.IGNORECASE)
PLAYERS = ("audio", "video")
ATTRIBUTE = re.compile(r"\b(src|href|data|alt|title)\s{0,9}=\s{0,9}(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
MARKDOWN = re.compile(r"!?\[([^\[\]]{0,300})\]\(([^()\s]{1,300})[^()]{0,300}\)")
SEEN, HEARD = ("image/",), ("audio/", "video/")


@dataclass(frozen=True, slots=True)
class Shown:
    """A file that the text of a question shows, with the words that say what is on it, as far as the file has any."""

    medium: Medium
    alt: Text

    @property
    def kind(self) -> str:
        """image, audio or video."""
        return self.medium.type.partition("/")[0]


def shown(item: Item, language: str) -> Shown | None:
    """The first picture of the question's text; where there is none, the first recording or film.

    `language`: that of the texts where the item does not say its own.
    """
    found = first(item)
    return None if found is None else Shown(found, _alt(item, found.name, language))


def first(item: Item) -> Medium | None:
    if item.picture is not None:
        return next((one for one in item.media if one.name == item.picture.name), None)
    twin = item.translation
    named = [name for one in (item, twin) if one and item.media for name, _words in _named(one.text)]
    by_name = {medium.name: medium for medium in item.media}
    listed = [by_name[name] for name in dict.fromkeys(named) if name in by_name]
    wanted = (medium for kinds in (SEEN, HEARD) for medium in listed if medium.type.startswith(kinds))
    return next(wanted, None)


def _alt(item: Item, name: str, language: str) -> Text:
    """The words of each language; words that stand for both languages belong to the one that they are in."""
    tongue, found = item.language if item.language in LANGUAGES else language, both()
    found[tongue] = _words(item, name)
    if item.translation is not None:
        other = OTHER[tongue]
        found[other] = _words(item.translation, name)
        if found[other] == found[tongue]:
            spoken = fits(found[tongue])
            return {one: words if one in spoken else "" for one, words in found.items()}
    return found


def _words(item: Item, name: str) -> str:
    if item.picture is not None:
        return " ".join(item.picture.alt.split())[:LONGEST_ALT]
    said = next((words for named, words in _named(item.text) if named == name), "")
    return " ".join(said.split())[:LONGEST_ALT]


def _inside(text: str, tag: re.Match[str]) -> str:
    """The words within an element: what is said in place of a recording where it cannot be played."""
    if tag[1].lower() not in (*PLAYERS, "object"):
        return ""
    inside = text[tag.end() : tag.end() + 2_000]
    end = inside.find(f"</{tag[1]}")
    return plain_from_html(inside[:end]) if end >= 0 else ""


def _named(text: str) -> Iterator[tuple[str, str]]:
    """(name, words) of every file that a text shows, in their order."""
    around = ""
    for tag in TAGS.finditer(text):
        found = {one[1].lower(): unescape(one[2][1:-1]) for one in ATTRIBUTE.finditer(tag[0])}
        name = found.get("src") or found.get("data") or found.get("href") or ""
        words = found.get("alt") or found.get("title") or _inside(text, tag)
        if tag[1].lower() in PLAYERS:
            around = words
        yield name, around if tag[1].lower() == "source" else words
    yield from ((one[2], one[1]) for one in MARKDOWN.finditer(text))
