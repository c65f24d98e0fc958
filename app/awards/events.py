"""Facts about awards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class AwardsGranted:
    """People were given these awards (person, grant, names), or a later edition of the results took them back."""

    final_id: int
    given: tuple[tuple[int, int, dict[str, str]], ...]
    withdrawn: tuple[tuple[int, int, dict[str, str]], ...]
    at: datetime
