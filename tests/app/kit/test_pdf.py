"""Paper is printed with its Chinese letters, and only with those."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.kit import pdf
from tests.conftest import NOON

ROWS = [[str(number), "王小明", "这是一段很长的中文" * 8] for number in range(60)]
PART = pdf.Table("机电维修技师", ["号码", "姓名", "说明"], ROWS, (1, 2, 6))

needs_font = pytest.mark.skipif(not pdf.can_print(), reason="fonts-wqy-microhei is not installed")


@needs_font
def test_a_long_table_goes_on_over_pages_and_holds_only_the_letters_it_needs():
    made = pdf.tables("全国总决赛", "出场名单", [PART], NOON)
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") > 3
    assert len(made) < 100_000 < pdf.FONT.stat().st_size


@needs_font
def test_the_same_lists_are_the_same_file():
    assert pdf.tables("A", "", [PART], NOON) == pdf.tables("A", "", [PART], NOON)


@needs_font
def test_a_space_that_the_font_lacks_is_a_plain_one_and_any_other_sign_shows_that_there_is_one():
    page = pdf.new("A", NOON)
    page.add_page()
    assert pdf.drawn(page, "3:15\u202fPM\n王𰻝") == "3:15 PM\n王〓"
    pdf.as_bytes(page)  # else the font's file stays open


@needs_font
def test_nine_labels_take_two_pages():
    made = pdf.labels("号码", [pdf.Label(str(number), "机电") for number in range(9)], NOON)
    assert made.count(b"/Type /Page\n") == 2


def test_without_the_font_it_is_said_and_nothing_is_printed(monkeypatch):
    monkeypatch.setattr(pdf, "FONT", Path("/nowhere.ttc"))
    with pytest.raises(pdf.NoFont):
        pdf.tables("A", "", [PART], NOON)
