"""Small pictures and recordings, made byte by byte, whole and spoiled."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def picture(width: int = 800, height: int = 600, form: str = "JPEG", mode: str = "RGB", **more: Any) -> bytes:
    """Left half red, right half blue, where the mode has colours."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (width // 2, 0, width, height))
    out = BytesIO()
    made.convert(mode).save(out, form, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that says where it was taken, and that the camera was turned by a quarter."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 43.0)
    return picture(80, 40, exif=exif.tobytes())


def moving() -> bytes:
    frames = [Image.new("RGB", (40, 40), color) for color in (RED, BLUE)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    return out.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    """A PNG of some bytes that claims to be this large."""
    import zlib

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def mp3(frames: int = 40) -> bytes:
    """MPEG-1 layer III, 128 kbit/s, 44.1 kHz: 417 bytes a frame."""
    return (b"\xff\xfb\x90\x00" + b"\0" * 413) * frames


def wav(seconds: float = 0.5, code: int = 1) -> bytes:
    samples = b"\0\0" * int(8000 * seconds)
    form = struct.pack("<HHIIHH", code, 1, 8000, 16000, 2, 16)
    body = b"WAVE" + riff(b"fmt ", form) + riff(b"LIST", b"INFOsecret") + riff(b"data", samples)
    return riff(b"RIFF", body)


def riff(name: bytes, body: bytes) -> bytes:
    return name + struct.pack("<I", len(body)) + body


def box(name: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + name + body


def mp4(codec: bytes = b"avc1", handler: bytes = b"vide", seconds: int = 3, turned: bool = False) -> bytes:
    """Boxes as an encoder writes them; the film itself is nonsense, which no reader of boxes looks at."""
    matrix = struct.pack(">9i", *((0, 65536, 0, -65536, 0, 0) if turned else (65536, 0, 0, 0, 65536, 0)), 0, 0, 1 << 30)
    tkhd = box(b"tkhd", b"\0" * 40, matrix, struct.pack(">HHHH", 640, 0, 360, 0))
    stsd = box(b"stsd", b"\0" * 4, struct.pack(">I", 1), box(codec, b"\0" * 28))
    hdlr = box(b"hdlr", b"\0" * 8, handler, b"\0" * 13)
    trak = box(b"trak", tkhd, box(b"mdia", hdlr, box(b"minf", box(b"stbl", stsd))))
    mvhd = box(b"mvhd", b"\0" * 12, struct.pack(">II", 1000, 1000 * seconds), b"\0" * 80)
    udta = box(b"udta", box(b"\xa9xyz", b"\0\x12\x15\xc7+31.22+121.47/"))
    return box(b"ftyp", b"isom\0\0\2\0isomavc1mp41") + box(b"moov", mvhd, trak, udta) + box(b"mdat", b"x" * 5000)
