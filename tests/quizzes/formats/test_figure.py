"""Which drawings pass, what they become, and where the others fail."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats.figure import check
from tests.quizzes.formats.samples import DRAWING

MINUS = '<text lang="zh" class="ink" x="20" y="40" font-size="12">正负极</text>'
RECT = '<rect class="fill" x="10" y="10" width="60" height="40"/>'


def told(text: str) -> list[str]:
    return [f"{place.line}:{place.column}: {message}" for place, message in check(text, "low-volt")[1]]


def test_a_good_figure_is_written_anew_without_declaration_or_comment() -> None:
    clean, slips = check(DRAWING, "low-volt")
    assert slips == []
    assert clean.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 100"><defs>')
    assert clean.endswith('<text class="ink small" x="80" y="40">12 V</text></svg>')
    assert ">Plus &amp; minus</text>" in clean
    assert "drawn by hand" not in clean


def test_a_written_figure_passes_unchanged() -> None:
    clean, _ = check(DRAWING, "low-volt")
    assert check(clean, "low-volt") == (clean, [])


def test_a_figure_with_faults_is_not_given() -> None:
    assert check(DRAWING.replace("rect", "image"), "low-volt")[0] == ""


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        (RECT, "<script>alert(1)</script>", "5:3", "<script> is not allowed"),
        (RECT, "<style/>", "5:3", "<style> is not allowed"),
        (RECT, '<image href="x.png"/>', "5:3", "<image> is not allowed"),
        (RECT, '<use href="#low-volt-tip"/>', "5:3", "<use> is not allowed"),
        (RECT, "<foreignObject/>", "5:3", "<foreignObject> is not allowed"),
        (RECT, "<linearGradient/>", "5:3", "<linearGradient> is not allowed"),
        (RECT, "<a/>", "5:3", "<a> is not allowed"),
        (RECT, "<Rect/>", "5:3", "Did you mean `rect`?"),
        (RECT, "<svg/>", "5:3", "no other inside"),
        (RECT, '<html:p xmlns:html="http://www.w3.org/1999/xhtml"/>', "5:3", "<html:p> is not allowed"),
        (RECT, "<title><g/></title>", "5:10", "holds words only"),
        (RECT, "<tspan>x</tspan>", "5:3", "belongs inside <text>"),
        (RECT, "loose words", "5:", "Words stand outside <text>"),
        (RECT, "<?php x?>", "5:3", "<?php?> is not allowed"),
        ('class="fill" x="10"', 'class="fil" x="10"', "5:3", "Did you mean `fill`?"),
        ('class="fill" x="10"', 'class="btn" x="10"', "5:3", "Figures know no class `btn`"),
        ('class="fill" x="10"', 'fill="red" x="10"', "5:3", "Colour by class"),
        ('class="fill" x="10"', 'stroke="#000" x="10"', "5:3", "Colour by class"),
        ('class="fill" x="10"', 'style="fill:red" x="10"', "5:3", "Style by class"),
        ('class="fill" x="10"', 'onclick="x()" x="10"', "5:3", "takes no onclick"),
        ('class="fill" x="10"', 'xlink:href="#a" x="10"', "5:3", "refer to nothing"),
        ('class="fill" x="10"', 'x="10px"', "5:3", 'x="10px" is not understood'),
        ('class="fill" x="10"', 'transform="url(x)" x="10"', "5:3", "not understood"),
        ('class="fill" x="10"', 'id="box" x="10"', "5:3", "Name it `low-volt-box`"),
        ('class="fill" x="10"', 'id="low-volt-tip" x="10"', "5:3", "used twice"),
        ("url(#low-volt-tip)", "url(#low-volt-tap)", "6:3", "points at nothing"),
        ("url(#low-volt-tip)", "url(http://a/b#c)", "6:3", "not understood"),
        ('d="M10 60H90"', 'd="url(x)"', "6:3", "not understood"),
        ('viewBox="0 0 320 100"', 'viewBox="0 0 640 100"', "3:1", "320 units wide"),
        (' viewBox="0 0 320 100"', "", "3:1", "320 units wide"),
        ('viewBox="0 0 320 100"', 'viewBox="0 0 320 100" width="320"', "3:1", "takes no width"),
        ('viewBox="0 0 320 100"', 'viewBox="0 0 320 100" height="100"', "3:1", "takes no height"),
        (' xmlns="http://www.w3.org/2000/svg"', "", "3:1", "needs xmlns"),
        ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "3:1", "needs xmlns"),
        (MINUS, "", "7:3", 'lang="en" has no twin. Add <text lang="zh" x="20" y="40">'),
        (MINUS, MINUS.replace("40", "44"), "8:3", 'lang="zh" has no twin'),
        (MINUS, f'<g transform="translate(5 5)">{MINUS}</g>', "7:3", "has no twin"),
        ('lang="zh"', 'lang="fr"', "8:3", 'lang="fr" is not understood'),
        ('lang="zh" ', "", "8:", 'A label in Chinese needs lang="zh"'),
        ('font-size="12"', 'font-size="10.9"', "7:3", "too small to read"),
        ("</svg>", "", "11:1", "Not XML"),
        ("&amp;", "&", "7:", "Not XML"),
        ("&amp;", "&nbsp;", "7:", "Not XML"),
        ("<svg", '<!DOCTYPE svg [<!ENTITY a "b">]><svg', "3:", "Take it out"),
    ],
)
def test_a_mistake_in_a_figure_is_told_at_its_place(old: str, new: str, place: str, message: str) -> None:
    assert old in DRAWING
    lines = told(DRAWING.replace(old, new, 1))
    assert any(line.startswith(place) and message in line for line in lines), lines


def test_labels_grouped_by_language_are_twins_all_the_same() -> None:
    grouped = DRAWING.replace(MINUS, f"<g>{MINUS}</g>")
    assert told(grouped) == []


def test_all_mistakes_of_a_figure_are_told_at_once() -> None:
    spoiled = DRAWING.replace(RECT, '<image href="a"/><rect style="a"/>').replace(MINUS, "")
    assert [line.split(": ")[0] for line in told(spoiled)] == ["5:3", "5:20", "7:3"]


def test_a_deep_nest_is_told_once_and_does_not_exhaust_the_stack() -> None:
    deep = DRAWING.replace(RECT, "<g>" * 20_000 + "</g>" * 20_000)
    assert ["Nested deeper" in line for line in told(deep)] == [True]


@pytest.mark.parametrize("endless", ["1" * 100_000, "1 " * 50_000, "1." * 50_000, ", " * 50_000])
def test_endless_numbers_are_refused_at_once(endless: str) -> None:
    (line,) = told(DRAWING.replace('d="M10 60H90"', f'd="M10 60H90" transform="rotate({endless}!)"'))
    assert "is not understood" in line


SVG_SCRAPS = st.sampled_from(["<", ">", "</g>", "<g>", "&", '"', "]]>", "<!--", "<![CDATA[", "<!DOCTYPE a>", "\x00"])


@settings(max_examples=150, deadline=None)
@given(place=st.integers(0, len(DRAWING)), scrap=st.one_of(SVG_SCRAPS, st.text(max_size=4)), lost=st.integers(0, 9))
def test_no_damaged_figure_raises_or_passes_with_a_foreign_element(place: int, scrap: str, lost: int) -> None:
    clean, slips = check(DRAWING[:place] + scrap + DRAWING[place + lost :], "low-volt")
    assert bool(clean) != bool(slips)
    assert "<!" not in clean
