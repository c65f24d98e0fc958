"""The two sides of a PK: each with the same names, however the row calls its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.duels.models import Duel

NAMES = ("first", "second")
MIRROR = {"won": "lost", "lost": "won", "drawn": "drawn"}


def of_side(side: int, name: str) -> str:
    """How the row calls this column of a side, 0 or 1."""
    return f"{NAMES[side]}_{name}"


def outcome_of(side: int, kept: str) -> str:
    """How a PK ended for this side; `kept` is how for the first one."""
    return MIRROR[kept] if side else kept


def _column(name: str) -> Any:
    names = [of_side(side, name) for side in (0, 1)]

    def read(seat: Seat) -> Any:
        return getattr(seat.duel, names[seat.side])

    def write(seat: Seat, value: Any) -> None:
        setattr(seat.duel, names[seat.side], value)

    return property(read, write)


class Seat:
    """A side of a PK. `person_id` is None for a machine, a ghost, and an open challenge that nobody took yet."""

    __slots__ = ("duel", "side")
    person_id = _column("person_id")
    score = _column("score")
    device = _column("device")
    lag_ms = _column("lag_ms")
    seen_at = _column("seen_at")
    wants_rematch = _column("wants_rematch")
    mu, sigma, games, change = _column("mu"), _column("sigma"), _column("games"), _column("change")

    def __init__(self, duel: Duel, side: int) -> None:
        self.duel, self.side = duel, side

    @property
    def outcome(self) -> str | None:
        """None while the PK is not over."""
        return outcome_of(self.side, self.duel.outcome) if self.duel.outcome else None

    @property
    def ghost_of_id(self) -> int | None:
        """Whose recorded PK plays here."""
        return self.duel.ghost_of_id if self.side else None

    @property
    def other(self) -> Seat:
        return Seat(self.duel, 1 - self.side)
