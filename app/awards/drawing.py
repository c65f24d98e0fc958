"""A certificate as a PDF: A4, landscape, the road from Beijing to Munich, every word in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, NamedTuple

import segno
from fpdf import FPDF
from fpdf.enums import Align, PathPaintRule

from app.awards import lettering
from app.awards.lettering import FAMILY, Letters

WIDTH, HEIGHT, EDGE = 297.0, 210.0, 8.0
PETROL, ROAD, INK, GREY = (11, 86, 94), (166, 86, 0), (22, 28, 32), (74, 84, 91)
ASPHALT, SUN = (52, 59, 64), (255, 214, 150)
MIDDLE = WIDTH / 2
LONGEST = 225.0  # mm that a line may be wide
SMALLEST = 9.0  # points
POINT = 0.3528  # mm
LEADING = 1.22  # a line's height to its size
TOP, BOTTOM = 47.0, 142.0  # between them stands what is told of the winner
LEFT = 18.0
MASK = 2
Colour = tuple[int, int, int]
BEIJING, MUNICH = (258.0, 153.0), (39.0, 151.0)
BENDS = (
    (232.0, 141.0, 214.0, 163.0, 190.0, 159.0),
    (160.0, 154.0, 148.0, 141.0, 120.0, 151.0),
    (96.0, 160.0, 74.0, 165.0, *MUNICH),
)
STOPS = ((BEIJING, ROAD, "北京 Beijing", 5.0), (MUNICH, (255, 255, 255), "慕尼黑 München", -9.0))
VERIFY = ("扫描二维码或打开网址即可核验", "To verify, scan the code or open")
SIGNED = "签章 Signature and seal"
FIXED = ("荣誉证书CERTIFICATE·", *VERIFY, SIGNED, *(stop[2] for stop in STOPS))


class Paper(NamedTuple):
    """What a certificate says, and the address that its QR code holds."""

    printed: Mapping[str, Any]
    address: str

    def texts(self) -> Iterator[str]:
        yield self.address
        for value in self.printed.values():
            yield from value.values() if isinstance(value, dict) else (str(value),)


def missing_signs(printed: Mapping[str, Any]) -> list[str]:
    """The signs of a certificate that cannot be drawn here. Raises FontMissing."""
    return lettering.missing(Paper(printed, "").texts())


def draw(printed: Mapping[str, Any], address: str) -> bytes:
    """The PDF of one certificate. Raises FontMissing."""
    paper = Paper(printed, address)
    with Letters(_texts([paper])) as letters:
        return _sheet(letters, paper, _code(address))


class Press:
    """Draws many certificates: each as a file of its own and, on the way, all as one book. Raises FontMissing."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.letters = Letters(_texts(papers))

    def __enter__(self) -> Press:
        self.letters.__enter__()
        self._book = _document(self.letters)
        return self

    def __exit__(self, *_error: object) -> None:
        self.letters.__exit__()

    def sheets(self, some: Sequence[Paper]) -> Iterator[bytes]:
        """A file for each; some twenty at a time are quickest: they share a cut of the letters."""
        with self.letters.few(_texts(some)) as few:
            for paper in some:
                code = _code(paper.address)
                _page(self._book, paper, code)
                yield _sheet(few, paper, code)

    def book(self) -> bytes:
        """All that were drawn, a page each."""
        return bytes(self._book.output())


def _texts(papers: Sequence[Paper]) -> Iterator[str]:
    yield from FIXED
    for paper in papers:
        yield from paper.texts()


def _code(address: str) -> bytes:
    """The QR code, as a picture. The mask is given: to weigh all eight takes a sixth of a certificate's time, and what
    is random needs no choice.
    """
    picture = BytesIO()
    segno.make(address, error="m", mask=MASK).save(picture, kind="png", scale=4, border=1)
    return picture.getvalue()


def _sheet(letters: Letters, paper: Paper, code: bytes) -> bytes:
    document = _document(letters)
    _page(document, paper, code)
    return bytes(document.output())


def _document(letters: Letters) -> FPDF:
    document = FPDF(orientation="landscape", format="A4")
    document.set_auto_page_break(False)
    document.set_margin(0)
    document.c_margin = 0
    letters.write_with(document)
    document.set_title("荣誉证书 Certificate")
    document.set_creator("Paddock")
    return document


def _page(page: FPDF, paper: Paper, code: bytes) -> None:
    page.add_page()
    _frame(page)
    _road(page)
    _words(page, paper.printed)
    _proof(page, paper, code)


