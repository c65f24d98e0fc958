"""How a PK comes about: against a machine, live, by challenge, against a ghost. Callers open the transaction.

A person has one PK open at most: an index of the database says so, and starts of the same person wait in line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from random import Random
from typing import cast

from flask_babel import lazy_gettext as _
from sqlalchemy import Table, bindparam, delete, insert, select

from app.duels import avoiding, queries
from app.duels.models import Duel, Kind, OpenPk, Status, Ticket
from app.duels.services import QUESTIONS, due_at, keep
from app.kit.clock import milliseconds
from app.kit.database import session
from app.kit.errors import Conflict, Invalid, NotFound
from app.people.models import Person
from app.questions.queries import Version, calibrated, in_common, pool, versions
from quizzes.rules import duel as rules
from quizzes.rules import machine
from quizzes.rules.choosing import PoolTooSmall, choose
from quizzes.rules.scoring import limit_ms

IN_COMMON = 10  # questions that two posts must share, so that a PK asks others than the last one
UNSEEN_DUELS = 3  # the last PKs whose questions do not come again while the pool allows
COUNTDOWN_MS = 4_000
REVEAL_MS = 8_000
LIVE = rules.Rules(questions=QUESTIONS, countdown_ms=COUNTDOWN_MS, reveal_ms=REVEAL_MS)
OWN_PACE = rules.Rules(questions=QUESTIONS)
HOLD = (  # built once: every start runs it
    select(Person.id)
    .where(Person.id.in_(bindparam("ids", expanding=True)))
    .order_by(Person.id)
    .with_for_update(key_share=True)
)
OPENED = insert(cast("Table", OpenPk.__table__))
TICKETS = cast("Table", Ticket.__table__)
LOOKS_NO_LONGER = delete(TICKETS).where(TICKETS.c.person_id.in_(bindparam("ids", expanding=True)))

NO_SUCH_LEVEL = _("There are five levels, 1 to 5. Choose one of them.")
POOL_TOO_SMALL = _("There are not enough questions for your post yet. Take a micro-class meanwhile; nothing is lost.")
OTHER_POST = _("Your posts share too few questions for a PK. Choose somebody of your own post.")
ONESELF = _("You cannot play against yourself. Choose a colleague.")
NOT_YOU_TWO = _("You two are not paired. Choose somebody else.")
GONE = _("This challenge is no longer open: it was played, taken by somebody else, or its 48 hours are over.")
BUSY = _("One of you has another PK open. Finish that one first.")


def start(person: Person, level: int, now: datetime, seed: int) -> Duel:
    """A new PK against the machine of this level, or the one that is still open.

    Raises Invalid for a level that does not exist and Conflict where the post has too few questions.
    """
    if level not in machine.LEVELS:
        raise Invalid(NO_SUCH_LEVEL)
    lock(person)
    running = queries.running(person)
    if running is not None:
        return running
    asked = _choose(seed, person)
    theirs = _limits(asked)
    planned = machine.plan([one.content for one in asked], theirs, level, seed, calibrated([one.id for one in asked]))
    seats = (_seat(person, asked), rules.Seat(rules.Kind.MACHINE, theirs, planned=planned))
    duel = _begun(Kind.MACHINE, person, asked, rules.State(OWN_PACE, seats), now, seed, level=level)
    return _added(duel, person)


def start_live(
    first: Person, second: Person, now: datetime, seed: int, *, friendly: bool = False, rematch_of: int | None = None
) -> Duel:
    """Both count down together from now. Raises Invalid or Conflict where these two cannot play."""
    require_pair(first, second)
    lock(first, second)
    if queries.running(first) or queries.running(second):
        raise Conflict(BUSY, code="busy")
    asked = _choose(seed, first, second)
    state = rules.State(LIVE, (_seat(first, asked), _seat(second, asked)))
    duel = _begun(Kind.LIVE, first, asked, state, now, seed, friendly=friendly, rated=_rated(first, second))
    duel.rematch_of_id, duel.second_person_id = rematch_of, second.id
    duel.first_seen_at = duel.second_seen_at = now
    duel.due_at = due_at(rules.from_json(duel.state))
    return _added(duel, first, second)


def challenge(person: Person, other: Person | None, now: datetime, seed: int, *, friendly: bool = False) -> Duel:
    """The first half of a challenge: the person plays now, the other (or whoever of the post takes it) later."""
    if other is not None:
        require_pair(person, other)
    _require_free(person)
    both = [person, other] if other else [person]
    asked = _choose(seed, *both)
    state = rules.State(OWN_PACE, (_seat(person, asked), rules.away(_limits(asked))))
    duel = _begun(Kind.CHALLENGE, person, asked, state, now, seed, friendly=friendly, rated=_rated(*both))
    duel.second_person_id = other.id if other else None
    return _added(duel, person)


def take_challenge(duel_id: int, person: Person, now: datetime) -> Duel:
    """The second half: the very same questions, against what the first one answered.

    Raises NotFound for a challenge to somebody else, Conflict where it is no longer open.
    """
    _require_free(person)
    duel = session().get(Duel, duel_id, populate_existing=True)
    if duel is None or not queries.may_take(duel, person):
        raise NotFound
    if duel.status != Status.WAITING or duel.due_at is None or duel.due_at <= now:
        raise Conflict(GONE, code="gone")
    first = rules.from_json(duel.state).seats[0]
    asked = versions(duel.version_ids)
    seats = (rules.away(first.limits, first.answers), _seat(person, asked))
    state, facts = rules.step(rules.State(OWN_PACE, seats), rules.Start(), milliseconds(now))
    if not keep(duel, state, facts, now):
        raise Conflict(GONE, code="gone")
    duel.second_person_id = person.id
    return _added(duel, person)


def start_ghost(person: Person, recorded: Duel, side: int, now: datetime, seed: int) -> Duel:
    """Play what somebody (or the person) answered before, as it was recorded at this side."""
    _require_free(person)
    seat = recorded.seats[side]
    if recorded.status != Status.FINISHED or seat.person_id is None or recorded.post_id != person.post_id:
        raise NotFound
    played = rules.from_json(recorded.state).seats[side]
    asked = versions(recorded.version_ids)
    state = rules.State(OWN_PACE, (_seat(person, asked), rules.away(played.limits, played.answers)))
    duel = _begun(Kind.GHOST, person, asked, state, now, seed)
    duel.recorded_id, duel.ghost_of_id = recorded.id, seat.person_id
    return _added(duel, person)


def require_pair(first: Person, second: Person) -> None:
    """Raises Invalid or Conflict where these two may not play each other.

    Of who avoids them people hear what they hear of who has left: it is not told.
    """
    if first.id == second.id:
        raise Invalid(ONESELF, code="oneself")
    if not (first.active and second.active):
        raise Conflict(NOT_YOU_TWO, code="not-here")
    if apart([(first.post_id, second.post_id)]):
        raise Conflict(OTHER_POST, code="other-post")
    if avoiding.avoid(first.id, second.id):
        raise Conflict(NOT_YOU_TWO, code="not-here")


def apart(posts: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of these twos of posts, those that share too few questions for a PK of their people."""
    different = {both for both in posts if both[0] != both[1]}
    if not different:
        return set()
    shared = in_common({post_id for both in different for post_id in both})
    return {both for both in different if shared.get((min(both), max(both)), 0) < IN_COMMON}


