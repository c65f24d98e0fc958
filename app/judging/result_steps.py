"""A competitor's result with every step, from the marks to the place: for the desk, and for the competitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.finals.models import FinalStation
from app.judging import presenters, readings, wording
from app.judging.models import Appeal, ScoreSheet
from app.judging.results import Reckoning, Worked
from app.kit.database import session
from app.people.models import Person
from quizzes.rules.judging import Line

Naming = Callable[[int], str]


@dataclass(frozen=True)
class MarkStep:
    """A mark as it was written. `decided`: what an appeal put in its place."""

    judge: str
    text: str
    is_dropped: bool
    decided: str


@dataclass(frozen=True)
class LineStep:
    name: str
    marks: Sequence[MarkStep]
    points: str
    most: int


@dataclass(frozen=True)
class StationStep:
    """A station's way into the total. `sheet` is None where no sheet counts."""

    station: FinalStation
    sheet: ScoreSheet | None
    lines: Sequence[LineStep] = ()
    deductions: Sequence[tuple[str, str]] = ()
    critical: Sequence[str] = ()
    raw: str = ""
    points: str = ""
    equated: str = ""
    weighed: str = ""
    remarks: Sequence[str] = ()
    appeals: Sequence[Appeal] = ()


def steps(found: Reckoning, number: int, *, names: bool) -> list[StationStep]:
    """Station by station. `names`: judges are named, else counted."""
    appeals = _appeals([one.sheet.id for (who, _key), one in found.worked.items() if who == number])
    return [_station(found, number, station, appeals, names=names) for station in found.stations]


def _station(
    found: Reckoning, number: int, station: FinalStation, appeals: Mapping[int, Sequence[Appeal]], *, names: bool
) -> StationStep:
    one = found.worked.get((number, station.key))
    if one is None:
        return StationStep(station, None)
    score, points = one.work.score, found.outcome.points[number, station.key]
    naming = _with_server(_named(one) if names else _counted(one))
    return StationStep(
        station,
        one.sheet,
        [_line(one, line, naming) for line in score.lines],
        [(presenters.item_name(one.sheet, each.id), presenters.points(each.points)) for each in score.deductions],
        [presenters.item_name(one.sheet, each) for each in score.critical],
        presenters.points(score.raw),
        presenters.points(score.points),
        presenters.points(points),
        presenters.points(points * Fraction(station.weight, 100)),
        _remarks(one.sheet),
        appeals.get(one.sheet.id, ()),
    )


def _line(one: Worked, line: Line, naming: Naming) -> LineStep:
    """Each mark with its judge; of equal marks the first one is shown as dropped."""
    left = list(line.dropped)
    written = {(mark.item, mark.judge_id): mark.value for mark in one.sheet.marks}
    marks = []
    for judge, value in sorted(one.marks.get(line.aspect_id, {}).items()):
        if is_dropped := value in left:
            left.remove(value)
        was = written.get((line.aspect_id, judge), "")
        decided = one.decided.get(line.aspect_id, {}).get(str(judge), "")
        marks.append(MarkStep(naming(judge), was or presenters.plain(value), is_dropped, decided))
    return LineStep(presenters.item_name(one.sheet, line.aspect_id), marks, presenters.points(line.points), line.most)


def _remarks(sheet: ScoreSheet) -> list[str]:
    """What judges wrote beside marks, and where the server's values come from."""
    measured = [f"{presenters.item_name(sheet, one.item)}: {wording.measured(one.source)}" for one in sheet.measured]
    return [*measured, *(mark.words for mark in sheet.marks if mark.words)]


def _with_server(naming: Naming) -> Naming:
    return lambda judge: _("Server") if judge == readings.SERVER else naming(judge)


def judges(one: Worked) -> list[int]:
    return sorted({signature.person_id for signature in one.sheet.signatures if not signature.as_chief})


def _named(one: Worked) -> Naming:
    rows: Any = session().execute(select(Person.id, Person.name).where(Person.id.in_(judges(one))))
    names = {ident: name for ident, name in rows}  # noqa: C416
    return lambda judge: str(names.get(judge, judge))


def _counted(one: Worked) -> Naming:
    order = judges(one)
    return lambda judge: _("Judge %(number)s", number=order.index(judge) + 1 if judge in order else "–")


def _appeals(sheet_ids: Sequence[int]) -> dict[int, list[Appeal]]:
    found: dict[int, list[Appeal]] = {}
    for one in session().scalars(select(Appeal).where(Appeal.sheet_id.in_(sheet_ids)).order_by(Appeal.id)):
        found.setdefault(one.sheet_id, []).append(one)
    return found
