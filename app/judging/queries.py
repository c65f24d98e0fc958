"""Looking up sheets, for judges and for the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload, selectinload, subqueryload

from app.finals.models import Final, Finalist, FinalSlot, FinalState, FinalStation, PanelJudge
from app.judging.models import Mark, MarkClash, PaperEntry, PublishedResult, ScoreSheet, SheetSignature, SheetVersion
from app.kit.database import session
from app.kit.errors import NotFound
from app.people.models import Person, Role

MOST_SHEETS = 2_000


def sheet(token: str) -> ScoreSheet:
    """Raises NotFound."""
    found: ScoreSheet | None = session().scalars(_whole().where(ScoreSheet.token == token[:64])).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked(token: str) -> ScoreSheet:
    """The sheet, held until the deed is over: everything that changes it comes by here. Raises NotFound."""
    query = _whole().where(ScoreSheet.token == token[:64])
    held = query.with_for_update(of=ScoreSheet).execution_options(populate_existing=True)
    found: ScoreSheet | None = session().scalars(held).one_or_none()
    if found is None:
        raise NotFound
    return found


def locked_of(station_id: int, finalist_id: int) -> ScoreSheet | None:
    """A competitor's sheet at a station, held until the deed is over; None where it is not opened."""
    query = _whole().where(ScoreSheet.station_id == station_id, ScoreSheet.finalist_id == finalist_id)
    held = query.with_for_update(of=ScoreSheet).execution_options(populate_existing=True)
    found: ScoreSheet | None = session().scalars(held).one_or_none()
    return found


def _whole() -> Any:
    return _plain(selectinload)


def _plain(load: Callable[[Any], Any]) -> Any:
    """Sheets with all that stands on them; `load`: how marks and signatures come along."""
    return select(ScoreSheet).options(
        joinedload(ScoreSheet.station, innerjoin=True),
        joinedload(ScoreSheet.finalist, innerjoin=True),
        joinedload(ScoreSheet.room, innerjoin=True),
        joinedload(ScoreSheet.sheet_version, innerjoin=True),
        load(ScoreSheet.marks),
        load(ScoreSheet.measured),
        load(ScoreSheet.signatures).joinedload(SheetSignature.person),
    )


def clashes(sheet_id: int) -> Sequence[MarkClash]:
    """What two devices wrote differently and nobody has settled yet."""
    query = _unsettled().where(MarkClash.sheet_id == sheet_id).options(joinedload(MarkClash.judge))
    return session().scalars(query.order_by(MarkClash.id)).all()


def with_clashes(sheet_ids: Sequence[int]) -> Sequence[int]:
    """Which of these sheets have one."""
    query = _unsettled().where(MarkClash.sheet_id.in_(sheet_ids))
    return sorted({one.sheet_id for one in session().scalars(query)})


def _unsettled() -> Any:
    same = and_(*(getattr(Mark, key) == getattr(MarkClash, key) for key in ("sheet_id", "item", "judge_id")))
    query = select(MarkClash).join(Mark, same)
    return query.where(MarkClash.settled_at.is_(None), MarkClash.value != Mark.value)


def is_published(sheet: ScoreSheet) -> bool:
    query = select(PublishedResult.id).where(PublishedResult.finalist_id == sheet.finalist_id).limit(1)
    return session().scalar(query) is not None


def of_judge(judge: Person) -> Sequence[tuple[ScoreSheet, datetime | None]]:
    """The sheets of a judge's rooms while a final is judged, by the timetable; not those of a competitor that the
    judge may not mark. Organizers mark nobody.
    """
    if Role.ORGANIZER in judge.roles:
        return []
    query = (
        select(ScoreSheet, FinalSlot.begins_at)
        .join(PanelJudge, (PanelJudge.station_id == ScoreSheet.station_id) & (PanelJudge.room_id == ScoreSheet.room_id))
        .join(ScoreSheet.finalist)
        .join(Finalist.final)
        .outerjoin(
            FinalSlot,
            (FinalSlot.station_id == ScoreSheet.station_id) & (FinalSlot.finalist_id == ScoreSheet.finalist_id),
        )
        .where(PanelJudge.person_id == judge.id, Final.state == FinalState.JUDGING)
        .where(Finalist.dealer_id != judge.dealer_id, Finalist.person_id != judge.id)
        .options(
            joinedload(ScoreSheet.station),
            joinedload(ScoreSheet.room),
            joinedload(ScoreSheet.finalist).joinedload(Finalist.final),
        )
        .options(joinedload(ScoreSheet.sheet_version), selectinload(ScoreSheet.signatures))
        .order_by(FinalSlot.begins_at, Finalist.number, ScoreSheet.id)
        .limit(MOST_SHEETS)
    )
    return [(row[0], row[1]) for row in session().execute(query)]


