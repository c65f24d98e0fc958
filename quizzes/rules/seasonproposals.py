"""What a new season begins with, so that an organizer has little to type."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date, timedelta

from quizzes.rules.seasonchecks import LONGEST_KEY, LONGEST_NAME
from quizzes.rules.seasonplan import Name

WEEKS = 26  # six months
NOTICE = timedelta(days=14)  # for people to read about it
A_YEAR = timedelta(weeks=52)  # about, and the same days of the week
NAME = Name("Beijing to Munich {year}", "从北京到慕尼黑 {year}")
YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
NUMBER = re.compile(r" ([1-9][0-9]?)$")
Days = tuple[date, date]


def proposed_days(today: date, taken: Iterable[Days]) -> Days:
    """The first 26 whole weeks that begin in a fortnight or later, behind all seasons that have their days."""
    soonest = max([today + NOTICE, *(last + timedelta(days=1) for _first, last in taken)])
    monday = soonest + timedelta(days=-soonest.weekday() % 7)
    return monday, monday + timedelta(weeks=WEEKS, days=-1)


def proposed_name(first_day: date) -> Name:
    return Name(*(text.format(year=first_day.year) for text in (NAME.en, NAME.zh)))


def proposed_key(wanted: str, taken: Collection[str]) -> str:
    """The key that is wanted, with a number behind it where it is taken."""
    if wanted not in taken:
        return wanted
    found = next(number for number in range(2, len(taken) + 3) if f"{_cut(wanted, number)}-{number}" not in taken)
    return f"{_cut(wanted, found)}-{found}"


def _cut(key: str, number: int) -> str:
    return key[: LONGEST_KEY - len(f"-{number}")].rstrip("-")


def day_of_copy(days: Days, today: date, taken: Iterable[Days]) -> date:
    """The first day of the next season like this one: whole years later, where nothing is in its way yet."""
    others = list(taken)
    first, last = days
    for _year in range(100):
        first, last = first + A_YEAR, last + A_YEAR
        if first > today and not any(first <= other_last and other_first <= last for other_first, other_last in others):
            break
    return first


def next_text(text: str, years: int) -> str:
    """A name or key for so many years later: its year moves on, or it is numbered where it has none."""
    moved = YEAR.sub(lambda found: str(int(found[0]) + max(1, years)), text)
    if moved != text or not text:
        return moved
    number = NUMBER.search(text)
    bare, place = (text[: number.start()], int(number[1]) + 1) if number else (text, 2)
    return f"{bare[: LONGEST_NAME - 3]} {place}"
