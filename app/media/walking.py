"""What the readers of recordings raise."""

from __future__ import annotations


class Broken(ValueError):
    """The file is not whole, or not what it begins as."""


class Unplayable(ValueError):
    """The file is sound, but not every phone plays it; `what` names the format."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
