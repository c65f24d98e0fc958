"""A judge's tablet: what is written stands on it until it was sent, with keys that make each sending count once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.judging import marking, queries, readings, sendings, signing
from app.kit.clock import milliseconds
from app.kit.database import transaction
from app.people.models import Person

LOST_ANSWER = 40  # every so many messages the answer gets lost, and the tablet sends the same again


@dataclass(frozen=True)
class Entry:
    """Something written for a sheet: an item and its value, or the clock."""

    item: str
    value: str
    words: str = ""


class Tablet:
    """One judge's. Without a line (`online` is False) it keeps everything."""

    def __init__(self, judge: Person, seed: int) -> None:
        self.judge = judge
        self.device = sha256(f"{seed}:{judge.id}".encode()).hexdigest()[:16]
        self.online = True
        self.kept: list[tuple[str, list[dict[str, Any]]]] = []
        self.fates: Counter[str] = Counter()
        self._number = self._messages = 0
        self._seen: Counter[tuple[str, str]] = Counter()

    def write(self, token: str, entries: Iterable[Entry], at: datetime) -> None:
        """Each with a key of its own and the revision that the tablet knows of."""
        self.kept.append((token, [self._one(token, one, at) for one in entries]))

    def _one(self, token: str, entry: Entry, at: datetime) -> dict[str, Any]:
        self._number += 1
        seen = self._seen[token, entry.item]
        self._seen[token, entry.item] += 1
        key = f"{self.device}-{self._number}"
        plain = {"key": key, "item": entry.item, "value": entry.value, "words": entry.words, "seen": seen}
        return plain | {"at": milliseconds(at)}

    def send(self, now: datetime) -> None:
        """Send what is kept, in its order, where there is a line."""
        while self.online and self.kept:
            token, message = self.kept.pop(0)
            found = self._send(token, message, now)
            self._messages += 1
            if self._messages % LOST_ANSWER == 0 and self._send(token, message, now) != found:
                raise AssertionError("The same message had another answer.")
            self.fates.update(one.fate.value for one in found)

    def _send(self, token: str, message: list[dict[str, Any]], now: datetime) -> list[marking.Outcome]:
        sent = sendings.read({"sent": message}, now)
        with transaction():
            return marking.receive(token, self.judge, sent, now)

    def owes(self, token: str) -> bool:
        """Whether something for this sheet stands on the tablet alone."""
        return any(one == token for one, _message in self.kept)

    def sign(self, token: str, now: datetime) -> None:
        """Sign the own marks as they stand. Raises Conflict."""
        with transaction():
            sheet = queries.locked(token)
            signing.sign_held(sheet, self.judge, readings.digest(sheet, self.judge.id), now)

    def close(self, token: str, now: datetime) -> None:
        """As the chief. Raises Conflict and Forbidden."""
        with transaction():
            sheet = queries.locked(token)
            signing.close_held(sheet, self.judge, readings.digest(sheet), now)
