"""What never changes once it is in the database, kept in the process: read once, then taken from here."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """What was read lately, by id, as long as there is `room`. Everybody who reads it shares it: nobody changes it."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._kept: OrderedDict[int, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, ids: Collection[int], read: Callable[[Collection[int]], Mapping[int, Kept]]) -> dict[int, Kept]:
        """These, by id. What is not here is read; what `read` does not find is left out."""
        wanted = set(ids)
        with self._lock:
            found = {one: self._kept[one] for one in wanted if one in self._kept}
            for one in found:
                self._kept.move_to_end(one)
        missing = wanted - found.keys()
        if missing:
            fresh = read(sorted(missing))
            self._keep(fresh)
            found |= fresh
        return found

    def _keep(self, fresh: Mapping[int, Kept]) -> None:
        with self._lock:
            self._kept.update(fresh)
            while len(self._kept) > self._room:
                self._kept.popitem(last=False)
