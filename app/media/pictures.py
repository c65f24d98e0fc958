"""Pictures made anew: what people send is decoded, turned the right way up, and written again without its metadata.

Nothing of the file that came is ever served, so what hides in it (a place, a script, another file) stays behind.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from flask_babel import lazy_gettext as _

from app.kit.errors import Invalid

if TYPE_CHECKING:
    from PIL import Image

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_BYTES = 16 * 1024 * 1024
MOST_PIXELS = 50_000_000
LEAST = 16  # pixels of a side: less cannot be seen
WIDTHS = (360, 720, 1440)
TALLEST = 2880
QUALITY = 82
TYPE = "image/webp"

DAMAGED = _("This picture is damaged or not whole. Open it on your computer, save it again, and send that.")
TOO_LARGE = _("This picture is larger than %(most)s MB. Save it smaller and send it again.", most=MOST_BYTES // 1024**2)
TOO_MANY_PIXELS = _(
    "This picture has more than %(most)s million pixels. Save it smaller and send it again.", most=MOST_PIXELS // 10**6
)
TOO_SMALL = _("This picture is smaller than %(least)s pixels: nothing can be seen on it.", least=LEAST)

Found = TypeVar("Found")
_one_at_a_time = Lock()  # a large picture takes some 200 MB while it is open


@dataclass(frozen=True)
class Picture:
    """`sizes`: the picture as WebP by its width, the largest last. `is_still`: of a moving one, the first frame."""

    width: int
    height: int
    sizes: dict[int, bytes]
    is_still: bool = False

    @property
    def largest(self) -> bytes:
        return self.sizes[self.width]


def read(data: bytes) -> Picture:
    """The picture in the sizes that phones and screens need. Raises Invalid, with what to do."""
    return _guarded(_read, data)


def check(data: bytes) -> None:
    """Raises Invalid where `read` would; it takes a part of the time, for nothing is written."""
    _guarded(lambda data: _upright(_opened(data)), data)


def _guarded(work: Callable[[bytes], Found], data: bytes) -> Found:
    if len(data) > MOST_BYTES:
        raise Invalid(TOO_LARGE)
    with _one_at_a_time:
        try:
            return work(data)
        except Invalid:
            raise
        except Exception as error:  # whatever a decoder stumbles over is the file's fault
            if type(error).__name__.startswith("DecompressionBomb"):
                raise Invalid(TOO_MANY_PIXELS) from error
            raise Invalid(DAMAGED) from error


def _read(data: bytes) -> Picture:
    opened = _opened(data)
    is_still = getattr(opened, "is_animated", False)
    upright = _upright(opened)
    width, height = _fitted(upright.width, upright.height)
    sizes = {one: _written(upright, one, width, height) for one in (*(w for w in WIDTHS if w < width), width)}
    return Picture(width, height, sizes, is_still)


def _opened(data: bytes) -> Any:
    from PIL import Image  # needed by whoever sends a picture alone, as below

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)  # more pixels than we take are no mere warning
    opened = Image.open(BytesIO(data), formats=FORMATS)
    _check_size(opened)
    opened.seek(0)
    return opened


def _check_size(opened: Any) -> None:
    """By what the file says of itself, before a single pixel is read."""
    if opened.width * opened.height > MOST_PIXELS:
        raise Invalid(TOO_MANY_PIXELS)
    if min(opened.size) < LEAST:
        raise Invalid(TOO_SMALL)


def _upright(opened: Any) -> Image.Image:
    """As the camera was held, in plain colours, what is transparent on white."""
    from PIL import Image, ImageOps

    if opened.format == "JPEG":
        opened.draft("RGB", (2 * WIDTHS[-1], 2 * TALLEST))  # a camera's picture is decoded at the size that is needed
    turned = ImageOps.exif_transpose(opened)
    if turned.mode.startswith("I"):  # sixteen bits: the upper eight are kept
        turned = turned.convert("I").point(lambda value: value / 256).convert("L")
    if turned.has_transparency_data:
        turned = turned.convert("RGBA")
        paper = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(paper, turned)
    return turned.convert("RGB")


def _fitted(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, WIDTHS[-1] / width, TALLEST / height)
    return max(1, round(width * share)), max(1, round(height * share))


def _written(upright: Image.Image, width: int, whole_width: int, whole_height: int) -> bytes:
    from PIL import Image

    size = (width, max(1, round(whole_height * width / whole_width)))
    out = BytesIO()
    upright.resize(size, Image.Resampling.LANCZOS).save(out, "WEBP", quality=QUALITY, method=4, exif=b"", xmp=b"")
    return out.getvalue()
