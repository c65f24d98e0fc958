"""What an author typed, as a draft's content. Nothing is refused: what is not whole is said by the health check."""

from __future__ import annotations

import re
from typing import Any

from app.studio import caseforms, typedforms
from app.studio.fields import Typed, both, line, number
from quizzes.formats.drafting import MOST, Content
from quizzes.formats.regiondrafts import numbers
from quizzes.rules.hotspot import SHAPES

MOST_TAGS = 20


def content(kind: str, typed: Typed) -> Content:
    found: Content = {
        "text": both(typed, "text"),
        "explanation": both(typed, "explanation"),
        "difficulty": _difficulty(typed),
        "source": line(typed.get("source", "")),
        "tags": _tags(typed),
    }
    return found | OWN[kind](typed, kind)


def posts(typed: Typed, known: list[str]) -> list[str]:
    return [code for code in known if code in typed.getlist("posts")]


def for_many(typed: Typed) -> Content:
    """What is filled in for many drafts at once; the difficulty 0 where none is chosen."""
    is_chosen = typed.get("difficulty") in ("1", "2", "3", "4", "5")
    found: Content = {"source": line(typed.get("source", "")), "tags": _tags(typed)}
    return found | {"difficulty": int(typed["difficulty"]) if is_chosen else 0}


def _difficulty(typed: Typed) -> int:
    given = typed.get("difficulty", type=int)
    return given if given is not None and 1 <= given <= 5 else 2


def _tags(typed: Typed) -> list[str]:
    words = (word.strip() for word in re.split(r"[,，、;；]", line(typed.get("tags", ""))))
    return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def _options(typed: Typed, kind: str) -> Content:
    rights = typed.getlist("right")
    found = []
    for place in range(MOST["options" if kind == "single" else "several"]):
        text, why = both(typed, f"option-{place}"), both(typed, f"why-{place}")
        if any(text.values()) or any(why.values()):
            found.append({"text": text, "right": str(place) in rights, "why": why})
    return {"options": found}


def _truth(typed: Typed, _kind: str) -> Content:
    return {"answer": typed.get("answer") == "true", "why": both(typed, "why")}


def _number(typed: Typed, _kind: str) -> Content:
    return {
        "answer": number(typed.get("answer", "")),
        "tolerance": abs(number(typed.get("tolerance", "")) or 0.0),
        "unit": line(typed.get("unit", ""))[:20],
        "why": both(typed, "why"),
    }


def _steps(typed: Typed, _kind: str) -> Content:
    found = [both(typed, f"step-{place}") for place in range(MOST["steps"])]
    return {"steps": [one for one in found if any(one.values())], "why": both(typed, "why")}


def _pairs(typed: Typed, _kind: str) -> Content:
    found: list[dict[str, Any]] = [
        {"left": both(typed, f"left-{place}"), "right": both(typed, f"right-{place}")} for place in range(MOST["pairs"])
    ]
    kept = [one for one in found if any(one["left"].values()) or any(one["right"].values())]
    return {"pairs": kept, "why": both(typed, "why")}


def _case(typed: Typed, _kind: str) -> Content:
    return caseforms.content(typed, both)


def _regions(typed: Typed, _kind: str) -> Content:
    rights, found = typed.getlist("right"), []
    for place in range(MOST["regions"]):
        name, why = both(typed, f"name-{place}"), both(typed, f"why-{place}")
        shape, at = typed.get(f"shape-{place}", ""), numbers(typed.get(f"at-{place}", "")[:400])
        if at or any(name.values()) or any(why.values()):
            known = shape if shape in SHAPES else "rect"
            found.append({"shape": known, "at": at, "name": name, "right": str(place) in rights, "why": why})
    return {"markers": typed.get("markers") == "on", "regions": found}


OWN = {
    "single": _options,
    "several": _options,
    "true-false": _truth,
    "numeric": _number,
    "ordering": _steps,
    "matching": _pairs,
    "case": _case,
    "short": typedforms.short,
    "cloze": typedforms.cloze,
    "hotspot": _regions,
}
