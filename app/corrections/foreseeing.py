"""Counting what a proposal would change, so that no page waits for it: how far it is stands in the proposal."""

from __future__ import annotations

from datetime import datetime

from app.corrections import preview, queries
from app.corrections.models import State
from app.kit.database import transaction


def foresee(correction_id: int, now: datetime) -> None:
    """Count it to its end, unless somebody decides on it meanwhile. Whoever is killed in the middle begins anew."""
    so_far: dict[str, int] = {}
    for so_far in preview.parts(queries.get(correction_id), now):
        if not _note(correction_id, so_far, None):
            return
    _note(correction_id, so_far, now)


def _note(correction_id: int, counted: dict[str, int], at: datetime | None) -> bool:
    """False where nobody waits for it any more."""
    with transaction():
        found = queries.get(correction_id, lock=True)
        is_awaited = found.state == State.PROPOSED and found.previewed_at is None
        if is_awaited:
            found.preview, found.previewed_at = counted, at
    return is_awaited
