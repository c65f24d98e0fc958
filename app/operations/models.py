"""What each job last did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.kit.database import Base, Instant


class JobRun(Base):
    """The last run of a job by name; `failure` is empty when it went well."""

    __tablename__ = "job_runs"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    took_ms: Mapped[int]
    runs: Mapped[int]
    failures: Mapped[int]
    failure: Mapped[str] = mapped_column(String(300), default="")
