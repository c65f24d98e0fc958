"""What an author typed of a class, as a draft's content. Nothing is refused: the health check says what is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.studio.fields import Typed
from quizzes.formats.drafting import Content, Text

LONGEST_BODY = 20_000  # signs of a text that are kept
LONGEST_LINE = 2_000
LONGEST_DRAWING = 200_000
MOST_SOURCES = 20
MOST_NAMES = 60


def content(typed: Typed, before: Content) -> Content:
    """`before`: how it stood, for what the form does not hold."""
    asked = _ordered(typed)
    left = [key for key in typed.getlist("left") if key in asked]
    taken = _names(typed.get("take", ""))
    return {
        "title": _both(typed, "title"),
        "body": {language: block(typed, f"body-{language}") for language in ("en", "zh")},
        "minutes": _number(typed, "minutes", 1, 15, before["minutes"]),
        "sources": _lines(typed, "sources"),
        "figure": {"svg": block(typed, "svg", LONGEST_DRAWING), "alt": _both(typed, "alt")},
        "section": _line(typed, "section")[:60] or before["section"],
        "order": _number(typed, "order", 0, 9999, before["order"]),
        "requires": list(dict.fromkeys([*typed.getlist("requires"), *_names(typed.get("require", ""))]))[:MOST_NAMES],
        "questions": list(dict.fromkeys(key for key in [*asked, *taken] if key not in left))[:MOST_NAMES],
        "left": sorted({*before["left"], *left} - set(taken)),
    }


def _both(typed: Typed, name: str) -> Text:
    return {language: _line(typed, f"{name}-{language}") for language in ("en", "zh")}


def _line(typed: Typed, name: str) -> str:
    return " ".join(block(typed, name, LONGEST_LINE).split())


def block(typed: Typed, name: str, most: int = LONGEST_BODY) -> str:
    """Lines of words: signs that nobody sees are gone, tabs are blanks, line breaks are those of files."""
    words = typed.get(name, "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    words = "".join(sign for sign in words if sign.isprintable() or sign == "\n")
    return re.sub(r"[^\S\n]+(?=\n|$)", "", words).strip()[:most]


def _lines(typed: Typed, name: str) -> list[str]:
    found = (re.sub(r"\s+", " ", one).strip()[:400] for one in block(typed, name).split("\n"))
    return list(dict.fromkeys(one for one in found if one))[:MOST_SOURCES]


def _names(words: str) -> list[str]:
    """Ids with blanks or commas between them."""
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", words.casefold())[:MOST_NAMES]


def _number(typed: Typed, name: str, least: int, most: int, else_: int) -> int:
    given = typed.get(name, type=int)
    return given if given is not None and least <= given <= most else else_


def _ordered(typed: Typed) -> Sequence[str]:
    """The questions in the order of their places; the same place twice: as they stood."""
    keys = list(dict.fromkeys(typed.getlist("question")))[:MOST_NAMES]
    places = {key: _number(typed, f"place-{key}", 1, 999, 999) for key in keys}
    return sorted(keys, key=lambda key: places[key])
