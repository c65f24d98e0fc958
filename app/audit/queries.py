"""Reading the log."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hmac import compare_digest

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.audit.models import AuditHead, AuditLine
from app.audit.services import as_line, seal
from app.kit.database import session
from quizzes.rules.auditchain import START, Break, Line, breaks

AT_ONCE = 1000


def lines() -> Iterator[Line]:
    """All of it, in the order in which it was written; never all in memory."""
    rows = session().scalars(select(AuditLine).order_by(AuditLine.number).execution_options(yield_per=AT_ONCE))
    return (as_line(row) for row in rows)


def head() -> tuple[int, str] | None:
    """Number and hash of the last line: whoever keeps them elsewhere can prove all before. None: nothing is written."""
    row = session().get(AuditHead, 1, populate_existing=True)
    return (row.number, row.hash) if row and row.number else None


def faults(kept: tuple[int, str] | None = None) -> Iterator[Break]:
    """Where the log does not hold. `kept`: number and hash of a line, as somebody kept them elsewhere.

    Besides those of quizzes/rules/auditchain.py: seal (the end was not written by this service, or its secret changed).
    """
    row = session().get(AuditHead, 1, populate_existing=True)
    known = (row.number, row.hash) if row else (0, START)
    yield from breaks(lines(), known)
    if row is not None and not compare_digest(row.seal, seal(row.number, row.hash)):
        yield Break(row.number, "seal")
    if kept is not None:
        there = session().scalar(select(AuditLine.hash).filter_by(number=kept[0]))
        if there != kept[1]:
            yield Break(kept[0], "altered" if there else "cut")


def of(subject: str, count: int = 200) -> Sequence[AuditLine]:
    """What was done to a subject, the newest first."""
    query = select(AuditLine).where(AuditLine.subject == subject).options(joinedload(AuditLine.actor))
    return session().scalars(query.order_by(AuditLine.number.desc()).limit(count)).all()
