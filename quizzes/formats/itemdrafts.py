"""Questions of other programs as drafts of ours. Nothing is invented: what an item lacks stays empty."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from quizzes.formats import shown, typeddrafts
from quizzes.formats.drafting import LANGUAGES, MOST, Content, blank, texts
from quizzes.formats.drafttexts import LONGEST_UNIT, NotDraftable, Writer
from quizzes.formats.exchange import Item, Kind


def of_item(item: Item, language: str) -> tuple[str, Content, list[str]]:
    """(kind, content, notes) of a question of another program. Raises NotDraftable.

    `language` is taken where the item does not say its own. Notes are codes: partial-credit, media-left-out. What it
    shows is told by `shown.shown`: a draft names it by its key in the library.
    """
    tongue = item.language if item.language in LANGUAGES else language
    twin = item.translation
    write = Writer(item, twin, tongue)
    content = blank(item.kind.value) | {
        "text": write.text(lambda one: one.text),
        "explanation": write.text(lambda one: one.feedback),
        "source": item.source,
        "tags": [tag for tag in dict.fromkeys(item.tags) if tag.strip()],
    }
    if item.difficulty in range(1, 6):
        content["difficulty"] = item.difficulty
    content |= DRAFTERS[item.kind](item, write)
    return item.kind.value, content, [*_notes(item)]


def _notes(item: Item) -> Iterator[str]:
    shares = {choice.fraction for choice in item.choices}
    if item.kind is Kind.SINGLE and any(0 < share < 1 for share in shares):
        yield "partial-credit"
    if item.kind is Kind.SEVERAL and len({share for share in shares if share > 0}) > 1:
        yield "partial-credit"
    if item.kind in (Kind.SHORT, Kind.CLOZE) and typeddrafts.has_part_marks(item):
        yield "partial-credit"
    if len(item.media) > (shown.first(item) is not None):
        yield "media-left-out"


def _options(item: Item, write: Writer) -> Content:
    if len(item.choices) > MOST["options" if item.kind is Kind.SINGLE else "several"]:
        raise NotDraftable("too-many-options")
    best = max((choice.fraction for choice in item.choices), default=0.0)
    return {
        "options": [
            {
                "text": write.text(lambda one, place=place: _at(one.choices, place, "text")),
                "right": choice.fraction > 0 and (item.kind is Kind.SEVERAL or choice.fraction == best),
                "why": write.text(lambda one, place=place: _at(one.choices, place, "feedback")),
            }
            for place, choice in enumerate(item.choices)
        ]
    }


def _at(things: tuple[Any, ...], place: int, name: str) -> str:
    return str(getattr(things[place], name)) if place < len(things) else ""


def _truth(item: Item, write: Writer) -> Content:
    right = next((choice.text for choice in item.choices if choice.fraction > 0), "true")
    wrong = next((place for place, choice in enumerate(item.choices) if choice.fraction <= 0), 0)
    return {"answer": right == "true", "why": write.text(lambda one: _at(one.choices, wrong, "feedback"))}


def _number(item: Item, write: Writer) -> Content:
    right = [one for one in item.ranges if one.fraction > 0]
    if len(right) != 1:
        raise NotDraftable("several-ranges")
    low, high = right[0].low, right[0].high
    wrong = next((place for place, one in enumerate(item.ranges) if one.fraction <= 0), len(item.ranges))
    return {
        "answer": round((low + high) / 2, 9),
        "tolerance": round((high - low) / 2, 9),
        "unit": item.unit[:LONGEST_UNIT],
        "why": write.text(lambda one: _at(one.ranges, wrong, "feedback")),
    }


def _ordering(item: Item, write: Writer) -> Content:
    if len(item.steps) > MOST["steps"]:
        raise NotDraftable("too-many-steps")
    return {
        "steps": [
            write.text(lambda one, place=place: one.steps[place] if place < len(one.steps) else "")
            for place in range(len(item.steps))
        ]
    }


def _matching(item: Item, write: Writer) -> Content:
    if any(not pair.left for pair in item.pairs):
        raise NotDraftable("misleading-pairs")
    if len(item.pairs) > MOST["pairs"]:
        raise NotDraftable("too-many-pairs")
    return {
        "pairs": [
            {
                side: write.text(lambda one, place=place, side=side: _at(one.pairs, place, side))
                for side in ("left", "right")
            }
            for place in range(len(item.pairs))
        ]
    }


DRAFTERS = {
    Kind.SINGLE: _options,
    Kind.SEVERAL: _options,
    Kind.TRUE_FALSE: _truth,
    Kind.NUMERIC: _number,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.SHORT: typeddrafts.short,
    Kind.CLOZE: typeddrafts.cloze,
}


def merged(base: Content, brought: Content, *, difficulty: bool) -> Content:
    """What was brought in over what there was: what the file leaves empty, such as the other language, stays.

    `difficulty`: whether the file says one.
    """
    known = dict(texts(base))
    found = deepcopy(brought)
    for path, text in texts(found):
        for language, words in known.get(path, {}).items():
            text[language] = text[language] or words
    found["source"] = found["source"] or base["source"]
    found["tags"] = found["tags"] or list(base["tags"])
    if not difficulty:
        found["difficulty"] = base["difficulty"]
    if not found.get("unit", "-"):
        found["unit"] = base.get("unit", "")
    typeddrafts.keep(base, found)
    return found
