"""The secret of a final's lot: sealed as soon as the selection is fixed, opened when every number is. What it is for
stands in quizzes/rules/drawnlot.py. Callers open the transaction.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import select

from app.audit.models import AuditLine
from app.audit.services import note
from app.finals import services
from app.finals.models import Final
from app.kit.database import session
from quizzes.rules import drawnlot
from quizzes.rules.drawnlot import Draw

BYTES = 32


def seal(final: Final, now: datetime, secret: str = "") -> None:
    """Make the secret and write down its seal; a final that has one keeps it. `secret`: of a house without people."""
    if final.lot_secret:
        return
    final.lot_secret = secret or secrets.token_hex(BYTES)
    session().flush()
    note(None, "lot-sealed", services.subject(final), {"seal": seal_of(final)}, now)


def seal_of(final: Final) -> str:
    """The SHA-256 of the secret; nothing where there is none yet."""
    return drawnlot.seal(final.lot_secret) if final.lot_secret else ""


def open_it(final: Final, now: datetime) -> None:
    """Every number is opened, so the secret is told, too. Again changes nothing."""
    if final.lot_opened_at is not None or not _rounds(final):
        return
    final.lot_opened_at = now
    session().flush()
    facts = {"seal": seal_of(final), "words": final.lot, "secret": final.lot_secret}
    note(None, "lot-opened", services.subject(final), facts, now)


def opened(final: Final) -> Draw | None:
    """The drawing, for everybody to check; None before it is opened."""
    if final.lot_opened_at is None:
        return None
    return Draw(seal_of(final), final.lot, final.lot_secret, _rounds(final))


def _rounds(final: Final) -> list[dict[int, int]]:
    """Who was drawn together with the secret: number by finalist's id, as the log has it."""
    query = select(AuditLine).filter_by(subject=services.subject(final), deed="numbers-drawn")
    lines = session().scalars(query.order_by(AuditLine.number)).all()
    return [
        {int(ident): number for ident, number in one.facts["numbers"].items()} for one in lines if one.facts.get("seal")
    ]
