"""Moodle's gaps in a text, {1:SHORTANSWER:=right#well done~%50%half}: how they are read and written.

The syntax is that of the question type "Embedded answers (Cloze)" in Moodle 4: question/type/multianswer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from quizzes.formats import numbers
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Markup, Range
from quizzes.formats.gathering import MAX_ANSWERS, MAX_TEXT, TOO_LONG, TOO_MANY_ANSWERS, Refused
from quizzes.formats.htmltext import escaped, unescaped
from quizzes.formats.reasons import Reason

SHORT = ("SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC")
SINGLE = (
    *("MULTICHOICE", "MC", "MULTICHOICE_V", "MCV", "MULTICHOICE_H", "MCH"),
    *("MULTICHOICE_S", "MCS", "MULTICHOICE_VS", "MCVS", "MULTICHOICE_HS", "MCHS"),
)
NUMERIC = ("NUMERICAL", "NM")
SEVERAL = ("MULTIRESPONSE", "MR", "MULTIRESPONSE_H", "MRH", "MULTIRESPONSE_S", "MRS", "MULTIRESPONSE_HS", "MRHS")
PATTERNS = ("REGEXP", "RX", "REGEXP_C", "RXC")
KINDS = {
    **dict.fromkeys(SHORT, Kind.SHORT),
    **dict.fromkeys(SINGLE, Kind.SINGLE),
    **dict.fromkeys(NUMERIC, Kind.NUMERIC),
}
NAMES = {Kind.SHORT: "SHORTANSWER", Kind.SINGLE: "MULTICHOICE", Kind.NUMERIC: "NUMERICAL"}
CASED = ("SHORTANSWER_C", "SAC", "MWC")

BEGINNING = re.compile(r"\{(\d{0,4}):([A-Za-z_]{2,20}):")
SIGN = re.compile(r"\\.|[~#}]", re.DOTALL)
ESCAPED = re.compile(r'\\([\\}~#/"])')
TO_ESCAPE = re.compile(r"([\\}~]|(?<!&)#)")
SHARE = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,9})?)%")
MARK = re.compile(r"\{\{(\d{1,4})\}\}")
MAX_GAPS = 200

NO_GAPS = Reason("There is no gap in the text. Write one as {1:SHORTANSWER:=answer}.")
OPEN_GAP = Reason("A gap is not closed. End it with }.")
SEVERAL_IN_GAP = Reason("A gap with several right answers to tick cannot be taken. Make it a question of its own.")
PATTERN_IN_GAP = Reason("A gap with a pattern (REGEXP) cannot be taken. List the answers.")
UNKNOWN_GAP = Reason("A gap is of a kind that is not known: ")
NO_RIGHT = Reason("A gap has no answer marked as right. Put = before it.")
NOT_A_NUMBER = Reason("This is not a number: ")
HAS_MARK = Reason("The text holds {{1}} or the like, which stands for gaps here. Write it in another way.")
MIXED_CASE = Reason("Some gaps minded capital letters and some did not; now all do.")
REST_LEFT_OUT = Reason("The feedback for any other answer (*) is left out.")

Note = Callable[[str], None]


@dataclass(frozen=True)
class Gap:
    """A gap as it stands in the text, with the name of its kind in Moodle."""

    start: int
    end: int
    name: str
    weight: int
    body: str


def read(text: str, markup: Markup, note: Note) -> tuple[str, tuple[Blank, ...], bool]:
    """The text with numbers for its gaps, the gaps, and whether capital letters matter. Raises Refused."""
    if len(text) > MAX_TEXT:
        raise Refused(TOO_LONG)
    if MARK.search(text):
        raise Refused(HAS_MARK)
    gaps = list(islice(_gaps(text), MAX_GAPS + 1))
    if len(gaps) > MAX_GAPS or text.count("~") > MAX_ANSWERS:
        raise Refused(TOO_MANY_ANSWERS)
    if not gaps:
        raise Refused(NO_GAPS)
    cased = {gap.name in CASED for gap in gaps if KINDS[gap.name] is Kind.SHORT}
    if len(cased) > 1:
        note(MIXED_CASE)
    return _numbered(text, gaps), tuple(_blank(gap, markup, note) for gap in gaps), True in cased


def _numbered(text: str, gaps: list[Gap]) -> str:
    parts, last = [], 0
    for number, gap in enumerate(gaps, start=1):
        parts += [text[last : gap.start], f"{{{{{number}}}}}"]
        last = gap.end
    return "".join([*parts, text[last:]])


def _gaps(text: str) -> Iterator[Gap]:
    place = 0
    while found := BEGINNING.search(text, place):
        name = found[2].upper()
        _check_name(name)
        end = next((sign.end() for sign in SIGN.finditer(text, found.end()) if sign[0] == "}"), 0)
        if not end:
            raise Refused(OPEN_GAP)
        yield Gap(found.start(), end, name, int(found[1] or 1), text[found.end() : end - 1])
        place = end


def _check_name(name: str) -> None:
    if name in SEVERAL:
        raise Refused(SEVERAL_IN_GAP)
    if name in PATTERNS:
        raise Refused(PATTERN_IN_GAP)
    if name not in KINDS:
        raise Refused(UNKNOWN_GAP + name)


def _blank(gap: Gap, markup: Markup, note: Note) -> Blank:
    kind = KINDS[gap.name]
    answers = [answer for answer in map(_answer, _split(gap.body, "~")) if answer.text]
    if not any(answer.fraction > 0 for answer in answers):
        raise Refused(NO_RIGHT)
    if kind is Kind.SINGLE:
        return Blank(kind, tuple(answers), weight=gap.weight)
    answers = [Choice(unescaped(each.text, markup), each.fraction, each.feedback) for each in answers]
    answers = without_rest(answers, note)
    if kind is Kind.SHORT:
        return Blank(kind, tuple(answers), weight=gap.weight)
    return Blank(kind, ranges=tuple(map(range_of, answers)), weight=gap.weight)


def without_rest(answers: list[Choice], note: Note) -> list[Choice]:
    """The answers but for `*`, which stands for all others and gives nothing."""
    kept = [each for each in answers if each.text != "*" or each.fraction > 0]
    if any(each.feedback for each in answers if each not in kept):
        note(REST_LEFT_OUT)
    return kept


def _split(body: str, mark: str) -> list[str]:
    """Cut at each mark that is not escaped, and that is no part of an entity like &#39;."""
    if mark not in body:
        return [body]
    parts, last = [], 0
    for sign in SIGN.finditer(body):
        if sign[0] == mark and not (mark == "#" and body[sign.start() - 1 : sign.start()] == "&"):
            parts.append(body[last : sign.start()])
            last = sign.end()
    return [*parts, body[last:]]


