"""Corrections: what was found wrong, who signed, how far the reckoning is, and whom it changed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where
from app.people.models import Person
from app.questions.models import Question


class Kind(StrEnum):
    CORRECT = "correct"  # the key was wrong, and the right one is known
    WITHDRAW = "withdraw"  # the question counts for nobody
    UNDO = "undo"  # of an earlier one


class State(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"  # it holds; the job reckons
    DONE = "done"
    DECLINED = "declined"


class Phase(StrEnum):
    """How far the job is, in this order."""

    PEOPLE = "people"
    PKS = "pks"
    RATINGS = "ratings"
    NOTICES = "notices"
    DONE = "done"


class Correction(Base):
    """A decision about versions of a question. Two people sign it; then it is never changed, only undone by another.

    `contents`: by version id the question with the right key. `since`: PKs and points from then on are reckoned again,
    for they belong to no stage that is closed; None: no season ran. `phase` and `cursor` (the last person or PK that is
    done) say how far the job is. `awaited`: PKs that were not over yet; they are reckoned again when they are.
    `preview`: what it would change, counted by a job before the second signature; while that is under way,
    `previewed_at` is None and `preview` as far as it is. `rates`: it changed how a rated PK ended.
    """

    __tablename__ = "corrections"
    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("corrections.id"))
    version_ids: Mapped[list[int]] = mapped_column(JSON)
    contents: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(8), default=State.PROPOSED.value)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    preview: Mapped[dict[str, int]] = mapped_column(JSON)
    previewed_at: Mapped[datetime | None] = mapped_column(Instant)
    season_id: Mapped[int | None] = mapped_column(ForeignKey("seasons.id"))
    since: Mapped[datetime | None] = mapped_column(Instant)
    phase: Mapped[str] = mapped_column(String(8), default=Phase.PEOPLE.value)
    cursor: Mapped[int] = mapped_column(default=0)
    awaited: Mapped[list[int]] = mapped_column(JSON, default=list)
    rates: Mapped[bool] = mapped_column(default=False)
    done_at: Mapped[datetime | None] = mapped_column(Instant)
    question: Mapped[Question] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])
    undoes: Mapped[Correction | None] = relationship(remote_side=[id])
    __table_args__ = (
        CheckConstraint("kind in ('correct', 'withdraw', 'undo')", name="kind"),
        CheckConstraint("state in ('proposed', 'approved', 'done', 'declined')", name="state"),
        CheckConstraint("phase in ('people', 'pks', 'ratings', 'notices', 'done')", name="phase"),
        CheckConstraint("(kind = 'undo') = (undoes_id is not null)", name="undoes"),
        CheckConstraint("(state = 'proposed') = (decided_by_id is null)", name="decided"),
        CheckConstraint("state = 'declined' or decided_by_id <> proposed_by_id", name="second_pair_of_eyes"),
        Index("uq_corrections_open", "question_id", unique=True, **where("state in ('proposed', 'approved')")),
        Index("uq_corrections_undoes_id", "undoes_id", unique=True, **where("state <> 'declined'")),
    )  # fmt: skip


class CorrectedPerson(Base):
    """What a correction changed for somebody. `answers`: how many of their answers are graded otherwise.

    `level` and `best`: of the question, before and after. `classes`: those that it completed. `points`: what entries
    say that came of it.
    """

    __tablename__ = "corrected_persons"
    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    answers: Mapped[int] = mapped_column(default=0)
    level_before: Mapped[int] = mapped_column(default=0)
    level_after: Mapped[int] = mapped_column(default=0)
    best_before: Mapped[int] = mapped_column(default=0)
    best_after: Mapped[int] = mapped_column(default=0)
    classes: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    points: Mapped[int] = mapped_column(default=0)
    person: Mapped[Person] = relationship()


class CorrectedDuel(Base):
    """A PK that was scored again: scores and outcomes of both seats, before and after."""

    __tablename__ = "corrected_duels"
    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id"), primary_key=True)
    duel_id: Mapped[int] = mapped_column(ForeignKey("duels.id"), primary_key=True)
    scores_before: Mapped[list[int]] = mapped_column(JSON)
    scores_after: Mapped[list[int]] = mapped_column(JSON)
    outcomes_before: Mapped[list[str]] = mapped_column(JSON)
    outcomes_after: Mapped[list[str]] = mapped_column(JSON)

    @property
    def turned(self) -> bool:
        """Whether it ended otherwise than it had."""
        return self.outcomes_before != self.outcomes_after
