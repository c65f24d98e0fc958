"""What follows from what: one table, fact -> listeners. They run in the transaction of the fact."""

from __future__ import annotations

from app.kit.events import Effects

EFFECTS: Effects = {}