def _answer(text: str) -> Choice:
    words, *rest = _split(text, "#")
    words, fraction = _weighed(words.strip())
    return Choice(_clean(words), fraction, _clean("#".join(rest)))


def _clean(text: str) -> str:
    return ESCAPED.sub(r"\1", text).strip()


def _weighed(words: str) -> tuple[str, float]:
    if words.startswith("="):
        return words[1:], 1.0
    if found := SHARE.match(words):
        percent = numbers.number(found[1])
        return words[found.end() :], max(-1.0, min(1.0, numbers.fraction(percent or numbers.ZERO)))
    return words, 0.0


def range_of(answer: Choice) -> Range:
    """The numbers that an answer like 5:0.1 accepts. Raises Refused when it is none."""
    value, _colon, tolerance = answer.text.partition(":")
    exact, width = numbers.number(value), numbers.number(tolerance or "0")
    bounds = numbers.around(exact, width) if exact is not None and width is not None else None
    if bounds is None:
        raise Refused(NOT_A_NUMBER + answer.text[:40])
    return Range(*bounds, answer.fraction, answer.feedback)


def write(item: Item) -> str:
    """The text of a cloze item with its gaps as Moodle writes them."""

    def gap(found: re.Match[str]) -> str:
        place = int(found[1])
        if not 1 <= place <= len(item.blanks):
            return found[0]
        return _gap(item.blanks[place - 1], item)

    return MARK.sub(gap, item.text)


def _gap(blank: Blank, item: Item) -> str:
    name = NAMES[blank.kind] + ("_C" if blank.kind is Kind.SHORT and item.case_matters else "")
    if blank.kind is Kind.NUMERIC:
        answers = [_written(":".join(numbers.middle(each)), each) for each in blank.ranges]
    elif blank.kind is Kind.SHORT:
        answers = [_written(escaped(each.text, item.markup), each) for each in blank.choices]
    else:
        answers = [_written(each.text, each) for each in blank.choices]
    return f"{{{blank.weight}:{name}:{'~'.join(answers)}}}"


def _written(text: str, answer: Choice | Range) -> str:
    mark = "=" if answer.fraction == 1 else f"%{numbers.share(answer.fraction)}%"
    gap = " " if text.endswith("&") else ""  # so that & and # are not taken for an entity
    feedback = f"{gap}#{_guarded(answer.feedback)}" if answer.feedback else ""
    return mark + _guarded(text) + feedback


def _guarded(text: str) -> str:
    return TO_ESCAPE.sub(r"\\\1", text)
