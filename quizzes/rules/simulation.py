"""A season of simulated people: does the rating find the skill, and how long do people wait?

Repeat it with `python -m quizzes.rules.simulation`; docs/pk-simulation.md keeps the figures.

The people: the five machines are made to be like people, so skill is normal with the mean and the deviation of their
abilities (0.44 and 1.33 logits), and the abler are quicker as they are among the machines, give or take.
All posts share enough questions, as ours do; a PK of two families of posts moves no rating. Sessions begin by a Poisson
process so that about `online` people are there at a time; in a session one looks for an opponent, plays, looks at the
result, and begins again. Whoever waits, waits until paired: the offer of a machine after ten seconds is not taken, so
that no wait is hidden.

The answers: the Rasch model with a floor for guessing, one question of each difficulty, log-normal times, and the real
rules of scoring, pairing and rating.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import mul
from random import Random
from statistics import NormalDist, fmean, pstdev

from quizzes.rules.machine import ABILITY, DIFFICULTY, LEVELS, PACE, SPREAD
from quizzes.rules.pairing import OFFER_AFTER_MS, Reach, Waiting, distance, pair
from quizzes.rules.rating import FLOOR_SIGMA, MODEL, START_MU, Rating, rate
from quizzes.rules.scoring import Outcome, outcome, score

GUESS = 0.18  # the mean of our own questions: of 120, 44 single, 15 true or false, 61 of other kinds
LIMIT_MS = 20_000
MEAN = fmean(ABILITY.values())
DEVIATION = pstdev(ABILITY.values())
QUICKER = math.log(PACE[5] / PACE[1]) / (ABILITY[5] - ABILITY[1])  # of the time's logarithm, for each logit of skill
PACES = 0.25  # deviation of the logarithm of people's time at the same skill
PLAY_MS = (60_000, 90_000)
PAUSE_MS = 20_000  # mean of the time between the end of a PK and the next search
CYCLE_MS = 75_000 + PAUSE_MS + 2_000
SESSION_PKS = 6
WAVE_MS = 1_000
WARM_UP_MS = 600_000  # until about as many are there as will be
TIMES = [math.exp(SPREAD * NormalDist().inv_cdf((step + 0.5) / 64)) for step in range(64)]  # log-normal, in even steps
FEW = (("a", 0.4), ("b", 0.3), ("c", 0.3))  # for each post its family and its share of the people
FOUR = (("a", 0.35), ("b", 0.25), ("c", 0.2), ("d", 0.2))
FAMILIES = {"technical": 1, "management": 2, "parts": 2, "service": 4, "body-paint": 2}  # how many posts each has
ELEVEN = tuple(
    (family, 0.3 if family == "technical" else 0.07) for family, posts in FAMILIES.items() for _post in range(posts)
)
Posts = Sequence[tuple[str, float]]
SEASONS = (
    (FEW, 200, 8), (FOUR, 200, 8), (ELEVEN, 200, 4), (ELEVEN, 200, 8), (ELEVEN, 200, 10), (ELEVEN, 200, 16),
    (ELEVEN, 100, 8), (ELEVEN, 50, 8), (ELEVEN, 1_000, 8),
)  # fmt: skip


@dataclass
class Player:
    """A simulated person."""

    person_id: int
    post: int
    family: str
    skill: float
    chances: tuple[float, ...]
    scores: tuple[int, ...]
    rating: Rating = field(default_factory=Rating)
    last_opponent: int | None = None


@dataclass
class Figures:
    """What a season showed."""

    players: list[Player]
    waits_ms: list[int] = field(default_factory=list)
    online: list[int] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    reaches: Counter[Reach] = field(default_factory=Counter)

    def wait_ms(self, share: float) -> int:
        """The wait that this share of all searches stays within."""
        ordered = sorted(self.waits_ms)
        return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1)]

    @property
    def mean_wait_ms(self) -> float:
        return sum(self.waits_ms) / len(self.waits_ms)

    @property
    def late(self) -> float:
        """The share of searches that got to the offer."""
        return sum(wait >= OFFER_AFTER_MS for wait in self.waits_ms) / len(self.waits_ms)

    @property
    def tau(self) -> float:
        """Kendall's tau of rating and skill among people of the same post."""
        sizes = Counter(one.post for one in self.players)
        pairs = [size * (size - 1) for _post, size in sorted(sizes.items())]
        return math.fsum(map(mul, self.taus(), pairs)) / sum(pairs)

    @property
    def mean_gap(self) -> float:
        """How far the ratings of those who were paired lay apart."""
        return fmean(self.gaps)

    @property
    def played(self) -> float:
        """How many PKs each played."""
        return 2 * self.reaches.total() / len(self.players)

    def share(self, reach: Reach) -> float:
        """The share of PKs between people whose posts lie so far apart."""
        return self.reaches[reach] / self.reaches.total()

    def taus(self) -> list[float]:
        """Kendall's tau of rating and skill in each post."""
        posts: dict[int, list[Player]] = {}
        for one in self.players:
            posts.setdefault(one.post, []).append(one)
        return [
            kendall([one.rating.mu for one in post], [one.skill for one in post]) for _, post in sorted(posts.items())
        ]


