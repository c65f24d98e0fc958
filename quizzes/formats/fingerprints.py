"""By what the same content is known again."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def fingerprint(content: dict[str, Any]) -> str:
    """The same for the same content, whatever the order of its keys."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
