"""Drawn numbers: all that judges see of a competitor. Once drawn they stay. Callers open the transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import lazy_gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.audit.services import note
from app.finals import lots, services
from app.finals.models import Final, Finalist, FinalistState, FinalState
from app.kit.database import session
from app.kit.errors import Conflict, Invalid
from app.people.models import Person, Post
from quizzes.rules.drawnlot import drawn as by_hash

LONGEST = 80
TOO_EARLY = _("The selection is not fixed yet. Numbers are drawn among those who have accepted.")
TOO_LATE = _("The results are published; numbers stay as they are.")
DRAWN = _("Everybody who has accepted has a number already. Numbers stay as they were drawn.")
NO_WORDS = _("Type the words that the lot is drawn with, such as the headline of that day's paper.")
OTHER_WORDS = _("The lot of this final was drawn with other words. Who came later is drawn with the same ones.")


def drawn(final_id: int) -> Sequence[Finalist]:
    """Who has a number, by number."""
    query = _finalists(final_id).where(Finalist.number.is_not(None))
    return session().scalars(query.order_by(Finalist.number)).all()


def waiting(final_id: int) -> Sequence[Finalist]:
    """Who has accepted and has none yet, by post."""
    query = _finalists(final_id).where(Finalist.number.is_(None), Finalist.state == FinalistState.ACCEPTED.value)
    query = query.join(Post, Post.id == Finalist.post_id)
    return session().scalars(query.order_by(Post.position, Post.code, Finalist.id)).all()


def _finalists(final_id: int) -> Select[Finalist]:
    return (
        select(Finalist)
        .where(Finalist.final_id == final_id)
        .options(joinedload(Finalist.person), joinedload(Finalist.post), joinedload(Finalist.dealer))
    )


def by_lot(final_id: int, words: str, by: Person | None, now: datetime) -> int:
    """Numbers in the order of quizzes/rules/drawnlot.py, by published words and the sealed secret; how many there are.

    Who comes later gets the numbers that follow. Raises Conflict, Invalid.
    """
    final, people = _begin(final_id)
    words = " ".join(words.split())[:LONGEST] or final.lot
    if not words:
        raise Invalid(NO_WORDS)
    if final.lot and words != final.lot:
        raise Conflict(OTHER_WORDS, code="other-lot")
    lots.seal(final, now)
    final.lot = words
    of_id = {one.id: one for one in people}
    order = by_hash(of_id, words, final.lot_secret)
    first = _next(final_id)
    return _give(final, {of_id[one]: first + place for place, one in enumerate(order)}, "lot", by, now)


def on_stage(final_id: int, typed: Mapping[int, int | None], by: Person, now: datetime) -> int:
    """Numbers as they were drawn by hand: by finalist. Raises Invalid where one is missing, twice or out of line."""
    final, people = _begin(final_id)
    first = _next(final_id)
    last = first + len(people) - 1
    given = [typed.get(one.id) for one in people]
    wrong = [
        one.person.name
        for one, number in zip(people, given, strict=True)
        if number is None or not first <= number <= last or given.count(number) > 1
    ]
    if wrong:
        told = _(
            "The numbers must be %(first)d to %(last)d, each once. Look at: %(names)s. What you typed is still here.",
            first=first,
            last=last,
            names=", ".join(wrong[:10]),
        )
        raise Invalid(told, code="gaps")
    return _give(final, {one: typed[one.id] or 0 for one in people}, "stage", by, now)


def _begin(final_id: int) -> tuple[Final, Sequence[Finalist]]:
    final = services.locked(final_id)
    if final.state == FinalState.PLANNING:
        raise Conflict(TOO_EARLY, code="too-early")
    if final.state in (FinalState.PUBLISHED, FinalState.CLOSED):
        raise Conflict(TOO_LATE, code="too-late")
    people = waiting(final_id)
    if not people:
        raise Conflict(DRAWN, code="drawn")
    return final, people


def _next(final_id: int) -> int:
    return 1 + (session().scalar(select(func.max(Finalist.number)).where(Finalist.final_id == final_id)) or 0)


def _give(final: Final, numbers: Mapping[Finalist, int], way: str, by: Person | None, now: datetime) -> int:
    for one, number in numbers.items():
        one.number = number
    session().flush()
    facts = {"way": way, "lot": final.lot, "numbers": {str(one.id): number for one, number in numbers.items()}}
    facts |= {"seal": lots.seal_of(final)} if way == "lot" else {}
    note(by, "numbers-drawn", services.subject(final), facts, now)
    return len(numbers)
