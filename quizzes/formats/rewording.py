"""An item with all its texts written in another way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizzes.formats.exchange import Blank, Choice, Item, Kind


def reworded(item: Item, words: Callable[[str], str]) -> Item:
    """The item with each of its texts that have a markup written by `words`; what is typed is plain and stays."""

    def choices(part: Item | Blank) -> tuple[Choice, ...]:
        is_marked = part.kind in (Kind.SINGLE, Kind.SEVERAL)
        return tuple(
            replace(each, text=words(each.text) if is_marked else each.text, feedback=words(each.feedback))
            for each in part.choices
        )

    return replace(
        item,
        text=words(item.text),
        feedback=words(item.feedback),
        why=words(item.why),
        steps=tuple(map(words, item.steps)),
        pairs=tuple(replace(pair, left=words(pair.left), right=words(pair.right)) for pair in item.pairs),
        choices=choices(item),
        ranges=tuple(replace(each, feedback=words(each.feedback)) for each in item.ranges),
        blanks=tuple(replace(blank, choices=choices(blank)) for blank in item.blanks),
    )
