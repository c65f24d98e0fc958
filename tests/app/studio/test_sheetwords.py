"""Every sentence of the sheets' readers is said in Chinese as well."""

from __future__ import annotations

import io
import re

import pytest
from flask_babel import force_locale
from openpyxl import Workbook

from app.studio import sheetwords
from quizzes.formats import csvsheet, workbook

ROWS = (
    ",So,No,,A,,,", "Why?,So,No,,A,essay,,", "Why?,So,No,,A,,9,", "Why?,So,,No,A,,,", "Why?,So,,,A,,,",
    "Why?,So,No,,C,,,", "Why?,So,No,,AB,single,,", "Why?,,,,maybe,true-false,,",
    "Why?,,,,x,numeric,,", "Why?,,,,1,numeric,,-1",
    "Why?,So,No,,AA,ordering,,", "Why?,So,No,,,matching,,", "Why?,,,,,short,,",
)  # fmt: skip
FILES = (
    b"nothing\nhere", b"id,question,A,B,answer,mood\nq,W,a,b,A,x\nq,V,a,b,A,x\n", b'question,A,B,answer\n"open',
    b"question,A,B,answer,why wrong\nW,a,b,A,x\n",
    b"question,A,B,answer\n" + b"x" * 20_001 + b",a,b,A\n", b"\xff\xfe\x00",
    b"question,A,B,answer\n" + b"," * 1_001 + b"\n",
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_a_row_s_mistake_is_told_in_chinese(app, row):
    _is_chinese(app, csvsheet.read(f"Question,A,B,C,Answer,Kind,Difficulty,Tolerance\n{row}\n".encode()))


@pytest.mark.parametrize("data", FILES)
def test_a_file_s_mistake_is_told_in_chinese(app, data):
    _is_chinese(app, csvsheet.read(data))
    if not data.startswith(b"id"):
        _is_chinese(app, workbook.read(data))


def test_a_formula_is_told_in_chinese(app):
    book, out = Workbook(), io.BytesIO()
    book.active.append(("question", "A", "B", "answer"))
    book.active.append(("Why?", "=1+1", "y", "A"))
    book.save(out)
    _is_chinese(app, workbook.read(out.getvalue()))


def _is_chinese(app, reading) -> None:
    told = [one.reason for one in (*reading.refused, *reading.notes)]
    assert told
    with app.test_request_context(), force_locale("zh"):
        for reason in told:
            assert re.search("[\u4e00-\u9fff]", sheetwords.told(reason)), reason