def require_pool(post_id: int) -> None:
    """Raises Conflict where the post has too few questions for a PK."""
    if len(pool(post_id)) < QUESTIONS:
        raise Conflict(POOL_TOO_SMALL, code="pool-too-small")


def lock(*people: Person) -> None:
    """One start at a time for each of these people, in one order for everybody.

    Rows that only name one of them (as the other side of a PK) do not wait: two may challenge each other at once.
    """
    session().execute(HOLD, {"ids": [person.id for person in people]})


def _require_free(person: Person) -> None:
    lock(person)
    if queries.running(person):
        raise Conflict(BUSY, code="busy")


def _choose(seed: int, *people: Person) -> list[Version]:
    """Five questions that the posts of all of them are asked, new to all while the pool allows.

    Raises Conflict where there are too few.
    """
    asked_now = pool(*(person.post_id for person in people))
    last = [version_id for person in people for version_id in queries.last_asked(person, UNSEEN_DUELS)]
    lately = [one.question_id for one in versions(last)]
    candidates = [(question_id, difficulty) for question_id, _version_id, difficulty in asked_now]
    try:
        chosen = choose(candidates, lately, QUESTIONS, Random(seed))
    except PoolTooSmall:
        raise Conflict(POOL_TOO_SMALL, code="pool-too-small") from None
    current = {question_id: version_id for question_id, version_id, _difficulty in asked_now}
    return versions([current[question_id] for question_id in chosen])


def _rated(*people: Person) -> bool:
    """There is a rating for each family of posts: a PK of two families moves none."""
    return len({person.post.family for person in people}) == 1


def _limits(asked: Sequence[Version], extra_time: float = 0.0) -> tuple[int, ...]:
    return tuple(limit_ms(one.content, extra_time) for one in asked)


def _seat(person: Person, asked: Sequence[Version]) -> rules.Seat:
    return rules.Seat(rules.Kind.HUMAN, _limits(asked, person.extra_time))


def _begun(
    kind: Kind, person: Person, asked: Sequence[Version], state: rules.State, now: datetime, seed: int, **more: object
) -> Duel:
    """The row of a PK that starts now, the person on its first side."""
    state, _facts = rules.step(state, rules.Start(), milliseconds(now))
    return Duel(
        kind=kind,
        status=Status.RUNNING,
        post_id=person.post_id,
        first_person_id=person.id,
        seed=seed,
        version_ids=[one.id for one in asked],
        state=rules.to_json(state),
        version=0,
        started_at=now,
        touched_at=now,
        **more,
    )


def _added(duel: Duel, *people: Person) -> Duel:
    """Store it as what these people play now.

    They look for no opponent any more: else a PK could begin behind their back when this one is over.
    """
    session().add(duel)
    session().flush()
    ids = [person.id for person in people]
    session().execute(OPENED, [{"person_id": person_id, "duel_id": duel.id} for person_id in ids])
    session().execute(LOOKS_NO_LONGER, {"ids": ids})
    return duel
