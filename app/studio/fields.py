"""Single fields of the studio's forms, as authors type them."""

from __future__ import annotations

import math
import re

from werkzeug.datastructures import MultiDict

from quizzes.formats.drafting import Text

Typed = MultiDict[str, str]
LONGEST = 2_000  # signs of one text that are kept


def both(typed: Typed, name: str) -> Text:
    return {"en": line(typed.get(f"{name}-en", "")), "zh": line(typed.get(f"{name}-zh", ""))}


def line(words: str) -> str:
    """One line of words; signs that nobody sees are gone."""
    seen = "".join(sign for sign in words if sign.isprintable() or sign.isspace())
    return re.sub(r"\s+", " ", seen).strip()[:LONGEST]


def number(text: str) -> float | None:
    """What was typed as a number, with a point or a comma; None where it is none."""
    try:
        found = float(text.strip().replace("，", ",").replace(",", ".").replace("−", "-"))
    except ValueError:
        return None
    return found if math.isfinite(found) else None
