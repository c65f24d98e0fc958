"""The PKs of a day of a simulated season: who was asked what, what they answered, what it paid, what it moved."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import NamedTuple

from app.duels.events import Against, DuelFinished, SeatResult
from app.duels.models import Duel
from app.duels.ratings import after_pk
from app.duels.services import QUESTIONS
from app.duels.starting import LIVE, OWN_PACE, UNSEEN_DUELS
from app.kit.clock import moment
from app.points.models import Reason
from app.trials.bank import Asked, Bank
from app.trials.writing import Writer
from quizzes.rules import bout as bouts
from quizzes.rules import machine
from quizzes.rules.bout import Bout
from quizzes.rules.choosing import choose_from
from quizzes.rules.cohort import Habit, Learner, Meeting, ability
from quizzes.rules.duel import Given
from quizzes.rules.machine import PACE, SHORTEST_MS, SKIMMED
from quizzes.rules.notebook import Notebook
from quizzes.rules.points import PointsRules, pk_points
from quizzes.rules.rating import Rating, level_of
from quizzes.rules.scoring import score

PAUSE_MS = (1_500, 6_000)  # how long people look at a reply
SPREAD = 0.35  # of the logarithm of the time that an answer takes
LONGEST_SHARE = 0.9  # nobody lets a question pass
BETWEEN_MS = (8_000, 40_000)  # from one PK to the next


class Played(NamedTuple):
    """A PK that is over. `machine`: its level."""

    duel_id: int
    began: datetime
    bout: Bout
    asked: Sequence[Asked]
    people: tuple[Learner, ...]
    level: int | None
    seed: int

    @property
    def ended_ms(self) -> int:
        return self.bout.closed[-1]


@dataclass
class Table:
    """All that goes on from PK to PK. `free`: from when on somebody can play again, in milliseconds."""

    bank: Bank
    writer: Writer
    rules: PointsRules
    notes: Mapping[int, Notebook]
    ratings: dict[tuple[int, str], Rating] = field(default_factory=dict)
    lately: dict[int, deque[list[int]]] = field(default_factory=lambda: defaultdict(lambda: deque(maxlen=UNSEEN_DUELS)))
    free: dict[int, int] = field(default_factory=dict)

    def close(self, found: Sequence[Played]) -> list[Played]:
        """What was played on a day, in the order in which it ended; numbered as it began, and written."""
        found = sorted(found, key=lambda one: (one.began, one.people[0].member.person_id))
        ids = self.writer.numbers(Duel, len(found))
        numbered = [one._replace(duel_id=duel_id) for duel_id, one in zip(ids, found, strict=True)]
        for one in numbered:
            people = [learner.member.person_id for learner in one.people]
            post_id = one.people[0].member.post_id
            seats = people if one.level is None else [*people, None]
            self.writer.duel(one.duel_id, post_id, one.level, one.seed, one.asked, one.bout, one.began, seats)
        return sorted(numbered, key=lambda one: (one.ended_ms, one.duel_id))

    def play(self, meeting: Meeting, midnight: int, day: int, rng: Random) -> Played:
        """A PK from its first question to its last; it has no number yet."""
        people = tuple(one for one in (meeting.first, meeting.second) if one is not None)
        ids = [one.member.person_id for one in people]
        began = max([midnight + meeting.at, *(self.free.get(one, 0) for one in ids)])
        seed = rng.getrandbits(60)
        asked = self._choose(seed, people)
        limits = tuple(one.limit for one in asked)
        given = [self._answers(one, people, asked, day, rng) for one in people]
        level = None if len(people) == 2 else self._level(people[0], rng)
        if level is not None:
            contents, known = [one.content for one in asked], [one.known for one in asked]
            planned = machine.plan(contents, limits, level, seed, known=known)
            pauses = [rng.randint(*PAUSE_MS) for _gap in range(QUESTIONS - 1)]
            bout = bouts.against_machine(OWN_PACE, limits, given[0], planned, began, pauses)
        else:
            waits = [(rng.randint(*PAUSE_MS), rng.randint(*PAUSE_MS)) for _gap in range(QUESTIONS - 1)]
            bout = bouts.live(LIVE, limits, (given[0], given[1]), began, waits)
        for one in ids:
            self.free[one] = bout.closed[-1] + rng.randint(*BETWEEN_MS)
            self.lately[one].appendleft([each.question_id for each in asked])
        return Played(0, moment(began), bout, asked, people, level, seed)

    def _choose(self, seed: int, people: Sequence[Learner]) -> list[Asked]:
        pool = self.bank.pools[people[0].member.post_id]
        lately = [each for one in people for duel in self.lately[one.member.person_id] for each in duel]
        return [self.bank.asked[one] for one in choose_from(pool, lately, QUESTIONS, Random(seed))]

    def _level(self, one: Learner, rng: Random) -> int:
        """Farmers take the weakest machine; others one near their strength."""
        if one.habit is Habit.FARMER:
            return 1
        near = level_of(self.ratings.get((one.member.person_id, one.member.family), Rating()))
        return min(5, max(1, near + rng.choice((-1, 0, 0, 1))))

    def _answers(
        self, one: Learner, people: Sequence[Learner], asked: Sequence[Asked], day: int, rng: Random
    ) -> tuple[Given, ...]:
        loses = _lets_win(one, people, day)
        return tuple(self._given(one, each, day, rng, loses) for each in asked)

    def _given(self, one: Learner, asked: Asked, day: int, rng: Random, loses: bool) -> Given:
        mine = ability(one, self.notes[one.member.person_id].remembered(asked.question_id, day))
        right = not loses and rng.random() < chance(asked, mine)
        response = asked.right if right else rng.choice(asked.wrong)
        used = _time(one, asked, rng)
        return Given(response, right, used, score(right, used, asked.limit, QUESTIONS))

    def settle(self, played: Played, day: int, so_far: dict[int, tuple[int, int]]) -> None:
        """What a PK that is over moves: memories, ratings, points. `so_far`: PKs and points of the day by person."""
        for side, one in enumerate(played.people):
            answers = played.bout.state.seats[side].answers
            missed = [each.question_id for each, it in zip(played.asked, answers, strict=True) if it and not it.correct]
            self.notes[one.member.person_id].miss(missed, day)
        self._rate(played)
        for side, one in sorted(enumerate(played.people), key=lambda seat: seat[1].member.person_id):
            self._pay(played, side, one.member.person_id, day, so_far)

    def _rate(self, played: Played) -> None:
        family = played.people[0].member.family
        fact = _fact(played, family)
        keys = [(one.member.person_id, family) for one in played.people]
        before = {key: self.ratings.get(key, Rating()) for key in keys}
        for key, after in sorted(after_pk(fact, before).items()):
            self.writer.rated(played.duel_id, key[0], before[key], after)
            self.ratings[key] = after

    def _pay(self, played: Played, side: int, person_id: int, day: int, so_far: dict[int, tuple[int, int]]) -> None:
        count, points = so_far.get(person_id, (0, 0))
        against = Against.PERSON.value if played.level is None else Against.MACHINE.value
        right = played.bout.state.seats[side].right
        award = pk_points(played.bout.outcomes[side], right, against, count + 1, points, self.rules)
        opponent = f"against-{against}" + (f"-{played.level}" if played.level else "")
        told = replace(award, reasons=(award.reasons[0], opponent, *award.reasons[1:]))
        self.writer.pay(person_id, Reason.PK, played.duel_id, told, day, moment(played.ended_ms))
        so_far[person_id] = (count + 1, points + award.points)


def chance(asked: Asked, mine: float) -> float:
    """How likely somebody of this ability is right."""
    return asked.floor + (1 - asked.floor) / (1 + math.exp(asked.hard - mine))


def _time(one: Learner, asked: Asked, rng: Random) -> int:
    """As long as machines take, by one's own pace."""
    reading = min(SKIMMED * asked.reading, asked.limit / 2)
    median = (reading + (asked.limit - reading) * PACE[3]) * one.slowness
    longest = asked.limit * LONGEST_SHARE
    return round(min(max(median * rng.lognormvariate(0, SPREAD), SHORTEST_MS), longest))


def _lets_win(one: Learner, people: Sequence[Learner], day: int) -> bool:
    """Of two who have agreed on it, the one whose turn it is to lose today."""
    if len(people) < 2 or one.partner_id is None:
        return False
    ids = sorted(each.member.person_id for each in people)
    return one.partner_id in ids and ids[day % 2] == one.member.person_id


def _fact(played: Played, family: str) -> DuelFinished:
    outcomes = played.bout.outcomes
    first, *others = (one.member.person_id for one in played.people)
    against = Against.MACHINE if played.level else Against.PERSON
    seats = (
        SeatResult(first, outcomes[0].value, 0, 0, against, played.level),
        SeatResult(others[0] if others else None, outcomes[1].value, 0, 0, Against.PERSON),
    )
    return DuelFinished(played.duel_id, moment(played.ended_ms), seats, family)
