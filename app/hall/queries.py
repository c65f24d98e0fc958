"""Looking at what goes on in the hall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.finals.models import Finalist, FinalistState, FinalSlot, FinalStation, StationKind
from app.hall.models import SpotPaper, SpotSitting, StagePk, StageSeat
from app.judging.models import MeasuredMark, ScoreSheet
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person
from quizzes.rules.onstage import Turn


def pk(token: str) -> StagePk:
    """As it stands in the database now. Raises NotFound."""
    return _one(token, held=False)


def locked(token: str) -> StagePk:
    """The PK, held until the deed is over: everything that changes it comes by here. Raises NotFound."""
    return _one(token, held=True)


def _one(token: str, *, held: bool) -> StagePk:
    query = select(StagePk).where(StagePk.token == token[:64])
    if held:
        query = query.with_for_update(of=StagePk)
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def version_of(pk_id: int) -> int:
    """How often the PK has changed, as the database knows it now."""
    session().commit()
    return session().scalar(select(StagePk.version).where(StagePk.id == pk_id)) or 0


def side_of(found: StagePk, person: Person) -> int | None:
    """Which side the person plays, if any."""
    return next((seat.side for seat in found.seats if seat.person_id == person.id), None)


def open_of(person_id: int) -> StagePk | None:
    """The PK that the person is called to, or plays."""
    query = select(StagePk).join(StageSeat, StageSeat.pk_id == StagePk.id)
    return session().scalars(query.where(StageSeat.person_id == person_id, StageSeat.open)).first()


def paper_before(person_id: int) -> SpotPaper | None:
    """The paper that the person writes just now."""
    query = select(SpotPaper).join(SpotSitting, SpotSitting.station_id == SpotPaper.station_id)
    query = query.join(Finalist, Finalist.id == SpotSitting.finalist_id)
    return session().scalars(query.where(Finalist.person_id == person_id, SpotSitting.ended_at.is_(None))).first()


def overdue(now: datetime, count: int) -> Sequence[int]:
    query = select(StagePk.id).where(StagePk.due_at.is_not(None), StagePk.due_at <= now)
    return session().scalars(query.order_by(StagePk.due_at, StagePk.id).limit(count)).all()


# The desk -----------------------------------------------------------------------------------------------------------


def station(final_id: int, station_id: int, kind: StationKind) -> FinalStation:
    """Raises NotFound for one of another final or kind."""
    found = session().get(FinalStation, station_id)
    if found is None or found.final_id != final_id or found.kind != kind:
        raise NotFound
    return found


def stations(final_id: int, kind: StationKind) -> Sequence[FinalStation]:
    query = select(FinalStation).filter_by(final_id=final_id, kind=kind.value).options(joinedload(FinalStation.post))
    return session().scalars(query.order_by(FinalStation.post_id, FinalStation.position, FinalStation.id)).all()


def pks(station_ids: Sequence[int]) -> Sequence[StagePk]:
    """The youngest first."""
    query = select(StagePk).where(StagePk.station_id.in_(station_ids)).order_by(StagePk.id.desc()).limit(500)
    return session().scalars(query.options(joinedload(StagePk.station))).all()


def turns(station_id: int) -> list[Turn]:
    """The timetable of a station, of those who compete."""
    query = select(FinalSlot.begins_at, FinalSlot.room_id, Finalist.number).join(Finalist)
    query = query.where(FinalSlot.station_id == station_id, Finalist.state == FinalistState.ACCEPTED.value)
    rows = session().execute(query.where(Finalist.number.is_not(None)))
    return [Turn(round(begins.timestamp()), room, number or 0) for begins, room, number in rows]


def measured(station_id: int) -> set[int]:
    """The numbers whose sheet the server has measured."""
    query = select(Finalist.number).join(ScoreSheet, ScoreSheet.finalist_id == Finalist.id)
    query = query.join(MeasuredMark, MeasuredMark.sheet_id == ScoreSheet.id).where(ScoreSheet.station_id == station_id)
    return {number for number in session().scalars(query) if number}


def finalist(final_id: int, post_id: int, number: int) -> Finalist | None:
    """Who competes for this post under this number."""
    query = select(Finalist).filter_by(final_id=final_id, post_id=post_id, number=number)
    return session().scalars(query.where(Finalist.state == FinalistState.ACCEPTED.value)).one_or_none()
