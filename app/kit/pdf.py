"""Pages to print, with Chinese letters: a heading, tables whose heads come again on each page, labels.

The letters come from WenQuanYi Micro Hei (fonts-wqy-microhei); only those in use go into the file. Without the font
nothing is printed with holes in it: `NoFont` says what to install, and sheets can be had all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from flask_babel import lazy_gettext as _

from app.kit.errors import Refusal

if TYPE_CHECKING:
    from fpdf import FPDF

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
UNKNOWN = "〓"
FAMILY = "hei"
MARGIN = 12  # millimetres
INK, PALE, LINE = (20, 24, 28), (236, 236, 230), (150, 150, 150)


class NoFont(Refusal):
    status, code = 503, "no-font"
    message = _(
        "This machine has no Chinese font, so no PDF can be made. Take the xlsx, or ask the operator to install "
        "fonts-wqy-microhei."
    )


@dataclass(frozen=True)
class Table:
    """`widths` are shares of the line; they need not add to anything. `height`: what a row has at least, in mm,
    to be written into. `size`: of the letters, in points.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    height: float = 0
    size: float = 10


@dataclass(frozen=True)
class Label:
    """A card to be cut out: a large line, a smaller one and one below."""

    large: str
    middle: str = ""
    small: str = ""


def can_print() -> bool:
    """Whether this machine has the letters."""
    return FONT.exists()


def new(title: str, made_at: datetime, *, landscape: bool = False) -> FPDF:
    """An A4 document without a page. `made_at` stands in it in place of the clock. Raises NoFont."""
    if not can_print():
        raise NoFont
    from fpdf import FPDF  # takes long to import, and few requests need it

    document = FPDF(orientation="landscape" if landscape else "portrait", format="A4")
    document.add_font(FAMILY, fname=FONT)
    document.set_font(FAMILY, size=10)
    document.set_title(title)
    document.set_creation_date(made_at)
    document.set_margin(MARGIN)
    document.set_auto_page_break(True, MARGIN)
    document.set_text_color(*INK)
    document.set_draw_color(*LINE)
    return document


def as_bytes(document: FPDF) -> bytes:
    return bytes(document.output())


def tables(title: str, under: str, parts: Iterable[Table], made_at: datetime, *, landscape: bool = False) -> bytes:
    """A document of tables, each on a page of its own, under the same heading."""
    document = new(title, made_at, landscape=landscape)
    for part in parts:
        document.add_page()
        heading(document, title, under, part.title)
        table(document, part)
    if not document.pages:
        document.add_page()
        heading(document, title, under, "")
    return as_bytes(document)


def heading(document: FPDF, title: str, under: str, part: str) -> None:
    """The head of a page: what it is, and of which part."""
    for words, size in ((title, 11), (part, 16), (under, 9)):
        if words:
            document.set_font(FAMILY, size=size)
            document.multi_cell(0, size * 0.55, drawn(document, words), new_x="LMARGIN", new_y="NEXT")
    document.ln(2)
    document.set_font(FAMILY, size=10)


def table(document: FPDF, content: Table) -> None:
    """Long words are wrapped, Chinese between any two letters; the heads come again on each page."""
    from fpdf.enums import TableBordersLayout
    from fpdf.fonts import FontFace

    head = FontFace(fill_color=PALE)
    document.set_font(FAMILY, size=content.size)
    with document.table(
        col_widths=tuple(content.widths),
        headings_style=head,
        line_height=content.size * 0.6,
        text_align="LEFT",
        wrapmode="CHAR",
        borders_layout=TableBordersLayout.ALL if content.height else TableBordersLayout.HORIZONTAL_LINES,
        min_row_height=content.height or None,
    ) as made:
        for cells in (content.heads, *content.rows):
            made.row([drawn(document, str(cell)) for cell in cells])


def drawn(document: FPDF, words: str) -> str:
    """The words as the font has them: for a sign that it does not have stands 〓, which nobody takes for a letter; for
    a space that it does not have (the narrow one before AM and PM), a plain one.
    """
    known = document.current_font.cmap  # type: ignore[union-attr]
    return "".join(sign if ord(sign) in known or sign == "\n" else " " if sign.isspace() else UNKNOWN for sign in words)


def qr(document: FPDF, text: str, x: float, y: float, side: float) -> None:
    """A QR code as black boxes, so wide and high as `side` with its quiet edge."""
    rows = [list(row) for row in segno.make(text, error="m").matrix_iter(border=2)]
    step = side / len(rows)
    document.set_fill_color(0, 0, 0)
    for down, row in enumerate(rows):
        place = 0
        for dark, some in groupby(row):
            count = len(list(some))
            if dark:
                document.rect(x + place * step, y + down * step, count * step, step, style="F")
            place += count


def labels(title: str, cards: Sequence[Label], made_at: datetime) -> bytes:
    """Eight cards to a page, to be cut along the lines."""
    document = new(title, made_at)
    wide, high = (document.w - 2 * MARGIN) / 2, (document.h - 2 * MARGIN) / 4
    for place, card in enumerate(cards):
        if place % 8 == 0:
            document.add_page()
        x, y = MARGIN + wide * (place % 2), MARGIN + high * (place % 8 // 2)
        document.rect(x, y, wide, high)
        for words, size, down in ((card.large, 54, 14), (card.middle, 13, 42), (card.small, 10, 52)):
            document.set_font(FAMILY, size=size)
            document.set_xy(x, y + down)
            document.cell(wide, size * 0.4, drawn(document, words), align="C")
    return as_bytes(document)
