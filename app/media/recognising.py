"""What a file is, by its first bytes; what it is called says nothing."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.kit.errors import Invalid
from app.media import clips, pictures

EMPTY = _("This file is empty. Choose another one.")
UNKNOWN = _(
    "This is neither a picture (JPEG, PNG, WebP, GIF) nor a recording (MP3, WAV, MP4) that phones play. What it is "
    "called does not matter; what is in it does."
)
SVG = _("Drawings (SVG) can hold programs, so they are not taken. Save it as PNG and send that.")
HEIC = _("This is a HEIC picture, which browsers do not show. Save it as JPEG and send that.")
WEB_FILM = _("Not every phone plays WebM or Ogg. Save the recording as MP4 (H.264 with AAC) or as MP3, and send that.")

STARTS = (
    (b"\xff\xd8\xff", "picture"),
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"ID3", "mp3"),
)
PICTURE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


@dataclass(frozen=True)
class Taken:
    """What becomes of a file that is taken: the files to store by the last part of their name, and what is known.

    `notes` are codes of what the person should hear: first-frame.
    """

    kind: str
    type: str
    files: dict[str, bytes]
    main: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    widths: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def take(data: bytes) -> Taken:
    """The file made safe. Raises Invalid, which says why it is not taken and what to do."""
    if not data:
        raise Invalid(EMPTY)
    found = sniffed(data)
    return _picture(data) if found == "picture" else _clip(clips.read(found, data))


def check(data: bytes) -> None:
    """Raises Invalid where `take` would, without making anything of the file."""
    if not data:
        raise Invalid(EMPTY)
    found = sniffed(data)
    if found == "picture":
        pictures.check(data)
    else:
        clips.read(found, data)


def sniffed(data: bytes) -> str:
    """picture, mp3, wav or mp4. Raises Invalid."""
    for start, name in STARTS:
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE"):
        return "picture" if data[8:12] == b"WEBP" else "wav"
    if data[4:8] == b"ftyp":
        if data[8:12] in PICTURE_BRANDS:
            raise Invalid(HEIC)
        return "mp4"
    if data[0] == 0xFF and data[1:2] and data[1] & 0xE6 == 0xE2:
        return "mp3"
    _refuse(data)
    raise Invalid(UNKNOWN)


def _refuse(data: bytes) -> None:
    if data.startswith((b"\x1aE\xdf\xa3", b"OggS")):
        raise Invalid(WEB_FILM)
    if b"<svg" in data[:4096].lower():
        raise Invalid(SVG)


def _picture(data: bytes) -> Taken:
    found = pictures.read(data)
    return Taken(
        kind="picture",
        type=pictures.TYPE,
        files={str(width): written for width, written in found.sizes.items()},
        main=str(found.width),
        width=found.width,
        height=found.height,
        widths=tuple(found.sizes),
        notes=("first-frame",) if found.is_still else (),
    )


def _clip(clip: clips.Clip) -> Taken:
    return Taken(
        kind=clip.kind,
        type=clip.type,
        files={"clip": clip.data},
        main="clip",
        width=clip.width,
        height=clip.height,
        seconds=round(clip.seconds, 1),
    )
