"""What an author typed, as a draft's content. Nothing is refused: what is not whole is said by the health check."""

from __future__ import annotations

import math
import re
from typing import Any

from werkzeug.datastructures import MultiDict

from app.studio import caseforms
from quizzes.formats.drafting import MOST, Content, Text

Typed = MultiDict[str, str]
LONGEST = 2_000  # signs of one text that are kept
MOST_TAGS = 20


def content(kind: str, typed: Typed) -> Content:
    found: Content = {
        "text": _both(typed, "text"),
        "explanation": _both(typed, "explanation"),
        "difficulty": _difficulty(typed),
        "source": _line(typed, "source"),
        "tags": _tags(typed),
    }
    return found | OWN[kind](typed, kind)


def posts(typed: Typed, known: list[str]) -> list[str]:
    return [code for code in known if code in typed.getlist("posts")]


def for_many(typed: Typed) -> Content:
    """What is filled in for many drafts at once; the difficulty 0 where none is chosen."""
    is_chosen = typed.get("difficulty") in ("1", "2", "3", "4", "5")
    found: Content = {"source": _line(typed, "source"), "tags": _tags(typed)}
    return found | {"difficulty": int(typed["difficulty"]) if is_chosen else 0}


def _both(typed: Typed, name: str) -> Text:
    return {"en": _line(typed, f"{name}-en"), "zh": _line(typed, f"{name}-zh")}


def _line(typed: Typed, name: str) -> str:
    """One line of words; signs that nobody sees are gone."""
    words = "".join(sign for sign in typed.get(name, "") if sign.isprintable() or sign.isspace())
    return re.sub(r"\s+", " ", words).strip()[:LONGEST]


def _difficulty(typed: Typed) -> int:
    given = typed.get("difficulty", type=int)
    return given if given is not None and 1 <= given <= 5 else 2


def _tags(typed: Typed) -> list[str]:
    words = (word.strip() for word in re.split(r"[,，、;；]", _line(typed, "tags")))
    return list(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def _options(typed: Typed, kind: str) -> Content:
    rights = typed.getlist("right")
    found = []
    for place in range(MOST["options" if kind == "single" else "several"]):
        text, why = _both(typed, f"option-{place}"), _both(typed, f"why-{place}")
        if any(text.values()) or any(why.values()):
            found.append({"text": text, "right": str(place) in rights, "why": why})
    return {"options": found}


def _truth(typed: Typed, _kind: str) -> Content:
    return {"answer": typed.get("answer") == "true", "why": _both(typed, "why")}


def number(text: str) -> float | None:
    """What was typed as a number, with a point or a comma; None where it is none."""
    try:
        found = float(text.strip().replace("，", ",").replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def _number(typed: Typed, _kind: str) -> Content:
    return {
        "answer": number(typed.get("answer", "")),
        "tolerance": abs(number(typed.get("tolerance", "")) or 0.0),
        "unit": _line(typed, "unit")[:20],
        "why": _both(typed, "why"),
    }


def _steps(typed: Typed, _kind: str) -> Content:
    found = [_both(typed, f"step-{place}") for place in range(MOST["steps"])]
    return {"steps": [one for one in found if any(one.values())], "why": _both(typed, "why")}


def _pairs(typed: Typed, _kind: str) -> Content:
    found: list[dict[str, Any]] = [
        {"left": _both(typed, f"left-{place}"), "right": _both(typed, f"right-{place}")}
        for place in range(MOST["pairs"])
    ]
    kept = [one for one in found if any(one["left"].values()) or any(one["right"].values())]
    return {"pairs": kept, "why": _both(typed, "why")}


def _case(typed: Typed, _kind: str) -> Content:
    return caseforms.content(typed, _both)


OWN = {
    "single": _options,
    "several": _options,
    "true-false": _truth,
    "numeric": _number,
    "ordering": _steps,
    "matching": _pairs,
    "case": _case,
}
