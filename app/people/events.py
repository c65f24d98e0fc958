"""What happens to people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PeopleMoved:
    """These people have another post or dealer than before (or their dealer another region)."""

    person_ids: tuple[int, ...]
