"""What somebody tried and was refused: a line of the log of its own, which stands although the deed is undone.

Bounded, so that nobody fills the log by trying again and again: see app/people/limits.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from app.audit.services import note
from app.kit.database import transaction
from app.kit.errors import Refusal
from app.people import limits
from app.people.models import Person


def note_refusal(actor: Person | None, deed: str, subject: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Write down a refusal; not what one person, or all who are not signed in together, try too often in an hour.

    Callers open the transaction.
    """
    if limits.count_refusal(actor.id if actor else 0):
        note(actor, deed, subject, facts, now)


def note_alone(actor: Person, what: str, why: str, subject: str, now: datetime) -> None:
    """Write it down in a transaction of its own: nothing else is stored."""
    with transaction():
        note_refusal(actor, "refused", subject, {"deed": what[:40], "why": why}, now)


@contextmanager
def noted(actor: Person, what: str, subject: str, now: datetime) -> Iterator[None]:
    """Whatever is refused within stays refused, and stands in the log. Opens a transaction of its own for that."""
    try:
        yield
    except Refusal as refused:
        note_alone(actor, what, refused.code, subject, now)
        raise
