"""What an organizer types into the form of rules, as the plain values of a file: one reader tells what is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from app.finals import queries
from app.finals.models import Final
from app.kit.intake import LARGEST_ID
from quizzes.rules import selectionproposals
from quizzes.rules.seasonplan import Kind, local
from quizzes.rules.selection import SelectionRules
from quizzes.rules.selectiontrace import TieBreak

Typed = MultiDict[str, str]
Data = dict[str, Any]
CARDS = 3
MOST_CELLS = 2000


def proposed(final: Final, now: datetime) -> Data:
    """Rules to begin with: 279 seats in proportion to the people, a podium for each post, a lot that nobody chose."""
    people = queries.people_by_cell()
    seats = selectionproposals.quotas(people)
    return {
        "on": local(now, final.time_zone).date().isoformat(),
        "lot": f"{final.season.key}-{secrets.token_hex(4)}",
        "posts": [],
        "brands": [],
        "least_years": 0,
        "least_points": 1,
        "stages": _stages_before(final),
        "quotas": [{"region": region, "post": post, "seats": count} for (region, post), count in seats.items()],
        "minimums": selectionproposals.minimums(people),
        "wild_cards": [],
        "fills": True,
        "reserves": SelectionRules.reserves,
        "tie_breaks": [*SelectionRules.tie_breaks, TieBreak.EARLY, TieBreak.TENURE],
    }


def _stages_before(final: Final) -> list[int]:
    """Those before the final itself; where there are none, all."""
    return [number for number, one in enumerate(final.season.stages, 1) if one.kind != Kind.NATIONAL_FINAL]


def asked(typed: Typed) -> Data:
    """The values of the form."""
    return {
        "on": _text(typed, "on"),
        "lot": _text(typed, "lot"),
        "posts": typed.getlist("posts")[:200],
        "brands": typed.getlist("brands")[:200],
        "least_years": _number(typed, "least_years"),
        "least_points": _number(typed, "least_points"),
        "stages": [_whole(one) for one in typed.getlist("stages")[:50]],
        "quotas": list(_quotas(typed)),
        "minimums": {post: number for post, number in _minimums(typed).items() if number != 0},
        "wild_cards": list(_cards(typed)),
        "fills": typed.get("fills") == "yes",
        "reserves": _number(typed, "reserves"),
        "tie_breaks": [one for one in order_of(typed) if typed.get(f"use-{one}") == "yes"],
    }


def order_of(typed: Typed) -> list[str]:
    """All tie-breaks in the order of the form, after the move that was asked for (`move`: "up NAME", "down NAME")."""
    order = [one for one in dict.fromkeys(typed.getlist("order")) if one in set(TieBreak)]
    order += [one for one in TieBreak if one not in order]
    way, _space, name = typed.get("move", "").partition(" ")
    if name in order:
        old = order.index(name)
        new = old + {"up": -1, "down": 1}.get(way, 0)
        if 0 <= new < len(order):
            order[old], order[new] = order[new], order[old]
    return order


def order_in(data: Mapping[str, Any]) -> list[str]:
    """All tie-breaks: those that are used first, in their order."""
    used = [one for one in data["tie_breaks"] if one in set(TieBreak)]
    return [*used, *(one.value for one in TieBreak if one not in used)]


def _quotas(typed: Typed) -> Any:
    for name in list(typed)[:MOST_CELLS]:
        kind, *cell = name.split("|")
        if kind == "quota" and len(cell) == 2:
            number = _number(typed, name)
            if number != 0:
                yield {"region": cell[0], "post": cell[1], "seats": number}


def _minimums(typed: Typed) -> dict[str, Any]:
    names = [name for name in list(typed)[:MOST_CELLS] if name.startswith("least|")]
    return {name.partition("|")[2]: _number(typed, name) for name in names}


def _cards(typed: Typed) -> Any:
    for place in range(CARDS):
        number = _number(typed, f"card-seats-{place}")
        if number != 0:
            yield {"seats": number, "post": _text(typed, f"card-post-{place}")}


def _text(typed: Typed, name: str) -> str:
    return (typed.get(name) or "").strip()


def _number(typed: Typed, name: str) -> Any:
    """Empty is nought."""
    return _whole(_text(typed, name) or "0")


def _whole(text: str) -> Any:
    sign = text.removeprefix("-")
    if sign.isascii() and sign.isdigit() and len(sign) < 11 and int(sign) <= LARGEST_ID:
        return int(text)
    return text[:80]