def written(judge: Person, sheet_ids: Sequence[int]) -> Mapping[int, Sequence[str]]:
    """The items that a judge has marked on each of these sheets."""
    query = select(Mark.sheet_id, Mark.item).where(Mark.judge_id == judge.id, Mark.sheet_id.in_(sheet_ids))
    found: dict[int, list[str]] = {}
    for sheet_id, item in session().execute(query):
        found.setdefault(sheet_id, []).append(item)
    return found


# The desk -----------------------------------------------------------------------------------------------------


def station(final_id: int, station_id: int) -> FinalStation:
    """Raises NotFound."""
    query = select(FinalStation).filter_by(id=station_id, final_id=final_id)
    found = session().scalars(query.options(joinedload(FinalStation.post), joinedload(FinalStation.final)))
    one = found.one_or_none()
    if one is None:
        raise NotFound
    return one


def final(final_id: int) -> Final:
    """Raises NotFound."""
    found = session().get(Final, final_id)
    if found is None:
        raise NotFound
    return found


def stations(final_id: int) -> Sequence[FinalStation]:
    query = select(FinalStation).filter_by(final_id=final_id).options(joinedload(FinalStation.post))
    return session().scalars(query.order_by(FinalStation.post_id, FinalStation.position, FinalStation.id)).all()


def versions(station_id: int) -> Sequence[SheetVersion]:
    """The newest first."""
    query = select(SheetVersion).filter_by(station_id=station_id).options(joinedload(SheetVersion.by))
    return session().scalars(query.order_by(SheetVersion.number.desc()).limit(100)).all()


def newest(station_ids: Sequence[int]) -> Mapping[int, SheetVersion]:
    """The version that is marked, or will be: the fixed one, else the newest."""
    query = select(SheetVersion).where(SheetVersion.station_id.in_(station_ids))
    rows = session().scalars(query.order_by(SheetVersion.fixed_at.is_not(None), SheetVersion.number)).all()
    return {one.station_id: one for one in rows}


def counts(final_id: int) -> Mapping[int, Mapping[str, int]]:
    """How many sheets of each station are in which state."""
    query = select(ScoreSheet.station_id, ScoreSheet.state, func.count()).join(ScoreSheet.station)
    query = query.where(FinalStation.final_id == final_id).group_by(ScoreSheet.station_id, ScoreSheet.state)
    found: dict[int, dict[str, int]] = {}
    for station_id, state, count in session().execute(query):
        found.setdefault(station_id, {})[state] = count
    return found


def of_station(station_id: int) -> Sequence[ScoreSheet]:
    """By number."""
    query = _whole().join(ScoreSheet.finalist).where(ScoreSheet.station_id == station_id)
    return session().scalars(query.order_by(Finalist.number, ScoreSheet.id).limit(MOST_SHEETS)).all()


def of_post(final_id: int, post_id: int) -> Sequence[ScoreSheet]:
    """By station and number."""
    return of_posts(final_id, [post_id])


def of_posts(final_id: int, post_ids: Sequence[int]) -> Sequence[ScoreSheet]:
    """By station and number, with as many statements for all posts as for one."""
    query = _plain(subqueryload).join(ScoreSheet.finalist).where(Finalist.final_id == final_id)
    query = query.where(Finalist.post_id.in_(post_ids))
    return session().scalars(query.order_by(ScoreSheet.station_id, Finalist.number, ScoreSheet.id)).all()


def hold_post(final_id: int, post_id: int) -> None:
    """Hold all sheets of a post until the deed is over: nobody opens one again while its post is published."""
    mine = select(ScoreSheet.id).join(ScoreSheet.finalist)
    mine = mine.where(Finalist.final_id == final_id, Finalist.post_id == post_id).order_by(ScoreSheet.id)
    session().execute(mine.with_for_update(of=ScoreSheet)).all()


def published(final_id: int, post_id: int, edition: int) -> Sequence[PublishedResult]:
    """An edition of a post's results, the best first."""
    query = select(PublishedResult).join(PublishedResult.finalist).where(Finalist.final_id == final_id)
    query = query.where(PublishedResult.post_id == post_id, PublishedResult.edition == edition)
    people = joinedload(PublishedResult.finalist)
    return session().scalars(query.options(people).order_by(PublishedResult.place, Finalist.number)).all()


def entries(sheet_id: int) -> Sequence[PaperEntry]:
    """What was typed in from the printed sheet, the oldest first."""
    query = select(PaperEntry).filter_by(sheet_id=sheet_id).options(joinedload(PaperEntry.by))
    return session().scalars(query.order_by(PaperEntry.id)).all()
