"""Flags about accounts on one device. Sharing a device is no flag: many workshops have one tablet."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from quizzes.rules.fairnessfacts import Flag, Game, Kind, Record, ids, lost, won
from quizzes.rules.fairnesslevels import at_least

LIVE = 2  # live PKs with one device on both sides: nobody sits on both honestly
CHALLENGES = 8  # on one device on both sides: colleagues with one tablet may do that, but not one wins them all
ONE_SIDED = 0.05  # the chance that equals share their wins so unevenly
AT_ONCE = 3  # PKs of two accounts that ended on one device sooner than hands can change
HANDOVER_MS = 30_000  # signing out, signing in and playing five questions takes longer
IN_PERSON = ("live", "machine", "ghost")  # the device was there when it ended; a challenge may have been played earlier


def device_flags(record: Record) -> Iterator[Flag]:
    met, at_once = _met(record), _at_once(record)
    for pair in sorted(met.keys() | at_once.keys()):
        here, there = met.get(pair, []), at_once.get(pair, [])
        if not _suspicious(here) and len(there) < AT_ONCE:
            continue
        evidence = {
            "met": len(here),
            "live": _live(here),
            "won": won(here),
            "lost": lost(here),
            "at_once": len(there),
            "duels": sorted({*ids(here), *(duel_id for both in there for duel_id in both)}),
        }
        yield Flag(Kind.ONE_DEVICE, pair, evidence, float(len(here) + len(there)))


def _suspicious(games: Sequence[Game]) -> bool:
    if _live(games) >= LIVE:
        return True
    more, fewer = max(won(games), lost(games)), min(won(games), lost(games))
    return len(games) >= CHALLENGES and 2 * at_least(more, more + fewer, 0.5) <= ONE_SIDED


def _live(games: Sequence[Game]) -> int:
    return sum(game.duel.kind == "live" for game in games)


def _met(record: Record) -> dict[tuple[int, int], list[Game]]:
    """PKs between two accounts with one device on both sides."""
    met = {
        pair: [game for game in games if game.mine.device and game.mine.device == game.theirs.device]
        for pair, games in record.pairs.items()
    }
    return {pair: games for pair, games in met.items() if games}


def _at_once(record: Record) -> dict[tuple[int, int], list[tuple[int, int]]]:
    """Different PKs of two accounts that ended on one device within a moment."""
    at_once: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for games in _by_device(record).values():
        games.sort(key=lambda game: (game.duel.at_ms, game.duel.duel_id))
        for a, b in itertools.pairwise(games):
            one, other = a.mine.person_id, b.mine.person_id
            if one is None or other is None or one == other or a.duel.duel_id == b.duel.duel_id:
                continue
            if b.duel.at_ms - a.duel.at_ms < HANDOVER_MS:
                pair = (min(one, other), max(one, other))
                at_once.setdefault(pair, []).append((a.duel.duel_id, b.duel.duel_id))
    return at_once


def _by_device(record: Record) -> dict[str, list[Game]]:
    devices: dict[str, list[Game]] = {}
    for games in record.games.values():
        for game in games:
            if game.mine.device and game.duel.kind in IN_PERSON:
                devices.setdefault(game.mine.device, []).append(game)
    return devices
