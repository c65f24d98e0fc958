"""One question of each kind, as the bank stores it."""

from __future__ import annotations

from typing import Any


def said(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"中{text}"}


def question(kind: str, **more: Any) -> dict[str, Any]:
    common = {"text": said("Why?"), "explanation": said("So."), "difficulty": 3, "source": "ISO 0", "tags": ["t"]}
    return {"kind": kind, **common, **more}


def options(right: str, of: str = "abcd") -> list[dict[str, Any]]:
    return [
        {"id": one, "text": said(f"option {one}"), "right": one in right, "why": None if one in right else said("no")}
        for one in of
    ]


def steps(count: int) -> dict[str, Any]:
    pieces = [{"id": one, "text": said(f"step {one}")} for one in "abcdefg"[:count]]
    return question("ordering", steps=pieces, why=said("order"))


def pairs(count: int) -> dict[str, Any]:
    pieces = [{"id": one, "left": said(f"left {one}"), "right": said(f"right {one}")} for one in "abcdef"[:count]]
    return question("matching", pairs=pieces, why=said("match"))


def number(answer: float, tolerance: float = 0.0) -> dict[str, Any]:
    return question("numeric", answer=answer, tolerance=tolerance, unit="V", why=said("sum"))


SINGLE = question("single", options=options("b"))
SEVERAL = question("several", options=options("ac"))
TRUE_FALSE = question("true-false", answer=True, why=said("true"))
NUMERIC = number(12.6, 0.2)
ORDERING = steps(4)
MATCHING = pairs(3)
EVERY_KIND = [SINGLE, SEVERAL, TRUE_FALSE, NUMERIC, ORDERING, MATCHING]


def kind_of(content: dict[str, Any]) -> str:
    return str(content["kind"])
