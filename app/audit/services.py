"""Writing the log. Callers open the transaction: a line stands if and only if the deed does."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app

from app.audit.models import AuditHead, AuditLine
from app.kit.database import session
from app.kit.upsert import insert
from app.people.models import Person
from quizzes.rules.auditchain import START, Line, following


def note(actor: Person | None, deed: str, subject: str, facts: Mapping[str, Any], now: datetime) -> AuditLine:
    """Write down who did what to which `subject` (such as "final:3" or "sheet:17").

    `facts`: plain JSON without floats (TypeError): ids, hundredths, texts; no secrets. Call it last in a deed: whoever
    writes a line holds the log until the deed is committed.
    """
    head = _held_head()
    actor_id = actor.id if actor else None
    made = following(head.number, head.hash, stamp(now), actor_id or 0, deed, subject, dict(facts))
    row = AuditLine(
        number=made.number,
        at=made.at,
        actor_id=actor_id,
        deed=deed,
        subject=subject,
        facts=dict(facts),
        previous=made.previous,
        hash=made.hash,
    )
    session().add(row)
    head.number, head.hash, head.seal = made.number, made.hash, seal(made.number, made.hash)
    session().flush()
    return row


def as_line(row: AuditLine) -> Line:
    """A stored line as the rules read it."""
    return Line(row.number, row.at, row.actor_id or 0, row.deed, row.subject, row.facts, row.previous, row.hash)


def stamp(now: datetime) -> str:
    return now.astimezone(UTC).isoformat(timespec="microseconds")


def seal(number: int, hash_: str) -> str:
    """What proves that this service wrote that end of the log: HMAC-SHA-256 with its secret."""
    secret = current_app.config["SETTINGS"].secret_key
    return hmac.new(f"audit:{secret}".encode(), f"{number}:{hash_}".encode(), "sha256").hexdigest()


def _held_head() -> AuditHead:
    """The head, held until the deed is over; the first one is made."""
    session().flush()
    if found := session().get(AuditHead, 1, with_for_update=True, populate_existing=True):
        return found
    first = {"id": 1, "number": 0, "hash": START, "seal": seal(0, START)}
    session().execute(insert(AuditHead).values(first).on_conflict_do_nothing())
    return session().get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
