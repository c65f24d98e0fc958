"""Regions of a picture while they are being written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

MOST = 8
SIGNS = re.compile(r"[\s,;，；]+")


def blank(right: bool) -> dict[str, Any]:
    none = {"en": "", "zh": ""}
    return {"shape": "rect", "at": [], "name": dict(none), "right": right, "why": dict(none)}


def numbers(typed: str) -> list[float]:
    """Percents as an author types them, as shares; nothing where one is no number."""
    try:
        found = [round(float(one) / 100, 4) for one in SIGNS.split(typed.strip()) if one]
    except ValueError:
        return []
    return found[:40] if all(-1 <= one <= 2 for one in found) else []


def percents(at: Sequence[float]) -> str:
    return " ".join(f"{100 * one:.6g}" for one in at)
