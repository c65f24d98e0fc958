"""What each job last did, and what it is to do next."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class JobRun(Base):
    """A job by name: when it is due (`seconds`, or `at` a time of day), how it last went, and whether it runs now.

    `succeeded_at` is the start of the last run that went well: what was due before it is done. `running_since` without
    an end, by a scheduler that is gone, is a run that was broken off. `requested_at`: an operator wants it now.
    """

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    seconds: Mapped[int | None]
    at: Mapped[str | None] = mapped_column(String(5))
    weekday: Mapped[str | None] = mapped_column(String(3))
    known_since: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    succeeded_at: Mapped[datetime | None] = mapped_column(Instant)
    took_ms: Mapped[int] = mapped_column(default=0)
    runs: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failures_in_row: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(String(300), default="")
    running_since: Mapped[datetime | None] = mapped_column(Instant)
    running_by: Mapped[str | None] = mapped_column(String(80))
    requested_at: Mapped[datetime | None] = mapped_column(Instant)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
