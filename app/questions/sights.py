"""What a closed question shows beside its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]


@dataclass(frozen=True)
class Sight:
    """`plate`: the medium (Medium.plate in app/media)."""

    plate: Content


def sight(content: Content) -> Sight | None:
    return Sight(content["media"]) if "media" in content else None
