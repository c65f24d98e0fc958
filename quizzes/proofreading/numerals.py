"""Numbers that stand in one language of a text and not in the other.

Only numbers written in figures can differ; on the other side words count as well ("three", 三, 6 万, "half", 打八折).
What is the same amount in another unit (1.5 m, 150 cm) is told all the same: this is to be looked at, no fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from quizzes.proofreading import words
from quizzes.proofreading.findings import Found, remark

FIGURES = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
MARK = re.compile(r"\{\{\d+\}\}|^\s*\d+\.\s|^#+\s*\d+[.、]|(?<=[A-Za-z])\d+|(?<=\d):00\b", re.MULTILINE)
SCALES = {"万": 10_000, "千": 1_000, "百": 100, "亿": 100_000_000, "thousand": 1_000, "million": 1_000_000, "k": 1_000}
SCALED = re.compile(rf"({FIGURES})\s*(万|千(?![瓦米克帕伏])|百|亿|thousand\b|million\b)")
PLAIN = re.compile(FIGURES)
OTHER = {"en": "zh", "zh": "en"}
FULL_WIDTH = str.maketrans("０１２３４５６７８９．％：", "0123456789.%:")
CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "双": 2}
POWERS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000}
CHINESE_RUN = re.compile("[零〇一二两三四五六七八九十百千万俩双]+")
ENGLISH: dict[str, float] = {word: value for value, word in enumerate(words.ONES.split())}
ENGLISH |= {word: 10 * value for value, word in enumerate(words.TENS.split(), 2)}
for _listed in (words.ORDINALS, words.MONTHS):
    ENGLISH |= {word: value for value, word in enumerate(_listed.split(), 1)}
ENGLISH |= {"once": 1, "single": 1, "a": 1, "an": 1, "twice": 2, "double": 2, "both": 2, "pair": 2, "dozen": 12}
TIMES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
SHARES = {
    "half": (0.5, 50, 30),
    "halves": (0.5, 50),
    "quarter": (0.25, 25, 15, 3),
    "third": (3,),
    "zero": (0,),
    "no": (0,),
}
CHINESE_SHARES = {"半": (0.5, 50, 30, 6), "一刻": (15,), "季度": (3,)}
TENTHS = re.compile(r"([\d.]+|[一二两三四五六七八九])\s*[折成]([一二三四五六七八九]?)")


def differing(text: Mapping[str, str], around: Mapping[str, str] | None = None) -> dict[str, list[str]]:
    """By language, the numbers that it has in figures and the other language has in no form.

    `around`: the texts in which it stands, where the scale of its numbers may be said.
    """
    if not any(map(str.isdigit, text["en"] + text["zh"])):
        return {}
    figures = {language: _in_figures(text[language]) for language in OTHER}
    if figures["en"] == figures["zh"]:
        return {}
    known = {language: _known(figures[language], text[language], language) for language in figures}
    for factor in _scales(around or text):
        known["zh"] |= {round(number * factor, 6) for number in figures["zh"]}
        known["en"] |= {round(number / factor, 6) for number in figures["en"]}
    found = {one: sorted(figures[one] - known[other]) for one, other in (("en", "zh"), ("zh", "en"))}
    return {language: [f"{number:.12g}" for number in numbers] for language, numbers in found.items() if numbers}


def _scales(text: Mapping[str, str]) -> Iterator[float]:
    """Where a scale is said once for many numbers: 14 of 万 are 140,000, or 140 of a thousand."""
    chinese = (10_000,) if "万" in text["zh"] else ()
    english = [size for name, size in (("thousand", 1_000), ("million", 1_000_000)) if name in text["en"]]
    yield from chinese
    yield from (one / other for one in (1, *chinese) for other in english)


def told(about: str, texts: Iterable[tuple[str, Mapping[str, str]]], beside: str = "") -> Iterator[Found]:
    """Of all the texts of a thing. Where each language has numbers of its own, one of them may be wrong.

    Where only one has, it says more; that is told unless the other says it elsewhere in the thing, or both read it
    `beside` (a source, an answer).
    """
    listed = list(texts)
    whole = {language: " ; ".join([beside, *(text[language] for _path, text in listed)]) for language in OTHER}
    for path, text in listed:
        found = differing(text, whole)
        if len(found) > 1:
            yield remark(
                "numbers-differ", about, path, **{language: ", ".join(some) for language, some in found.items()}
            )
        for language, some in found.items() if len(found) == 1 else ():
            said = whole[OTHER[language]]
            elsewhere = _known(_in_figures(said), said, OTHER[language])
            if lost := [number for number in some if float(number) not in elsewhere]:
                yield remark("number-in-one-language", about, f"{path}:{language}", numbers=", ".join(lost))


def _known(figures: set[float], text: str, language: str) -> set[float]:
    """In any form: 0.9 is 90 %."""
    shares = {round(number / 100, 6) for number in figures} if re.search("[%％]", text) else set()
    return figures | shares | {round(number * 100, 6) for number in figures if number % 1} | _in_words(text, language)


def _plain(text: str) -> str:
    """With plain figures; without the marks of gaps, the numbers of lists, and names such as J1772 or CAN2."""
    return MARK.sub(" ", text.translate(FULL_WIDTH))


def _in_figures(text: str) -> set[float]:
    plain = _plain(text)
    scaled = {_number(one) * SCALES[scale] for one, scale in SCALED.findall(plain)}
    return scaled | {_number(one) for one in PLAIN.findall(SCALED.sub(" ", plain))}


def _number(figures: str) -> float:
    return round(float(figures.replace(",", "")), 6)


def _in_words(text: str, language: str) -> set[float]:
    plain = _plain(text).casefold()
    found = set(_english(plain)) if language == "en" else set(_chinese(plain))
    return found | set(_by_the_clock(text.translate(FULL_WIDTH)))


def _by_the_clock(text: str) -> Iterator[float]:
    """15:00 is 3 o'clock in the afternoon."""
    for hour in re.findall(r"\b(\d{1,2})(?::\d\d| ?[ap]\.?m|\s*点)", text):
        yield from ((int(hour) + 12) % 24, float(int(hour) % 12))


