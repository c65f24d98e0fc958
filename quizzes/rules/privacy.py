"""What in a text points to one person or one car: number plates, VINs, phone numbers, ID numbers, e-mail addresses.

Forms: plates GA 36-2018 (also of new-energy cars); VIN ISO 3779 and GB 16735 (the last four are digits; the check digit
of 49 CFR 565.15); ID numbers GB 11643-1999 (check digit ISO 7064, MOD 11-2); phones by the numbering plan of the MIIT.
Names cannot be found by rule: people are asked to leave them out. Part numbers, torques, fault codes, dates are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from unicodedata import category


class Trace(StrEnum):
    PLATE = "plate"
    VIN = "vin"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    EMAIL = "email"


@dataclass(frozen=True, order=True)
class Finding:
    """Where it stands in the text, as slices have it. `sure`: its check digit fits, or it has none."""

    start: int
    end: int
    trace: Trace
    sure: bool = True


GAP = r"[ .·•・_\-/]{0,2}"  # between the parts of a number, as people write them
SIGN = r"[ .·•・_\-]"
WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
FOLDED = (
    WIDE
    | {ord("\u3000"): " ", ord("\u00a0"): " ", ord("．"): ".", ord("。"): "."}
    | dict.fromkeys(map(ord, "－—–‐‑−"), "-")
)

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
OF_PLATE = "[A-HJ-NP-Z0-9]"
PLATE = re.compile(
    rf"[{PROVINCES}]{GAP}[A-Z]{GAP}{OF_PLATE}(?:{SIGN}?{OF_PLATE}){{3,4}}{SIGN}?[A-HJ-NP-Z0-9挂学警港澳试领](?![A-Z0-9])"
    rf"|使{GAP}[0-9]{{6}}(?![0-9])"
)
LEAST_DIGITS = 3  # of a plate: at most two letters stand among the five signs
VIN = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9]{13}[0-9]{4}(?![A-Z0-9])")
SPLIT_VIN = re.compile(r"(?<![A-Z0-9])[A-HJ-NPR-Z0-9](?:[ .\-·][A-HJ-NPR-Z0-9]|[A-HJ-NPR-Z0-9]){16}(?![A-Z0-9])")
VIN_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), 1, 2, 3, 4, 5, 7, 9, *range(2, 10)], strict=True
    )
)
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
GROUPS = "[0-9]{8}|S[0-9]{4}S[0-9]{4}|[0-9]S[0-9]{3}S[0-9]{4}|S[0-9]{8}|[0-9]{2}S[0-9]{6}|S[0-9]{3}S[0-9]{5}"
MOBILE = re.compile(rf"(?<![0-9A-Z.])(?:(?:\+|00)?86{SIGN}?)?1[3-9][0-9](?:{GROUPS.replace('S', SIGN)})(?![0-9A-Z])")
SPACED_MOBILE = re.compile(r"(?<![0-9A-Z.])1([ .·\-])[3-9](?:\1[0-9]){9}(?![0-9A-Z])")
CITY = r"(?:010|02[0-57-9])\)?[ \-]?[2-8][0-9]{3}"
TOWN = r"0[3-9][0-9]{2}\)?[ \-]?[2-8][0-9]{2,3}"
LANDLINE = re.compile(rf"(?<![0-9A-Z.+])\(?(?:{CITY}|{TOWN})[ \-]?[0-9]{{4}}(?![0-9A-Z])")
ABROAD = re.compile(r"(?<![0-9A-Z+])\+(?!86)[1-9][0-9]{0,2}(?:[ \-.()]{0,2}[0-9]){8,12}(?![0-9A-Z])")
ID_NUMBER = re.compile(
    r"(?<![0-9A-Z])[1-8][0-9]{5}[ \-]?(?:19|20)[0-9]{2}[ \-]?[0-9]{4}[ \-]?[0-9]{3}[0-9X](?![0-9A-Z])"
)
OLD_ID_NUMBER = re.compile(r"(?<![0-9A-Z.])[1-8][0-9]{5}([0-9]{2})([0-9]{2})([0-9]{2})[0-9]{3}(?![0-9A-Z])")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
EMAIL = re.compile(r"[A-Z0-9][A-Z0-9._%+\-]*@[A-Z0-9](?:[A-Z0-9\-]*[A-Z0-9])?(?:\.[A-Z0-9\-]+)*\.[A-Z]{2,}")


def findings(text: str) -> list[Finding]:
    """All that is found, in the order of the text; what overlaps is told once, the longer one."""
    folded, places = _folded(text)
    found = [
        Finding(places[start], places[end - 1] + 1, trace, sure)
        for trace, look in LOOKS
        for start, end, sure in look(folded)
    ]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start, one.trace)):
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept)


def pieces(text: str) -> list[tuple[str, Trace | None]]:
    """The text cut at its findings, to be shown with the places marked."""
    cut: list[tuple[str, Trace | None]] = []
    at = 0
    for one in findings(text):
        cut += [(text[at : one.start], None), (text[one.start : one.end], one.trace)]
        at = one.end
    return [piece for piece in [*cut, (text[at:], None)] if piece[0]]


def _folded(text: str) -> tuple[str, list[int]]:
    """In plain capitals and digits, without signs that nobody sees; and where each sign stood."""
    kept = [(sign, place) for place, sign in enumerate(text) if category(sign) not in ("Cf", "Mn")]
    signs = []
    for sign, _place in kept:
        plain = sign.translate(FOLDED)
        upper = plain.upper()
        signs.append(upper if len(upper) == 1 else plain)
    return "".join(signs), [place for _sign, place in kept]


Span = tuple[int, int, bool]


def _plates(text: str) -> Iterator[Span]:
    for match in PLATE.finditer(text):
        if sum(sign.isdigit() for sign in match[0]) >= LEAST_DIGITS:
            yield match.start(), match.end(), True


def _vins(text: str) -> Iterator[Span]:
    """In one piece any; with gaps only such as the check digit fits, for words and numbers can look like one."""
    for match in VIN.finditer(text):
        if any(sign.isalpha() for sign in match[0]):
            yield match.start(), match.end(), vin_fits(match[0])
    for match in SPLIT_VIN.finditer(text):
        signs = re.sub(r"[^A-Z0-9]", "", match[0])
        if signs[-4:].isdigit() and any(sign.isalpha() for sign in signs) and vin_fits(signs):
            yield match.start(), match.end(), True


def vin_fits(vin: str) -> bool:
    """Whether the ninth sign is the check digit; makers in Europe need not write one."""
    rest = sum(VIN_VALUES[sign] * weight for sign, weight in zip(vin, VIN_WEIGHTS, strict=True)) % 11
    return vin[8] == "0123456789X"[rest]


def _phones(text: str) -> Iterator[Span]:
    for form in (MOBILE, SPACED_MOBILE, LANDLINE, ABROAD):
        for match in form.finditer(text):
            yield match.start(), match.end(), True


def _id_numbers(text: str) -> Iterator[Span]:
    for match in ID_NUMBER.finditer(text):
        signs = re.sub(r"[^0-9X]", "", match[0])
        if _is_day(int(signs[6:10]), int(signs[10:12]), int(signs[12:14])):
            yield match.start(), match.end(), id_fits(signs)
    for match in OLD_ID_NUMBER.finditer(text):
        year, month, day = (int(part) for part in match.groups())
        if _is_day(1900 + year, month, day):
            yield match.start(), match.end(), True


def id_fits(number: str) -> bool:
    rest = sum(int(sign) * weight for sign, weight in zip(number, ID_WEIGHTS, strict=False)) % 11
    return number[17] == "10X98765432"[rest]


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _emails(text: str) -> Iterator[Span]:
    for match in EMAIL.finditer(text):
        yield match.start(), match.end(), True


LOOKS = (
    (Trace.PLATE, _plates),
    (Trace.VIN, _vins),
    (Trace.PHONE, _phones),
    (Trace.ID_NUMBER, _id_numbers),
    (Trace.EMAIL, _emails),
)
