"""The demo's PKs: one for each day's set that was done, most against the machine, some between two people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, insert, select

from app.duels.models import Duel, Kind, Status
from app.duels.seating import of_side
from app.duels.services import QUESTIONS
from app.duels.starting import LIVE, OWN_PACE
from app.kit.clock import milliseconds
from app.kit.database import session
from app.questions.queries import Version, pool, versions
from quizzes.rules import duel as rules
from quizzes.rules import machine
from quizzes.rules.scoring import limit_ms, outcome

SEED = 13
LASTED = timedelta(minutes=2)
SKILLED = 3  # above it a person falls for the puzzle
SHELF = 60  # questions of a post that the demo's PKs ask
LIVE_SHARE = 0.15  # of those who have a partner of their post on the day


@dataclass(frozen=True)
class Played:
    """Somebody played a PK that ended then. `missed`: questions (versions) that were wrong in it."""

    person_id: int
    post_id: int
    at: datetime
    missed: tuple[int, ...] = ()


def seed_demo(played: Sequence[Played]) -> None:
    """A finished PK for each of them; two of one post on one day share some."""
    rng = Random(SEED)
    full = {post_id: [row[1] for row in pool(post_id)] for post_id in sorted({one.post_id for one in played})}
    puzzle = _puzzle(full.values())
    shelves = {post_id: _asked_often(shelf, puzzle, rng) for post_id, shelf in full.items()}
    found = [one for one in _paired(played, rng) if len(shelves[one[0].post_id]) >= QUESTIONS]
    found.sort(key=lambda people: people[-1].at)
    first = (session().scalar(select(func.max(Duel.id))) or 0) + 1
    skill = {one.person_id: rng.choice(machine.LEVELS[1:]) for one in played}
    rows = [
        _played(people, shelves[people[0].post_id], skill, puzzle, rng) | {"id": duel_id}
        for duel_id, people in enumerate(found, first)
    ]
    if rows:
        session().execute(insert(Duel), rows)


def _asked_often(shelf: Sequence[int], puzzle: int, rng: Random) -> list[int]:
    """Of a large shelf a part, so that each of its questions has answers enough for its figures."""
    chosen = set(rng.sample(shelf, min(len(shelf), SHELF)))
    return [one for one in shelf if one in chosen or one == puzzle]


def _puzzle(shelves: Iterable[Sequence[int]]) -> int:
    """The version that is asked of the most posts: those who know more get it wrong, as where a key is wrong."""
    counts = Counter(version_id for shelf in shelves for version_id in shelf)
    return min(counts, key=lambda version_id: (-counts[version_id], version_id), default=0)


def _paired(played: Sequence[Played], rng: Random) -> Iterator[tuple[Played, ...]]:
    """Who meets whom, in the order of time. Who missed something plays alone: what was asked is known."""
    waiting: dict[tuple[int, object], Played] = {}
    for one in sorted(played, key=lambda one: (one.at, one.person_id)):
        key = one.post_id, one.at.date()
        if not one.missed and (other := waiting.pop(key, None)):
            yield other, one
        elif not one.missed and rng.random() < LIVE_SHARE:
            waiting[key] = one
        else:
            yield (one,)
    yield from ((one,) for one in waiting.values())


def _played(
    people: tuple[Played, ...], shelf: Sequence[int], skill: Mapping[int, int], puzzle: int, rng: Random
) -> dict[str, Any]:
    """The row of a PK; played by the machine's plan for people, too."""
    me, seed, ended = people[0], rng.getrandbits(60), people[-1].at
    more = rng.sample([one for one in shelf if one not in me.missed], QUESTIONS - len(me.missed))
    asked = versions([*me.missed, *more])
    level = rng.randint(1, 4) if len(people) == 1 else None
    wrong = [(*one.missed, puzzle) if skill[one.person_id] > SKILLED else one.missed for one in people]
    given = [_answers(asked, skill[one.person_id], seed + side, wrong[side]) for side, one in enumerate(people)]
    state = _state(asked, given, level, seed, ended)
    totals = [seat.total() for seat in state.seats]
    sides = {of_side(side, "score"): total for side, total in enumerate(totals)}
    sides |= {of_side(side, "person_id"): one.person_id for side, one in enumerate((*people, None)[:2]) if one}
    row = _row(me, level, seed, [one.id for one in asked], state, ended)
    return {"second_person_id": None, "outcome": outcome(*totals).value} | row | sides


def _answers(asked: Sequence[Version], level: int, seed: int, missed: Sequence[int]) -> tuple[rules.Given, ...]:
    limits = [limit_ms(one.content) for one in asked]
    plan = machine.plan([one.content for one in asked], limits, level, seed)
    rng = Random(seed)
    wrong = (machine.mistake(one.content, rng) if one.id in missed else None for one in asked)
    return tuple(
        replace(given, response=slip, correct=False, score=0) if slip is not None else given
        for given, slip in zip(plan, wrong, strict=True)
    )


def _state(
    asked: Sequence[Version], given: Sequence[tuple[rules.Given, ...]], level: int | None, seed: int, ended: datetime
) -> rules.State:
    limits = tuple(limit_ms(one.content) for one in asked)
    seats = [rules.Seat(rules.Kind.HUMAN, limits, answers=each) for each in given]
    if level is not None:
        planned = machine.plan([one.content for one in asked], limits, level, seed)
        seats.append(rules.Seat(rules.Kind.MACHINE, limits, answers=planned, planned=planned))
    first, second = seats
    at = milliseconds(ended)
    own = OWN_PACE if level is not None else LIVE
    return rules.State(own, (first, second), rules.Phase.FINISHED, QUESTIONS - 1, at - 20_000, at, QUESTIONS)


def _row(
    me: Played, level: int | None, seed: int, version_ids: list[int], state: rules.State, ended: datetime
) -> dict[str, Any]:
    return {
        "kind": Kind.LIVE if level is None else Kind.MACHINE,
        "status": Status.FINISHED,
        "post_id": me.post_id,
        "level": level,
        "seed": seed,
        "version_ids": version_ids,
        "state": rules.to_json(state),
        "started_at": ended - LASTED,
        "finished_at": ended,
    }
