"""Sound and film by their content: only what every phone plays, whole, and without what cameras note in it.

Three kinds are taken: MP3, WAV (PCM), and MP4 (AAC sound; H.264 film). Each is walked from the first byte to the last,
so that a file cut off, or one that hides another file behind it, is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from app.kit.errors import Invalid
from app.media import mp3, mp4, wav
from app.media.walking import Broken, Unplayable

MOST_BYTES = {"audio": 16 * 1024 * 1024, "video": 32 * 1024 * 1024}
MOST_SECONDS = {"audio": 600, "video": 180}

DAMAGED = _("This recording is damaged or not whole. Save it again, and send that.")


@dataclass(frozen=True)
class Clip:
    """`kind`: audio or video; `data`: the file without what was noted in it; width and height of a film."""

    kind: str
    type: str
    data: bytes
    seconds: float
    width: int | None = None
    height: int | None = None


def _of_mp3(data: bytes) -> Clip:
    sound, seconds = mp3.read(data)
    return Clip("audio", "audio/mpeg", sound, seconds)


def _of_wav(data: bytes) -> Clip:
    sound, seconds = wav.read(data)
    return Clip("audio", "audio/wav", sound, seconds)


def _of_mp4(data: bytes) -> Clip:
    film = mp4.read(data)
    kind = "video" if film.width else "audio"
    return Clip(kind, f"{kind}/mp4", film.data, film.seconds, film.width or None, film.height or None)


READERS: dict[str, Callable[[bytes], Clip]] = {"mp3": _of_mp3, "wav": _of_wav, "mp4": _of_mp4}


def read(name: str, data: bytes) -> Clip:
    """The recording in a file of this format (mp3, wav or mp4). Raises Invalid, with what to do."""
    try:
        clip = READERS[name](data)
    except Unplayable as error:
        raise Invalid(
            _(
                "Not every phone plays %(what)s. Save the recording as MP4 (H.264 with AAC) or as MP3, and send that.",
                what=error.what,
            )
        ) from None
    except Broken:
        raise Invalid(DAMAGED) from None
    _check_size(clip, len(data))
    return clip


def _check_size(clip: Clip, size: int) -> None:
    most, longest = MOST_BYTES[clip.kind], MOST_SECONDS[clip.kind]
    if size > most:
        words = _(
            "This recording is larger than %(most)s MB. Make it shorter or smaller, and send it again.",
            most=most // 1024**2,
        )
        raise Invalid(words)
    if clip.seconds > longest:
        words = _(
            "This recording is longer than %(most)s minutes. Cut it to what matters, and send it again.",
            most=longest // 60,
        )
        raise Invalid(words)
