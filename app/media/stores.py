"""Where files lie: in a folder of PADDOCK_HOME, or in an S3-compatible store where MEDIA_S3_URL names one.

Names are made here of hashes and numbers only; nothing that a person typed ever becomes a path.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from flask import current_app

from config import Settings

PART = 64 * 1024
NAME = re.compile(r"[0-9a-f]{64}-[a-z0-9]{1,8}")


class Missing(LookupError):
    """There is no such file in the store."""


class Store(Protocol):
    """Files by name. What is put under a name never changes, so putting it again changes nothing."""

    def put(self, name: str, data: bytes, type: str) -> None: ...

    def has(self, name: str) -> bool: ...

    def read(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` up to `stop`, in parts. Raises Missing at once where there is no such file."""
        ...

    def remove(self, name: str) -> None:
        """Gone afterwards, whether it was there or not."""
        ...


def store() -> Store:
    """The store of this house."""
    found: Store | None = current_app.extensions.get("media_store")
    if found is None:
        settings: Settings = current_app.config["SETTINGS"]
        found = current_app.extensions["media_store"] = _made(settings)
    return found


def _made(settings: Settings) -> Store:
    if settings.media_s3_url is None:
        return Folder(settings.home / "media")
    made: Store = import_module("app.media.bucket").Bucket(settings.media_s3_url)  # its library takes a while to load
    return made


class Folder:
    """A folder on disk, with a subfolder for each of the first two signs."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, name: str, data: bytes, type: str) -> None:  # noqa: ARG002  (a folder needs no type)
        """Whole or not at all: a name that is there holds all of its bytes."""
        path = self._path(name)
        if path.exists():
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
        with half.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def has(self, name: str) -> bool:
        return self._path(name).exists()

    def read(self, name: str, start: int, stop: int) -> Iterator[bytes]:
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            raise Missing(name) from None
        file.seek(start)
        return parts(file, stop - start)

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.root / checked(name)[:2] / name


def checked(name: str) -> str:
    """The name. Raises ValueError for one that was not made of a hash and a number."""
    if not NAME.fullmatch(name):
        raise ValueError(name)
    return name


def parts(source: Any, left: int) -> Iterator[bytes]:
    try:
        while left > 0 and (part := source.read(min(left, PART))):
            left -= len(part)
            yield part
    finally:
        source.close()
