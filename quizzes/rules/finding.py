"""What a health check finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Finding:
    """`code` says what; `path` where (such as options.1.text:en); `blocks`: it cannot be published like this."""

    code: str
    path: str = ""
    blocks: bool = True
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
