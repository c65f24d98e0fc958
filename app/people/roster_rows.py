"""What a roster's rows say: columns by English or Chinese name, each value checked, every fault with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _

from app.people.roster_files import BadFile, Sheet

COLUMNS: dict[str, tuple[str, ...]] = {
    "staff_number": ("staff number", "staff no", "工号", "员工编号"),
    "name": ("name", "姓名"),
    "name_latin": ("latin name", "name (latin)", "拼音", "姓名拼音"),
    "email": ("e-mail", "email", "邮箱", "电子邮箱"),
    "post": ("post", "岗位", "职位"),
    "dealer_code": ("dealer code", "dealer", "经销商代码", "经销商编号"),
    "dealer_name_zh": ("dealer name (zh)", "dealer name", "经销商", "经销商名称"),
    "dealer_name_en": ("dealer name (en)", "经销商英文名", "经销商英文名称"),
    "region": ("region", "区域", "大区"),
    "region_name_en": ("region name (en)", "区域英文名", "区域英文名称"),
    "brands": ("brands", "brand", "品牌"),
    "dealer_opened_on": ("dealer opened on", "开业日期"),
    "hired_on": ("hired on", "入职日期"),
    "birth_decade": ("birth decade", "出生年代"),
    "active": ("active", "在职"),
}
REQUIRED = ("staff_number", "name", "post", "dealer_code", "region")
YES = {"", "yes", "y", "1", "true", "是", "在职"}
NO = {"no", "n", "0", "false", "否", "离职"}
MAX_FAULTS = 500
UNSEEN = {"Cc", "Cf", "Co", "Cs"}  # control, format (marks of direction, no width), private use, surrogates
BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")  # they pass for letters and show nothing


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell and what to do. `row` as in the file, `column` as in its header."""

    row: int
    column: str
    message: Any

    def __str__(self) -> str:
        return f"{_('Row %(row)d, %(column)s', row=self.row, column=self.column)}: {self.message}"


@dataclass(frozen=True, slots=True)
class Line:
    """A person as one row of the roster describes them."""

    row: int
    staff_number: str
    name: str
    post: str
    dealer_code: str
    region: str
    name_latin: str | None = None
    email: str | None = None
    dealer_name_zh: str = ""
    dealer_name_en: str = ""
    region_name_en: str = ""
    brands: tuple[str, ...] = ()
    dealer_opened_on: date | None = None
    hired_on: date | None = None
    birth_decade: int | None = None
    active: bool = True


class BadCell(ValueError):
    """A value that a column cannot have."""

    def __init__(self, message: Any) -> None:
        super().__init__()
        self.message = message


def _refuse_unseen(text: str) -> None:
    """Two cells that look alike must be alike, and nothing may turn the reading of a page round."""
    if text.isascii() and text.isprintable():
        return
    for letter in text:
        if letter in BLANK or unicodedata.category(letter) in UNSEEN:
            message = _("A character (%(code)s) that cannot be seen stands in this cell. Type the cell anew.",
                        code=f"U+{ord(letter):04X}")  # fmt: skip
            raise BadCell(message)


def _staff_number(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9._-]{0,31}", folded):
        raise BadCell(_("Use 1 to 32 letters, digits, dots or hyphens."))
    return folded


