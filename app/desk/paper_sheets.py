"""Score sheets to be taken along: blank for paper, filled as they were signed; as pages to print and as a table.

Competitors stand on them by number only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _

from app.finals import event, venue
from app.finals.models import Final, FinalStation
from app.judging import presenters, queries, readings, results
from app.judging.models import ScoreSheet, SheetState
from app.judging.results import Worked
from app.kit import pdf
from app.kit.i18n import pick
from app.people.models import Person, Post
from quizzes.rules.scoresheet import hundredths

if TYPE_CHECKING:
    from fpdf import FPDF

QR_SIDE = 27  # millimetres
BOX = 8.5  # millimetres: high enough for a pen
SMALL = 8  # points
Address = Callable[[ScoreSheet], str]


@dataclass(frozen=True)
class Part:
    """Something that is marked: what it is worth, and how."""

    id: str
    name: str
    worth: str
    how: str


def parts(content: Mapping[str, Any]) -> list[Part]:
    """All of a sheet, in its order."""
    found = [Part(one["id"], pick(one["name"]), str(one["weight"]), _how(one)) for one in content["aspects"]]
    for one in content["penalties"]:
        how = _("how often, 0 to %(most)s", most=one["most"])
        found.append(Part(one["id"], pick(one["name"]), f"−{one['points']}", how))
    how = _("Critical fault: 1 if it happened, and stop")
    return [*found, *(Part(one["id"], pick(one["name"]), "0", how) for one in content["critical"])]


def _how(one: Mapping[str, Any]) -> str:
    if one["kind"] == "judged":
        return "\n".join(f"{mark}  {pick(level)}" for mark, level in enumerate(one["levels"]))
    if one.get("source"):
        return _("by the server")
    return " · ".join([f"{one['target']} {one['unit']}", *(f"±{band['within']}" for band in one["bands"])])


class Panels:
    """Who may mark whom, for many sheets: read once."""

    def __init__(self, final: Final) -> None:
        places = [place for one in event.stations(final.id) for place in one.rooms]
        self.seats = {(place.station_id, place.room_id): place.panel for place in places}

    def of(self, sheet: ScoreSheet) -> list[Person]:
        finalist, panel = sheet.finalist, self.seats.get((sheet.station_id, sheet.room_id), ())
        free = [one.person for one in panel if one.person_id != finalist.person_id]
        return [one for one in free if one.dealer_id != finalist.dealer_id]


# Blank ----------------------------------------------------------------------------------------------------------


def blank_pdf(final: Final, post: Post, address: Address, made_at: datetime) -> bytes:
    """A page for each open sheet, with the QR code that leads to it; an example where there is none. Raises NoFont."""
    document = pdf.new(_title(final, post, _("Blank score sheets")), made_at)
    panels, sheets = Panels(final), _open(final, post)
    for one in sheets:
        names = [judge.name for judge in panels.of(one)]
        _head(document, one.station, pick(one.room), one.finalist.number)
        pdf.qr(document, address(one), document.w - pdf.MARGIN - QR_SIDE, pdf.MARGIN, QR_SIDE)
        _blank(document, one.sheet_version.content, names)
    if not sheets:
        for station, content in _examples(final, post):
            _head(document, station, "", None)
            _blank(document, content, [str(one + 1) for one in range(station.judges)])
    return _whole(document, final, post)


def _open(final: Final, post: Post) -> list[ScoreSheet]:
    return [one for one in queries.of_post(final.id, post.id) if one.state == SheetState.OPEN and one.finalist.competes]


def _examples(final: Final, post: Post) -> Iterator[tuple[FinalStation, Mapping[str, Any]]]:
    stations = [one for one in queries.stations(final.id) if one.post_id == post.id]
    newest = queries.newest([one.id for one in stations])
    return ((one, newest[one.id].content) for one in stations if one.id in newest)


def _blank(document: FPDF, content: Mapping[str, Any], judges: Sequence[str]) -> None:
    """Boxes to write into; what a usual sheet has fits on one page."""
    heads = (_("Aspect"), _("Points"), _("What is marked"), *judges)
    rows = [(one.name, one.worth, one.how, *("" for _judge in judges)) for one in parts(content)]
    pdf.table(document, pdf.Table("", heads, rows, (5, 1.5, 7, *(1.9 for _judge in judges)), BOX, SMALL))
    document.ln(3)
    limit = f" ({content['timing']['minutes']})" if content["timing"] else ""
    last = [_("Time, min:s") + limit, _("Time given back, and why"), *(f"{_signed()}: {name}" for name in judges)]
    pdf.table(document, pdf.Table("", last, [[""] * len(last)], [1] * len(last), BOX, SMALL))


def _signed() -> str:
    return _("Signed")


def _head(document: FPDF, station: FinalStation, room: str, number: int | None) -> None:
    """Station, post and room on the left; the number large."""
    document.add_page()
    under = " · ".join(filter(None, (pick(station.post), room)))
    document.set_font(pdf.FAMILY, size=40)
    document.set_xy(document.w - pdf.MARGIN - QR_SIDE - 45, pdf.MARGIN + 4)
    document.cell(40, 18, "–" if number is None else str(number), align="R")
    document.set_xy(pdf.MARGIN, pdf.MARGIN)
    document.set_right_margin(pdf.MARGIN + QR_SIDE + 50)
    pdf.heading(document, pick(station.final), under, pick(station))
    document.set_right_margin(pdf.MARGIN)
    document.set_y(max(document.get_y(), pdf.MARGIN + QR_SIDE + 2))


def _title(final: Final, post: Post, what: str) -> str:
    return f"{pick(final)} · {pick(post)} · {what}"


def _whole(document: FPDF, final: Final, post: Post) -> bytes:
    if not document.pages:
        document.add_page()
        pdf.heading(document, pick(final), _("There is nothing here yet."), pick(post))
    return pdf.as_bytes(document)


def blank_rows(final: Final, posts: Iterable[Post]) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """A line for each mark that a judge has to give; the last column is empty."""
    panels = Panels(final)
    heads = (*_heads(), _("Points"), _("What is marked"), _("Judge"), _("Mark"))
    rows: list[Sequence[Any]] = []
    for post in posts:
        for sheet in _open(final, post):
            judges, where = panels.of(sheet), _where(sheet)
            for one in parts(sheet.sheet_version.content):
                if one.how == _("by the server"):
                    continue
                rows += [(*where, one.name, one.worth, one.how, judge.name, "") for judge in judges]
    return heads, rows


def _heads() -> Sequence[str]:
    return _("Post"), _("Station"), _("Room"), _("Drawn number"), _("Aspect")


def _where(sheet: ScoreSheet) -> Sequence[Any]:
    return pick(sheet.station.post), pick(sheet.station), pick(sheet.room), sheet.finalist.number


# Filled ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FilledPart:
    """A part with the marks that stand, by judge: those that were dropped in brackets; what appeals changed, both."""

    part: Part
    marks: Sequence[str]
    points: str


def filled(one: Worked) -> list[FilledPart]:
    """What was marked on a sheet that counts, and what it is worth."""
    lines = {line.aspect_id: line for line in one.work.score.lines}
    taken = {each.id: each.points for each in one.work.score.deductions}
    judges = [judge for judge, _name in judges_of(one)]
    found = []
    for part in parts(one.sheet.sheet_version.content):
        line = lines.get(part.id)
        dropped = list(line.dropped) if line else []
        marks = [_mark(one, part.id, judge, dropped) for judge in judges]
        points = presenters.points(line.points) if line else _taken(one, part.id, taken)
        found.append(FilledPart(part, marks, points))
    return found


def _mark(one: Worked, item: str, judge: int, dropped: list[Any]) -> str:
    value = one.marks.get(item, {}).get(judge)
    if value is None:
        return "–"
    text = presenters.plain(value)
    if item in one.decided and str(judge) in one.decided[item]:
        was = next((mark.value for mark in one.sheet.marks if (mark.item, mark.judge_id) == (item, judge)), "–")
        text = f"{was} → {text}"
    if value in dropped:
        dropped.remove(value)
        return f"({text})"
    return text


def _taken(one: Worked, item: str, taken: Mapping[str, Any]) -> str:
    if item in one.work.score.critical:
        return _("no points")
    return f"−{presenters.points(taken[item])}" if item in taken else "–"


def judges_of(one: Worked) -> list[tuple[int, str]]:
    """Who signed the own marks; and the server, where a value came from it."""
    signed = {sign.person_id: sign.person.name for sign in one.sheet.signatures if not sign.as_chief}
    others = {who for some in one.marks.values() for who in some} - set(signed)
    return [*sorted(signed.items()), *((who, _("Server")) for who in sorted(others))]


def filled_pdf(final: Final, post: Post, made_at: datetime) -> bytes:
    """A page for each sheet that judges and chief have signed. Raises NoFont."""
    document = pdf.new(_title(final, post, _("Filled score sheets")), made_at, landscape=True)
    found = results.reckon(final, post)
    for key in sorted(found.worked):
        _filled_page(document, final, found.worked[key])
    return _whole(document, final, post)


def _filled_page(document: FPDF, final: Final, one: Worked) -> None:
    sheet, score = one.sheet, one.work.score
    _head(document, sheet.station, pick(sheet.room), sheet.finalist.number)
    names = [name for _judge, name in judges_of(one)]
    heads = (_("Aspect"), *names, _("Points"), _("of"))
    rows = [(each.part.name, *each.marks, each.points, each.part.worth) for each in filled(one)]
    for each in score.deductions:
        if each.id == "time":
            rows.append((_("Time"), *("" for _name in names), f"−{presenters.points(each.points)}", ""))
    rows.append((_("In all"), *("" for _name in names), presenters.points(score.points), ""))
    pdf.table(document, pdf.Table("", heads, rows, (8, *(3 for _name in names), 2.5, 2)))
    document.ln(3)
    document.set_font(pdf.FAMILY, size=9)
    for line in _below(final, one):
        document.multi_cell(0, 5, pdf.drawn(document, line), new_x="LMARGIN", new_y="NEXT")


def _below(final: Final, one: Worked) -> Iterator[str]:
    """Time, remarks, who signed, and what they signed."""
    if time := one.work.time:
        given = {"used": _clock(time.used_seconds), "back": _clock(time.given_back_seconds)}
        yield _("Time: %(used)s; given back: %(back)s", **given)
    yield _("In brackets: the highest and the lowest mark, which do not count. “a → b”: changed by an appeal.")
    for mark in one.sheet.marks:
        if mark.words:
            yield f"{presenters.item_name(one.sheet, mark.item)}: {mark.words}"
    for sign in sorted(one.sheet.signatures, key=lambda each: (each.as_chief, each.person_id)):
        who = _("Signed by %(name)s, chief", name=sign.person.name) if sign.as_chief else _(
            "Signed by %(name)s", name=sign.person.name)  # fmt: skip
        yield f"{who}, {venue.clock_of(final, sign.at)}"
    yield f"SHA-256 {readings.digest(one.sheet)}"


def _clock(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def filled_rows(final: Final, posts: Sequence[Post]) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """A line for each mark of the sheets that are signed, as the judges wrote it and as it stands."""
    heads = (*_heads(), _("Judge"), _("Mark"), _("Points"), _("of"), _("Points of the sheet"))
    rows: list[Sequence[Any]] = []
    for found in results.reckon_all(final, posts):
        for key in sorted(found.worked):
            one = found.worked[key]
            whole, names = hundredths(one.work.score.points) / 100, [name for _judge, name in judges_of(one)]
            for each in filled(one):
                for name, mark in zip(names, each.marks, strict=True):
                    cells = (each.part.name, name, mark, each.points, each.part.worth, whole)
                    rows.append((*_where(one.sheet), *cells))
    return heads, rows
