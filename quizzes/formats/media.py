"""The files that come along with a question: bounded in size, named so that a name can do no harm."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable

from quizzes.formats.exchange import Medium
from quizzes.formats.reasons import Reason

MAX_MEDIUM = 10 * 1024 * 1024
MAX_MEDIA = 50  # of an item

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "pdf": "application/pdf",
}
SUFFIXES = {kind: suffix for suffix, kind in TYPES.items() if suffix != "jpg"}
UNSAFE = re.compile(r"[^\w.-]+")
EMBEDDED = re.compile(r"(?<=[\"'(])data:([a-z]+/[a-z0-9.+-]+);base64,([A-Za-z0-9+/=\s]+)")

TOO_LARGE = Reason("A file is larger than 10 MB or one of too many; it is left out: ")
DAMAGED = Reason("A file is damaged and is left out: ")


def safe_name(name: str) -> str:
    """The last part of a name, without signs that mean something to a file system, a page or an address."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return UNSAFE.sub("_", last).strip(".")[-100:] or "file"


def type_of(name: str) -> str:
    return TYPES.get(name.rpartition(".")[2].lower(), "")


class Bag:
    """The files of one question. The same file twice is one; two files of one name get two names."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._media: dict[str, Medium] = {}

    def media(self) -> tuple[Medium, ...]:
        return tuple(self._media.values())

    def add(self, name: str, data: bytes) -> str:
        """The name by which the texts call it from now on."""
        wanted = safe_name(name)
        if len(data) > MAX_MEDIUM or len(self._media) >= MAX_MEDIA:
            self._note(TOO_LARGE + wanted)
            return wanted
        free = self._free(wanted, data)
        self._media.setdefault(free, Medium(free, data, type_of(free)))
        return free

    def add_encoded(self, name: str, text: str) -> str:
        """A file written in base64."""
        try:
            return self.add(name, base64.b64decode(text))
        except (binascii.Error, ValueError):
            self._note(DAMAGED + safe_name(name))
            return safe_name(name)

    def lift(self, html: str) -> str:
        """Pictures that are written into the text itself become files."""
        if "data:" not in html:
            return html
        return EMBEDDED.sub(lambda found: self.add_encoded(self._next(found[1]), found[2]), html)

    def _next(self, kind: str) -> str:
        return f"picture-{len(self._media) + 1}.{SUFFIXES.get(kind, 'bin')}"

    def _free(self, wanted: str, data: bytes) -> str:
        stem, dot, suffix = wanted.rpartition(".")
        for number in range(2, MAX_MEDIA + 3):
            known = self._media.get(wanted)
            if known is None or known.data == data:
                break
            wanted = f"{stem}-{number}{dot}{suffix}"
        return wanted
