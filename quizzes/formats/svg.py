"""The part of SVG that figures are drawn with: which elements, their attributes, and what each attribute may say."""

from __future__ import annotations

import re

NAMESPACE = "http://www.w3.org/2000/svg"
ROOT = "svg"
SMALLEST_TEXT = 11

EVERYWHERE = {"id", "class", "transform", "fill", "stroke"}
LETTERING = {"font-size", "font-weight", "text-anchor", "dominant-baseline"}
ARROWS = {"marker-start", "marker-mid", "marker-end"}
SPOT = {"x", "y", "dx", "dy"}
ATTRIBUTES: dict[str, set[str]] = {
    "svg": {"xmlns", "viewBox"},
    "g": EVERYWHERE | LETTERING | ARROWS,
    "path": EVERYWHERE | ARROWS | {"d"},
    "line": EVERYWHERE | ARROWS | {"x1", "y1", "x2", "y2"},
    "polyline": EVERYWHERE | ARROWS | {"points"},
    "polygon": EVERYWHERE | ARROWS | {"points"},
    "rect": EVERYWHERE | {"x", "y", "width", "height", "rx", "ry"},
    "circle": EVERYWHERE | {"cx", "cy", "r"},
    "ellipse": EVERYWHERE | {"cx", "cy", "rx", "ry"},
    "text": EVERYWHERE | LETTERING | SPOT | {"lang"},
    "tspan": EVERYWHERE | LETTERING | SPOT,
    "title": {"id", "lang"},
    "desc": {"id", "lang"},
    "defs": {"id"},
    "marker": EVERYWHERE | {"viewBox", "refX", "refY", "markerWidth", "markerHeight", "markerUnits", "orient"},
}
WITH_WORDS = {"text", "tspan", "title", "desc"}
WITHOUT_PARTS = {"title", "desc"}
CLASSES = {
    *("line", "thin", "guide", "line-a", "line-b", "line-warn"),
    *("fill", "fill-a", "fill-b", "fill-warn"),
    *("ink", "ink-soft", "ink-on", "small"),
}

NUMBER = r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
NUMBERS = rf"\s*{NUMBER}(?:[\s,]+{NUMBER})*\s*"
_NAMED_FORMS = {
    "class": r"\s*[a-z-]+(?:\s+[a-z-]+)*\s*",
    "d": r"[MmLlHhVvCcSsQqTtAaZzEe0-9.,+\-\s]*",
    "dominant-baseline": "auto|middle|central|hanging",
    "fill": "none",
    "font-weight": "normal|bold|[1-9]00",
    "id": "[a-z0-9-]+",
    "lang": "en|zh",
    "markerUnits": "strokeWidth|userSpaceOnUse",
    "orient": f"auto|auto-start-reverse|{NUMBER}",
    "points": NUMBERS,
    "stroke": "none",
    "text-anchor": "start|middle|end",
    "transform": rf"\s*(?:(?:translate|rotate|scale|skewX|skewY|matrix)\({NUMBERS}\)[\s,]*)+",
    "viewBox": NUMBERS,
    "xmlns": re.escape(NAMESPACE),
    **dict.fromkeys(ARROWS, r"url\(#[a-z0-9-]+\)"),
    **dict.fromkeys(SPOT, NUMBERS),
}
FORMS = {name: re.compile(form) for name, form in _NAMED_FORMS.items()}
ANY_NUMBER = re.compile(NUMBER)
ROOT_BOX = re.compile(r"0 0 320 [1-9][0-9]*(?:\.[0-9]+)?")
INSTEAD = {
    "fill": 'Colour by class, for example class="fill-a"; only fill="none" is written as an attribute.',
    "stroke": 'Colour by class, for example class="line-a"; only stroke="none" is written as an attribute.',
    "style": "Style by class.",
    "href": "Draw it here; figures refer to nothing.",
}


def fits(attribute: str, value: str) -> bool:
    return FORMS.get(attribute, ANY_NUMBER).fullmatch(value) is not None
