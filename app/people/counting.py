"""Counting attempts: in Redis where processes share one, in memory else, and in memory while Redis is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from limits import RateLimitItem
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

LOST_SECONDS = 10.0  # how long a Redis that did not answer is left alone
PATIENCE_SECONDS = 1.0
log = logging.getLogger(__name__)


class Counts:
    """The counts of this application. While Redis is away each process counts by itself: people can sign in."""

    def __init__(self, redis_url: str | None) -> None:
        self.own = FixedWindowRateLimiter(MemoryStorage())
        self.shared = _shared(redis_url) if redis_url else self.own
        self.lost_until = 0.0
        self.lost = False

    def hit(self, item: RateLimitItem, *names: str, cost: int = 1) -> bool:
        """Count it; False where there were too many."""
        return bool(self._ask(lambda strategy: strategy.hit(item, *names, cost=cost)))

    def ends_at(self, item: RateLimitItem, *names: str) -> float:
        """When this count begins anew, in seconds of `time.time()`."""
        return float(self._ask(lambda strategy: strategy.get_window_stats(item, *names).reset_time))

    def _ask(self, question: Callable[[FixedWindowRateLimiter], Any]) -> Any:
        if self.shared is self.own or time.monotonic() < self.lost_until:
            return question(self.own)
        from redis import RedisError  # only where it is set

        try:
            answer = question(self.shared)
        except (RedisError, OSError) as error:
            self._away(error)
            return question(self.own)
        if self.lost:
            self.lost = False
            log.warning("Redis is back: the counts of attempts are shared again.")
        return answer

    def _away(self, error: Exception) -> None:
        self.lost_until = time.monotonic() + LOST_SECONDS
        if not self.lost:
            self.lost = True
            log.error("Redis is away: each process keeps its own counts of attempts until it is back. %s", error)


def _shared(url: str) -> FixedWindowRateLimiter:
    from redis.backoff import NoBackoff  # takes long to import, and only where it is set
    from redis.retry import Retry

    options: dict[str, Any] = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    options["retry"] = Retry(NoBackoff(), 1)  # one broken connection is no reason to call it away
    return FixedWindowRateLimiter(storage_from_string(address(url), **options))


def address(redis_url: str) -> str:
    """A Redis as the library writes it: for a socket it wants another scheme than Redis clients."""
    return f"redis+{redis_url}" if redis_url.startswith("unix:") else redis_url
