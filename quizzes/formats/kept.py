"""What readers find, packed: items, refusals, words. What each is made of, as plain values."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Any

from quizzes.formats.exchange import Area, Blank, Choice, Item, Kind, Markup, Medium, Pair, Picture, Range, Refusal
from quizzes.formats.packing import Packed, Room
from quizzes.formats.reasons import Reason

KINDS = {kind.value: kind for kind in Kind}
MARKUPS = {markup.value: markup for markup in Markup}
LISTS = ("steps", "category", "tags", "posts")
DIVIDED = ("kind", "markup", "choices", "ranges", "pairs", "blanks", "media", "translation", "areas", "picture")
PLAIN = tuple(one.name for one in fields(Item) if one.name not in (*LISTS, *DIVIDED))
plain_of, divided_of = attrgetter(*PLAIN, *LISTS), attrgetter(*DIVIDED)
choice_of = attrgetter("text", "fraction", "feedback")
range_of = attrgetter("low", "high", "fraction", "feedback")
pair_of = attrgetter("left", "right")
area_of = attrgetter("shape", "at")
picture_of = attrgetter("name", "alt", "width", "height", "is_marked")
SETTERS = tuple(vars(Item)[name].__set__ for name in (*PLAIN, *LISTS, *DIVIDED))


def items(room: Room | None = None) -> Packed[Item]:
    return Packed(_flat_item, _full_item, room)


def refusals() -> Packed[Refusal]:
    return Packed(_flat_refusal, _full_refusal)


def words(room: Room | None = None) -> Packed[str]:
    return Packed(lambda one, _aside: one, lambda one, _aside: str(one), room, portion=4 * 1024)


def _flat_item(item: Item, aside: list[bytes]) -> tuple[Any, ...]:
    kind, markup, choices, ranges, pairs, blanks, media, twin, areas, picture = divided_of(item)
    return (
        *plain_of(item),
        kind,
        markup,
        [choice_of(one) for one in choices],
        [range_of(one) for one in ranges],
        [pair_of(one) for one in pairs],
        [_flat_blank(one) for one in blanks],
        [_flat_medium(one, aside) for one in media],
        None if twin is None else _flat_item(twin, aside),
        [area_of(one) for one in areas],
        picture and picture_of(picture),
    )


def _full_item(flat: Any, aside: list[bytes]) -> Item:
    """Its fields are set directly: `Item(…)` takes three times as long."""
    *plain, steps, category, tags, posts, kind, markup, choices, ranges, pairs, blanks, media, twin, areas, shows = flat
    divided = (
        *(tuple(steps), tuple(category), tuple(tags), tuple(posts)),
        KINDS[kind],
        MARKUPS[markup],
        tuple([Choice(*one) for one in choices]),
        tuple([Range(*one) for one in ranges]),
        tuple([Pair(*one) for one in pairs]),
        tuple(map(_full_blank, blanks)),
        tuple([Medium(name, aside[place], kind) for name, place, kind in media]),
        None if twin is None else _full_item(twin, aside),
        tuple([Area(shape, tuple(at)) for shape, at in areas]),
        shows and Picture(*shows),
    )
    made = object.__new__(Item)
    for setter, value in zip(SETTERS, (*plain, *divided), strict=True):
        setter(made, value)
    return made


def _flat_medium(medium: Medium, aside: list[bytes]) -> tuple[str, int, str]:
    """Its data are no more than named: the same file may be shown by many questions."""
    if not aside or aside[-1] is not medium.data:
        aside.append(medium.data)
    return medium.name, len(aside) - 1, medium.type


def _flat_blank(blank: Blank) -> tuple[Any, ...]:
    choices, ranges = tuple(map(choice_of, blank.choices)), tuple(map(range_of, blank.ranges))
    return blank.kind.value, choices, ranges, blank.weight, blank.unit, blank.why


def _full_blank(flat: Any) -> Blank:
    kind, choices, ranges, *rest = flat
    return Blank(KINDS[kind], tuple(Choice(*one) for one in choices), tuple(Range(*one) for one in ranges), *rest)


def _flat_refusal(refusal: Refusal, _aside: list[bytes]) -> tuple[Any, ...]:
    reason = refusal.reason
    return (refusal.line, reason.sentence, reason.added) if isinstance(reason, Reason) else (refusal.line, reason)


def _full_refusal(flat: Any, _aside: list[bytes]) -> Refusal:
    line, reason, *added = flat
    return Refusal(line, Reason(reason, added[0]) if added else reason)
