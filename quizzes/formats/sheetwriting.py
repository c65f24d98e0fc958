"""Questions as rows of a sheet, and what a sheet cannot hold of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from quizzes.formats import sheetgaps
from quizzes.formats.exchange import Blank, Item, Kind, Markup, Refusal
from quizzes.formats.htmltext import plain_from_html
from quizzes.formats.reasons import Reason
from quizzes.formats.sheetcolumns import LETTERS, WRITTEN, Column

Row = dict[Column, str]

NO_GAPS = Reason(
    "A gap of it has no place in a sheet: more than eight, several numbers, or words with | # *. Left out."
)
NO_PLACES = Reason("It asks for a place on a picture, which a sheet cannot hold; it is left out.")
NO_DIVIDER = Reason("A spelling holds |, which divides spellings in a sheet; it is left out.")
TOO_MANY_OPTIONS = Reason("More than eight options; it is left out.")
SEVERAL_NUMBERS = Reason("Several numbers count; it is left out.")
MISLEADING = Reason("Right-hand sides that belong to nothing; it is left out.")
HTML_IS_PLAIN = Reason("Its HTML is written as plain words.")
NO_MEDIA = Reason("Its pictures and files are left out.")
NO_CATEGORY = Reason("Its category is left out.")
SHARES_LEFT_OUT = Reason("Different shares of the mark are left out: an answer is right or wrong.")
BELOW_ZERO = Reason("Shares below zero are left out.")


def rows(items: Sequence[Item]) -> tuple[list[str], list[list[str]], tuple[Refusal, ...]]:
    """(headings, rows, notes): only columns that hold something. What is noted with the place of its item, from 1."""
    written: list[Row] = []
    notes: list[Refusal] = []
    for place, item in enumerate(items, start=1):
        reason = _refusal(item)
        if reason:
            notes.append(Refusal(place, reason))
            continue
        written.append(_row(item))
        notes += [Refusal(place, said) for said in _lost(item)]
    used = sorted({column for row in written for column in row}, key=_order)
    return [column.heading for column in used], [[row.get(one, "") for one in used] for row in written], tuple(notes)


def _order(column: Column) -> tuple[int, str, int]:
    what, letter, language = column
    by_letter = ("option", "why", "match")
    place = list(WRITTEN).index("option" if what in by_letter else what)
    return place, f"{letter}{by_letter.index(what) if what in by_letter else ''}", ("", "zh", "en").index(language)


def _refusal(item: Item) -> str:
    if item.kind is Kind.HOTSPOT:
        return NO_PLACES
    if len(item.blanks) > len(LETTERS) or not all(map(sheetgaps.is_holdable, item.blanks)):
        return NO_GAPS
    if item.kind is Kind.SHORT and any("|" in choice.text for choice in item.choices):
        return NO_DIVIDER
    if max(len(item.choices) if item.kind is not Kind.SHORT else 0, len(item.steps), len(item.pairs)) > len(LETTERS):
        return TOO_MANY_OPTIONS
    if item.kind is Kind.NUMERIC and len(item.ranges) != 1:
        return SEVERAL_NUMBERS
    if any(not pair.left for pair in item.pairs):
        return MISLEADING
    return ""


def _row(item: Item) -> Row:
    found: Row = {Column("id"): item.ident, Column("title"): item.title, Column("kind"): item.kind.value}
    found |= {Column("difficulty"): str(item.difficulty or ""), Column("source"): item.source}
    found |= {Column("posts"): ", ".join(item.posts), Column("tags"): ", ".join(item.tags), Column("unit"): item.unit}
    found |= _answer(item)
    for one in (item, item.translation):
        if one is not None:
            found |= dict(_texts(one))
    return {column: text for column, text in found.items() if text}


def _answer(item: Item) -> Row:
    if item.kind in (Kind.SHORT, Kind.CLOZE):
        return {Column("case"): "true" if item.case_matters else ""}
    if item.kind is Kind.TRUE_FALSE:
        return {Column("answer"): next((one.text for one in item.choices if one.fraction > 0), "true")}
    if item.kind is Kind.NUMERIC:
        low, high = item.ranges[0].low, item.ranges[0].high
        return {Column("answer"): f"{(low + high) / 2:.12g}", Column("tolerance"): f"{(high - low) / 2:.12g}"}
    marked = zip(LETTERS, item.choices, strict=False)
    return {Column("answer"): ",".join(letter for letter, choice in marked if choice.fraction > 0)}


def _texts(item: Item) -> Iterator[tuple[Column, str]]:
    language = item.language
    yield Column("text", "", language), _plain(item.text, item.markup)
    yield Column("explanation", "", language), _plain(item.feedback, item.markup)
    yield Column("usual", "", language), _plain(item.why, item.markup)
    if item.kind is Kind.TRUE_FALSE:
        wrong = next((one.feedback for one in item.choices if one.fraction <= 0), "")
        yield Column("usual", "", language), _plain(wrong, item.markup)
    elif item.kind in (Kind.SINGLE, Kind.SEVERAL):
        for letter, choice in zip(LETTERS, item.choices, strict=False):
            yield Column("option", letter, language), _plain(choice.text, item.markup)
            yield Column("why", letter, language), _plain(choice.feedback, item.markup)
    if item.kind is Kind.SHORT:
        words = "|".join(choice.text for choice in item.choices if choice.fraction > 0)
        yield Column("answer", "", language), words
    for letter, blank in zip(LETTERS, item.blanks, strict=False):
        yield Column("option", letter, language), sheetgaps.write(blank)
        yield Column("why", letter, language), _plain(blank.why, item.markup)
    for letter, step in zip(LETTERS, item.steps, strict=False):
        yield Column("option", letter, language), _plain(step, item.markup)
    for letter, pair in zip(LETTERS, item.pairs, strict=False):
        yield Column("option", letter, language), pair.left
        yield Column("match", letter, language), pair.right


def _plain(text: str, markup: Markup) -> str:
    return plain_from_html(text) if markup is Markup.HTML else text


def _lost(item: Item) -> Iterator[str]:
    if item.markup is Markup.HTML:
        yield HTML_IS_PLAIN
    if item.media:
        yield NO_MEDIA
    if item.category:
        yield NO_CATEGORY
    parts: tuple[Item | Blank, ...] = (item, *item.blanks)
    shares = [{one.fraction for one in part.choices if one.fraction > 0} for part in parts]
    if any(len(some) > 1 for some in shares) or len({blank.weight for blank in item.blanks}) > 1:
        yield SHARES_LEFT_OUT
    if any(one.fraction < 0 for part in parts for one in part.choices):
        yield BELOW_ZERO
