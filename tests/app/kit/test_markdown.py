"""Markdown becomes safe HTML, and Chinese emphasis works without spaces."""

from __future__ import annotations

import pytest

from app.kit.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**重点。**后面", "<p><strong>重点</strong>。后面</p>"),
        ("前面**“重点”**", "<p>前面“<strong>重点”</strong></p>"),
        ("**重点**后面", "<p><strong>重点</strong>后面</p>"),
        ("### Steps", "<h2>Steps</h2>"),
        ("**Look.** Then go", "<p><strong>Look.</strong> Then go</p>"),
    ],
)
def test_emphasis_next_to_chinese_punctuation(text, html):
    assert render(text).strip() == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", "![x](http://x/y.png)",
        "<a href='http://x'>x</a>", "```<b>```",
    ],
)  # fmt: skip
def test_nothing_that_acts_or_loads_gets_through(text):
    html = render(text)
    assert not any(found in html for found in ("<script", "<img", "<a", "<b>"))
