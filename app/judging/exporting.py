"""A final as a workbook: everything that its ranking follows from, by drawn number and without any name, so that
anybody can recompute it with a program of their own (tests/independent/recompute.py is one).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.audit import queries as audit
from app.finals.models import Final, FinalStation
from app.judging import publishing, queries, readings, results
from app.judging.models import ScoreSheet
from app.judging.results import Reckoning
from app.kit import workbooks
from app.kit.database import session
from app.people.models import Post

Rows = Iterator[Sequence[Any]]
HEADS = {
    "Rules": ("key", "value"),
    "Stations": ("post", "key", "weight"),
    "Aspects": ("station", "id", "kind", "weight", "target"),
    "Bands": ("station", "aspect", "within", "share"),
    "Penalties": ("station", "id", "points"),
    "Critical": ("station", "id"),
    "Timing": ("station", "seconds", "step_seconds", "points", "most"),
    "Competitors": ("post", "number", "play_off"),
    "Sheets": ("station", "number", "panel", "used", "back", "judges"),
    "Marks": ("station", "number", "item", "judge", "value"),
    "Decisions": ("station", "number", "item", "judge", "value"),
    "Results": ("post", "edition", "number", "place", "total", "by", "mine", "theirs"),
}


def posts(final: Final) -> Sequence[Post]:
    """The posts that have stations in this final, in their order."""
    ids = select(FinalStation.post_id).filter_by(final_id=final.id)
    return session().scalars(select(Post).where(Post.id.in_(ids)).order_by(Post.position, Post.code)).all()


def workbook(final: Final) -> bytes:
    """A sheet for each part, values as exact text. Results are the published ones, else (edition 0) those of now."""
    from openpyxl import Workbook  # takes long to import, and few requests need it

    book = Workbook(write_only=True)
    about = book.create_sheet("Read me")
    for line in _about():
        about.append([line])
    found = results.reckon_all(final, posts(final))
    for title, rows in _parts(final, found).items():
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append(HEADS[title])
        for row in rows:
            sheet.append(row)
    return workbooks.saved(book)


def _about() -> list[str]:
    return [
        _("Everything that the ranking follows from. Competitors stand here by number; no name is in this file."),
        _("Judge 0 is the server: right answers and results of a PK on stage or of a test on the spot."),
        _("Marks of five judges or more: the highest and the lowest are dropped; the shares of the rest are averaged."),
        _("Equating moves the points of each panel of a station to the mean of all; see docs/finals.md."),
        _("Totals and tie-breaks are compared in hundredths of a point, rounded once, halves up."),
    ]


def _parts(final: Final, found: Sequence[Reckoning]) -> dict[str, Rows]:
    stations = [station for one in found for station in one.stations]
    content = {key: version.content for key, version in _contents(stations)}
    return {
        "Rules": _rules(final),
        "Stations": ((one.post.code, station.key, station.weight) for one in found for station in one.stations),
        "Aspects": (
            (key, part["id"], part["kind"], part["weight"], part.get("target", ""))
            for key, whole in content.items()
            for part in whole["aspects"]
        ),
        "Bands": (
            (key, part["id"], band["within"], band["share"])
            for key, whole in content.items()
            for part in whole["aspects"]
            for band in part.get("bands", ())
        ),
        "Penalties": ((key, one["id"], one["points"]) for key, whole in content.items() for one in whole["penalties"]),
        "Critical": ((key, one["id"]) for key, whole in content.items() for one in whole["critical"]),
        "Timing": (_timing(key, whole["timing"]) for key, whole in content.items() if whole["timing"]),
        "Competitors": (
            (one.post.code, number, one.play_offs.get(number, "")) for one in found for number in one.finalists
        ),
        "Sheets": (_sheet(one.sheet) for some in found for one in some.worked.values()),
        "Marks": (row for some in found for one in some.worked.values() for row in _marks(one.sheet)),
        "Decisions": (row for some in found for one in some.worked.values() for row in _decisions(one)),
        "Results": (row for some in found for row in _results(some)),
    }


def _contents(stations: Sequence[FinalStation]) -> Iterator[tuple[str, Any]]:
    newest = queries.newest([one.id for one in stations])
    return ((one.key, newest[one.id]) for one in stations if one.id in newest)


def _rules(final: Final) -> Rows:
    head = audit.head()
    yield "final", str(final.id)
    yield "equating", final.equating
    yield "tie_breaks", " ".join(final.tie_breaks)
    yield "prizes", final.prizes
    yield "head of the log", f"{head[0]}:{head[1]}" if head else ""


def _timing(key: str, timing: dict[str, int]) -> Sequence[Any]:
    return key, timing["minutes"] * 60, timing["step_minutes"] * 60, timing["points"], timing["most"]


def _sheet(sheet: ScoreSheet) -> Sequence[Any]:
    time = readings.time(sheet)
    used, back = (time.used_seconds, time.given_back_seconds) if time else ("", "")
    judges = " ".join(map(str, readings.judges(sheet)))
    return sheet.station.key, sheet.finalist.number, sheet.room.key, used, back, judges


def _marks(sheet: ScoreSheet) -> Rows:
    """As the judges wrote them, and as the server measured them."""
    counting = readings.judges(sheet)
    for one in sheet.marks:
        if one.judge_id in counting:
            yield sheet.station.key, sheet.finalist.number, one.item, one.judge_id, one.value
    for measured in sheet.measured:
        yield sheet.station.key, sheet.finalist.number, measured.item, readings.SERVER, measured.value


def _decisions(one: results.Worked) -> Rows:
    """What upheld appeals put in the place of marks."""
    for item, values in one.decided.items():
        for who, value in values.items():
            yield one.sheet.station.key, one.sheet.finalist.number, item, int(who), value


def _results(one: Reckoning) -> Rows:
    number = publishing.edition(one.final.id, one.post.id)
    if not number:
        for row in one.placed:
            yield one.post.code, 0, row.number, row.place, row.total, row.by, row.mine, row.theirs
        return
    for line in queries.published(one.final.id, one.post.id, number):
        who = line.finalist.number
        yield one.post.code, number, who, line.place, line.total, line.by, line.mine, line.theirs