def _frame(page: FPDF) -> None:
    """Two lines, the inner one with its corners drawn in."""
    page.set_draw_color(*PETROL)
    page.set_line_width(1.1)
    page.rect(EDGE, EDGE, WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE)
    page.set_draw_color(*ROAD)
    page.set_line_width(0.3)
    near, far, deep = EDGE + 2.5, EDGE + 2.5 + 5, HEIGHT - EDGE - 2.5
    right = WIDTH - near
    page.polygon(
        [(far, near), (right - 5, near), (right - 5, far), (right, far), (right, deep - 5), (right - 5, deep - 5),
         (right - 5, deep), (far, deep), (far, deep - 5), (near, deep - 5), (near, far), (far, far)]
    )  # fmt: skip


def _road(page: FPDF) -> None:
    """The road: Beijing on the right, where the sun rises, Munich on the left; its middle line, its stops."""
    for width, colour, dash in ((3.6, ASPHALT, 0.0), (0.5, SUN, 2.6)):
        page.set_line_width(width)
        page.set_draw_color(*colour)
        page.set_dash_pattern(dash=dash, gap=dash)
        with page.new_path(*BEIJING, paint_rule=PathPaintRule.STROKE) as road:
            road.style.auto_close = False
            for bend in BENDS:
                road.curve_to(*bend)
    page.set_dash_pattern()
    page.set_line_width(0.8)
    page.set_draw_color(*ASPHALT)
    for (x, y), colour, words, below in STOPS:
        page.set_fill_color(*colour)
        page.circle(x, y, 2.6, style="DF")
        _written(page, words, (x - 25, y + below, 50), 8, GREY, Align.C)


def _words(page: FPDF, printed: Mapping[str, Any]) -> None:
    """The title, then who has won what and where: whatever there is of it stands in the middle of its field."""
    _line(page, "荣誉证书", 21, 38, PETROL, spacing=8)
    _line(page, "CERTIFICATE", 38, 12, GREY, spacing=4)
    winner, of, award, final, venue = (printed[part] for part in ("winner", "of", "award", "final", "venue"))
    lines = [
        (winner["zh"], 42.0, INK, 0.0),
        (winner["en"], 18.0, INK, 1.0),
        (of["zh"], 12.0, GREY, 4.0),
        (of["en"], 10.0, GREY, 0.5),
        (award["zh"], 27.0, ROAD, 7.0),
        (award["en"], 15.0, ROAD, 1.0),
        (_joined(final["zh"], venue["zh"]), 12.0, INK, 6.0),
        (_joined(final["en"], venue["en"]), 10.0, GREY, 0.5),
    ]
    there = [one for one in lines if one[0]]
    tall = sum(size * POINT * LEADING + gap for _text, size, _colour, gap in there)
    top = TOP + max(0.0, BOTTOM - TOP - tall) / 2
    for text, size, colour, gap in there:
        _line(page, text, top + gap, size, colour)
        top += gap + size * POINT * LEADING


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _line(page: FPDF, text: str, top: float, size: float, colour: Colour, spacing: float = 0) -> None:
    """A line in the middle; a long one shrinks, a very long one breaks in two and shrinks, into the room of one."""
    room = size * POINT * LEADING
    page.set_char_spacing(spacing)
    page.set_font(FAMILY, size=size)
    if (wide := page.get_string_width(text)) > LONGEST:
        size = max(SMALLEST, size * LONGEST / wide)
        page.set_font(FAMILY, size=size)
    page.set_text_color(*colour)
    height = size * POINT * LEADING
    page.set_xy(MIDDLE - LONGEST / 2, top + max(0.0, room - height) / 2)
    is_one = wide <= LONGEST or size > SMALLEST
    (page.cell if is_one else page.multi_cell)(LONGEST, height, text, align=Align.C)
    page.set_char_spacing(0)


def _proof(page: FPDF, paper: Paper, code: bytes) -> None:
    """The day and how to check the paper; room to sign it; the QR code."""
    bottom = HEIGHT - EDGE
    rows = (
        (paper.printed["day"], 11.0, 28.0),
        (VERIFY[0], 8.0, 19.5),
        (VERIFY[1], 8.0, 15.5),
        (paper.address, 8.0, 11.5),
    )
    for text, size, up in rows:
        _written(page, text, (LEFT, bottom - up, 96), size, GREY, Align.L)
    page.set_draw_color(*GREY)
    page.set_line_width(0.2)
    page.line(MIDDLE - 32, bottom - 15, MIDDLE + 32, bottom - 15)
    _written(page, SIGNED, (MIDDLE - 32, bottom - 13.5, 64), 8, GREY, Align.C)
    page.image(BytesIO(code), x=WIDTH - LEFT - 28, y=bottom - 37, w=28)


def _written(page: FPDF, text: str, box: tuple[float, float, float], size: float, colour: Colour, align: Align) -> None:
    """One line in a box (left, top, width); what is too long shrinks."""
    left, top, width = box
    page.set_text_color(*colour)
    page.set_font(FAMILY, size=size)
    if (wide := page.get_string_width(text)) > width:
        page.set_font(FAMILY, size=size * width / wide)
    page.set_xy(left, top)
    page.cell(width, 4, text, align=align)
