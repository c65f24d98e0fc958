"""Who marks a sheet: the panel of its room, without those who may not judge this competitor."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, select

from app.finals.models import Finalist, PanelJudge
from app.judging.models import ScoreSheet
from app.kit.database import session
from app.people.models import Grant, Person, Role

BARS = ("panel", "organizer", "conflict")  # why somebody may not judge a sheet at all


def of(sheet: ScoreSheet) -> Sequence[PanelJudge]:
    """Those who may mark it. Organizers and who works at the competitor's dealer may not, whatever the panel says."""
    query = select(PanelJudge).join(PanelJudge.person).where(_of_room(sheet), *_unbiased(sheet))
    return session().scalars(query.order_by(PanelJudge.person_id)).all()


def bar(sheet: ScoreSheet, judge: Person) -> str:
    """Why this person may not judge the sheet at all: one of BARS; nothing where they may."""
    on_panel = session().scalar(select(PanelJudge.person_id).where(_of_room(sheet), PanelJudge.person_id == judge.id))
    if on_panel is None:
        return "panel"
    if Role.ORGANIZER in judge.roles:
        return "organizer"
    return "conflict" if has_conflict(sheet.finalist, judge) else ""


def is_chief(sheet: ScoreSheet, judge: Person) -> bool:
    query = select(PanelJudge.chief).where(_of_room(sheet), PanelJudge.person_id == judge.id)
    return (
        bool(session().scalar(query)) and Role.ORGANIZER not in judge.roles and not has_conflict(sheet.finalist, judge)
    )


def has_conflict(finalist: Finalist, judge: Person) -> bool:
    """Whether somebody must not judge this competitor: of the same dealer, or the competitor in person."""
    return judge.dealer_id == finalist.dealer_id or judge.id == finalist.person_id


def organizes_nothing() -> ColumnElement[bool]:
    """Organizers know which number is whose, so they judge nobody."""
    return ~exists().where(Grant.person_id == Person.id, Grant.role == Role.ORGANIZER.value)


def _of_room(sheet: ScoreSheet) -> ColumnElement[bool]:
    return and_(PanelJudge.station_id == sheet.station_id, PanelJudge.room_id == sheet.room_id)


def _unbiased(sheet: ScoreSheet) -> tuple[ColumnElement[bool], ...]:
    finalist = sheet.finalist
    return Person.dealer_id != finalist.dealer_id, Person.id != finalist.person_id, organizes_nothing()
