"""For the tests of people."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from app.people import passwords, views


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that cost next to nothing: the real parameters are proved by themselves."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", cheap)
    monkeypatch.setattr(passwords, "NOBODY", cheap.hash("nobody has this password"))


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asking for a link takes as long for all; that is proved by itself."""
    monkeypatch.setattr(views, "ASKED_SECONDS", 0.0)
