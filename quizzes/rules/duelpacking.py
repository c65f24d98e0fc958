"""A finished PK's state in some eighty bytes: the small JSON object of `duelrecord`, packed; and back.

    form, traits, rules, opened at, closed after it, seat, seat

Whole numbers are varints, times of up to a minute two bytes. A seat is its
traits, its limits, and its answers; an answer is a byte that says what it is and whether it is right, what it holds,
how long it took, and where it is right its score beyond the base. What does not fit into this form stays JSON: it
begins with a brace, which no form does. Nothing is lost: `unpacked(packed(kept)) == kept` for every state.

Forms are never changed, only added, so that what was packed once is read for good.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from quizzes.rules import varints

FORM = 1
FINISHED, LAST = 3, 4  # the phase, and the index of the last of five questions, of what is packed
USUAL = ([5, 500, None], [5, 500, 8000, 4000])  # rules, as `duelrecord` keeps them
SHOWN, FORFEIT, WITHDRAWN, CORRECTED = 1, 2, 4, 8
EXTRA = (("n", SHOWN), ("f", FORFEIT), ("w", WITHDRAWN), ("k", CORRECTED))
SEATS, READY, SAME_LIMITS = "hma", 4, 8
BASE = 100
RIGHT = 0x80
NOTHING, TRUE, FALSE, SUBSET, RUN, PAIRS, WHOLE, OTHER = 0, 27, 28, 29, 30, 31, 32, 33  # 1 to 26: one letter
LETTERS = "abcdefghijklmnop"  # those that runs are made of, two a byte
LETTER = {letter: number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz", 1)}
NAME = {number: letter for letter, number in LETTER.items()}
WHOLES = 1 << 40  # numbers below it
LONG = 0xFF  # a time of more than 65 seconds begins with it


class _Unusual(Exception):
    """It does not fit into the form."""


def packed(kept: dict[str, Any]) -> bytes:
    """What `duelrecord.to_json` made, as it lies in the database: JSON while the PK goes on, packed when it is over."""
    if kept.get("p") == FINISHED:
        try:
            return bytes(_pack(kept))
        except _Unusual:
            pass
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def unpacked(data: bytes) -> dict[str, Any]:
    """What `packed` was given. Raises ValueError for a form that is not known."""
    if data[:1] == b"{":
        found: dict[str, Any] = json.loads(data)
        return found
    if data[:1] != bytes((FORM,)):
        raise ValueError(f"A PK is kept in a form that this version does not read: {data[:1]!r}.")
    return _unpack(iter(data[1:]))


# Packing ----------------------------------------------------------------------------------------------------------


def _pack(kept: dict[str, Any]) -> bytearray:
    first, second = kept["s"]
    if kept["r"] not in USUAL or kept["i"] != LAST or kept["c"] is None or not first[1]:
        raise _Unusual
    out = bytearray((FORM, sum(flag for name, flag in EXTRA if name in kept), USUAL.index(kept["r"])))
    _number(out, kept["o"])
    _number(out, kept["c"])
    for name, flag in EXTRA:
        if name in kept:
            _number(out, kept[name] if flag in (SHOWN, FORFEIT) else _mask(kept[name]))
    for seat in (first, second):
        _seat(out, seat)
    return out


def _number(out: bytearray, value: int) -> None:
    if value < 0:
        raise _Unusual
    varints.write(out, value)


def _time(out: bytearray, value: int) -> None:
    """Two bytes, the higher first; a longer one is told by a first byte that no short one has."""
    if 0 <= value < LONG << 8:
        out += value.to_bytes(2, "big")
    else:
        out.append(LONG)
        _number(out, value)


def _mask(places: Sequence[int]) -> int:
    if list(places) != sorted(set(places)) or any(one < 0 for one in places):
        raise _Unusual
    return sum(1 << one for one in places)


def _seat(out: bytearray, seat: Sequence[Any]) -> None:
    kind, limits, answers, planned, ready = seat
    if planned or len(answers) != LAST + 1 or (limits is not None and len(limits) != LAST + 1) or None in answers:
        raise _Unusual
    out.append(SEATS.index(kind) | READY * ready | SAME_LIMITS * (limits is None))
    for limit in limits or ():
        _time(out, limit)
    for response, used, *score in answers:
        _answer(out, response, used, score)


def _answer(out: bytearray, response: Any, used: int, score: Sequence[int]) -> None:
    place = len(out)
    out += _response(response)
    _time(out, used)
    if score:
        if not BASE <= score[0] <= BASE + 0xFF:
            raise _Unusual
        out[place] |= RIGHT
        out.append(score[0] - BASE)


def _response(response: Any) -> bytes:
    """As `duelrecord` keeps it: ids of one letter are run together. The same few come again and again."""
    if isinstance(response, list):
        (ids,) = response
        return _of_run(ids) if isinstance(ids, str) else _other(response)
    if isinstance(response, dict):
        ((lefts, rights),) = response.items()
        return _of_pairs(lefts, rights) if isinstance(rights, str) else _other(response)
    return _of_one(response)


@lru_cache(maxsize=4_096, typed=True)
def _of_one(response: Any) -> bytes:
    if response is None:
        return bytes((NOTHING,))
    if isinstance(response, bool):
        return bytes((TRUE if response else FALSE,))
    if isinstance(response, str) and response in LETTER:
        return bytes((LETTER[response],))
    if isinstance(response, float) and response.is_integer() and 0 <= response < WHOLES and str(response) != "-0.0":
        out = bytearray((WHOLE,))
        _number(out, int(response))
        return bytes(out)
    return _other(response)


@lru_cache(maxsize=4_096)
def _of_run(run: str) -> bytes:
    """A choice of a to h is a byte, an order of letters half a byte each."""
    if not set(run) <= set(LETTERS):
        return _other([run])
    if run and run == "".join(sorted(set(run))) and run[-1] <= "h":
        return bytes((SUBSET, sum(1 << LETTERS.index(letter) for letter in run)))
    return bytes((RUN,)) + _nibbles(run)


@lru_cache(maxsize=4_096)
def _of_pairs(lefts: str, rights: str) -> bytes:
    if not lefts or not set(lefts) | set(rights) <= set(LETTERS):
        return _other({lefts: rights})
    return bytes((PAIRS,)) + _nibbles(lefts) + _nibbles(rights)


def _other(response: Any) -> bytes:
    text = json.dumps(response, ensure_ascii=False, separators=(",", ":")).encode()
    out = bytearray((OTHER,))
    _number(out, len(text))
    return bytes(out + text)


def _nibbles(run: str) -> bytes:
    out, places = bytearray(), [LETTERS.index(letter) for letter in run]
    _number(out, len(places))
    places += [0] * (len(places) % 2)
    return bytes(out) + bytes(high << 4 | low for high, low in zip(places[::2], places[1::2], strict=True))


# Unpacking --------------------------------------------------------------------------------------------------------


def _unpack(data: Iterator[int]) -> dict[str, Any]:
    traits, rules = next(data), next(data)
    kept: dict[str, Any] = {"r": list(USUAL[rules]), "p": FINISHED, "i": LAST, "o": varints.read(data)}
    kept["c"] = varints.read(data)
    for name, flag in EXTRA:
        if traits & flag:
            value = varints.read(data)
            kept[name] = value if flag in (SHOWN, FORFEIT) else _to_places(value)
    kept["s"] = [_to_seat(data), _to_seat(data)]
    return kept


def _to_time(data: Iterator[int]) -> int:
    high = next(data)
    return varints.read(data) if high == LONG else high << 8 | next(data)


def _to_places(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _to_seat(data: Iterator[int]) -> list[Any]:
    traits = next(data)
    limits = None if traits & SAME_LIMITS else [_to_time(data) for _each in range(LAST + 1)]
    answers = [_to_answer(data) for _each in range(LAST + 1)]
    return [SEATS[traits & 3], limits, answers, [], traits >> 2 & 1]


def _to_answer(data: Iterator[int]) -> list[Any]:
    tag = next(data)
    answer = [_to_response(data, tag & 0x7F), _to_time(data)]
    return [*answer, BASE + next(data)] if tag & RIGHT else answer


def _to_response(data: Iterator[int], tag: int) -> Any:
    if tag in NAME:
        return NAME[tag]
    if tag == NOTHING:
        return None
    if tag in (TRUE, FALSE):
        return tag == TRUE
    if tag == SUBSET:
        return ["".join(LETTERS[place] for place in _to_places(next(data)))]
    if tag == RUN:
        return [_to_run(data)]
    if tag == PAIRS:
        return {_to_run(data): _to_run(data)}
    if tag == WHOLE:
        return float(varints.read(data))
    return json.loads(bytes(next(data) for _each in range(varints.read(data))))


def _to_run(data: Iterator[int]) -> str:
    length = varints.read(data)
    both = [next(data) for _each in range((length + 1) // 2)]
    return "".join(LETTERS[one >> 4] + LETTERS[one & 15] for one in both)[:length]
