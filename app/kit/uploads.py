"""Files that somebody has sent and not yet carried out: kept on disk, since another process may be asked.

Each person has one of a kind at most; its name begins with the person's id.
"""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _

from app.kit.errors import NotFound

BESIDE = ".made"


def keep(kind: str, person_id: int, data: bytes) -> str:
    """Keep an upload for this person alone; the one before is forgotten. Returns its token."""
    forget(kind, person_id)
    token = f"{person_id}-{secrets.token_hex(16)}"
    (folder(kind) / token).write_bytes(data)
    return token


def kept(kind: str, person_id: int, token: str) -> bytes:
    """Raises NotFound for a token that is somebody else's or not there."""
    _check(person_id, token)
    try:
        return (folder(kind) / token).read_bytes()
    except FileNotFoundError:
        message = _("This preview is no longer there. Nothing was changed; please send the file again.")
        raise NotFound(message) from None


def _check(person_id: int, token: str) -> None:
    if not re.fullmatch(rf"{person_id}-[0-9a-f]{{32}}", token):
        raise NotFound


def keep_beside(kind: str, token: str, data: bytes) -> None:
    """What was made of an upload, for whoever carries it out. It is forgotten with it."""
    (folder(kind) / f"{token}{BESIDE}").write_bytes(data)


def kept_beside(kind: str, person_id: int, token: str) -> bytes | None:
    """None where nothing was. Raises NotFound for a token that is somebody else's."""
    _check(person_id, token)
    path = folder(kind) / f"{token}{BESIDE}"
    return path.read_bytes() if path.exists() else None


def forget(kind: str, person_id: int) -> None:
    for old in folder(kind).glob(f"{person_id}-*"):
        old.unlink(missing_ok=True)


def folder(kind: str) -> Path:
    """Where the files of this kind lie."""
    found: Path = current_app.config["SETTINGS"].home / kind
    found.mkdir(parents=True, exist_ok=True)
    return found