def people(count: int, posts: Posts, rng: Random) -> list[Player]:
    """Simulated people of these posts."""
    theirs = rng.choices(range(len(posts)), [share for _family, share in posts], k=count)
    skills = [rng.gauss(MEAN, DEVIATION) for _post in theirs]
    return [
        person(number, skill, _median_ms(skill, rng), post, posts[post][0])
        for number, (post, skill) in enumerate(zip(theirs, skills, strict=True), 1)
    ]


def person(number: int, skill: float, median_ms: float, post: int = 0, family: str = "") -> Player:
    """A simulated person: how likely each question is answered rightly, and what right answers earn."""
    chances = tuple(GUESS + (1 - GUESS) / (1 + math.exp(hard - skill)) for hard in DIFFICULTY.values())
    times = (round(median_ms * factor) for factor in TIMES)
    scores = tuple(score(True, time, LIMIT_MS, len(chances)) for time in times)
    return Player(number, post, family, skill, chances, scores)


def _median_ms(skill: float, rng: Random) -> float:
    """The abler are quicker, give or take."""
    return PACE[3] * LIMIT_MS * math.exp(QUICKER * (skill - MEAN) + rng.gauss(0, PACES))


def play(one: Player, other: Player, rng: Random) -> Outcome:
    """How a PK of these two ends for the first."""
    return outcome(_total(one, rng), _total(other, rng))


def season(players: list[Player], days: int, online: int, rng: Random) -> Figures:
    """A season in which everyone comes once a day, in a new order each day, while about `online` are there."""
    return _Season(players, online, rng).run(days)


class _Season:
    """The clock, who waits, and who is free again when. A day lasts as long as it takes all to come once."""

    def __init__(self, players: list[Player], online: int, rng: Random) -> None:
        self.players = {one.person_id: one for one in players}
        self.figures, self.rng = Figures(players), rng
        self.gap_ms = (SESSION_PKS * CYCLE_MS - PAUSE_MS) / online
        self.left: Counter[int] = Counter()  # how many PKs each who is there still wants
        self.free: list[tuple[int, int]] = []
        self.waiting: dict[int, Waiting] = {}
        self.now = 0

    def run(self, days: int) -> Figures:
        came = 0.0
        for _day in range(days):
            for number in self.rng.sample(list(self.players), len(self.players)):
                came += self.rng.expovariate(1 / self.gap_ms)
                while self.now < came:
                    self._wave()
                self._come(number, int(came))
        return self.figures

    def _come(self, number: int, at: int) -> None:
        """A session begins; whoever is still there stays the longer."""
        if number not in self.left:
            heapq.heappush(self.free, (at, number))
        self.left[number] += SESSION_PKS

    def _wave(self) -> None:
        self.now += WAVE_MS
        while self.free and self.free[0][0] <= self.now:
            self._search(*heapq.heappop(self.free))
        for first, second in pair(list(self.waiting.values()), self.now):
            self._play(first, second)
        if self.now > WARM_UP_MS:
            self.figures.online.append(len(self.left))

    def _search(self, at: int, number: int) -> None:
        if not self.left[number]:
            del self.left[number]
            return
        one = self.players[number]
        self.waiting[number] = Waiting(number, one.rating.mu, at, one.last_opponent, post=one.post, family=one.family)

    def _play(self, *both: Waiting) -> None:
        first, second = (self.players[one.person_id] for one in both)
        self.figures.gaps.append(abs(first.rating.mu - second.rating.mu))
        far = distance(*both)
        self.figures.reaches[far] += 1
        if far is not Reach.ANYBODY:
            first.rating, second.rating = rate(first.rating, second.rating, play(first, second, self.rng))
        first.last_opponent, second.last_opponent = second.person_id, first.person_id
        end = self.now + self.rng.randint(*PLAY_MS)
        for one in both:
            del self.waiting[one.person_id]
            self.left[one.person_id] -= 1
            pause = self.rng.expovariate(1 / PAUSE_MS) if self.left[one.person_id] else 0
            heapq.heappush(self.free, (end + round(pause), one.person_id))
            if self.now > WARM_UP_MS:
                self.figures.waits_ms.append(self.now - one.joined_ms)


