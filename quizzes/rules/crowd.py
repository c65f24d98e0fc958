"""Two months of PKs of simulated honest people, as unlike as people are: what the fairness lab must not flag.

Among them are very quick experts and very slow ones, people who learn fast, who have poor days, who tap through
without reading, whose phone rings in the middle of a PK, colleagues who like to play each other whatever their levels,
and workshops in which all sign in on one tablet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

from quizzes.rules.fairnessfacts import DAY_MS, AnswerFact, Answers, DuelFacts, SeatFacts
from quizzes.rules.machine import DIFFICULTY
from quizzes.rules.scoring import Outcome, outcome, score

DAYS = 60
PLAYING_DAYS = 12
GAMES_A_DAY = 2
QUESTIONS = 5
POOL = 400
SETS = 5_000
DEALER = 5  # people
POOR_DAY = (0.05, 1.2)  # how often, and how many logits it costs
HANDOVER_MS = 90_000  # for one tablet to pass from hand to hand, with a PK
PHONE = 0.02
MORNING_MS = 8 * 3_600_000
GAP_MS = 40_000  # between the ends of two PKs in the whole house


@dataclass(frozen=True, slots=True)
class Question:
    id: int
    difficulty: int
    logit: float  # what it really is: authors only guess
    reading_ms: int
    limit_ms: int


@dataclass(slots=True)
class Player:
    id: int
    skill: float
    reads: float = 0.7  # share of the reading time that this person takes
    thinks_ms: float = 4_000
    gains: float = 0.3  # logits over the two months
    phone: float = PHONE  # how often a PK is given up
    taps: float = 0.0  # how often a PK is tapped through blindly
    device: str | None = None
    tablet: str | None = None  # of the workshop
    friend: int | None = None
    friendship: float = 0.0  # share of the games played with the friend

    def level(self, day: int) -> float:
        return self.skill + self.gains * day / DAYS


@dataclass(frozen=True, slots=True)
class Play:
    """How a seat is played. The defaults are honest play."""

    below: float = 0.0  # share of questions answered wrongly on purpose
    quick: float = 0.0  # share of questions answered from a list, before they could be read
    blind: bool = False  # taps without reading
    silent: bool = False  # lets the time run out
    gives_up: bool = False
    skill: float | None = None  # of somebody else who plays


HONEST = Play()


class House:
    """Everybody's PKs, day by day. `chance` decides everything, so that one seed makes one house."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.duels: list[DuelFacts] = []
        self.now_ms = 0
        self.poor: dict[tuple[int, int], bool] = {}
        self.tablets: dict[str, tuple[int, int]] = {}  # who used it last, and when
        pool = [self._question(number) for number in range(1, POOL + 1)]
        self.sets = [chance.sample(pool, QUESTIONS) for _set in range(SETS)]  # made once: drawing takes longest
        self.scatter = [math.exp(chance.gauss(0, 0.3)) for _one in range(SETS)]

    def _question(self, number: int) -> Question:
        difficulty = self.chance.randint(1, 5)
        reading = round(min(max(self.chance.lognormvariate(8.7, 0.4), 2_500), 16_000))
        return Question(
            number, difficulty, DIFFICULTY[difficulty] + self.chance.gauss(0, 0.4), reading, 20_000 + reading // 2
        )

    @property
    def day(self) -> int:
        return self.now_ms // DAY_MS

    def begin(self, day: int) -> None:
        self.now_ms = day * DAY_MS + MORNING_MS

    def meet(
        self, a: Player, b: Player, plays: tuple[Play, Play] = (HONEST, HONEST), kind: str = "", one_device: str = ""
    ) -> None:
        """A PK between two people."""
        kind = kind or ("live" if self.chance.random() < 0.75 else "challenge")
        self.now_ms += round(self.chance.expovariate(1 / GAP_MS))
        asked = self.sets[int(self.chance.random() * SETS)]
        mine, theirs = (self._answers(who, play, asked) for who, play in zip((a, b), plays, strict=True))
        ends = _ends(mine, theirs)
        first = one_device or self._device(a)
        second = one_device or (self._device(b) if kind == "challenge" or b.tablet != first else b.device)
        seats = (
            SeatFacts(a.id, first, ends[0], mine[1], mine[2], mine[0]),
            SeatFacts(b.id, second, ends[1], theirs[1], theirs[2], theirs[0]),
        )
        self.duels.append(DuelFacts(len(self.duels) + 1, self.now_ms, kind, False, seats))

    def machine(self, a: Player, play: Play = HONEST, device: str = "", gap_ms: int | None = None) -> None:
        self.now_ms += round(self.chance.expovariate(1 / GAP_MS)) if gap_ms is None else gap_ms
        asked = self.sets[int(self.chance.random() * SETS)]
        answers, total, gave_up = self._answers(a, play, asked)
        machine = 112 * sum(self.chance.random() < 0.6 for _one in asked)
        end = outcome(total, machine)
        seats = (
            SeatFacts(a.id, device or self._device(a), end.value, total, gave_up, answers),
            SeatFacts(None, None, outcome(machine, total).value, machine, False, ()),
        )
        self.duels.append(DuelFacts(len(self.duels) + 1, self.now_ms, "machine", False, seats))

    def _device(self, who: Player) -> str | None:
        """The workshop's tablet most times, when nobody else has just had it."""
        if who.tablet is None or self.chance.random() > 0.7:
            return who.device
        last, when = self.tablets.get(who.tablet, (who.id, 0))
        if last != who.id and self.now_ms - when < HANDOVER_MS:
            return who.device
        self.tablets[who.tablet] = (who.id, self.now_ms)
        return who.tablet

    def _answers(self, who: Player, play: Play, asked: list[Question]) -> tuple[Answers, int, bool]:
        """Answers, total and whether the PK was given up."""
        chance = self.chance.random
        skill = play.skill if play.skill is not None else who.level(self.day) - self._poorness(who)
        blind = play.blind or (play is HONEST and chance() < who.taps)
        gave_up = play.gives_up or chance() < who.phone
        until = self.chance.randrange(QUESTIONS) if gave_up else QUESTIONS
        answers = []
        total = 0
        for index, one in enumerate(asked):
            if index >= until or play.silent:
                answers.append(AnswerFact(one.id, False, one.limit_ms, one.reading_ms, one.difficulty, answered=False))
                continue
            quick = play.quick > 0 and chance() < play.quick
            if play.below > 0 and chance() < play.below:
                correct = False
            elif quick:
                correct = chance() < 0.97
            elif blind:
                correct = chance() < 0.3
            else:
                correct = chance() < 0.25 + 0.75 / (1 + math.exp(one.logit - skill))
            used = self._used(who, one, blind, quick)
            answers.append(AnswerFact(one.id, correct, used, one.reading_ms, one.difficulty))
            total += score(correct, used, one.limit_ms, QUESTIONS)
        return Answers(answers), total, gave_up

    def _used(self, who: Player, one: Question, blind: bool, quick: bool) -> int:
        if quick:
            return round(one.reading_ms * self.chance.uniform(0.05, 0.22))
        if blind:
            return round(self.chance.uniform(400, 1_800))
        scatter = self.scatter[int(self.chance.random() * SETS)]
        return min(int((one.reading_ms * who.reads + who.thinks_ms) * scatter), one.limit_ms)

    def _poorness(self, who: Player) -> float:
        key = (who.id, self.day)
        if key not in self.poor:
            self.poor[key] = self.chance.random() < POOR_DAY[0]
        return POOR_DAY[1] if self.poor[key] else 0.0


