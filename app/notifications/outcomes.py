"""How sending can end other than well. Any other error: try again later."""

from __future__ import annotations


class Never(Exception):
    """It cannot be delivered, now or later."""


class NotNow(Exception):
    """The whole way is closed for now: nothing else needs to be tried on it in this run."""


class Later(Exception):
    """The other side asks to wait so many seconds."""

    def __init__(self, text: str, seconds: int | None) -> None:
        super().__init__(text)
        self.seconds = seconds


class Rest(Exception):
    """Enough was said there for now; so many seconds later it is tried as if it had not been tried now."""

    def __init__(self, text: str, seconds: int) -> None:
        super().__init__(text)
        self.seconds = seconds


class Needless(Exception):
    """There is nothing to be said any more."""
