"""When judges' devices were last heard of, and how many marks they said they were keeping: for the organizers' desk.

A device without a line says nothing: what it keeps meanwhile nobody can know. Callers open the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.judging.models import JudgeDevice
from app.judging.sendings import DEVICE
from app.kit.database import session
from app.kit.upsert import insert
from app.people.models import Person

OFTEN = timedelta(seconds=15)  # writing it down more often would tell nobody more
MOST_WAITING = 9_999


def needs_noting(judge: Person, told: Mapping[str, str], now: datetime) -> bool:
    """Whether what a device tells of itself is new, or old enough to be written down again."""
    device, waiting = _read(told)
    known = session().get(JudgeDevice, (judge.id, device))
    return known is None or known.waiting != waiting or now - known.seen_at >= OFTEN


def heard(judge: Person, told: Mapping[str, str], now: datetime) -> None:
    """Write it down; of two at once the last one stands."""
    device, waiting = _read(told)
    values = {"seen_at": now, "waiting": waiting}
    row = insert(JudgeDevice).values(person_id=judge.id, device=device, **values)
    session().execute(row.on_conflict_do_update(index_elements=["person_id", "device"], set_=values))


def _read(told: Mapping[str, str]) -> tuple[str, int]:
    """The device's own name (none before it has kept its first mark), and how much waits there."""
    device, waiting = told.get("device", ""), told.get("waiting", "")
    count = int(waiting) if waiting.isascii() and waiting.isdigit() and len(waiting) < 6 else 0
    return device if DEVICE.fullmatch(device) else "", min(count, MOST_WAITING)
