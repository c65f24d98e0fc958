"""Facts about stories."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class StoryMoved:
    """Something was decided about a story. `what`: returned, chosen, published or closed."""

    story_id: int
    person_id: int
    what: str
    at: datetime
