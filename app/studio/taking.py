"""Taking published questions along: what a filter shows, in any of the formats, and what a format cannot hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.kit.database import session
from app.people.models import Post
from app.questions.models import question_posts
from app.questions.queries import versions
from app.studio import enclosing, queries
from app.studio.queries import Look
from app.studio.reasons import told
from quizzes.formats import catalogue, draftitems
from quizzes.formats.exchange import Item, Kind, Refusal, Writing

BILINGUAL = (catalogue.XLSX, catalogue.CSV)
AT_ONCE = 10_000
PLACING = (catalogue.QTI,)  # formats that hold places on a picture


@dataclass(frozen=True)
class Taken:
    """A file of questions. `lost`: what it does not hold, in words; `notes`: the same by question."""

    count: int
    data: bytes
    lost: list[str]
    notes: Sequence[tuple[str, str]]


def take(look: Look, name: str, language: str) -> Taken:
    """What is published of what the filter shows, in the order of the list; at most 10,000. No format holds a service
    case, and few a place on a picture: those stay.
    """
    listed = queries.published(replace(look, state="published"), AT_ONCE)
    kept = versions([version_id for _key, _id, version_id in listed])
    kinds = [one.content["kind"] for one in kept]
    stay = ("case",) if name in PLACING else ("case", "hotspot")
    both = [(row, one.content) for row, one in zip(listed, kept, strict=True) if one.content["kind"] not in stay]
    contents = [content for _row, content in both]
    items = _items(both, name, language)
    shows = sum("media" in content for content in contents)
    if name in enclosing.HOLDING:
        items, shows = enclosing.enclosed(items, contents, language)
    whole = [item.kind is not Kind.HOTSPOT or bool(item.media) for item in items]
    writing: Writing = catalogue.format_of(name).write(list(compress(items, whole)))
    silent = 0 if name in BILINGUAL else sum(draftitems.loses(content) for content in contents)
    places, bare = 0 if name in PLACING else kinds.count("hotspot"), whole.count(False)
    lost = [
        *_cases_stay(kinds.count("case")),
        *_places_stay(places),
        *_bare_stay(bare),
        *_lost(name, silent, shows - bare),
    ]
    keys = [row[0] for row, _content in compress(both, whole)]
    return Taken(len(keys), writing.data, lost, _told(writing.notes, keys))


def _items(both: Sequence[tuple[Any, dict[str, Any]]], name: str, language: str) -> list[Item]:
    posts = _posts()
    items = [draftitems.item(row[0], content, posts.get(row[1], ()), language) for row, content in both]
    if name in BILINGUAL:
        return items
    return [draftitems.with_units(replace(item, translation=None)) for item in items]


def _cases_stay(count: int) -> list[str]:
    """A scene that depends on a decision has no place in any of these formats."""
    if not count:
        return []
    return [
        ngettext(
            "%(num)d service case stays here: no format can hold its scenes. The curriculum's files can.",
            "%(num)d service cases stay here: no format can hold their scenes. The curriculum's files can.",
            count,
        )
    ]


def _places_stay(count: int) -> list[str]:
    """No other format knows where on a picture something is."""
    if not count:
        return []
    return [
        ngettext(
            "%(num)d question about a place on a picture stays here: only QTI holds the places.",
            "%(num)d questions about places on pictures stay here: only QTI holds the places.",
            count,
        )
    ]


def _bare_stay(count: int) -> list[str]:
    if not count:
        return []
    return [
        ngettext(
            "%(num)d question about a place on a picture stays here: its picture is lost, or too much for the file.",
            "%(num)d questions about places on pictures stay here: their pictures are lost, or too much for the file.",
            count,
        )
    ]


def _lost(name: str, silent: int, shows: int) -> list[str]:
    said = []
    if shows:
        said.append(
            ngettext(
                "%(num)d question shows a picture, recording or film: that is left out.",
                "%(num)d questions show a picture, recording or film: that is left out.",
                shows,
            )
        )
    if name not in BILINGUAL:
        said.append(_("It holds one language. Difficulty, source and posts are left out."))
    if silent:
        said.append(
            ngettext(
                "%(num)d question says why the usual mistake is wrong: that is left out.",
                "%(num)d questions say why the usual mistake is wrong: that is left out.",
                silent,
            )
        )
    return said


def _told(notes: Sequence[Refusal], keys: Sequence[str]) -> list[tuple[str, str]]:
    return [(keys[note.line - 1] if 0 < note.line <= len(keys) else "", told(note.reason)) for note in notes]


def _posts() -> dict[int, tuple[str, ...]]:
    rows = session().execute(
        select(question_posts.c.question_id, Post.code)
        .join(Post, Post.id == question_posts.c.post_id)
        .order_by(question_posts.c.question_id, Post.code)
    )
    found: dict[int, list[str]] = {}
    for number, code in rows:
        found.setdefault(number, []).append(code)
    return {number: tuple(codes) for number, codes in found.items()}
