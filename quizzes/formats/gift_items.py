"""A question of GIFT, from its text to an item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import islice

from quizzes.formats import numbers
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Pair, Range
from quizzes.formats.gathering import MAX_ANSWERS, TOO_MANY_ANSWERS, Refused
from quizzes.formats.grades import NO_FULL_MARK, SHARES_DIFFER
from quizzes.formats.htmltext import looks_like_html
from quizzes.formats.reasons import Reason

SIGNS = "\\~=#{}:"  # the backslash first: it may stand before any of them
HELD = {sign: chr(0xFDD0 + place) for place, sign in enumerate(SIGNS)}  # signs that no text holds
GIVEN_BACK = str.maketrans({held: sign for sign, held in HELD.items()})
NO_SIGNS = re.compile("[\ufdd0-\ufddf]")
MARKER = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
MARKUPS = {"html": Markup.HTML, "plain": Markup.PLAIN, "markdown": Markup.MARKDOWN}
WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{0,9})?)%")
TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}
MARKED = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
CLOZE = re.compile(r"\d{0,4}:[A-Za-z_]{2,20}:")
MOST_MARKS = 200
GAP = "_____"
ROOTS = ("$course$", "$module$", "$system$", "$cat$", "$category$")
SLASH = re.compile(r"(?<!/)/(?!/)")

NO_TEXT = Reason("The question has no text.")
DESCRIPTION = Reason("There is no { } with answers: a text that asks nothing cannot be taken.")
ESSAY = Reason("The { } is empty: an essay cannot be taken.")
NO_CLOZE = Reason("GIFT has no cloze questions. Export this one as Moodle XML.")
NOT_CLOSED = Reason(
    "The { of the answers is not closed. A blank line ends a question; write \\n for a new line in a text."
)
TWO_GROUPS = Reason(
    "There is more than one { } with answers. Make several questions of it, or put \\ before the { of the text."
)
NO_RIGHT = Reason("There is no answer marked as right. Put = before it, or its share as %50%.")
FEW_CHOICES = Reason("There are fewer than two answers to choose from.")
FEW_PAIRS = Reason("There are fewer than two pairs to match.")
HALF_A_PAIR = Reason("Something on the left belongs to nothing. Write it as = left -> right.")
NOT_A_NUMBER = Reason("This is not a number, a range 1..5, or a number with a tolerance 3:0.5: ")
BAD_SHARE = Reason("A share of the mark is not a number between -100 and 100: ")
REST_LEFT_OUT = Reason("The feedback for any other answer (*) is left out.")

Note = Callable[[str], None]


@dataclass(frozen=True)
class Block:
    """The lines of a question as they stand in the file."""

    line: int
    text: str
    comments: tuple[str, ...] = ()
    category: tuple[str, ...] = ()


def category_of(path: str) -> tuple[str, ...]:
    """The names of a category and those above it; `//` is a slash in a name. Moodle's own roots are left out."""
    names = [name.replace("//", "/").strip() for name in SLASH.split(path.strip())]
    names = [name for name in names if name]
    if names and names[0].lower() in ROOTS:
        names = names[1:]
        if names and names[0].lower() == "top":
            names = names[1:]
    return tuple(names)


def item_of(block: Block, note: Note) -> Item:
    """The question of a block. Raises Refused with what is wrong and what to do."""
    text = _held(NO_SIGNS.sub("", block.text)).strip()
    title, text = _named(text)
    markup, text = _marked_up(text)
    text, answers = _parted(text)
    answers, general = _general(answers)
    if answers.count("~") + answers.count("=") > MAX_ANSWERS:
        raise Refused(TOO_MANY_ANSWERS)
    kind = _reader(answers)
    if not _plain(text):
        raise Refused(NO_TEXT)
    ids = dict(found for found in _marks(block.comments) if found[0] == "id")
    item = Item(
        Kind.SHORT,
        _plain(text),
        title=_plain(title),
        markup=markup or (Markup.HTML if looks_like_html(_plain(text)) else Markup.PLAIN),
        feedback=_said(general),
        category=block.category,
        tags=tuple(value for name, value in _marks(block.comments) if name == "tag"),
        ident=ids.get("id", ""),
        line=block.line,
    )
    return kind(answers, item, note)


def _held(text: str) -> str:
    """Escaped signs as those that no text holds, so that they divide nothing; \\n as a new line."""
    for sign, held in HELD.items():
        text = text.replace(f"\\{sign}", held)
    return text.replace("\\n", "\n")


def _plain(text: str) -> str:
    return text.translate(GIVEN_BACK).strip()


def _marks(comments: Iterable[str]) -> list[tuple[str, str]]:
    """What comments say in the way of Moodle: [id:…] and [tag:…]."""
    found = islice((one for comment in comments for one in MARKED.finditer(comment)), MOST_MARKS)
    return [(one[1], re.sub(r"\\(.)", r"\1", one[2]).strip()) for one in found]


def _named(text: str) -> tuple[str, str]:
    if not text.startswith("::") or "::" not in text[2:]:
        return "", text
    title, _colons, rest = text[2:].partition("::")
    return title, rest.strip()


def _marked_up(text: str) -> tuple[Markup | None, str]:
    """The markup that the text says it has; None where it leaves that to Moodle."""
    found = MARKER.match(text)
    if not found:
        return None, text
    return MARKUPS.get(found[1].lower()), text[found.end() :].strip()


def _said(text: str) -> str:
    """An answer or a feedback without the marker of its format: all texts of an item have that of the question."""
    return _plain(_marked_up(text.strip())[1])


