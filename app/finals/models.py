"""A final as data: its rules, the snapshot they choose from, the finalists, the stations and the timetable."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit.database import Base, Instant
from app.kit.partial import where
from app.people.models import Dealer, Person, Post, Region
from app.seasons.models import Season


class FinalState(StrEnum):
    """How far a final is; it only goes forward."""

    PLANNING = "planning"  # rules and event are set up
    SELECTED = "selected"  # the selection is fixed by two signatures; invitations go out
    JUDGING = "judging"  # numbers are drawn; sheets are fixed and marked
    PUBLISHED = "published"  # the results are published by two signatures; numbers are opened
    CLOSED = "closed"  # appeals are over, awards are given


class Final(Base):
    """`windows`: when work goes on, [begins, ends] in ISO local time of `time_zone`. `stock`: pieces of equipment.

    `tie_breaks`, `equating` and `prizes` are those of quizzes/rules/finalranking.py and equating.py. `frozen_at`: from
    then on audiences see no newer results. `lot`: the words that numbers are drawn with; `lot_secret`: what they are
    drawn with besides, told to nobody before `lot_opened_at`. `answer_by`: until when invitations are accepted.
    `appeal_minutes`: how long finalists can appeal once they see their results; `decision_minutes`: how
    long it takes at most to decide.
    """

    __tablename__ = "finals"
    id: Mapped[int] = mapped_column(primary_key=True)
    season_id: Mapped[int] = mapped_column(ForeignKey("seasons.id"), index=True)
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    venue_en: Mapped[str] = mapped_column(String(200), default="")
    venue_zh: Mapped[str] = mapped_column(String(200), default="")
    time_zone: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(10), default=FinalState.PLANNING.value)
    windows: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    stock: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    rest_minutes: Mapped[int] = mapped_column(default=10)
    appeal_minutes: Mapped[int] = mapped_column(default=120)
    decision_minutes: Mapped[int] = mapped_column(default=240)
    tie_breaks: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["stations", "critical", "penalties", "time"])
    equating: Mapped[str] = mapped_column(String(6), default="none")
    prizes: Mapped[int] = mapped_column(default=3)
    lot: Mapped[str] = mapped_column(String(80), default="")
    lot_secret: Mapped[str] = mapped_column(String(64), default="")
    lot_opened_at: Mapped[datetime | None] = mapped_column(Instant)
    snapshot_at: Mapped[datetime | None] = mapped_column(Instant)
    answer_by: Mapped[datetime | None] = mapped_column(Instant)
    frozen_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant)
    season: Mapped[Season] = relationship()
    __table_args__ = (
        CheckConstraint("state in ('planning', 'selected', 'judging', 'published', 'closed')", name="state"),
        CheckConstraint("equating in ('none', 'mean', 'linear')", name="equating"),
        CheckConstraint("rest_minutes between 0 and 240 and prizes between 1 and 10", name="numbers"),
        CheckConstraint(
            "appeal_minutes between 10 and 10080 and decision_minutes between 10 and 10080", name="appeals"
        ),
    )


class RuleSet(Base):
    """Rules of selection under a name, as in quizzes/rules/selection.py; changing one makes another row."""

    __tablename__ = "final_rule_sets"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    by: Mapped[Person] = relationship()


class CandidateRow(Base):
    """Somebody as the snapshot had them: what every run of the rules chooses from. Taken anew until it is fixed.

    `points`: of the whole season. `measures`: by tie-break, and of each stage stage-N (its points) and early-N (seconds
    before its end at which the last of them was earned), since rules may count some stages and others not.
    """

    __tablename__ = "final_candidates"
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(40))
    post: Mapped[str] = mapped_column(String(40))
    dealer: Mapped[str] = mapped_column(String(40))
    brands: Mapped[list[str]] = mapped_column(JSON)
    employed: Mapped[bool]
    disqualified: Mapped[bool]
    hired_on: Mapped[date | None]
    points: Mapped[int]
    measures: Mapped[dict[str, int]] = mapped_column(JSON)


class TwoSignatures(Base):
    """A deed that two people sign: proposed by one, signed by another. `digest` is the SHA-256 of what they sign.

    `deed`: selection, results:POST, appeal:ID … At most one of a deed is waiting; what was signed stays.
    """

    __tablename__ = "final_signatures"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), index=True)
    deed: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    proposed_at: Mapped[datetime] = mapped_column(Instant)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    signed_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    signed_by: Mapped[Person | None] = relationship(foreign_keys=[signed_by_id])
    __table_args__ = (
        CheckConstraint("signed_by_id is null or signed_by_id <> proposed_by_id", name="two"),
        CheckConstraint("(signed_by_id is null) = (signed_at is null)", name="signed"),
        CheckConstraint("signed_at is null or withdrawn_at is null", name="withdrawn"),
        Index(
            "uq_final_signatures_waiting", "final_id", "deed", unique=True,
            **where("signed_at is null and withdrawn_at is null"),
        ),
    )  # fmt: skip


class FinalistState(StrEnum):
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # after accepting: ill, gone


class Finalist(Base):
    """Somebody with a seat. Post, region and dealer are those of the snapshot. `number`: drawn; all that judges see.

    `way` as in quizzes/rules/selection.py. `moved_up_for_id`: whose seat a reserve took. `shows_name`: consent to the
    publication of the name. `travel`: arrival, departure, diet and size, as typed; `travel_notes`: anything else.
    """

    __tablename__ = "finalists"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    region_id: Mapped[int] = mapped_column(ForeignKey("regions.id"))
    dealer_id: Mapped[int] = mapped_column(ForeignKey("dealers.id"))
    hired_on: Mapped[date | None]
    way: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10), default=FinalistState.INVITED.value)
    number: Mapped[int | None]
    moved_up_for_id: Mapped[int | None] = mapped_column(ForeignKey("finalists.id"))
    shows_name: Mapped[bool] = mapped_column(default=False)
    travel: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    travel_notes: Mapped[str] = mapped_column(String(1000), default="")
    invited_at: Mapped[datetime] = mapped_column(Instant)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    version: Mapped[int] = mapped_column(default=1)
    final: Mapped[Final] = relationship()
    person: Mapped[Person] = relationship()
    post: Mapped[Post] = relationship()
    region: Mapped[Region] = relationship()
    dealer: Mapped[Dealer] = relationship()
    __table_args__ = (
        UniqueConstraint("final_id", "person_id"),
        UniqueConstraint("final_id", "number"),
        CheckConstraint("state in ('invited', 'accepted', 'declined', 'withdrawn')", name="state"),
    )

    @property
    def competes(self) -> bool:
        return self.state == FinalistState.ACCEPTED


class StationKind(StrEnum):
    PRACTICAL = "practical"  # a task that reproduces a service scenario
    KNOWLEDGE = "knowledge"  # a test on the spot
    STAGE_PK = "stage-pk"  # a live PK on stage


class FinalStation(Base):
    """What the competitors of a post do. `weight`: share of the post's total in hundredths; a post's add to 100.

    `position`: the order in which stations part equal totals. `judges`: how many marks each sheet needs.
    """

    __tablename__ = "final_stations"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"))
    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"))
    key: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(10))
    name_en: Mapped[str] = mapped_column(String(120))
    name_zh: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    turnover: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int]
    position: Mapped[int]
    judges: Mapped[int] = mapped_column(default=3)
    together: Mapped[bool] = mapped_column(default=False)
    equipment: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    final: Mapped[Final] = relationship()
    post: Mapped[Post] = relationship()
    rooms: Mapped[list[StationRoom]] = relationship(order_by="StationRoom.room_id")
    __table_args__ = (
        UniqueConstraint("final_id", "key"),
        CheckConstraint("kind in ('practical', 'knowledge', 'stage-pk')", name="kind"),
        CheckConstraint("minutes between 1 and 600 and turnover between 0 and 240", name="minutes"),
        CheckConstraint("weight between 1 and 100 and judges between 1 and 9", name="numbers"),
    )


class FinalRoom(Base):
    """A place to work. `places`: how many at once. `closed`: [from, until] ISO local times when it cannot be used."""

    __tablename__ = "final_rooms"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"))
    key: Mapped[str] = mapped_column(String(40))
    name_en: Mapped[str] = mapped_column(String(80))
    name_zh: Mapped[str] = mapped_column(String(80))
    places: Mapped[int] = mapped_column(default=1)
    closed: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    __table_args__ = (UniqueConstraint("final_id", "key"), CheckConstraint("places between 1 and 500", name="places"))


class StationRoom(Base):
    """A room of a station, with its panel of judges."""

    __tablename__ = "final_station_rooms"
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"), primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("final_rooms.id"), primary_key=True)
    room: Mapped[FinalRoom] = relationship()
    panel: Mapped[list[PanelJudge]] = relationship(order_by="PanelJudge.person_id")


class PanelJudge(Base):
    """Who marks in a room of a station. The chief signs last, and settles what the panel cannot."""

    __tablename__ = "final_panel_judges"
    station_id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("persons.id"), primary_key=True, index=True)
    chief: Mapped[bool] = mapped_column(default=False)
    person: Mapped[Person] = relationship()
    __table_args__ = (
        ForeignKeyConstraint(
            ["station_id", "room_id"], ["final_station_rooms.station_id", "final_station_rooms.room_id"]
        ),
        Index("uq_final_panel_judges_chief", "station_id", "room_id", unique=True, **where("chief")),
    )  # fmt: skip


class FinalSlot(Base):
    """A line of the timetable: who works where and when."""

    __tablename__ = "final_slots"
    id: Mapped[int] = mapped_column(primary_key=True)
    finalist_id: Mapped[int] = mapped_column(ForeignKey("finalists.id"))
    station_id: Mapped[int] = mapped_column(ForeignKey("final_stations.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("final_rooms.id"))
    begins_at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    finalist: Mapped[Finalist] = relationship()
    station: Mapped[FinalStation] = relationship()
    room: Mapped[FinalRoom] = relationship()
    __table_args__ = (
        UniqueConstraint("finalist_id", "station_id"),
        Index("ix_final_slots_room", "station_id", "room_id", "begins_at"),
        CheckConstraint("begins_at < ends_at", name="times"),
    )


class RunState(StrEnum):
    """How far the making of a timetable is."""

    WAITING = "waiting"
    SOLVING = "solving"
    STORED = "stored"
    FAILED = "failed"  # `obstacle` says why


class TimetableRun(Base):
    """A timetable that was asked for, and what came of it; the history of the timetables of a final.

    `outage`: the room that failed, {room, from, until}, in local time. `obstacle`: {code, where, needs, has}. `slots`:
    the whole timetable as stored, [finalist, station, room, begins, ends] each. `moved`: how many finalists.
    """

    __tablename__ = "final_timetables"
    id: Mapped[int] = mapped_column(primary_key=True)
    final_id: Mapped[int] = mapped_column(ForeignKey("finals.id"), index=True)
    state: Mapped[str] = mapped_column(String(7), default=RunState.WAITING.value)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    outage: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    obstacle: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(String(64), default="")
    slots: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    moved: Mapped[int] = mapped_column(default=0)
    asked_by: Mapped[Person | None] = relationship()
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'solving', 'stored', 'failed')", name="state"),
        Index("uq_final_timetables_under_way", "final_id", unique=True, **where("state in ('waiting', 'solving')")),
    )  # fmt: skip
