"""Words as somebody mistypes them: what the machine opponent gives where it does not know the right ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random


def misspelt(spelling: str, is_wrong: Callable[[str], bool], rng: Random) -> str:
    """The spelling with a figure off by one, a sign left out or two swapped: whichever is wrong indeed."""
    slips = list(_slips(spelling))
    rng.shuffle(slips)
    return next(one for one in (*slips, f"{spelling}{spelling[-1]}", f"{spelling} 2") if one.strip() and is_wrong(one))


def _slips(spelling: str) -> Iterator[str]:
    figures = [place for place, sign in enumerate(spelling) if sign in "0123456789"]
    if figures:
        yield from (_off_by_one(spelling, place) for place in figures)
        return
    letters = [place for place, sign in enumerate(spelling) if sign.isalpha()]
    if len(letters) > 1:
        yield from (spelling[:place] + spelling[place + 1 :] for place in letters[1:])
        yield from (_swapped(spelling, place) for place in letters[1:] if place + 1 in letters)


def _off_by_one(spelling: str, place: int) -> str:
    figure = int(spelling[place])
    return f"{spelling[:place]}{figure + 1 if figure < 9 else 8}{spelling[place + 1 :]}"


def _swapped(spelling: str, place: int) -> str:
    return spelling[:place] + spelling[place + 1] + spelling[place] + spelling[place + 2 :]
