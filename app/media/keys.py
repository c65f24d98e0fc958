"""The addresses of media as texts and contents name them."""

from __future__ import annotations

import re
from typing import Any

KEY_SIGNS = 16
KEY = re.compile(rf"[0-9a-f]{{{KEY_SIGNS}}}")
IN_TEXT = re.compile(rf"media:({KEY.pattern})(?![0-9a-f])")


def keys_in(content: Any) -> set[str]:
    """Every medium that a content shows: as `media` or `figure` of whatever part of it, or named in a text."""
    if isinstance(content, str):
        return set(IN_TEXT.findall(content))
    if isinstance(content, dict):
        found = set().union(*map(keys_in, content.values()))
        for name in ("media", "figure"):
            plate = content.get(name)
            if isinstance(plate, dict) and KEY.fullmatch(str(plate.get("key", ""))):
                found.add(plate["key"])
        return found
    return set().union(*map(keys_in, content)) if isinstance(content, list | tuple) else set()
