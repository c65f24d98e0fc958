"""How hard questions are, reckoned from who answered them rightly.

The Rasch model with a floor for guessing, as the machine opponent plays it (quizzes/rules/machine.py):
p = g + (1 - g) / (1 + exp(-(ability - difficulty))). Abilities and difficulties are estimated in turns, each as the
most likely value given the other and a prior (Birnbaum in Lord and Novick, Statistical Theories of Mental Test Scores,
1968, chapter 17; the priors after Mislevy, Bayes modal estimation in item response models, 1986). The prior of a
difficulty is what its author said: few answers move it little. The mean of all is held where the authors put it.

To be quick, a person meets the mean of the questions that they met, flattened by how much these differ and by how
unsure the ability is: p of a normal mean is nearly p at the mean, over the root of 1 + variance / 1.7² (Cohen's PROX,
1979). People of like ability are then counted together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.rules.itemstrength import Sheet

ABILITIES_SPREAD = 1.0  # of the prior, in logits
AUTHORS_ERROR = 0.8  # how far authors are off, in logits
FLATTEN = 1.7 * 1.7
STEP, REACH = 0.25, 5.0  # people whose abilities differ by less than a step are counted together
TURNS, NEWTON = 6, 4


@dataclass(frozen=True)
class Prior:
    """`difficulty`: the author's, in logits. `guess`: the chance of a blind guess."""

    difficulty: float
    guess: float


@dataclass(frozen=True)
class Difficulty:
    """In logits; `error` is its standard error."""

    value: float
    error: float


@dataclass
class _Person:
    met: int = 0
    right: int = 0
    difficulty: float = 0.0
    squares: float = 0.0
    guess: float = 0.0


Cells = list[dict[int, list[int]]]


def difficulties(sheet: Sheet, priors: Mapping[int, Prior]) -> dict[int, Difficulty]:
    """Of each question on the sheet, by its id."""
    known = [priors[item_id] for item_id in sheet.items]
    values, errors = [one.difficulty for one in known], [AUTHORS_ERROR] * len(known)
    mean = 0.0
    for _turn in range(TURNS):
        people = _people(sheet, values, known)
        found = [_ability(one, mean) for one in people]
        mean = sum(ability for ability, _flat in found) / max(1, len(found))
        cells = _cells(sheet, [round(ability * flat / STEP) for ability, flat in found])
        flat = sum(flat for _ability, flat in found) / max(1, len(found))
        for place, cell in enumerate(cells):
            values[place], errors[place] = _difficulty(cell, values[place], known[place], flat)
        values = _anchored(values, known)
    return {item_id: Difficulty(values[place], errors[place]) for item_id, place in sheet.items.items()}


def _anchored(values: Sequence[float], known: Sequence[Prior]) -> list[float]:
    """On the whole as hard as the authors say: only how questions stand to each other follows from answers."""
    shift = sum(prior.difficulty - value for value, prior in zip(values, known, strict=True)) / max(1, len(known))
    return [value + shift for value in values]


def _people(sheet: Sheet, values: Sequence[float], known: Sequence[Prior]) -> list[_Person]:
    found = [_Person() for _person in sheet.people]
    for person, item, right in sheet.rows():
        one, value = found[person], values[item]
        one.met += 1
        one.right += right
        one.difficulty += value
        one.squares += value * value
        one.guess += known[item].guess
    return found


def _ability(one: _Person, mean: float) -> tuple[float, float]:
    """The most likely ability, and how much it is to be flattened for how unsure it is."""
    middle, guess = one.difficulty / one.met, one.guess / one.met
    flat = 1 / math.sqrt(1 + max(0.0, one.squares / one.met - middle * middle) / FLATTEN)
    ability, prior = mean, 1 / ABILITIES_SPREAD**2
    information = prior
    for _step in range(NEWTON):
        chance, slope = _chance(flat * (ability - middle), guess)
        slope *= flat
        weight = slope / (chance * (1 - chance))
        information = one.met * slope * weight + prior
        step = ((one.right - one.met * chance) * weight - (ability - mean) * prior) / information
        ability = max(-REACH, min(REACH, ability + max(-1.0, min(1.0, step))))
    return ability, 1 / math.sqrt(1 + 1 / (information * FLATTEN))


def _cells(sheet: Sheet, steps: Sequence[int]) -> Cells:
    """Of each question, by the step of ability: how many met it, and how many of them were right."""
    cells: Cells = [{} for _item in sheet.items]
    for person, item, right in sheet.rows():
        cell, step = cells[item], steps[person]
        if step in cell:
            cell[step][0] += 1
            cell[step][1] += right
        else:
            cell[step] = [1, right]
    return cells


def _difficulty(cell: Mapping[int, Sequence[int]], start: float, prior: Prior, flat: float) -> tuple[float, float]:
    value, certainty = start, 1 / AUTHORS_ERROR**2
    information = certainty
    for _step in range(NEWTON):
        score, information = (prior.difficulty - value) * certainty, certainty
        for step, (met, right) in cell.items():
            chance, slope = _chance(step * STEP - flat * value, prior.guess)
            slope *= flat
            weight = slope / (chance * (1 - chance))
            score -= (right - met * chance) * weight
            information += met * slope * weight
        value = max(-REACH, min(REACH, value + max(-1.0, min(1.0, score / information))))
    return value, 1 / math.sqrt(information)


def _chance(logit: float, guess: float) -> tuple[float, float]:
    """How likely the answer is right, and how fast that grows with the logit."""
    knows = 1 / (1 + math.exp(-logit))
    return guess + (1 - guess) * knows, (1 - guess) * knows * (1 - knows)