def _total(one: Player, rng: Random) -> int:
    return sum(one.scores[int(rng.random() * len(one.scores))] for chance in one.chances if rng.random() < chance)


def kendall(firsts: Sequence[float], seconds: Sequence[float]) -> float:
    """Kendall's tau of two rankings without ties: 1 for the same order, -1 for the reverse. In n log n steps."""
    ordered = [second for _first, second in sorted(zip(firsts, seconds, strict=True))]
    count = len(ordered)
    return 1 - 4 * _inversions(ordered)[1] / (count * (count - 1))


def _inversions(values: list[float]) -> tuple[list[float], int]:
    """The values sorted, and how many pairs of them stood the wrong way round (Knight's merge sort, 1966)."""
    if len(values) < 2:
        return values, 0
    left, in_left = _inversions(values[: len(values) // 2])
    right, in_right = _inversions(values[len(values) // 2 :])
    merged, wrong, place = [], in_left + in_right, 0
    for value in right:
        while place < len(left) and left[place] <= value:
            merged.append(left[place])
            place += 1
        merged.append(value)
        wrong += len(left) - place
    return merged + left[place:], wrong


def machine_mus(rng: Random, duels: int) -> dict[int, float]:
    """The machines' strengths: each against the next, and the third against an average person, who has 25."""
    average = person(0, MEAN, PACE[3] * LIMIT_MS)
    machines = {level: person(0, ABILITY[level], PACE[level] * LIMIT_MS) for level in LEVELS}
    mus = {3: START_MU + _gap(machines[3], average, duels, rng)}
    for level in (4, 5):
        mus[level] = mus[level - 1] + _gap(machines[level], machines[level - 1], duels, rng)
    for level in (2, 1):
        mus[level] = mus[level + 1] - _gap(machines[level + 1], machines[level], duels, rng)
    return dict(sorted(mus.items()))


def _gap(stronger: Player, weaker: Player, duels: int, rng: Random) -> float:
    """How far apart two ratings are, each as sure as can be, that expect what came out."""
    results = Counter(play(stronger, weaker, rng) for _duel in range(duels))
    won, lost = (results[one] + results[Outcome.DRAWN] / 2 for one in (Outcome.WON, Outcome.LOST))
    scale = math.sqrt(2 * (float(MODEL.beta) ** 2 + FLOOR_SIGMA**2))
    return scale * math.log(won / lost)


def table(seed: int = 2018) -> list[str]:
    """The table of docs/pk-simulation.md."""
    rows = [
        "| posts | online | days | PKs each | tau | mean wait | 99 of 100 | longest | reach the offer | apart "
        "| of another post | unrated |",
        "|" + "--:|" * 12,
    ]
    for shares, online, days in SEASONS:
        rng = Random(seed)
        rows.append(_row(season(people(2_000, shares, rng), days, online, rng), len(shares), online, days))
    return rows


def _row(figures: Figures, posts: int, online: int, days: int) -> str:
    waits = [figures.mean_wait_ms, figures.wait_ms(0.99), figures.wait_ms(1)]
    cells = [
        posts,
        online,
        days,
        f"{figures.played:.0f}",
        f"{figures.tau:.2f}",
        *(f"{wait / 1000:.1f} s" for wait in waits),
    ]
    cells += [f"{figures.late:.2%}", f"{figures.mean_gap:.1f}"]
    cells += [f"{share:.0%}" for share in (1 - figures.share(Reach.POST), figures.share(Reach.ANYBODY))]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    sys.stdout.write("\n".join(table()) + "\n")
