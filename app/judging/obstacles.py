"""What stands in the way of publishing the results of a post."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.finals.models import Finalist, FinalStation
from app.judging import queries, readings
from app.judging.models import Appeal, ScoreSheet, SheetState
from app.judging.results import Reckoning
from app.kit.database import session
from quizzes.rules import finalranking

ORDER = ("nobody", "weights", "missing", "unsigned", "unsealed", "talk", "clash", "appeal", "tie")


@dataclass(frozen=True)
class Obstacle:
    """`code`: one of ORDER. `numbers`: whom it is about."""

    code: str
    numbers: Sequence[int] = ()


def obstacles(found: Reckoning) -> list[Obstacle]:
    """Everything that has to be settled first; empty where nothing has."""
    return sorted(_all(found), key=lambda one: ORDER.index(one.code))


def _all(found: Reckoning) -> Iterator[Obstacle]:
    if not found.finalists or not found.stations:
        yield Obstacle("nobody")
        return
    if finalranking.slips([finalranking.Weighed(one.key, one.weight) for one in found.stations]):
        yield Obstacle("weights")
    for code, numbers in _of_sheets(found, _sheets(found)):
        if numbers:
            yield Obstacle(code, sorted(set(numbers)))
    yield from deep(found)


def deep(found: Reckoning) -> Iterator[Obstacle]:
    """What only the marks themselves can tell: broken seals, marks far apart, equals without a play-off."""
    sheets = [one.sheet for one in found.worked.values()]
    for code, some in (
        ("unsealed", [one for one in sheets if not is_sealed(one)]),
        ("talk", [one for one in sheets if readings.needs_talk(one)]),
    ):
        if some:
            yield Obstacle(code, sorted({_number(one) for one in some}))
    for group in finalranking.undecided(found.placed, found.final.prizes):
        yield Obstacle("tie", group)


def _sheets(found: Reckoning) -> Sequence[Any]:
    """Number, station and state of every sheet of who competes: without the marks, which `deep` has."""
    query = select(ScoreSheet.id, Finalist.number, FinalStation.key, ScoreSheet.state).select_from(ScoreSheet)
    query = query.join(ScoreSheet.finalist).join(ScoreSheet.station)
    query = query.where(Finalist.final_id == found.final.id, Finalist.post_id == found.post.id)
    return [one for one in session().execute(query.order_by(ScoreSheet.id)) if one.number in found.finalists]


def _of_sheets(found: Reckoning, sheets: Sequence[Any]) -> Iterator[tuple[str, list[int]]]:
    have = {(one.number, one.key) for one in sheets}
    wanted = [(number, each.key) for number in found.finalists for each in found.stations]
    yield "missing", [number for number, key in wanted if (number, key) not in have]
    yield "unsigned", [one.number for one in sheets if one.state != SheetState.CLOSED]
    ids = {one.id: one.number for one in sheets}
    yield "clash", [ids[one] for one in queries.with_clashes(list(ids))]
    waiting = select(Appeal.sheet_id).join(Appeal.sheet).join(ScoreSheet.finalist).where(Appeal.state == "open")
    of_post = (Finalist.final_id == found.final.id, Finalist.post_id == found.post.id)
    yield "appeal", [ids[one] for one in session().scalars(waiting.where(*of_post)) if one in ids]


def is_sealed(sheet: ScoreSheet) -> bool:
    """Whether judges and chief have signed exactly what stands on the sheet."""
    chief = [one for one in sheet.signatures if one.as_chief]
    own = [one for one in sheet.signatures if not one.as_chief]
    if len(chief) != 1 or len(own) < sheet.station.judges or chief[0].digest != readings.digest(sheet):
        return False
    return all(one.digest == readings.digest(sheet, one.person_id) for one in own)


def _number(sheet: ScoreSheet) -> int:
    return sheet.finalist.number or 0
