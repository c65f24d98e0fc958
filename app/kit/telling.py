"""How far a file is that somebody has sent and waits for: kept as a file, since another process may be asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.kit import uploads

TELL_SECONDS = 0.3
Tell = Callable[[str, int, int], None]  # the step, how many are done, of how many (0: nobody knows)


@contextmanager
def telling(kind: str, person_id: int) -> Iterator[Tell]:
    """While this lasts, `how_far` knows what was told last."""
    path, last = _progress(kind, person_id), 0.0

    def tell(step: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > TELL_SECONDS:
            last = time.monotonic()
            path.write_text(json.dumps({"step": step, "done": done, "of": of}))

    try:
        yield tell
    finally:
        path.unlink(missing_ok=True)


def how_far(kind: str, person_id: int) -> dict[str, Any]:
    """The step, how many are done and of how many; empty where nothing is under way."""
    try:
        return dict(json.loads(_progress(kind, person_id).read_text()))
    except (FileNotFoundError, ValueError):  # it is over, or being written just now
        return {}


def _progress(kind: str, person_id: int) -> Path:
    return uploads.folder(kind) / f"{person_id}-progress"
