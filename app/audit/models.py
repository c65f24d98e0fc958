"""Lines of the log. Never changed, never deleted; what they hold is proven by quizzes/rules/auditchain.py."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base
from app.people.models import Person


class AuditLine(Base):
    """A line, as quizzes/rules/auditchain.py has it. `number` counts without gaps; `previous` is unique, so that of two
    who write at once only one can follow a line. `actor_id` is None where nobody did it (a job).
    """

    __tablename__ = "audit_lines"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(40))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    deed: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(60))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    actor: Mapped[Person | None] = relationship()
    __table_args__ = (Index("ix_audit_lines_subject", "subject", "number"),)


class AuditHead(Base):
    """The one row that knows the last line; whoever writes the next one holds it. `seal` is an HMAC of both with the
    service's secret: who can only write to the database cannot make another end of the log.
    """

    __tablename__ = "audit_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    seal: Mapped[str] = mapped_column(String(64))
    __table_args__ = (CheckConstraint("id = 1", name="one"),)