def _english(plain: str) -> Iterator[float]:
    total = 0.0
    for word in re.findall(r"[a-z]+|[^a-z\s-]", plain):
        yield from SHARES.get(word, ())
        if word in TIMES:
            total = max(total, 1) * TIMES[word]
            yield total
        elif word in ENGLISH:
            yield ENGLISH[word]
            total = total + ENGLISH[word] if total >= 20 and ENGLISH[word] < 10 else ENGLISH[word]
            yield total
        elif word != "and":
            total = 0.0


def _chinese(plain: str) -> Iterator[float]:
    for sign, values in CHINESE_SHARES.items():
        yield from values if sign in plain else ()
    for tenths, more in TENTHS.findall(plain):
        share = 10 * (CHINESE[tenths] if tenths in CHINESE else float(tenths.strip(".") or 0)) + CHINESE.get(more, 0)
        yield from (share, 100 - share)
    for run in CHINESE_RUN.findall(plain):
        yield _value(run)
        yield from (float(CHINESE[sign]) for sign in run if sign in CHINESE)


def _value(run: str) -> float:
    """二十五 is 25, 一百二十 is 120, 六万 is 60000; 二〇二二 is 2022."""
    if not set(run) & POWERS.keys():
        return float("".join(str(CHINESE[sign]) for sign in run))
    total = section = digit = 0
    for sign in run:
        if sign == "万":
            total, section, digit = (total + section + digit or 1) * 10_000, 0, 0
        elif sign in POWERS:
            section, digit = section + (digit or 1) * POWERS[sign], 0
        else:
            digit = CHINESE[sign]
    return float(total + section + digit)