def _parted(text: str) -> tuple[str, str]:
    """The text with a gap where answers stand within it, and the answers."""
    before, brace, rest = text.partition("{")
    if not brace:
        raise Refused(DESCRIPTION)
    answers, brace, after = rest.partition("}")
    if not brace or "{" in answers:
        raise Refused(NOT_CLOSED)
    if "{" in after or "}" in after:
        raise Refused(TWO_GROUPS)
    return (f"{before.rstrip()} {GAP} {after.lstrip()}" if after.strip() else before), answers.strip()


def _general(answers: str) -> tuple[str, str]:
    answers, _signs, general = answers.partition("####")
    return answers.strip(), general


Kindly = Callable[[str, Item, Note], Item]


def _reader(answers: str) -> Kindly:
    """Which kind of question the answers make, in the order in which Moodle asks."""
    if not answers:
        raise Refused(ESSAY)
    if CLOZE.match(answers):
        raise Refused(NO_CLOZE)
    if answers.startswith("#"):
        return _numeric
    if "~" in answers:
        return _choices
    if answers.partition("#")[0].strip().upper() in TRUTHS:
        return _true_false
    return _matching if "->" in answers and "=" in answers else _short


def _choices(answers: str, item: Item, note: Note) -> Item:
    is_single = "=" in answers
    divided = answers.replace("=", "~=").split("~")
    found = tuple(_choice(one) for one in divided if one.strip())
    if len(found) < 2:
        raise Refused(FEW_CHOICES)
    _weigh(found, is_single, note)
    return replace(item, kind=Kind.SINGLE if is_single else Kind.SEVERAL, choices=found)


def _choice(text: str) -> Choice:
    said, _sign, feedback = text.strip().partition("#")
    is_right = said.startswith("=")
    share, said = _share(said.removeprefix("=").strip(), 1.0 if is_right else 0.0)
    return Choice(_said(said), share, _said(feedback))


def _share(text: str, otherwise: float) -> tuple[float, str]:
    found = WEIGHT.match(text)
    if not found:
        return otherwise, text
    number = numbers.number(found[1])
    if number is None or not -100 <= number <= 100:
        raise Refused(BAD_SHARE + found[1])
    return numbers.fraction(number), text[found.end() :].strip()


def _weigh(found: Iterable[Choice | Range], is_single: bool, note: Note) -> None:
    """Tell of shares that do not come to the whole mark."""
    shares = [one.fraction for one in found]
    right = [share for share in shares if share > 0]
    if not right:
        raise Refused(NO_RIGHT)
    if is_single and max(right) < 0.999:
        note(NO_FULL_MARK)
    elif not is_single and abs(sum(right) - 1) > 0.001:
        note(SHARES_DIFFER)


def _true_false(answers: str, item: Item, _note: Note) -> Item:
    """The first feedback is for the wrong answer, the second for the right one."""
    said, _sign, feedbacks = answers.partition("#")
    is_true = TRUTHS[said.strip().upper()]
    wrong, _sign, right = feedbacks.partition("#")
    told = {is_true: _said(right), not is_true: _said(wrong)}
    choices = tuple(Choice(str(one).lower(), float(one is is_true), told[one]) for one in (True, False))
    return replace(item, kind=Kind.TRUE_FALSE, choices=choices)


def _short(answers: str, item: Item, note: Note) -> Item:
    found = [_choice(f"={one}") for one in answers.removeprefix("=").split("=") if one.strip()]
    if any(one.text == "*" for one in found):
        note(REST_LEFT_OUT)
    found = [one for one in found if one.text and one.text != "*"]
    _weigh(found, True, note)
    return replace(item, kind=Kind.SHORT, choices=tuple(found))


def _matching(answers: str, item: Item, _note: Note) -> Item:
    pairs = [_pair(one) for one in answers.split("=") if one.strip()]
    if sum(bool(pair.left) for pair in pairs) < 2:
        raise Refused(FEW_PAIRS)
    return replace(item, kind=Kind.MATCHING, pairs=tuple(pairs))


def _pair(text: str) -> Pair:
    left, _arrow, right = text.partition("->")
    pair = Pair(_said(left), _said(right.partition("#")[0]))
    if not pair.right:
        raise Refused(HALF_A_PAIR)
    return pair


def _numeric(answers: str, item: Item, note: Note) -> Item:
    body, rest, _feedback = answers.removeprefix("#").partition("~")
    if rest:
        note(REST_LEFT_OUT)
    found = tuple(_range(one) for one in body.strip().removeprefix("=").split("=") if one.strip())
    _weigh(found, True, note)
    return replace(item, kind=Kind.NUMERIC, ranges=found)


def _between(low: str, high: str) -> tuple[float, float] | None:
    first, last = numbers.number(low), numbers.number(high)
    return None if first is None or last is None else (float(min(first, last)), float(max(first, last)))


def _around(value: str, tolerance: str = "0") -> tuple[float, float] | None:
    middle, off = numbers.number(value), numbers.number(tolerance or "0")
    return None if middle is None or off is None else numbers.around(middle, off)


def _range(text: str) -> Range:
    """`5`, `3:0.5` or `1..5`, perhaps with a share before it and a feedback behind it."""
    said, _sign, feedback = text.strip().partition("#")
    share, said = _share(said.strip(), 1.0)
    bounds = _between(*said.split("..", 1)) if ".." in said else _around(*said.split(":", 1))
    if bounds is None or not all(map(numbers.is_finite, bounds)):
        raise Refused(NOT_A_NUMBER + said[:40])
    return Range(bounds[0] + 0.0, bounds[1] + 0.0, share, _said(feedback))
