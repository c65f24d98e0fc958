"""Flags about one person: answers faster than reading, and sudden jumps of skill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.rules.fairnessfacts import AnswerFact, Flag, Game, Kind, Record, ids
from quizzes.rules.fairnesslevels import (
    CLASSES,
    Level,
    Surprise,
    Tally,
    at_least,
    level,
    surprise,
    tally,
    tenfolds,
    upper_tail,
)

FALSE_ALARMS = 0.05  # of one kind of flag that chance may raise in one look at everybody
FEWEST_TESTS = 1_000

BLIND = 0.5  # blind answers are right at most so often: even if all questions were true or false
FEWEST_QUICK = 15
QUICK_SHARE = 0.1  # of the right answers

WINDOW = 30  # games at most on each side of a jump
FEWEST_GAMES = 12  # games at least
STRIDE = 3  # games from one place where a jump may be to the next; divides the two above
JUMPS = 2  # windows of a person that share no game with one another
LEAST_RISE = 0.12  # of the share of right answers: a quick look before the slow one
LEARNING = 1.0  # logits that diligent people may gain between two neighbouring windows


def person_flags(record: Record) -> Iterator[Flag]:
    for person_id, games in record.games.items():
        yield from _too_fast(person_id, games, FALSE_ALARMS / max(FEWEST_TESTS, len(record.games)))
    yield from _jumps(record)


def _too_fast(person_id: int, games: Sequence[Game], limit: float) -> Iterator[Flag]:
    """Right before the question could be read, far more often than blind guessing explains.

    Only the first time that a person meets a question counts: whoever knows it by sight may be quick.
    """
    met = _first_met(games)
    quick = [(game, answer) for game, answer in met if answer.quick]
    right = [(game, answer) for game, answer in quick if answer.correct]
    all_right = sum(answer.correct for _game, answer in met)
    if len(right) < max(FEWEST_QUICK, QUICK_SHARE * all_right):
        return
    chance = at_least(len(right), len(quick), BLIND)
    if chance > limit:
        return
    shares = sorted(answer.used_ms / answer.reading_ms for _game, answer in right)
    evidence = {
        "quick": len(quick),
        "quick_right": len(right),
        "right": all_right,
        "questions": len(met),
        "median_share_of_reading": round(shares[len(shares) // 2], 2),
        "duels": sorted({game.duel.duel_id for game, _answer in right}),
    }
    yield Flag(Kind.TOO_FAST, (person_id,), evidence, tenfolds(chance))


def _first_met(games: Sequence[Game]) -> list[tuple[Game, AnswerFact]]:
    seen: set[int] = set()
    met = []
    for game in games:
        for answer in game.mine.answers:
            if answer.question_id not in seen:
                seen.add(answer.question_id)
                met.append((game, answer))
    return met


def _jumps(record: Record) -> Iterator[Flag]:
    """The biggest jump of each person."""
    limit = FALSE_ALARMS / max(FEWEST_TESTS, JUMPS * len(record.games))
    for person_id, games in record.games.items():
        course = _course(games)
        found = [(*jump, place) for place in _places(games) if (jump := _jump(course, place))]
        if not found:
            continue
        own, then, place = max(found, key=lambda each: each[1].z)
        if upper_tail(then.z) <= limit:
            yield _jump_flag(person_id, games, place, own, then)


def _places(games: Sequence[Game]) -> range:
    return range(FEWEST_GAMES, len(games) - FEWEST_GAMES + 1, STRIDE)


@dataclass(frozen=True)
class Course:
    """Sums before every third game (and after the last), from the first: of considered answers, and of all given.

    Missing answers say nothing about skill, nor do blind ones before a jump: who first tapped through carelessly and
    then began to play has not jumped.
    """

    considered: list[Tally]
    given: list[Tally]

    def between(self, sums: list[Tally], start: int, end: int) -> Tally:
        return sums[min(end // STRIDE, len(sums) - 1)].minus(sums[max(0, start // STRIDE)])


def _course(games: Sequence[Game]) -> Course:
    course = Course([], [])
    considered, given = ([0] * CLASSES, [0] * CLASSES), ([0] * CLASSES, [0] * CLASSES)
    for number, game in enumerate(games):
        if number % STRIDE == 0:
            course.considered.append(Tally.of(*considered))
            course.given.append(Tally.of(*given))
        for each in game.mine.answers:
            if each.answered:
                place = each.difficulty - 1
                for asked, right in (given,) if each.quick else (given, considered):
                    asked[place] += 1
                    right[place] += each.correct
    course.considered.append(Tally.of(*considered))
    course.given.append(Tally.of(*given))
    return course


def _jump(course: Course, place: int) -> tuple[Level, Surprise] | None:
    """The level before this place, and how far the answers after it go beyond that level and what learning adds."""
    before = course.between(course.considered, place - WINDOW, place)
    after = course.between(course.given, place, place + WINDOW)
    if after.share - before.share < LEAST_RISE:
        return None
    own = level(before)
    return own, surprise(after, Level(own.skill + LEARNING, own.error))


def _jump_flag(person_id: int, games: Sequence[Game], place: int, own: Level, then: Surprise) -> Flag:
    after = games[place : place + WINDOW]
    now = level(tally(each for game in after for each in game.mine.answers if each.answered))
    evidence = {
        "level_before": round(own.skill, 2),
        "level_after": round(now.skill, 2),
        "games_before": min(place, WINDOW),
        "games_after": len(after),
        "right": then.right,
        "answers": then.asked,
        "expected_right": round(then.expected, 1),
        "first_duel": after[0].duel.duel_id,
        "duels": ids(after),
    }
    return Flag(Kind.JUMP, (person_id,), evidence, tenfolds(upper_tail(then.z)))
