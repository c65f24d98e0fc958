"""A row of a sheet as a question. Each mistake is told with its column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from quizzes.formats import sheetgaps
from quizzes.formats.exchange import Blank, Choice, Item, Kind, Pair, Range
from quizzes.formats.sheetcolumns import LETTERS, Column, column_of
from quizzes.rules.gaps import MARK

Row = Mapping[Column, str]

KINDS = {
    Kind.SINGLE: ("single", "singlechoice", "multiplechoice", "单选", "单选题", "选择题"),
    Kind.SEVERAL: ("several", "multiple", "multipleresponse", "多选", "多选题"),
    Kind.TRUE_FALSE: ("truefalse", "true/false", "判断", "判断题", "是非题"),
    Kind.NUMERIC: ("numeric", "number", "numerical", "数值", "数值题", "计算题"),
    Kind.ORDERING: ("ordering", "order", "排序", "排序题"),
    Kind.MATCHING: ("matching", "match", "配对", "配对题", "连线题", "匹配题"),
    Kind.SHORT: ("short", "shortanswer", "简答", "简答题"),
    Kind.CLOZE: ("cloze", "gaps", "完形填空"),
}
OPTIONS = (Kind.SINGLE, Kind.SEVERAL)  # each option says for itself why it is wrong
GAPS_OR_SHORT = ("fillintheblank", "fillintheblanks", "填空", "填空题")  # by whether the text marks gaps
TRUE = {"true", "t", "yes", "y", "right", "correct", "对", "正确", "是", "√", "✓"}
FALSE = {"false", "f", "no", "n", "wrong", "incorrect", "错", "错误", "否", "×", "✗", "x"}
TRUTHS = TRUE | FALSE


class Faulty(ValueError):
    """A row that cannot be taken; the message names the column and says what to do."""


def item_of(row: Row, number: int) -> Item:
    """Raises Faulty."""
    languages = _languages(row)
    if not languages:
        raise Faulty("Column question: it is empty.")
    kind, main = _kind(row, row[column_of("text", "", languages[0])]), languages[0]
    letters = _used(row, main, LETTERED[kind]) if kind in LETTERED else []
    twin = _told(row, kind, languages[1], letters, main) if len(languages) > 1 else None
    return _told(row, kind, main, letters, main, number, twin)


def _languages(row: Row) -> list[str]:
    """The languages that the question is written in; Chinese first, "" where the headings do not say it."""
    return [language for language in ("", "zh", "en") if row.get(column_of("text", "", language))][:2]


def _kind(row: Row, text: str) -> Kind:
    given = re.sub(r"[\s_-]+", "", row.get(column_of("kind"), "")).casefold()
    if given in GAPS_OR_SHORT or (not given and MARK.search(text)):
        return Kind.CLOZE if MARK.search(text) else Kind.SHORT
    if given:
        found = next((kind for kind, names in KINDS.items() if given in names), None)
        if found is None:
            raise Faulty(f"Column kind: nobody knows {given[:40]!r}. Write single, several, true-false, numeric …")
        return found
    answer, names = row.get(column_of("answer"), ""), {column[0] for column in row}
    if answer.casefold() in TRUTHS and "option" not in names:
        return Kind.TRUE_FALSE
    if "match" in names:
        return Kind.MATCHING
    if "option" in names:
        return Kind.SEVERAL if len(_letters(answer)) > 1 else Kind.SINGLE
    return Kind.NUMERIC if sheetgaps.number(answer) is not None else Kind.SHORT


def _told(
    row: Row, kind: Kind, language: str, letters: Sequence[str], main: str, number: int = 1, twin: Item | None = None
) -> Item:
    """The question in one of its languages; what is not translated yet is empty."""
    item = Item(
        kind,
        row[column_of("text", "", language)],
        title=row.get(column_of("title"), ""),
        feedback=row.get(column_of("explanation", "", language), ""),
        ident=row.get(column_of("id"), ""),
        tags=_list(row.get(column_of("tags"), "")),
        language=language,
        difficulty=_difficulty(row),
        source=row.get(column_of("source"), ""),
        posts=_list(row.get(column_of("posts"), "")),
        unit=row.get(column_of("unit"), ""),
        case_matters=row.get(column_of("case"), "").casefold() in TRUE,
        why="" if kind in (*OPTIONS, Kind.TRUE_FALSE) else row.get(column_of("usual", "", language), ""),
        line=number,
        translation=twin,
    )
    return OF_KIND[kind](item, Told(row, language, letters, main))


def _list(words: str) -> tuple[str, ...]:
    if not words:
        return ()
    return tuple(dict.fromkeys(word.strip() for word in re.split(r"[,，;；、]", words) if word.strip()))


def _difficulty(row: Row) -> int:
    given = row.get(column_of("difficulty"), "")
    if not given:
        return 0
    if given not in ("1", "2", "3", "4", "5"):
        raise Faulty("Column difficulty: write a number from 1 to 5.")
    return int(given)


@dataclass(frozen=True)
class Told:
    """A row in one language. `letters`: those of its options; `main`: the language that says what there is."""

    row: Row
    language: str
    letters: Sequence[str]
    main: str

    def text(self, what: str, letter: str = "") -> str:
        return self.row.get(column_of(what, letter, self.language), "")

    def plain(self, what: str) -> str:
        return self.row.get(column_of(what), "")


def _used(row: Row, main: str, least: int) -> list[str]:
    """The letters of the options that are written; a gap between them is a mistake."""
    found = [letter for letter in LETTERS if row.get(column_of("option", letter, main))]
    wanted = list(LETTERS[: LETTERS.index(found[-1]) + 1]) if found else []
    for letter in wanted:
        if letter not in found:
            raise Faulty(f"Column {column_of('option', letter, main).heading}: it is empty, though a later one is not.")
    if not found and least == 1:
        raise Faulty("Column A: say what belongs in {{1}}.")
    if len(found) < least:
        raise Faulty("Columns A and B: there must be at least two.")
    return found


def _letters(answer: str) -> list[str]:
    """The letters of an answer such as "B", "A,C" or "ABD"; none where it is something else."""
    words = re.sub(r"[\s,，、;；+&]+", "", answer).upper()
    return list(words) if words and all(sign in LETTERS for sign in words) else []


def _marked(told: Told) -> list[str]:
    answer = told.plain("answer")
    texts = {letter: told.row.get(column_of("option", letter, told.main)) for letter in told.letters}
    letters = _letters(answer) or [letter for letter, text in texts.items() if text == answer]
    if not letters or not set(letters) <= set(told.letters) or len(set(letters)) < len(letters):
        raise Faulty(f"Column answer: {answer[:40]!r} names none of the options. Write letters, such as B or A,C.")
    return letters


def _single(item: Item, told: Told) -> Item:
    right = _marked(told)
    if len(right) != 1:
        raise Faulty("Column answer: a question of the kind single has one right option. Or make its kind several.")
    return replace(item, choices=_choices(told, right))


def _several(item: Item, told: Told) -> Item:
    return replace(item, choices=_choices(told, _marked(told)))


def _choices(told: Told, right: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(
        Choice(told.text("option", letter), 1 / len(right) if letter in right else 0.0, told.text("why", letter))
        for letter in told.letters
    )


def _truth(item: Item, told: Told) -> Item:
    answer = told.plain("answer").casefold()
    if answer not in TRUTHS:
        raise Faulty("Column answer: write true or false.")
    is_true, why = answer in TRUE, told.text("usual") or told.text("why", "A")
    both = (
        Choice("true", float(is_true), "" if is_true else why),
        Choice("false", float(not is_true), why if is_true else ""),
    )
    return replace(item, choices=both)


def _numeric(item: Item, told: Told) -> Item:
    middle = sheetgaps.number(told.plain("answer"))
    slack = sheetgaps.number(told.plain("tolerance") or "0")
    if middle is None:
        raise Faulty("Column answer: write a number.")
    if slack is None or slack < 0:
        raise Faulty("Column tolerance: write a number, 0 or more.")
    return replace(item, ranges=(Range(middle - slack, middle + slack),))


def _ordering(item: Item, told: Told) -> Item:
    order = _letters(told.plain("answer")) or list(told.letters)
    if sorted(order) != sorted(told.letters):
        raise Faulty("Column answer: name each step once, in the right order, such as BACD; or leave it empty.")
    return replace(item, steps=tuple(told.text("option", letter) for letter in order))


def _matching(item: Item, told: Told) -> Item:
    for letter in told.letters:
        if not told.row.get(column_of("match", letter, told.main)):
            raise Faulty(f"Column {column_of('match', letter, told.main).heading}: say what belongs to {letter}.")
    pairs = (Pair(told.text("option", letter), told.text("match", letter)) for letter in told.letters)
    return replace(item, pairs=tuple(pairs))


def _short(item: Item, told: Told) -> Item:
    answer = told.text("answer") or (told.plain("answer") if told.language == told.main else "")
    words = [word.strip() for word in answer.split("|") if word.strip()]
    if not words and told.language == told.main:
        raise Faulty("Column answer: write what is right; several spellings with | between them.")
    return replace(item, choices=tuple(Choice(word, 1.0) for word in words))


def _cloze(item: Item, told: Told) -> Item:
    return replace(item, blanks=tuple(_blank(told, letter) for letter in told.letters))


def _blank(told: Told, letter: str) -> Blank:
    """The gap in this language; where nothing is written there, of the kind that it has in the main one."""
    main, own = column_of("option", letter, told.main), column_of("option", letter, told.language)
    found = sheetgaps.read(told.row[main])
    here = sheetgaps.read(told.row[own]) if own in told.row else Blank(found.kind) if found else None
    if found is None or here is None or here.kind is not found.kind:
        wrong = main if found is None else own
        raise Faulty(f"Column {wrong.heading}: write spellings (DOT 4|DOT IV), a number (#12.6 ± 0.1 V) or a choice "
                     "(*right|wrong), the same in both languages.")  # fmt: skip
    return replace(here, ranges=found.ranges, unit=found.unit, why=told.text("why", letter))


LETTERED = {Kind.SINGLE: 2, Kind.SEVERAL: 2, Kind.ORDERING: 2, Kind.MATCHING: 2, Kind.CLOZE: 1}  # at least so many
OF_KIND: dict[Kind, Callable[[Item, Told], Item]] = {
    Kind.SINGLE: _single,
    Kind.SEVERAL: _several,
    Kind.TRUE_FALSE: _truth,
    Kind.NUMERIC: _numeric,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.SHORT: _short,
    Kind.CLOZE: _cloze,
}