def _words(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        if len(text) > most:
            raise BadCell(_("Write at most %(most)d characters.", most=most))
        return text

    return check


def _email(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).lower()
    if not re.fullmatch(r"[^@\s,;<>\"]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", folded) or len(folded) > 160:
        raise BadCell(_("That is not an e-mail address. Correct it or leave it empty."))
    return folded


def _day(text: str) -> date:
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    try:
        if match is None:
            raise ValueError
        found = date(*map(int, match.groups()))
    except ValueError:
        raise BadCell(_("Write the date as 2019-03-31.")) from None
    if not 1950 <= found.year <= 2100:
        raise BadCell(_("This date cannot be right. Write it as 2019-03-31."))
    return found


def _decade(text: str) -> int:
    match = re.fullmatch(r"(19[3-9]\d|20[0-2]\d)(?:s|年代|后)?", text)
    if match is None:
        raise BadCell(_("Write the decade as 1990."))
    return int(match.group(1)) // 10 * 10


def _brands(text: str) -> tuple[str, ...]:
    names = [name.strip() for name in re.split(r"[,;/、，；|]", text) if name.strip()]
    if any(len(name) > 40 for name in names) or len(names) > 10:
        raise BadCell(_("List up to ten brands of up to 40 characters, separated by /."))
    return tuple(sorted(set(names)))


def _active(text: str) -> bool:
    folded = text.lower()
    if folded not in YES | NO:
        raise BadCell(_("Write yes or no."))
    return folded in YES


CHECKS: dict[str, Callable[[str], Any]] = {
    "staff_number": _staff_number,
    "name": _words(80),
    "name_latin": _words(80),
    "email": _email,
    "post": _words(80),
    "dealer_code": _staff_number,
    "dealer_name_zh": _words(120),
    "dealer_name_en": _words(120),
    "region": _words(40),
    "region_name_en": _words(80),
    "brands": _brands,
    "dealer_opened_on": _day,
    "hired_on": _day,
    "birth_decade": _decade,
    "active": _active,
}


def understand(sheet: Sheet, posts: Mapping[str, str]) -> tuple[list[Line], list[Fault]]:
    """The rows as people, and everything that is wrong. `posts` maps each name of a post (folded) to its code.

    Raises BadFile where a column that is needed is missing or stands twice.
    """
    places = _places(sheet.header)
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, cells in sheet.rows:
        values = _values(number, cells, places, sheet.header, posts, faults)
        if values is not None:
            lines.append(Line(row=number, **values))
    faults.extend(_twice(lines, "staff_number", sheet.header[places["staff_number"]]))
    if "email" in places:
        faults.extend(_twice(lines, "email", sheet.header[places["email"]]))
    return lines, sorted(faults, key=lambda fault: fault.row)[:MAX_FAULTS]


def fold(text: str) -> str:
    """Text without differences of case, width and spacing: for comparing names."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


def _places(header: Iterable[str]) -> dict[str, int]:
    known = {fold(name): key for key, names in COLUMNS.items() for name in (key, *names)}
    places: dict[str, int] = {}
    for place, name in enumerate(header):
        key = known.get(fold(name))
        if key in places:
            raise BadFile(_('Two columns say the same: "%(name)s". Remove one.', name=name))
        if key is not None:
            places[key] = place
    missing = [f"{COLUMNS[key][0]} / {COLUMNS[key][1]}" for key in REQUIRED if key not in places]
    if missing:
        raise BadFile(_("Columns are missing: %(names)s. Add them to the header row.", names=", ".join(missing)))
    return places


def _values(
    number: int,
    cells: tuple[str, ...],
    places: Mapping[str, int],
    header: tuple[str, ...],
    posts: Mapping[str, str],
    faults: list[Fault],
) -> dict[str, Any] | None:
    values: dict[str, Any] = {}
    before = len(faults)
    for key, place in places.items():
        text = cells[place] if place < len(cells) else ""
        try:
            if text:
                _refuse_unseen(text)
                values[key] = CHECKS[key](text)
            elif key in REQUIRED:
                raise BadCell(_("This is needed. Fill it in."))
        except BadCell as bad:
            faults.append(Fault(number, header[place], bad.message))
    post = posts.get(fold(values.get("post", "")))
    if "post" in values and post is None:
        message = _('There is no post "%(name)s". Use one of the posts of the template.', name=values["post"])
        faults.append(Fault(number, header[places["post"]], message))
    return None if len(faults) > before else values | {"post": post}


def _twice(lines: Iterable[Line], key: str, column: str) -> Iterable[Fault]:
    seen: dict[str, int] = {}
    for line in lines:
        value = getattr(line, key)
        if value is None:
            continue
        if value in seen:
            message = _('"%(value)s" stands in row %(row)d already. Keep one of them.', value=value, row=seen[value])
            yield Fault(line.row, column, message)
        seen.setdefault(value, line.row)
