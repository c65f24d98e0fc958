"""A certificate as a PDF: A4, landscape, the road from Beijing to Munich, every word in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
from fontTools import subset
from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.enums import Align

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
WIDTH, HEIGHT, EDGE = 297.0, 210.0, 12.0
PETROL, ROAD, INK, GREY = (11, 86, 94), (166, 86, 0), (22, 28, 32), (74, 84, 91)
ASPHALT, SUN = (52, 59, 64), (255, 214, 150)
MIDDLE = WIDTH / 2
LONGEST = 225.0  # mm that a line may be wide
SMALLEST = 9.0  # points
Point = tuple[float, float]
ROUTE: tuple[tuple[Point, Point, Point, Point], ...] = (
    ((258.0, 150.0), (232.0, 138.0), (214.0, 160.0), (190.0, 156.0)),
    ((190.0, 156.0), (160.0, 151.0), (148.0, 138.0), (120.0, 148.0)),
    ((120.0, 148.0), (96.0, 157.0), (74.0, 162.0), (39.0, 148.0)),
)
STOPS = (("begin", ROUTE[0][0], "北京 Beijing", 0.0), ("end", ROUTE[-1][3], "慕尼黑 München", 0.0))
VERIFY = "扫描二维码或打开网址即可核验 · To verify, scan the code or open"
FIXED = "荣誉证书CERTIFICATE北京慕尼黑ü" + VERIFY


class FontMissing(Exception):
    """The machine has no Chinese font."""

    def __init__(self) -> None:
        super().__init__(f"{FONT} is not there. Install the package fonts-wqy-microhei.")


def missing_signs(printed: Mapping[str, Any]) -> list[str]:
    """The signs of a certificate that the font cannot draw: nobody gets a box for a name. Raises FontMissing."""
    signs = {sign for text in _texts(printed) for sign in text if not sign.isspace()}
    return sorted(sign for sign in signs if ord(sign) not in _known())


def _texts(printed: Mapping[str, Any]) -> Iterator[str]:
    for value in printed.values():
        yield from value.values() if isinstance(value, dict) else (str(value),)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    if not FONT.exists():
        raise FontMissing
    with TTFont(str(FONT), fontNumber=0, lazy=True) as font:
        return frozenset(font.getBestCmap())


def draw(printed: Mapping[str, Any], address: str) -> bytes:
    """The PDF of one certificate. `address`: what the QR code holds. Raises FontMissing."""
    with Drawer([printed]) as drawer:
        return drawer.draw(printed, address)


class Drawer:
    """Draws certificates one after the other. The large font is read once: a small one of all their signs is made."""

    def __init__(self, all_printed: Iterable[Mapping[str, Any]]) -> None:
        self.signs = {ord(sign) for printed in all_printed for text in _texts(printed) for sign in text}
        self.signs |= {ord(sign) for sign in FIXED} | set(range(32, 127))

    def __enter__(self) -> Drawer:
        if not FONT.exists():
            raise FontMissing
        self.folder = TemporaryDirectory()
        self.font = Path(self.folder.name) / "hei.ttf"
        options = subset.Options(notdef_outline=True, hinting=False, layout_features=[])
        options.drop_tables += ["FFTM"]
        with TTFont(str(FONT), fontNumber=0, lazy=True) as font:
            cutter = subset.Subsetter(options)
            cutter.populate(unicodes=self.signs & _known())
            cutter.subset(font)
            font.save(str(self.font))
        return self

    def __exit__(self, *_error: object) -> None:
        self.folder.cleanup()

    def draw(self, printed: Mapping[str, Any], address: str) -> bytes:
        page = _sheet(self.font)
        _frame(page)
        _road(page)
        _words(page, printed)
        _proof(page, printed, address)
        return bytes(page.output())


def _sheet(font: Path) -> FPDF:
    page = FPDF(orientation="landscape", format="A4")
    page.set_auto_page_break(False)
    page.set_margin(0)
    page.add_font("hei", fname=str(font))
    page.set_title("Certificate 荣誉证书")
    page.set_creator("Paddock")
    page.add_page()
    return page


def _frame(page: FPDF) -> None:
    page.set_draw_color(*PETROL)
    page.set_line_width(0.9)
    page.rect(EDGE - 4, EDGE - 4, WIDTH - 2 * EDGE + 8, HEIGHT - 2 * EDGE + 8)
    page.set_line_width(0.2)
    page.rect(EDGE - 2, EDGE - 2, WIDTH - 2 * EDGE + 4, HEIGHT - 2 * EDGE + 4)


def _road(page: FPDF) -> None:
    """The road: Beijing on the right, where the sun rises, Munich on the left; its middle line, its stops."""
    for width, colour, dash in ((3.6, ASPHALT, 0.0), (0.5, SUN, 2.6)):
        page.set_line_width(width)
        page.set_draw_color(*colour)
        page.set_dash_pattern(dash=dash, gap=dash)
        for begin, one, two, end in ROUTE:
            page.bezier([begin, one, two, end])
    page.set_dash_pattern()
    page.set_line_width(0.8)
    page.set_draw_color(*ASPHALT)
    for place, (x, y), words, side in STOPS:
        page.set_fill_color(*((255, 255, 255) if place == "end" else ROAD))
        page.circle(x, y, 2.6, style="DF")
        _label(page, x + side, y, words)


def _label(page: FPDF, x: float, y: float, words: str) -> None:
    page.set_font("hei", size=8)
    page.set_text_color(*GREY)
    page.set_xy(x - 20, y + 5)
    page.cell(40, 4, words, align=Align.C)


def _words(page: FPDF, printed: Mapping[str, Any]) -> None:
    final, winner, award = printed["final"], printed["winner"], printed["award"]
    _line(page, "荣誉证书", 23, 34, PETROL, spacing=6)
    _line(page, "CERTIFICATE", 39, 12, GREY, spacing=3)
    _line(page, winner["zh"], 52, 34, INK)
    _line(page, winner["en"], 69, 16, INK)
    _line(page, printed["of"]["zh"], 79, 12, GREY)
    _line(page, printed["of"]["en"], 86, 10, GREY)
    _line(page, award["zh"], 98, 24, ROAD)
    _line(page, award["en"], 111, 15, ROAD)
    _line(page, _joined(final["zh"], printed["venue"]["zh"]), 124, 12, INK)
    _line(page, _joined(final["en"], printed["venue"]["en"]), 131, 10, GREY)


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _line(page: FPDF, text: str, top: float, size: float, colour: tuple[int, int, int], spacing: float = 0) -> None:
    """A line in the middle; a long one shrinks, a very long one breaks in two and shrinks."""
    if not text:
        return
    page.set_text_color(*colour)
    page.set_char_spacing(spacing)
    page.set_font("hei", size=size)
    while page.get_string_width(text) > LONGEST and size > SMALLEST:
        size -= 0.5
        page.set_font("hei", size=size)
    page.set_xy(MIDDLE - LONGEST / 2, top)
    page.multi_cell(LONGEST, size * 0.42, text, align=Align.C)
    page.set_char_spacing(0)


def _proof(page: FPDF, printed: Mapping[str, Any], address: str) -> None:
    """The day, the QR code, and how to check the paper."""
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=1)
    page.image(picture, x=WIDTH - EDGE - 32, y=HEIGHT - EDGE - 32, w=28)
    page.set_text_color(*GREY)
    for top, size, text in ((28, 11, printed["day"]), (16, 8, VERIFY), (11, 8, address)):
        page.set_font("hei", size=size)
        page.set_xy(EDGE + 6, HEIGHT - EDGE - top)
        page.cell(200, 4, text)
