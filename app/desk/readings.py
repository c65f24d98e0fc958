"""What the tables say about the sheets of a final: one statement for each kind of thing, plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, func, or_, select

from app.finals.models import Finalist, FinalistState, FinalSlot, FinalStation, PanelJudge
from app.judging.models import (
    JudgeDevice,
    Mark,
    MarkClash,
    MarkSending,
    MeasuredMark,
    PaperEntry,
    ScoreSheet,
    SheetSignature,
    SheetState,
    SheetVersion,
)
from app.kit.database import session
from app.people.models import Grant, Role
from quizzes.rules.scoresheet import Sheet


@dataclass(frozen=True)
class Facts:
    """By sheet: marks, who of the judges has signed, how many have typed a paper that is not settled. Sheets with a
    clash, and with something that the server measured. By judge: when a mark or a signature came last; when a device
    asked last, and how much waited on it. `void`: the sheets that count for nothing, since their competitor has gone.
    `organizers`: of the judges, who may judge nobody.
    """

    sheets: Sequence[Any]
    void: Sequence[Any]
    organizers: frozenset[int]
    marks: Mapping[int, Sequence[Any]]
    signed: Mapping[int, set[int]]
    papers: Mapping[int, int]
    clashes: frozenset[int]
    measured: frozenset[int]
    rules: Mapping[int, Sheet]
    heard: Mapping[int, datetime]
    devices: Mapping[int, tuple[datetime, int]]
    unopened: int


def read(final_id: int) -> Facts:
    signatures = session().execute(_signatures(final_id)).all()
    return Facts(
        sheets=session().execute(_sheets(final_id)).all(),
        void=session().execute(_void(final_id)).all(),
        organizers=frozenset(session().scalars(_organizers(final_id))),
        marks=_grouped(session().execute(_marks(final_id))),
        signed=_signed(signatures),
        papers=_papers(final_id),
        clashes=frozenset(session().scalars(_clashes(final_id))),
        measured=frozenset(session().scalars(_measured(final_id))),
        rules=_rules(final_id),
        heard=_heard(final_id, signatures),
        devices=_devices(final_id),
        unopened=session().scalar(_unopened(final_id)) or 0,
    )


def _of_final(query: Any, final_id: int, *, on: Any = ScoreSheet.finalist_id) -> Any:
    """Of competitors who have not left, on sheets that are not void."""
    there = (Finalist.final_id == final_id, Finalist.state == FinalistState.ACCEPTED.value)
    return query.join(Finalist, Finalist.id == on).where(*there)


def _sheets(final_id: int) -> Any:
    query = _of_final(_plain(), final_id).where(ScoreSheet.state != SheetState.VOID.value)
    return _with_slots(query)


def _void(final_id: int) -> Any:
    query = _plain().join(Finalist, Finalist.id == ScoreSheet.finalist_id).where(Finalist.final_id == final_id)
    gone = or_(ScoreSheet.state == SheetState.VOID.value, Finalist.state != FinalistState.ACCEPTED.value)
    return _with_slots(query.where(gone))


def _plain() -> Any:
    return select(
        ScoreSheet.id, ScoreSheet.token, ScoreSheet.state, ScoreSheet.station_id, ScoreSheet.room_id,
        ScoreSheet.sheet_version_id, ScoreSheet.started_at, Finalist.number, Finalist.post_id, Finalist.dealer_id,
        Finalist.person_id.label("competitor_id"), FinalSlot.begins_at, FinalSlot.ends_at,
        FinalSlot.room_id.label("slot_room_id"),
    ).select_from(ScoreSheet)  # fmt: skip


def _with_slots(query: Any) -> Any:
    same = and_(FinalSlot.station_id == ScoreSheet.station_id, FinalSlot.finalist_id == ScoreSheet.finalist_id)
    return query.outerjoin(FinalSlot, same).order_by(FinalSlot.begins_at, Finalist.number, ScoreSheet.id)


def _organizers(final_id: int) -> Any:
    query = select(PanelJudge.person_id).join(FinalStation, FinalStation.id == PanelJudge.station_id)
    query = query.join(Grant, Grant.person_id == PanelJudge.person_id).distinct()
    return query.where(FinalStation.final_id == final_id, Grant.role == Role.ORGANIZER.value)


def _marks(final_id: int) -> Any:
    """Of sheets that are open: of others they change nothing here."""
    query = select(Mark.sheet_id, Mark.item, Mark.judge_id, Mark.value).join(ScoreSheet, ScoreSheet.id == Mark.sheet_id)
    return _of_final(query, final_id).where(ScoreSheet.state == SheetState.OPEN.value)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.sheet_id].append(row)
    return found


def _signatures(final_id: int) -> Any:
    query = select(SheetSignature.sheet_id, SheetSignature.person_id, SheetSignature.as_chief, SheetSignature.at)
    return _of_final(query.join(ScoreSheet, ScoreSheet.id == SheetSignature.sheet_id), final_id)


def _signed(rows: Iterable[Any]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        if not row.as_chief:
            found[row.sheet_id].add(row.person_id)
    return found


def _papers(final_id: int) -> dict[int, int]:
    query = select(PaperEntry.sheet_id, func.count()).join(ScoreSheet, ScoreSheet.id == PaperEntry.sheet_id)
    query = _of_final(query, final_id).where(PaperEntry.settled_at.is_(None)).group_by(PaperEntry.sheet_id)
    return dict(session().execute(query).all())


def _clashes(final_id: int) -> Any:
    same = and_(*(getattr(Mark, key) == getattr(MarkClash, key) for key in ("sheet_id", "item", "judge_id")))
    query = select(MarkClash.sheet_id).join(Mark, same).join(ScoreSheet, ScoreSheet.id == MarkClash.sheet_id)
    return _of_final(query, final_id).where(MarkClash.settled_at.is_(None), MarkClash.value != Mark.value).distinct()


def _measured(final_id: int) -> Any:
    """The sheets on which the server has put what it measured."""
    query = select(MeasuredMark.sheet_id).join(ScoreSheet, ScoreSheet.id == MeasuredMark.sheet_id)
    return _of_final(query, final_id).distinct()


def _rules(final_id: int) -> dict[int, Sheet]:
    query = select(SheetVersion).join(FinalStation, FinalStation.id == SheetVersion.station_id)
    query = query.where(FinalStation.final_id == final_id, SheetVersion.fixed_at.is_not(None))
    return {one.id: one.rules for one in session().scalars(query)}


def _heard(final_id: int, signatures: Iterable[Any]) -> dict[int, datetime]:
    query = select(MarkSending.judge_id, func.max(MarkSending.at)).join(
        ScoreSheet, ScoreSheet.id == MarkSending.sheet_id
    )
    rows = session().execute(_of_final(query, final_id).group_by(MarkSending.judge_id))
    found: dict[int, datetime] = dict(rows.all())
    for row in signatures:
        found[row.person_id] = max(row.at, found.get(row.person_id, row.at))
    return found


def _devices(final_id: int) -> dict[int, tuple[datetime, int]]:
    mine = select(PanelJudge.person_id).join(FinalStation, FinalStation.id == PanelJudge.station_id)
    mine = mine.where(FinalStation.final_id == final_id)
    columns = JudgeDevice.person_id, func.max(JudgeDevice.seen_at), func.sum(JudgeDevice.waiting)
    query = select(*columns).where(JudgeDevice.person_id.in_(mine)).group_by(JudgeDevice.person_id)
    return {person_id: (seen_at, int(waiting)) for person_id, seen_at, waiting in session().execute(query)}


def _unopened(final_id: int) -> Any:
    """Lines of the timetable whose competitor has no sheet there."""
    there = exists().where(
        ScoreSheet.station_id == FinalSlot.station_id, ScoreSheet.finalist_id == FinalSlot.finalist_id
    )
    return _of_final(select(func.count(FinalSlot.id)).select_from(FinalSlot), final_id, on=FinalSlot.finalist_id).where(
        ~there
    )
