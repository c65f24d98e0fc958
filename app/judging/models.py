"""What is marked, by whom, and what follows from it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.finals.models import Finalist, FinalRoom, FinalStation
from app.kit.database import Base, Instant
from app.kit.partial import where
from app.people.models import Person
from quizzes.formats import scoresheets
from quizzes.rules.scoresheet import Sheet


class SheetVersion(Base):
    """A station's score sheet as it was written; `content` as in quizzes/formats/scoresheets.py.

    Fixed when marking starts: the version that holds `fixed_at` is the one that is marked, and never changes.
    """

    __tablename__ = "sheet_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    fixed_at: Mapped[datetime | None] = mapped_column(Instant)
    station: Mapped[FinalStation] = relationship()
    by: Mapped[Person] = relationship()

    @cached_property
    def rules(self) -> Sheet:
        """The content as the rules read it; it never changes."""
        return scoresheets.sheet(self.content)

    __table_args__ = (
        UniqueConstraint("station_id", "number"),
        Index("uq_sheet_versions_fixed", "station_id", unique=True, **where("fixed_at is not null")),
    )  # fmt: skip


class SheetState(StrEnum):
    OPEN = "open"
    SIGNED = "signed"  # by every judge of the panel
    CLOSED = "closed"  # by the chief, too: counts
    VOID = "void"  # the competitor has withdrawn


class ScoreSheet(Base):
    """The sheet of one competitor at one station. `version` guards every change of its state.

    The clock is the server's: `started_at` until `stopped_at`, less `given_back_seconds`.
    """

    __tablename__ = "score_sheets"
    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"))
    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalists.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("final_rooms.id"))
    sheet_version_id: Mapped[int] = mapped_column(ForeignKey("sheet_versions.id"))
    token: Mapped[str] = mapped_column(String(32), unique=True)  # on the printed sheet's QR code
    state: Mapped[str] = mapped_column(String(6), default=SheetState.OPEN.value)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    stopped_at: Mapped[datetime | None] = mapped_column(Instant)
    given_back_seconds: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=0)
    station: Mapped[FinalStation] = relationship()
    finalist: Mapped[Finalist] = relationship()
    room: Mapped[FinalRoom] = relationship()
    sheet_version: Mapped[SheetVersion] = relationship()
    marks: Mapped[list[Mark]] = relationship(order_by="Mark.id")
    signatures: Mapped[list[SheetSignature]] = relationship(order_by="SheetSignature.id")
    measured: Mapped[list[MeasuredMark]] = relationship(order_by="MeasuredMark.item")
    __table_args__ = (
        UniqueConstraint("station_id", "finalist_id"),
        CheckConstraint("state in ('open', 'signed', 'closed', 'void')", name="state"),
        CheckConstraint("given_back_seconds >= 0", name="given_back"),
        CheckConstraint("stopped_at is null or started_at is not null", name="clock"),
    )


class Mark(Base):
    """What a judge wrote for an aspect, a penalty or a critical fault (`item`): one row, its newest value.

    `value` is an exact decimal as text. `revision` counts from 1: a device says which one it saw, and who saw an older
    one is shown both. `sent_key`: the device's own name for this sending; the same one again changes nothing.
    """

    __tablename__ = "marks"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    item: Mapped[str] = mapped_column(String(60))
    judge_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    value: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    revision: Mapped[int] = mapped_column(default=1)
    sent_key: Mapped[str] = mapped_column(String(40))
    marked_at: Mapped[datetime] = mapped_column(Instant)  # as the device says; for the log only
    at: Mapped[datetime] = mapped_column(Instant)
    judge: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("sheet_id", "item", "judge_id"), UniqueConstraint("sent_key"))


class MeasuredMark(Base):
    """What the server measured for a sheet: one row for each aspect that it measures. No judge writes or changes it.

    `source`: what it came from: {way: pk, of, against} or {way: test, of, questions}.
    """

    __tablename__ = "measured_marks"
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(20))
    source: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)


class MarkClash(Base):
    """A mark that came from a device which had not seen the newest one. Nothing is lost: the judge chooses."""

    __tablename__ = "mark_clashes"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), index=True)
    item: Mapped[str] = mapped_column(String(60))
    judge_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    value: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    seen_revision: Mapped[int]
    sent_key: Mapped[str] = mapped_column(String(40), unique=True)
    marked_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    judge: Mapped[Person] = relationship()


class Fate(StrEnum):
    """What became of something that a device sent."""

    TAKEN = "taken"
    CLASH = "clash"  # another device has written a newer one: both are shown
    OVERTAKEN = "overtaken"  # the same device has sent a newer one, which came first
    REFUSED = "refused"


class MarkSending(Base):
    """All that devices have ever sent, each once: what comes again changes nothing and gets the same answer.

    `device` and `number` make the key; numbers of a device count up in the order in which things were done on it.
    """

    __tablename__ = "mark_sendings"
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    device: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    item: Mapped[str] = mapped_column(String(60))
    judge_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    seen_revision: Mapped[int]
    value: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(String(500), default="")
    fate: Mapped[str] = mapped_column(String(10))
    why: Mapped[str] = mapped_column(String(20), default="")
    marked_at: Mapped[datetime] = mapped_column(Instant)
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (
        CheckConstraint("fate in ('taken', 'clash', 'overtaken', 'refused')", name="fate"),
        Index("ix_mark_sendings_item", "sheet_id", "item", "judge_id"),
    )


class JudgeDevice(Base):
    """A device that a judge works with: when it was last heard of, and how many marks it was keeping then."""

    __tablename__ = "judge_devices"
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(16), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Instant)
    waiting: Mapped[int] = mapped_column(default=0)
    __table_args__ = (CheckConstraint("waiting >= 0", name="waiting"),)


class SheetSignature(Base):
    """A judge signs the own marks, the chief the whole sheet as it stood: `digest` is their SHA-256."""

    __tablename__ = "sheet_signatures"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    as_chief: Mapped[bool] = mapped_column(default=False)
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Instant)
    person: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("sheet_id", "person_id", "as_chief"),)


class PaperEntry(Base):
    """A printed sheet typed in by one person; two type it, and what agrees counts. `values`: item -> judge -> text.

    `settled_at`: when the marks of the paper became marks of the judges.
    """

    __tablename__ = "paper_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    values: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    settled_at: Mapped[datetime | None] = mapped_column(Instant)
    by: Mapped[Person] = relationship()
    __table_args__ = (UniqueConstraint("sheet_id", "by_id"),)


class Appeal(Base):
    """A competitor's objection to a sheet, until `due_at` to be decided; the decision has a reason.

    `changes`: item -> judge -> the value that the decision puts in its place.
    """

    __tablename__ = "appeals"
    id: Mapped[int] = mapped_column(primary_key=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("score_sheets.id"), index=True)
    words: Mapped[str] = mapped_column(String(2000))
    filed_at: Mapped[datetime] = mapped_column(Instant)
    due_at: Mapped[datetime] = mapped_column(Instant)
    state: Mapped[str] = mapped_column(String(10), default="open")
    reason: Mapped[str] = mapped_column(String(2000), default="")
    changes: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    sheet: Mapped[ScoreSheet] = relationship()
    decided_by: Mapped[Person | None] = relationship()
    __table_args__ = (
        CheckConstraint("state in ('open', 'upheld', 'dismissed')", name="state"),
        CheckConstraint("(state = 'open') = (decided_by_id is null)", name="decided"),
        Index("uq_appeals_open", "sheet_id", unique=True, **where("state = 'open'")),
    )  # fmt: skip


class PlayOff(Base):
    """The place of a finalist in a play-off between equals, from 1."""

    __tablename__ = "final_play_offs"
    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalists.id"), primary_key=True)
    place: Mapped[int]
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    __table_args__ = (CheckConstraint("place >= 1", name="place"),)


class PublishedResult(Base):
    """A line of a post's ranking as it was published; `edition` counts from 1: an appeal makes another one.

    `total` in hundredths; `by`, `mine`, `theirs` as in quizzes/rules/finalranking.py; `stations`: station key ->
    points in hundredths after equating. `shown_at`: since when audiences see it; None while they are frozen out.
    """

    __tablename__ = "final_results"
    id: Mapped[int] = mapped_column(primary_key=True)
    edition: Mapped[int]
    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalists.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    place: Mapped[int]
    total: Mapped[int]
    by: Mapped[str] = mapped_column(String(40))
    mine: Mapped[int]
    theirs: Mapped[int]
    stations: Mapped[dict[str, int]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Instant)
    shown_at: Mapped[datetime | None] = mapped_column(Instant)
    finalist: Mapped[Finalist] = relationship()
    __table_args__ = (UniqueConstraint("finalist_id", "edition"), Index("ix_final_results_post", "post_id", "edition"))
