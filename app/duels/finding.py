"""Finding an opponent: tickets of people who look for one now, and the waves that pair them.

Everything is in the database: any process may take a ticket in, and the one that runs the jobs pairs them.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import ScalarSelect, case, delete, func, select, update

from app.duels import avoiding, queries, ratings, starting
from app.duels.events import Paired
from app.duels.models import Duel, Kind, Ticket
from app.duels.sides import SIDES, Side
from app.kit.clock import milliseconds
from app.kit.database import session, transaction
from app.kit.errors import Refusal
from app.kit.events import publish
from app.kit.upsert import insert
from app.people.models import Person, Post
from quizzes.rules.pairing import Waiting, across, pair

ALIVE = timedelta(seconds=15)  # without a sign of life a ticket is not paired, and after a while it is thrown away
FORGET = timedelta(seconds=60)
MOST = 2_000  # tickets of one wave


def join(person: Person, now: datetime, *, friendly: bool = False) -> Duel | None:
    """Look for an opponent from now on; the PK that is still open, where there is one. Again changes nothing.

    Raises Conflict where the post has too few questions for a PK.
    """
    starting.lock(person)
    running = queries.running(person)
    if running is not None:
        return running
    starting.require_pool(person.post_id)
    rating = ratings.of(person.id, person.post.family)
    row = {"person_id": person.id, "post_id": person.post_id, "rating": rating.mu, "friendly": friendly}
    values = insert(Ticket).values(row | {"joined_at": now, "seen_at": now})
    gone = Ticket.seen_at < now - ALIVE  # whoever was away begins to wait anew
    again = {
        "seen_at": now,
        "friendly": friendly,
        "post_id": person.post_id,
        "rating": rating.mu,
        "joined_at": case((gone, now), else_=Ticket.joined_at),
    }
    session().execute(values.on_conflict_do_update(index_elements=["person_id"], set_=again))
    return None


def leave(person: Person) -> None:
    """Look no longer."""
    session().execute(delete(Ticket).where(Ticket.person_id == person.id))


def ticket_of(person: Person) -> Ticket | None:
    return session().get(Ticket, person.id, populate_existing=True)


def still_here(person: Person, now: datetime) -> None:
    """A sign of life of somebody who waits."""
    session().execute(update(Ticket).where(Ticket.person_id == person.id).values(seen_at=now))


def wave(now: datetime) -> int:
    """Pair those who wait; each pair in its own transaction. How many PKs began."""
    waiting = _waiting(now)
    if len(waiting) < 2:
        return 0
    now_ms = milliseconds(now)
    pairs = pair(waiting, now_ms, starting.apart(across(waiting, now_ms)))
    return sum(_begin(first.person_id, second.person_id, now) for first, second in pairs)


def forget_gone(now: datetime) -> None:
    """Throw away the tickets of those who gave no sign of life for a while."""
    if session().scalar(select(Ticket.person_id).where(Ticket.seen_at < now - FORGET).limit(1)):
        with transaction():
            session().execute(delete(Ticket).where(Ticket.seen_at < now - FORGET))


def _waiting(now: datetime) -> list[Waiting]:
    query = select(Ticket, Post.family).join(Post, Post.id == Ticket.post_id).where(Ticket.seen_at >= now - ALIVE)
    query = query.order_by(Ticket.joined_at, Ticket.person_id).limit(MOST).execution_options(populate_existing=True)
    tickets = session().execute(query).all()
    if len(tickets) < 2:
        return []
    ids = [ticket.person_id for ticket, _family in tickets]
    avoided, met = avoiding.avoided_by(ids), _last_opponents(ids)
    return [
        Waiting(
            person_id=ticket.person_id,
            rating=ticket.rating,
            joined_ms=milliseconds(ticket.joined_at),
            last_opponent=met.get(ticket.person_id),
            avoids=avoided[ticket.person_id],
            pool=int(ticket.friendly),
            post=ticket.post_id,
            family=family,
        )
        for ticket, family in tickets
    ]


def _last_opponents(ids: Sequence[int]) -> dict[int, int]:
    """Whom each of these people met in their last live PK; of their other PKs nothing is read."""

    def last(side: Side) -> ScalarSelect[int]:
        found = select(Duel.id).where(side.person_id == Ticket.person_id, Duel.kind == Kind.LIVE)
        return found.order_by(Duel.id.desc()).limit(1).correlate(Ticket).scalar_subquery()

    first, second = (last(side) for side in SIDES)
    lasts = session().execute(select(Ticket.person_id, first, second).where(Ticket.person_id.in_(ids))).all()
    of = {person_id: max(one or 0, two or 0) for person_id, one, two in lasts if one or two}
    rows = select(Duel.id, Duel.first_person_id, Duel.second_person_id).where(Duel.id.in_(set(of.values())))
    people = {duel_id: pair for duel_id, *pair in session().execute(rows)}
    others = {person_id: next(one for one in people[duel_id] if one != person_id) for person_id, duel_id in of.items()}
    return {person_id: other_id for person_id, other_id in others.items() if other_id is not None}


def _begin(first_id: int, second_id: int, now: datetime) -> bool:
    """One PK, if both still look for one. What goes wrong with two keeps none of the others waiting.

    People are locked before their tickets, as whoever joins does: else the two could wait for each other.
    """
    try:
        with transaction():
            first, second = (session().get_one(Person, one) for one in (first_id, second_id))
            starting.lock(first, second)
            taken = delete(Ticket).where(Ticket.person_id.in_((first_id, second_id))).returning(Ticket.friendly)
            friendly = session().scalars(taken).all()
            if len(friendly) != 2 or friendly[0] != friendly[1]:  # gone, or wants another kind since
                session().rollback()
                return False
            duel = starting.start_live(first, second, now, secrets.randbits(60), friendly=friendly[0])
            publish(Paired(duel.id, (first_id, second_id)))
    except Refusal as refused:
        current_app.logger.info("Two who waited could not be paired: %s", refused.code)
        return _drop_unfit((first_id, second_id))
    except Exception:
        current_app.logger.exception("Two who waited could not be paired")
        return False
    return True


def _drop_unfit(ids: tuple[int, int]) -> bool:
    """Whoever plays already, has left or has another post now does not wait any more, and keeps nobody waiting."""
    with transaction():
        people = [session().get_one(Person, one, populate_existing=True) for one in ids]
        starting.lock(*people)
        for person in people:
            ticket = ticket_of(person)
            if ticket and (queries.running(person) or not person.active or ticket.post_id != person.post_id):
                leave(person)
    return False


def others_waiting(person: Person, now: datetime) -> int:
    """How many others look for an opponent just now."""
    query = select(func.count()).select_from(Ticket)
    return session().scalar(query.where(Ticket.person_id != person.id, Ticket.seen_at >= now - ALIVE)) or 0
