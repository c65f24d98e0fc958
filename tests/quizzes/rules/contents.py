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


def short(*zh: str, en: tuple[str, ...] = ("torque wrench",), case_matters: bool = False) -> dict[str, Any]:
    accepted = {"en": list(en), "zh": list(zh or ("扭力扳手",))}
    return question("short", accepted=accepted, case_matters=case_matters, why=said("tool"))


def gap(number: int, kind: str, **own: Any) -> dict[str, Any]:
    return {"id": str(number), "kind": kind, "why": None, **own}


def cloze(*gaps: dict[str, Any], case_matters: bool = False) -> dict[str, Any]:
    text = said(" and ".join(f"{{{{{one['id']}}}}}" for one in gaps))
    return question("cloze", text=text, gaps=list(gaps), case_matters=case_matters, why=said("gap"))


def choices(right: str, of: str = "abcd") -> list[dict[str, Any]]:
    return [{"id": one, "text": said(f"choice {one}"), "right": one in right} for one in of]


SINGLE = question("single", options=options("b"))
SEVERAL = question("several", options=options("ac"))
TRUE_FALSE = question("true-false", answer=True, why=said("true"))
NUMERIC = number(12.6, 0.2)
ORDERING = steps(4)
MATCHING = pairs(3)
SHORT = short("扭力扳手", "扭矩扳手", en=("torque wrench", "torque spanner"))
CLOZE = cloze(
    gap(1, "short", accepted={"en": ["brake fluid"], "zh": ["制动液"]}, why=said("fluid")),
    gap(2, "number", answer=230.0, tolerance=5.0, unit="°C"),
    gap(3, "choice", options=choices("b")),
)
EVERY_KIND = [SINGLE, SEVERAL, TRUE_FALSE, NUMERIC, ORDERING, MATCHING, SHORT, CLOZE]


def kind_of(content: dict[str, Any]) -> str:
    return str(content["kind"])
