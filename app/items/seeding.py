"""The demo's figures of questions, and some flags that learners have set."""

from __future__ import annotations

from app.items import jobs


def seed_demo() -> None:
    """Counted from the demo's checks and PKs, as in the night. Opens its own transactions."""
    jobs.reckon()
