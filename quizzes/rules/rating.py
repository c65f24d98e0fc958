"""Ratings of PKs: one for each person and family of posts.

The model is Weng and Lin's Bradley-Terry with full pairing (A Bayesian approximation method for online ranking, 2011,
algorithm 1) as openskill computes it. Of openskill's models it is the one made for two sides: a win is 1, a draw is
exactly half a win, a loss 0, and what one expects is a logistic curve that can be explained to people. PlackettLuce
is made for fields of many, which a PK never is. Doubt shrinks by the information of a PK and no slower (gamma is 1, not
openskill's sigma / c, which in the simulated season of 48 PKs each gives a tau of 0.79 instead of 0.81).

Friendly PKs are not rated: then nobody calls these rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from openskill.models import BradleyTerryFull

from quizzes.rules.scoring import Outcome

START_MU = 25.0
START_SIGMA = 25 / 3
FLOOR_SIGMA = 1.5  # so that a win over an equal moves an old rating by 7 shown points still, after thousands of PKs
POINTS = 40  # shown points of one mu: the start is 1000
SETTLED_GAMES = 20
SETTLED_SIGMA = 5.0
AGAINST_MACHINES = 0.5
RANKS = {Outcome.WON: [0.0, 1.0], Outcome.DRAWN: [0.0, 0.0], Outcome.LOST: [1.0, 0.0]}
MODEL = BradleyTerryFull(mu=START_MU, sigma=START_SIGMA, gamma=lambda *_of_the_sides: 1.0, limit_sigma=True)


@dataclass(frozen=True)
class Rating:
    """What we believe of a person's strength: the middle, the doubt, and how many rated PKs it rests on."""

    mu: float = START_MU
    sigma: float = START_SIGMA
    games: int = 0

    @property
    def provisional(self) -> bool:
        """Few PKs or much doubt: show it with a mark, and let nothing depend on it."""
        return self.games < SETTLED_GAMES or self.sigma > SETTLED_SIGMA

    @property
    def shown(self) -> int:
        """The number that people see: 40 x mu, never below nought. Everyone starts at 1000."""
        return max(0, round(POINTS * self.mu))


# Each machine's strength where an average person has 25: from 40,000 simulated PKs of each with the next, answers by
# machine.ABILITY and times by machine.PACE (simulation.machine_mus repeats it, and a test compares).
MACHINE_MUS = {1: 13.0, 2: 18.3, 3: 24.8, 4: 31.9, 5: 41.0}
MACHINES = {level: Rating(mu, FLOOR_SIGMA) for level, mu in MACHINE_MUS.items()}


def rate(first: Rating, second: Rating, outcome: Outcome) -> tuple[Rating, Rating]:
    """Both ratings after a PK that ended so for the first. Doubt never grows by playing, and never ends."""
    sides = [[MODEL.rating(one.mu, one.sigma)] for one in (first, second)]
    after = MODEL.rate(sides, ranks=RANKS[outcome])
    return _after(first, after[0][0].mu, after[0][0].sigma), _after(second, after[1][0].mu, after[1][0].sigma)


def rate_against_machine(mine: Rating, level: int, outcome: Outcome) -> Rating:
    """My rating after a PK with the machine: half the change and half the certainty that a person would give.

    The machine's own rating stays as it is.
    """
    full, _machine = rate(mine, MACHINES[level], outcome)
    return _after(
        mine,
        mine.mu + AGAINST_MACHINES * (full.mu - mine.mu),
        mine.sigma + AGAINST_MACHINES * (full.sigma - mine.sigma),
    )


def level_of(rating: Rating) -> int:
    """The machine nearest in strength, the easier one when two are equally near."""
    return min(MACHINES, key=lambda level: (abs(MACHINES[level].mu - rating.mu), level))


def _after(before: Rating, mu: float, sigma: float) -> Rating:
    return Rating(mu, max(FLOOR_SIGMA, sigma), before.games + 1)
