"""What organizers have sent and not yet carried out, and how far it is: files, since another process may be asked.

Each organizer has one upload at most; its name begins with the person's id.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _

from app.kit.errors import NotFound

TELL_SECONDS = 0.3
Tell = Callable[[str, int, int], None]  # the step, how many are done, of how many (0: nobody knows)


def keep(person_id: int, data: bytes) -> str:
    """Keep an upload for its organizer alone; the one before is forgotten. Returns its token."""
    forget(person_id)
    token = f"{person_id}-{secrets.token_hex(16)}"
    (_folder() / token).write_bytes(data)
    return token


def kept(person_id: int, token: str) -> bytes:
    """Raises NotFound for a token that is somebody else's or not there."""
    if not re.fullmatch(rf"{person_id}-[0-9a-f]{{32}}", token):
        raise NotFound
    try:
        return (_folder() / token).read_bytes()
    except FileNotFoundError:
        message = _("This preview is no longer there. Nothing was changed; please send the file again.")
        raise NotFound(message) from None


def forget(person_id: int) -> None:
    for old in _folder().glob(f"{person_id}-*"):
        old.unlink(missing_ok=True)


@contextmanager
def telling(person_id: int) -> Iterator[Tell]:
    """While this lasts, `how_far` knows what was told last."""
    path, last = _progress(person_id), 0.0

    def tell(step: str, done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last > TELL_SECONDS:
            last = time.monotonic()
            path.write_text(json.dumps({"step": step, "done": done, "of": of}))

    try:
        yield tell
    finally:
        path.unlink(missing_ok=True)


def how_far(person_id: int) -> dict[str, Any]:
    """The step, how many are done and of how many; empty where nothing is under way."""
    try:
        return dict(json.loads(_progress(person_id).read_text()))
    except (FileNotFoundError, ValueError):  # it is over, or being written just now
        return {}


def _progress(person_id: int) -> Path:
    return _folder() / f"{person_id}-progress"


def _folder() -> Path:
    folder: Path = current_app.config["SETTINGS"].home / "rosters"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
