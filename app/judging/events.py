"""Facts about results."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ResultsTold:
    """People are told about results. `what`: published, new-edition, appeal-filed (to who may decide), appeal-decided.
    `about`: what makes it another notice than the last one. `url`: where it is to be seen.
    """

    final_id: int
    name: dict[str, str]
    what: str
    about: str
    url: str
    person_ids: tuple[int, ...]
    at: datetime
