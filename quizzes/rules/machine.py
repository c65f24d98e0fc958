"""The machine opponent: how often it is right, how long it takes, and which mistakes it makes.

It is right by the Rasch model with a floor for guessing (Birnbaum's three-parameter logistic model with equal
discrimination; Lord and Novick, Statistical Theories of Mental Test Scores, 1968, chapter 17):
p = g + (1 - g) / (1 + exp(-(ability - difficulty))). Times are log-normal, as response times in tests are
(van der Linden, A lognormal model for response times on test items, 2006).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from quizzes.rules import hotspot, typed
from quizzes.rules.casework import worst_path
from quizzes.rules.duel import Given
from quizzes.rules.grading import Content, Response, grade, ids, key
from quizzes.rules.misspelling import misspelt
from quizzes.rules.scoring import reading_ms, score

LEVELS = (1, 2, 3, 4, 5)
ABILITY = {1: -1.4, 2: -0.5, 3: 0.4, 4: 1.3, 5: 2.4}  # in logits
DIFFICULTY = {1: -1.5, 2: -0.7, 3: 0.0, 4: 0.8, 5: 1.6}  # in logits
PACE = {1: 0.50, 2: 0.43, 3: 0.36, 4: 0.29, 5: 0.22}  # median share it thinks of the time that reading leaves
SPREAD = 0.35  # standard deviation of the logarithm of the time
SKIMMED = 0.5  # share of the reading time that it takes: players skim
SHORTEST_MS = 1_500
LONGEST_SHARE = 0.95


def chance_of_right(content: Content, level: int, difficulty: float | None = None) -> float:
    """How likely the machine of this level (1 to 5) answers the question rightly: 0 to 1.

    `difficulty`: in logits, where it was reckoned from people's answers; else the author's holds.
    """
    return _chance(guess(content), content, level, difficulty)


def _chance(floor: float, content: Content, level: int, difficulty: float | None) -> float:
    hard = DIFFICULTY[content["difficulty"]] if difficulty is None else difficulty
    return floor + (1 - floor) / (1 + math.exp(hard - ABILITY[level]))


class Known(NamedTuple):
    """What of a question is the same in every PK: the time to read it, the chance of a blind guess, what is right."""

    reading: float
    floor: float
    right: Response


def known_of(content: Content) -> Known:
    return Known(reading_ms(content), guess(content), key(content))


def plan(
    contents: Sequence[Content],
    limits: Sequence[int],
    level: int,
    seed: int,
    difficulties: Sequence[float | None] | None = None,
    known: Sequence[Known] | None = None,
) -> tuple[Given, ...]:
    """What the machine will answer to each question; the same for the same seed.

    `known`: what `known_of` says of each, where that was asked before; counting letters takes the longest.
    """
    rng, hard = Random(f"machine:{seed}"), difficulties or [None] * len(contents)
    about = known or [known_of(content) for content in contents]
    return tuple(
        _given(content, limit, one, (level, each, len(contents)), rng)
        for content, limit, each, one in zip(contents, limits, hard, about, strict=True)
    )


Played = tuple[int, float | None, int]  # the level, the question's difficulty, how many questions there are


def _given(content: Content, limit: int, about: Known, played: Played, rng: Random) -> Given:
    level, difficulty, questions = played
    knows = rng.random() < _chance(about.floor, content, level, difficulty)
    response = about.right if knows else mistake(content, rng)
    correct = knows or grade(content, response).correct
    used = _time(content, limit, about.reading, level, rng)
    return Given(response, correct, used, score(correct, used, limit, questions))


def _time(content: Content, limit: int, reading_ms: float, level: int, rng: Random) -> int:
    """Reading, then thinking: longer over harder questions, shorter at higher levels."""
    harder: float = 1 + 0.08 * (content["difficulty"] - 3)
    reading = min(SKIMMED * reading_ms, limit / 2)
    median = reading + (limit - reading) * PACE[level] * harder
    return round(min(max(median * math.exp(rng.gauss(0, SPREAD)), SHORTEST_MS), limit * LONGEST_SHARE))


def guess(content: Content) -> float:
    """The chance of a blind guess."""
    kind = content["kind"]
    if kind == "single":
        return 1 / len(content["options"])
    if kind == "hotspot":
        return 1 / len(content["regions"])
    if kind == "true-false":
        return 0.5
    if kind == "cloze":
        return math.prod(1 / len(gap["options"]) if gap["kind"] == "choice" else 0.05 for gap in content["gaps"])
    return 0.05


def mistake(content: Content, rng: Random) -> Response:
    """A wrong response of the kind that people give."""
    return MISTAKES[content["kind"]](content, rng)


def _wrong_single(content: Content, rng: Random) -> Response:
    return rng.choice([option["id"] for option in content["options"] if not option["right"]])


def _wrong_several(content: Content, rng: Random) -> Response:
    """One option too many or too few; never none at all."""
    right = set(key(content))
    others = [one for one in ids(content) if len(right ^ {one}) > 0]
    return sorted(right ^ {rng.choice(others)})


def _wrong_plain(content: Content, _rng: Random) -> Response:
    return not content["answer"]


def _wrong_number(content: Content, rng: Random) -> Response:
    """Off by two to four tolerances, by a tenth at least, a whole number by one; never on the other side of nought."""
    right = content["answer"]
    least = 1.0 if float(right).is_integer() else 1e-6
    away = max(content["tolerance"] * rng.uniform(2, 4), abs(right) * rng.uniform(0.1, 0.4), least)
    farther, nearer = right + math.copysign(away, right), right - math.copysign(away, right)
    too_near = math.copysign(1, right) * nearer < least
    return _readable(farther if rng.random() < 0.5 or too_near else nearer, content)


def _readable(value: float, content: Content) -> float:
    """The number with as few digits as still make it wrong, two at least, whole where the answer is whole."""
    whole = float(content["answer"]).is_integer()
    for digits in (2, 3, 4, 6, 12):
        rounded = float(f"{value:.{digits}g}")
        typed = float(round(rounded)) if whole else rounded
        if not grade(content, typed).correct:
            return typed
    return value


def _wrong_ordering(content: Content, rng: Random) -> Response:
    """Two neighbours swapped."""
    order = list(ids(content))
    place = rng.randrange(len(order) - 1)
    order[place], order[place + 1] = order[place + 1], order[place]
    return order


def _wrong_matching(content: Content, rng: Random) -> Response:
    """Two partners swapped."""
    pairs: dict[str, Any] = key(content)
    one, other = rng.sample(sorted(pairs), 2)
    return pairs | {one: pairs[other], other: pairs[one]}


def _wrong_path(content: Content, _rng: Random) -> Response:
    return worst_path(content)


def _wrong_words(content: Content, rng: Random) -> Response:
    """A slip of the thumb in one of the spellings."""
    spelling = rng.choice(_spellings(content))
    return misspelt(spelling, lambda words: not grade(content, words).correct, rng)


def _spellings(content: Content) -> list[str]:
    """Those of the language that most people here type in; of the other where there is none."""
    accepted = content["accepted"]
    return list(accepted.get("zh") or [typed.first(accepted)])


def _wrong_cloze(content: Content, rng: Random) -> Response:
    """One gap filled wrongly."""
    filled: dict[str, Any] = key(content)
    gap = rng.choice(content["gaps"])
    return filled | {gap["id"]: GAP_MISTAKES[gap["kind"]](_alone(content, gap), rng)}


def _alone(content: Content, gap: Content) -> Content:
    """A gap as a question of its own."""
    kinds = {"short": "short", "number": "numeric", "choice": "single"}
    return gap | {"kind": kinds[gap["kind"]], "case_matters": content["case_matters"]}


GAP_MISTAKES = {"short": _wrong_words, "number": _wrong_number, "choice": _wrong_single}
MISTAKES = {
    "single": _wrong_single,
    "several": _wrong_several,
    "true-false": _wrong_plain,
    "numeric": _wrong_number,
    "ordering": _wrong_ordering,
    "matching": _wrong_matching,
    "case": _wrong_path,
    "short": _wrong_words,
    "cloze": _wrong_cloze,
    "hotspot": hotspot.wrong,
}