def _ends(mine: tuple[Answers, int, bool], theirs: tuple[Answers, int, bool]) -> tuple[str, str]:
    """Who gives up loses; where both do, the scores decide."""
    if mine[2] != theirs[2]:
        return (Outcome.LOST.value, Outcome.WON.value) if mine[2] else (Outcome.WON.value, Outcome.LOST.value)
    return outcome(mine[1], theirs[1]).value, outcome(theirs[1], mine[1]).value


def honest_people(count: int, chance: Random) -> list[Player]:
    people = [_honest(number, chance) for number in range(1, count + 1)]
    for start in range(0, count - DEALER + 1, DEALER):
        _dealer(people[start : start + DEALER], chance)
    return people


def _honest(number: int, chance: Random) -> Player:
    who = Player(number, chance.gauss(0, 1), reads=chance.uniform(0.5, 1.0), thinks_ms=chance.lognormvariate(8.2, 0.4))
    who.device = f"phone-{number}" if chance.random() < 0.75 else None
    kind = chance.random()
    if kind < 0.03:  # very quick experts
        who.skill, who.reads, who.thinks_ms = chance.uniform(1.5, 2.8), chance.uniform(0.35, 0.45), 600
    elif kind < 0.06:  # very slow ones
        who.skill, who.reads, who.thinks_ms = chance.uniform(1.0, 2.5), 1.3, 11_000
    elif kind < 0.11:  # who learn fast
        who.skill, who.gains = chance.uniform(-1.5, 0.0), chance.uniform(1.5, 2.2)
    elif kind < 0.13:  # who tap through now and then
        who.taps = chance.uniform(0.1, 0.4)
    elif kind < 0.16:  # whose phone rings all the time
        who.phone = chance.uniform(0.1, 0.2)
    return who


def _dealer(people: list[Player], chance: Random) -> None:
    """Half of the dealers have two who like to play each other; one in ten has a tablet for all."""
    if chance.random() < 0.1:
        for who in people:
            who.tablet = f"tablet-{people[0].id}"
    if chance.random() < 0.5:
        a, b = people[:2]
        share = chance.uniform(0.15, 0.5)
        a.friend, b.friend, a.friendship, b.friendship = b.id, a.id, share, share


def play_honestly(house: House, people: list[Player], day: int) -> None:
    """A day of PKs: with the friend, against the machine, and with whoever is there and about as good."""
    chance, by_id = house.chance, {who.id: who for who in people}
    waiting = []
    for who in people:
        if chance.random() >= PLAYING_DAYS / DAYS:
            continue
        for _game in range(GAMES_A_DAY):
            draw = chance.random()
            if who.friend in by_id and draw < who.friendship:
                house.meet(who, by_id[who.friend])
            elif draw > 0.65:
                house.machine(who)
            else:
                waiting.append((who.level(day) + chance.gauss(0, 0.7), who.id, who))
    waiting.sort(key=lambda each: each[:2])
    for (_a, _ida, a), (_b, _idb, b) in zip(waiting[::2], waiting[1::2], strict=False):
        if a is not b:
            house.meet(a, b)
