"""Signs of life, and how long a line takes there and back: measured by the server, never declared by the browser.

The stream brings a signed moment, the page sends it back at once. The shortest way counts: whoever holds a moment back
only makes it longer, and the rules cap what a slow line is given.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import case, update

from app.duels.models import Duel, Kind, Status
from app.duels.seating import Seat, of_side
from app.kit.clock import milliseconds
from app.kit.database import session
from app.kit.errors import Invalid

HERE = timedelta(seconds=20)  # two heartbeats
NOTED_EVERY = timedelta(seconds=5)
OLDEST_MS = 30_000


def ping(serializer: URLSafeSerializer, duel_id: int, person_id: int, now_ms: int) -> str:
    """A moment that only this person can send back for this PK."""
    return str(serializer.dumps([duel_id, person_id, now_ms]))


def serializer(salt: str = "ping") -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=salt)


def pong(duel: Duel, person_id: int, side: int, token: str, now: datetime) -> None:
    """Take a moment back. Raises Invalid for one that is not ours, not for this seat, or old."""
    took = took_ms(serializer(), token, (duel.id, person_id), now)
    lag = getattr(Duel, of_side(side, "lag_ms"))
    _note(duel, side, now, {lag.key: case((lag < took, lag), else_=took)})


def took_ms(signer: URLSafeSerializer, token: str, whose: tuple[int, int], now: datetime) -> int:
    """The way there and back of a moment that comes back. Raises Invalid for one that is not ours or old."""
    try:
        *of, sent_ms = signer.loads(token)
    except (BadSignature, ValueError, TypeError):
        raise Invalid from None
    took = milliseconds(now) - sent_ms
    if tuple(of) != whose or not 0 <= took <= OLDEST_MS:
        raise Invalid
    return int(took)


def seen(duel: Duel, side: int, now: datetime) -> None:
    """A sign of life without a measure, such as a page that asked for the state."""
    _note(duel, side, now, {})


def _note(duel: Duel, side: int, now: datetime, more: dict[str, Any]) -> None:
    values = more | {of_side(side, "seen_at"): now}
    mine = update(Duel).where(Duel.id == duel.id).values(values)
    session().execute(mine, execution_options={"synchronize_session": False})


def is_to_note(duel: Duel, side: int, now: datetime) -> bool:
    """Whether who looks at a live PK shows by that to be there: noted now and then, not at each look."""
    if duel.kind != Kind.LIVE or duel.status != Status.RUNNING:
        return False
    before = duel.seats[side].seen_at
    return before is None or before <= now - NOTED_EVERY


def is_here(seat: Seat, now: datetime) -> bool:
    return seat.seen_at is not None and seat.seen_at >= now - HERE
