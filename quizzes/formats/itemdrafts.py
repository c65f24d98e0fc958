"""Questions of other programs as drafts of ours. Nothing is invented: what an item lacks stays empty."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from quizzes.formats import shown, typeddrafts
from quizzes.formats.drafting import LANGUAGES, MOST, Content, blank, texts
from quizzes.formats.drafttexts import LONGEST_UNIT, NotDraftable, Writer, best_ranges
from quizzes.formats.exchange import Item, Kind, Markup

FORMATTED = re.compile(
    r"<(?:b|i|u|em|strong|code|sub|sup|ul|ol|li|table|h[1-6]|pre|blockquote|span|font|a)\b", re.IGNORECASE
)


def of_item(item: Item, language: str) -> tuple[str, Content, list[str]]:
    """(kind, content, notes) of a question of another program. Raises NotDraftable.

    `language` is taken where the item does not say its own. Notes are codes of what is left out: partial-credit,
    negative-share, markup, right-feedback, misleading-pairs, several-ranges, media-left-out. What it shows is told by
    `shown.shown`: a draft names it by its key in the library.
    """
    notes = [*_notes(item)]
    item = _simpler(item)
    tongue = item.language if item.language in LANGUAGES else language
    write = Writer(item, item.translation, tongue)
    content = blank(item.kind.value) | {
        "text": write.text(lambda one: one.text),
        "explanation": write.text(lambda one: one.feedback),
        "source": item.source,
        "tags": [tag for tag in dict.fromkeys(item.tags) if tag.strip()],
    }
    if item.difficulty in range(1, 6):
        content["difficulty"] = item.difficulty
    content |= DRAFTERS[item.kind](item, write)
    return item.kind.value, content, notes


def _simpler(item: Item) -> Item:
    """Without what no draft holds: sides that mislead, ranges that give less. What the right answer is told explains.

    The translation is simplified alike, so that places still fit.
    """
    twin = None if item.translation is None else _simpler(item.translation)
    found = replace(item, translation=twin)
    if item.kind is Kind.MATCHING:
        return replace(found, pairs=tuple(pair for pair in item.pairs if pair.left))
    if item.kind is Kind.NUMERIC:
        return replace(found, ranges=best_ranges(item.ranges))
    return replace(found, feedback=item.feedback or _told_when_right(item))


def _told_when_right(item: Item) -> str:
    """What is said to who is right, where an option cannot keep it: of true or false."""
    if item.kind is not Kind.TRUE_FALSE:
        return ""
    return next((choice.feedback for choice in item.choices if choice.fraction > 0), "")


def _notes(item: Item) -> Iterator[str]:
    shares = {choice.fraction for choice in item.choices}
    if item.kind in (Kind.SINGLE, Kind.HOTSPOT) and any(0 < share < 1 for share in shares):
        yield "partial-credit"
    if item.kind is Kind.SEVERAL and len({share for share in shares if share > 0}) > 1:
        yield "partial-credit"
    if item.kind in (Kind.SHORT, Kind.CLOZE) and typeddrafts.has_part_marks(item):
        yield "partial-credit"
    if any(share < 0 for share in shares):
        yield "negative-share"
    if item.markup is Markup.MARKDOWN or (item.markup is Markup.HTML and FORMATTED.search(_texts_of(item))):
        yield "markup"
    if item.feedback and _told_when_right(item):
        yield "right-feedback"
    if item.kind is Kind.MATCHING and any(not pair.left for pair in item.pairs):
        yield "misleading-pairs"
    if any(
        sum(one.fraction > 0 for one in ranges) > 1 for ranges in (item.ranges, *(gap.ranges for gap in item.blanks))
    ):
        yield "several-ranges"
    if len(item.media) > (shown.first(item) is not None):
        yield "media-left-out"


def _texts_of(item: Item) -> str:
    choices = (words for one in item.choices for words in (one.text, one.feedback))
    return " ".join((item.text, item.feedback, *choices, *item.steps))


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


def _regions(item: Item, write: Writer) -> Content:
    if len(item.areas) > MOST["regions"]:
        raise NotDraftable("too-many-regions")
    best = max((choice.fraction for choice in item.choices), default=0.0)
    regions = [
        {
            "shape": area.shape,
            "at": list(area.at),
            "name": write.text(lambda one, place=place: _at(one.choices, place, "text")),
            "right": item.choices[place].fraction == best > 0,
            "why": write.text(lambda one, place=place: _at(one.choices, place, "feedback")),
        }
        for place, area in enumerate(item.areas)
    ]
    return {"markers": item.picture is not None and item.picture.is_marked, "regions": regions}


def _at(things: tuple[Any, ...], place: int, name: str) -> str:
    return str(getattr(things[place], name)) if place < len(things) else ""


def _truth(item: Item, write: Writer) -> Content:
    right = next((choice.text for choice in item.choices if choice.fraction > 0), "true")
    wrong = next((place for place, choice in enumerate(item.choices) if choice.fraction <= 0), 0)
    return {"answer": right == "true", "why": write.text(lambda one: _at(one.choices, wrong, "feedback"))}


def _number(item: Item, write: Writer) -> Content:
    right = [one for one in item.ranges if one.fraction > 0]
    if not right:
        raise NotDraftable("no-right-number")
    low, high = right[0].low, right[0].high
    wrong = next((place for place, one in enumerate(item.ranges) if one.fraction <= 0), len(item.ranges))
    return {
        "answer": round((low + high) / 2, 9),
        "tolerance": round((high - low) / 2, 9),
        "unit": item.unit[:LONGEST_UNIT],
        "why": write.text(lambda one: one.why or _at(one.ranges, wrong, "feedback")),
    }


def _ordering(item: Item, write: Writer) -> Content:
    if len(item.steps) > MOST["steps"]:
        raise NotDraftable("too-many-steps")
    return {
        "steps": [
            write.text(lambda one, place=place: one.steps[place] if place < len(one.steps) else "")
            for place in range(len(item.steps))
        ],
        "why": write.text(lambda one: one.why),
    }


def _matching(item: Item, write: Writer) -> Content:
    if len(item.pairs) > MOST["pairs"]:
        raise NotDraftable("too-many-pairs")
    return {
        "pairs": [
            {
                side: write.text(lambda one, place=place, side=side: _at(one.pairs, place, side))
                for side in ("left", "right")
            }
            for place in range(len(item.pairs))
        ],
        "why": write.text(lambda one: one.why),
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
    Kind.HOTSPOT: _regions,
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
