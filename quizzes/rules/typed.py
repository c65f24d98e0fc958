"""What people type: numbers and words, read with patience for keyboards and habits, never guessed at."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from quizzes.rules.responses import BadResponse

LONGEST_NUMBER = 40
LONGEST_WORDS = 60
MOST_SPELLINGS = 12
PLAIN_SIGNS = str.maketrans("０１２３４５６７８９．。，＋－−–\u3000\u00a0\u202f", "0123456789..,+---   ")
NUMBER = re.compile(
    r"(?P<sign>[+-]?) ?(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?P<part>[.,][0-9]*)?(?P<power>[eE][+-]?[0-9]+)?"
)
THOUSANDS = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")

DASHES = "‐‑‒–—―−﹘﹣－"
SINGLE_QUOTES = "‘’‚‛′ʼ＇`´"
DOUBLE_QUOTES = "“”„‟″«»「」『』＂"
ALIKE = str.maketrans(
    dict.fromkeys(DASHES, "-") | dict.fromkeys(SINGLE_QUOTES, "'") | dict.fromkeys(DOUBLE_QUOTES, '"') | {"×": "x"}
)
ENDINGS = ".,;:!?。，、；：！？…"

Accepted = Mapping[str, Sequence[str]]  # by language, the spellings that count


def number(raw: Any) -> float:
    """A number as JSON or as text. Raises BadResponse("not-a-number")."""
    if isinstance(raw, str):
        return parse_number(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise BadResponse("not-a-number")
    return _finite(raw)


def parse_number(text: str) -> float:
    """A number as people type it: `12.6`, `12,6`, `１２．６`, `12 600`, ` +3 `, `−5`, `1e3`.

    `1,200` is refused rather than guessed at: it means 1200 to one reader and 1.2 to another.
    Raises BadResponse("not-a-number").
    """
    plain = text.translate(PLAIN_SIGNS).strip() if len(text) <= LONGEST_NUMBER else ""
    match = NUMBER.fullmatch(plain)
    if not match or THOUSANDS.fullmatch(plain.lstrip("+- ")):
        raise BadResponse("not-a-number")
    part = (match["part"] or "").replace(",", ".")
    return _finite(match["sign"] + match["whole"].replace(" ", "") + part + (match["power"] or ""))


def _finite(raw: float | str) -> float:
    try:
        found = float(raw)
    except (ValueError, OverflowError):
        raise BadResponse("not-a-number") from None
    if not math.isfinite(found):
        raise BadResponse("not-a-number")
    return found


def is_near(response: float, answer: float, tolerance: float) -> bool:
    """Whether a number counts; as exact as floats are, so that 0.3 counts where 0.1 + 0.2 is asked."""
    return abs(response - answer) <= tolerance + 1e-9 * max(1.0, abs(answer))


def words(raw: Any) -> str:
    """One line of what was typed, without signs that nobody sees.

    Raises BadResponse: not-text, too-long, and incomplete where nothing can be seen.
    """
    if not isinstance(raw, str):
        raise BadResponse("not-text")
    if len(raw) > 10 * LONGEST_WORDS:
        raise BadResponse("too-long")
    found = " ".join("".join(sign for sign in raw if sign.isprintable() or sign.isspace()).split())
    if len(found) > LONGEST_WORDS:
        raise BadResponse("too-long")
    if not found:
        raise BadResponse("incomplete")
    return found


def folded(text: str, *, case_matters: bool = False) -> str:
    """The form in which spellings are compared: what keyboards and habits make of the same words is the same.

    Full-width signs are plain ones; spaces, kinds of dashes and quotes, and a punctuation mark at the end do not
    count; capital letters only where they matter.
    """
    found = unicodedata.normalize("NFKC", text.translate(ALIKE)).translate(ALIKE)
    if not case_matters:
        found = unicodedata.normalize("NFKC", found.casefold())
    found = unicodedata.normalize("NFKC", "".join(found.split()))  # what a space had kept apart may join now
    return found.rstrip(ENDINGS) or found


def is_accepted(accepted: Accepted, text: str, *, case_matters: bool = False) -> bool:
    """Whether it is one of the spellings, in either language."""
    typed = folded(text, case_matters=case_matters)
    return any(folded(one, case_matters=case_matters) == typed for some in accepted.values() for one in some)


def first(accepted: Accepted) -> str:
    """A spelling that counts, to stand for all."""
    return next(one for some in accepted.values() for one in some)


def tidy(spellings: Iterable[str], *, case_matters: bool = False) -> list[str]:
    """The spellings without those that fold to the same as an earlier one."""
    found: dict[str, str] = {}
    for one in spellings:
        found.setdefault(folded(one, case_matters=case_matters), one)
    return list(found.values())
