"""A gap in a cell of a sheet: `DOT 4|DOT IV` are spellings, `#12.6 ± 0.1 V` is a number, `*red|blue` a choice."""

from __future__ import annotations

import math
import re

from quizzes.formats.exchange import Blank, Choice, Kind, Range

FIGURE = r"[-−]?[0-9]*[.,]?[0-9]+(?:[eE][-+]?[0-9]+)?"
NUMBER = re.compile(rf"#\s*(?P<answer>{FIGURE})\s*(?:(?:±|\+/-)\s*(?P<tolerance>{FIGURE})\s*)?(?P<unit>[^#|]*)")
DIVIDER = "|"


def read(cell: str) -> Blank | None:
    """The gap that the cell says; None where it says none."""
    if cell.startswith("#"):
        return _number(cell)
    words = [word.strip() for word in cell.removeprefix("*").split(DIVIDER)]
    words = [word for word in words if word]
    if not cell.startswith("*"):
        return Blank(Kind.SHORT, tuple(Choice(word, 1.0) for word in words)) if words else None
    choices = tuple(Choice(word, float(place == 0)) for place, word in enumerate(words))
    return Blank(Kind.SINGLE, choices) if len(choices) > 1 else None


def _number(cell: str) -> Blank | None:
    found = NUMBER.fullmatch(cell)
    middle = number(found["answer"]) if found else None
    slack = number(found["tolerance"] or "0") if found else None
    if found is None or middle is None or slack is None or slack < 0:
        return None
    return Blank(Kind.NUMERIC, ranges=(Range(middle - slack, middle + slack),), unit=found["unit"].strip())


def number(text: str) -> float | None:
    try:
        found = float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def write(blank: Blank) -> str:
    """The gap as a cell."""
    if blank.kind is Kind.NUMERIC:
        low, high = blank.ranges[0].low, blank.ranges[0].high
        slack = f" ± {(high - low) / 2:.12g}" if high > low else ""
        return f"#{(low + high) / 2:.12g}{slack} {blank.unit}".rstrip()
    words = [choice.text for choice in sorted(blank.choices, key=lambda choice: -choice.fraction)]
    return ("*" if blank.kind is Kind.SINGLE else "") + DIVIDER.join(words)


def is_holdable(blank: Blank) -> bool:
    """Whether a cell says the same: words must not look like the signs that a cell has of its own."""
    if blank.kind is Kind.NUMERIC:
        return len(blank.ranges) == 1 and not set(blank.unit) & set("#|")
    said = [choice.text for choice in blank.choices]
    return not any(DIVIDER in words or words.startswith(("#", "*")) for words in said)
