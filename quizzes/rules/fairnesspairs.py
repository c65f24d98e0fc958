"""Flags about two people: win trading, thrown games, farming. Meeting often is never a flag by itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.rules.fairnessfacts import AGAINST_PEOPLE, Flag, Game, Kind, Record, days, ids, lost, turned, won
from quizzes.rules.fairnesslevels import (
    Surprise,
    Tally,
    alternation,
    at_most,
    level,
    meetings_by_chance,
    opposed,
    surprise,
    tally,
    tenfolds,
    together,
    upper_tail,
)

FALSE_ALARMS = 0.2  # of one kind of flag that chance may raise in one look at everybody
FEWEST_TESTS = 1_000  # as if so many were tested: a small house is not judged more lightly
FEWEST_GAMES = 6
FEWEST_DAYS = 3  # a daily cap makes one day hardly worth cheating; a poor day is no deed
ELSEWHERE = 30  # answers against others that say what somebody's own level is

TRADED_GAMES = 8
TRADED_SHARE = 0.25  # of the decided games, at least, go to each

THROWN_WON = 0.25  # of the games, at most

FARMED_GAMES = 10
FARMED_WON = 0.7
FARMED_AMONG = 0.25  # of the games that the loser plays against people
IDLE = 0.4  # of the loser's answers were missing, or wrong before the question could be read
NOVICE = 0.2  # blind guesses are right at least so often
BELOW_NOVICE = 0.01


@dataclass(frozen=True)
class Meeting:
    """Two people and the games between them, from the first one's side."""

    one: int
    other: int
    games: Sequence[Game]

    def back(self) -> Meeting:
        return Meeting(self.other, self.one, turned(self.games))


@dataclass(frozen=True)
class Side:
    """How a person did in these games, against the level shown everywhere else."""

    elsewhere: int  # answers
    surprise: Surprise

    @property
    def below(self) -> float:
        """The chance to be so far below one's level, or farther."""
        return upper_tail(-self.surprise.z)


def pair_flags(record: Record) -> Iterator[Flag]:
    often = [Meeting(*pair, games) for pair, games in record.pairs.items() if _often(games)]
    tallies = {person: _tally(record.games[person]) for meeting in often for person in (meeting.one, meeting.other)}
    limit = FALSE_ALARMS / max(FEWEST_TESTS, 2 * len(often))
    in_all = sum(map(len, record.pairs.values()))
    for meeting in often:
        back = meeting.back()
        sides = [_side(tallies[each.one], each.games) for each in (meeting, back)]
        yield from _traded(meeting, sides, record, in_all, limit)
        for each, side in zip((meeting, back), sides, strict=True):
            yield from _thrown(each, side, limit) or _farmed(each.back(), record)


def _often(games: Sequence[Game]) -> bool:
    return len(games) >= FEWEST_GAMES and days(games) >= FEWEST_DAYS


def _tally(games: Sequence[Game]) -> Tally:
    return tally(answer for game in games for answer in game.mine.answers)


def _side(everything: Tally, games: Sequence[Game]) -> Side:
    here = _tally(games)
    elsewhere = everything.minus(here)
    return Side(sum(elsewhere.asked), surprise(here, level(elsewhere)))


def _traded(meeting: Meeting, sides: Sequence[Side], record: Record, in_all: int, limit: float) -> Iterator[Flag]:
    """Both win by turns, both far below their levels: each lets the other win."""
    decided = [game for game in meeting.games if game.mine.outcome != "drawn"]
    if len(meeting.games) < TRADED_GAMES or min(won(decided), lost(decided)) < TRADED_SHARE * len(decided):
        return
    expected = _against_people(record, meeting.one) * _against_people(record, meeting.other) / max(1, in_all)
    by_turns = alternation([game.mine.outcome == "won" for game in decided])
    apart = opposed([(game.mine.right, game.theirs.right) for game in decided])
    chance = together([by_turns, apart, *(side.below for side in sides if side.elsewhere >= ELSEWHERE)])
    if chance > limit or meetings_by_chance(len(meeting.games), expected) > limit:
        return
    changes = sum(a.mine.outcome != b.mine.outcome for a, b in itertools.pairwise(decided))
    evidence = _evidence(meeting.games) | {
        "changes": changes,
        "expected_games": round(expected, 2),
        "right": [side.surprise.right for side in sides],
        "expected_right": [round(side.surprise.expected, 1) for side in sides],
    }
    yield Flag(Kind.WIN_TRADING, (meeting.one, meeting.other), evidence, tenfolds(chance))


def _against_people(record: Record, person_id: int) -> int:
    return sum(game.duel.kind in AGAINST_PEOPLE for game in record.games[person_id])


def _thrown(meeting: Meeting, side: Side, limit: float) -> list[Flag]:
    """Hardly one won against an opponent, at a level that is far below one's own against everybody else."""
    if won(meeting.games) > THROWN_WON * len(meeting.games) or side.elsewhere < ELSEWHERE or side.below > limit:
        return []
    evidence = _evidence(meeting.games) | {
        "right": side.surprise.right,
        "expected_right": round(side.surprise.expected, 1),
        "gave_up": sum(game.mine.gave_up for game in meeting.games),
        "idle": _idle(meeting.games),
    }
    return [Flag(Kind.THROWN, (meeting.one, meeting.other), evidence, tenfolds(side.below))]


def _farmed(meeting: Meeting, record: Record) -> list[Flag]:
    """Won again and again against one who does not try: no answers, blind ones, or fewer right than by guessing.

    Whoever plays well elsewhere has thrown the games: that flag stands for both.
    """
    games = meeting.games
    if len(games) < FARMED_GAMES or won(games) < FARMED_WON * len(games):
        return []
    if len(games) < FARMED_AMONG * _against_people(record, meeting.other):
        return []
    theirs = turned(games)
    answers, right, idle = (sum(len(game.mine.answers) for game in theirs), _right(theirs), _idle(theirs))
    chance = at_most(right, answers, NOVICE)
    if idle < IDLE * answers and chance > BELOW_NOVICE:
        return []
    evidence = _evidence(games) | {"their_right": right, "their_idle": idle, "answers": answers}
    return [Flag(Kind.FARMING, (meeting.one, meeting.other), evidence, float(won(games)))]


def _right(games: Sequence[Game]) -> int:
    return sum(game.mine.right for game in games)


def _idle(games: Sequence[Game]) -> int:
    """Answers that were missing, or wrong before the question could be read."""
    answers = [answer for game in games for answer in game.mine.answers]
    return sum(not answer.answered or (answer.quick and not answer.correct) for answer in answers)


def _evidence(games: Sequence[Game]) -> dict[str, object]:
    return {
        "games": len(games),
        "days": days(games),
        "won": won(games),
        "lost": lost(games),
        "answers": sum(len(game.mine.answers) for game in games),
        "duels": ids(games),
    }
