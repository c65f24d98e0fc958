"""Items as GIFT, in the form that Moodle 4 exports it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal

from quizzes.formats import numbers
from quizzes.formats.exchange import Choice, Item, Kind, Markup, Range, Refusal, Writing
from quizzes.formats.gift_items import MARKER, WEIGHT
from quizzes.formats.reasons import Reason

FORMATS = {Markup.PLAIN: "[plain]", Markup.HTML: "[html]", Markup.MARKDOWN: "[markdown]"}
SPECIAL = re.compile(r"([~=#{}:\\])")
BRACKETS = re.compile(r"([\]\\])")
ARROW = "->"
FULL = 0.999

NO_KIND = Reason("GIFT does not know this kind of question; it is left out.")
NO_ARROW = Reason("An arrow (->) divides pairs in GIFT, so this question is left out. Write the arrow in another way.")
NO_MEDIA = Reason("GIFT carries no pictures or files; they are left out.")
NO_CASE = Reason("GIFT does not say that capital letters matter.")
FULL_MARK = Reason("GIFT gives the full mark to an answer that is marked as right; the best one has it now.")


def write(items: Sequence[Item]) -> Writing:
    """The items as a file in UTF-8, and what of them GIFT does not carry."""
    parts: list[str] = []
    notes: list[Refusal] = []
    category: tuple[str, ...] = ()
    for place, item in enumerate(items, start=1):
        reasons = list(_left_out(item))
        notes += [Refusal(place, reason) for reason in reasons]
        if NO_KIND in reasons or NO_ARROW in reasons:
            continue
        if item.category != category:
            category = item.category
            parts.append(_category(category))
        parts.append(_question(item))
    return Writing("\n".join(parts).encode(errors="replace"), tuple(notes))


def _left_out(item: Item) -> Iterator[str]:
    if item.kind not in ANSWERS:
        yield NO_KIND
    if _has_arrow(item):
        yield NO_ARROW
    if item.media:
        yield NO_MEDIA
    if item.case_matters and item.kind is Kind.SHORT:
        yield NO_CASE
    if item.kind is Kind.SINGLE and max(item.fractions(), default=0) < FULL:
        yield FULL_MARK


def _has_arrow(item: Item) -> bool:
    if item.kind is Kind.MATCHING:
        return any(ARROW in pair.left for pair in item.pairs)
    told = (item.feedback, *(text for choice in item.choices for text in (choice.text, choice.feedback)))
    return item.kind is Kind.SHORT and any(ARROW in text for text in told)


def _category(names: Iterable[str]) -> str:
    path = "/".join(["$course$", "top", *(name.replace("/", "//") for name in names)])
    return f"$CATEGORY: {path}\n"


def _question(item: Item) -> str:
    title = f"::{_text(item.title)}::" if item.title else ""
    general = f"####{_text(item.feedback)}" if item.feedback else ""
    answers = " ".join([*ANSWERS[item.kind](item), general]).strip()
    return f"{_comment(item)}{title}{FORMATS[item.markup]}{_text(item.text)} {{{answers}}}\n"


def _comment(item: Item) -> str:
    marks = [("id", item.ident)] * bool(item.ident) + [("tag", tag) for tag in item.tags]
    told = (f"[{name}:" + BRACKETS.sub(r"\\\1", " ".join(value.split())) + "]" for name, value in marks)
    return f"// {' '.join(told)}\n" if marks else ""


def _text(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text).replace("\n", "\\n")


def _said(text: str) -> str:
    """An answer or a feedback. One that only looks as if it told its format says plainly that it does not."""
    return ("[moodle]" if MARKER.match(text) else "") + _text(text)


def _choices(item: Item) -> Iterator[str]:
    """One answer to choose: the best of them is marked as right. Several: each has its share."""
    shares = item.fractions()
    best = shares.index(max(shares)) if item.kind is Kind.SINGLE else None
    for place, choice in enumerate(item.choices):
        if place == best:
            yield _answer(choice, "=", 1.0, 1.0)
        else:
            yield _answer(choice, "~", choice.fraction, 0.0)


def _answer(choice: Choice, sign: str, share: float, otherwise: float) -> str:
    """`otherwise`: the share of an answer with this sign that states none."""
    weight = _weight(share) if share != otherwise or WEIGHT.match(choice.text) else ""
    return f"{sign}{weight}{_said(choice.text)}{_feedback(choice)}"


def _weight(share: float) -> str:
    return f"%{numbers.share(share)}%"


def _feedback(one: Choice | Range) -> str:
    return f"#{_said(one.feedback)}" if one.feedback else ""


def _true_false(item: Item) -> Iterator[str]:
    right, wrong = sorted(item.choices, key=lambda choice: -choice.fraction)
    feedbacks = f"#{_said(wrong.feedback)}" if wrong.feedback or right.feedback else ""
    yield f"{right.text.upper()}{feedbacks}{_feedback(right)}"


def _short(item: Item) -> Iterator[str]:
    return (_answer(choice, "=", choice.fraction, 1.0) for choice in item.choices)


def _matching(item: Item) -> Iterator[str]:
    yield from (f"={_said(pair.left)} {ARROW} {_said(pair.right)}" for pair in item.pairs)


def _numeric(item: Item) -> Iterator[str]:
    yield "#"
    for one in item.ranges:
        weight = "" if one.fraction == 1.0 else _weight(one.fraction)
        low, high = (numbers.written(Decimal(repr(bound))) for bound in (one.low, one.high))
        yield f"={weight}{low if low == high else f'{low}..{high}'}{_feedback(one)}"


ANSWERS: dict[Kind, Callable[[Item], Iterator[str]]] = {
    Kind.SINGLE: _choices,
    Kind.SEVERAL: _choices,
    Kind.TRUE_FALSE: _true_false,
    Kind.SHORT: _short,
    Kind.MATCHING: _matching,
    Kind.NUMERIC: _numeric,
}
