"""What happens in the hall that others act on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class StagePkChanged:
    """Somebody may be looking at it: `version` is how it stands now. No number and no person is told."""

    pk_id: int
    version: int
