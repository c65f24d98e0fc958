"""The letters of certificates: a Chinese font, and others for the rare signs of names, cut down to what is written.

A cut of all the signs of many certificates is made once; what one file needs is cut from that, which is quick.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont
    from fpdf import FPDF

FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
RARE = (
    Path("/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"),
    Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"),
)
LATIN = frozenset(range(32, 127))
FAMILY = "letters"


class FontMissing(Exception):
    """The machine has no Chinese font."""

    def __init__(self) -> None:
        super().__init__(f"{FONT} is not there. Install the package fonts-wqy-microhei.")


def missing(texts: Iterable[str]) -> list[str]:
    """The signs that no font of this machine can draw: nobody gets a box for a name. Raises FontMissing."""
    left = {ord(sign) for text in texts for sign in text if not sign.isspace()}
    for font in _fonts():
        left -= _known(font) if left else frozenset()
    return sorted(chr(sign) for sign in left)


def _fonts() -> list[Path]:
    """Raises FontMissing."""
    if not FONT.exists():
        raise FontMissing
    return [FONT, *(font for font in RARE if font.exists())]


@lru_cache(maxsize=8)
def _known(font: Path) -> frozenset[int]:
    with _open(font, fontNumber=0) as opened:
        return frozenset(opened.getBestCmap())


class Letters:
    """The fonts with these signs alone, as small files for as long as the context is open. Raises FontMissing."""

    def __init__(self, texts: Iterable[str], sources: Sequence[Path] = ()) -> None:
        self.signs = LATIN | {ord(sign) for text in texts for sign in text}
        self.sources = sources or _fonts()

    def __enter__(self) -> Letters:
        self.folder = TemporaryDirectory()
        self.files: list[Path] = []
        left = self.signs
        for number, source in enumerate(self.sources):
            if left:
                signs = left & _signs(source)
                left = left - signs
                if signs:
                    self.files.append(Path(self.folder.name) / f"{number}.ttf")
                    _cut(source, signs, self.files[-1])
        return self

    def __exit__(self, *_error: object) -> None:
        self.folder.cleanup()

    def few(self, texts: Iterable[str]) -> Letters:
        """A cut of this cut."""
        return Letters(texts, self.files)

    def write_with(self, document: FPDF) -> None:
        """Let a document use them: the first by its name, the others for the signs that the first lacks."""
        names = [FAMILY, *(f"{FAMILY}{number}" for number in range(1, len(self.files)))]
        for name, file in zip(names, self.files, strict=True):
            document.add_font(name, fname=file)
            document.fonts[name].ttfont.recalcBBoxes = False  # type: ignore[union-attr]  # no sign changes: twice as fast
        document.set_fallback_fonts(names[1:])


def _signs(source: Path) -> frozenset[int]:
    """The large fonts are read once in a process; the cuts are small and many."""
    if source == FONT or source in RARE:
        return _known(source)
    with _open(source) as opened:
        return frozenset(opened.getBestCmap())


def _open(source: Path, **options: Any) -> TTFont:
    from fontTools.ttLib import TTFont  # takes long to import, and few requests need it

    return TTFont(str(source), lazy=True, **options)


def _cut(source: Path, signs: Iterable[int], target: Path) -> None:
    from fontTools import subset  # as above

    options = subset.Options(notdef_outline=True, hinting=False, layout_features=[], recalc_bounds=False)
    options.drop_tables += ["FFTM", "meta"]
    with _open(source, fontNumber=0 if source.suffix == ".ttc" else -1, recalcBBoxes=False) as font:
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=signs)
        cutter.subset(font)
        font.save(str(target))
